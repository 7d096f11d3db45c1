"""The list of files, by id."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.errors import IndexDamagedError
from defsearch.store.files import IndexedFile, files_from, find_file, write_files
from defsearch.store.table import Table, write_table

ODD = 'a/\n\t"\\\r\0\u2028\ud800\udcff\u00e9\U0001f6a2'
ids = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=8)


def file(id_: str) -> IndexedFile:
    """A file whose path is as odd as its id."""
    return IndexedFile(
        id_, f"s/{id_}.txt", f"/s/{id_}.txt", 12, 1_700_000_000_123_456_789, "00ff", "MAIN_x", 3
    )


def listed(folder: str, files: list[IndexedFile]) -> Table:
    """The table of files, open."""
    path = Path(folder) / "files"
    write_files(path, files)
    return Table(str(path))


@settings(max_examples=40)
@given(st.sets(ids, max_size=12), ids)
def test_every_id_leads_to_its_file_and_no_other_does(known: set[str], other: str) -> None:
    """With line ends, tabs, quotes and lone surrogates in ids and paths."""
    with TemporaryDirectory() as folder:
        table = listed(folder, [file(id_) for id_ in known])
        for id_ in {*known, other}:
            assert find_file(table, id_) == (file(id_) if id_ in known else None)
        table.close()


@settings(max_examples=40)
@given(st.sets(ids, max_size=12), ids)
def test_a_beginning_leads_to_all_ids_that_begin_so(known: set[str], prefix: str) -> None:
    """Each once; without a beginning, all of them."""
    with TemporaryDirectory() as folder:
        table = listed(folder, [file(id_) for id_ in known])
        expected = {id_ for id_ in known if id_.startswith(prefix)}
        found = [one.id for one in files_from(table, prefix)]
        assert len(found) == len(expected)
        assert set(found) == expected
        assert {one.id for one in files_from(table)} == known
        table.close()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (b'"a', b"nothing"),
        (b'"a', b"[" * 100_000),
        (b'"a', b"{}"),
        (b'"a', b'["p", "f", 1, 2, "d", "s", 7' + b" " * 200_000 + b"]"),
        (b'"a', b'["p", "f", 1, 2, "d", "s"]'),
        (b'"a', b'["p", "f", 1, 2, "d", "s", "7"]'),
        (b'"a', b'["p", "f", true, 2, "d", "s", 7]'),
        (b'"a', b'["p", ["f"], 1, 2, "d", "s", 7]'),
        (b'"a', b'["p", "f", 1, 2e9, "d", "s", 7]'),
        (b'"a\\', b'["p", "f", 1, 2, "d", "s", 7]'),
        (b"a", b'["p", "f", 1, 2, "d", "s", 7]'),
        (b'"\xff', b'["p", "f", 1, 2, "d", "s", 7]'),
    ],
    ids=lambda one: repr(one[:40]),
)
def test_a_list_that_no_ingest_wrote_is_damage(tmp_path: Path, key: bytes, value: bytes) -> None:
    """With whole checksums, as an index by someone else has them."""
    write_table(str(tmp_path / "files"), [(key, value)])
    table = Table(str(tmp_path / "files"))
    with pytest.raises(IndexDamagedError, match="list of files"):
        list(files_from(table))
    table.close()
