"""The list of release files, by id."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.strategies import file_names

from defsearch.errors import IndexDamagedError
from defsearch.index.source_files import FileList, IndexedFile, write_files
from defsearch.index.sstable import write_sstable
from defsearch.releases.release import FileState

ids = file_names('a/\n\t"\\\r\u2028\ud800\udcff\u00e9\U0001f6a2', max_size=8)


def file(id_: str) -> IndexedFile:
    """Return a file whose path is as odd as its id."""
    return IndexedFile(
        id_,
        f"s/{id_}.txt",
        f"/s/{id_}.txt",
        FileState(12, 1_700_000_000_123_456_789, -1, 3),
        "00ff",
        "MAIN_x",
        3,
        1_800_000_000_000_000_000,
    )


def listed(folder: str, files: list[IndexedFile]) -> FileList:
    """Write a list of files, and open it."""
    path = Path(folder) / "files"
    write_files(path, files)
    return FileList(str(path))


@settings(max_examples=40)
@given(st.sets(ids, max_size=12), ids)
def test_each_id_leads_to_its_file(known: set[str], other: str) -> None:
    """Ids and paths may contain line ends, tabs, quotes and lone surrogates."""
    with TemporaryDirectory() as folder:
        files = listed(folder, [file(id_) for id_ in known])
        for id_ in {*known, other}:
            assert files.find(id_) == (file(id_) if id_ in known else None)
        files.close()


@settings(max_examples=40)
@given(st.sets(ids, max_size=12), ids)
def test_a_prefix_leads_to_all_ids_that_begin_with_it(known: set[str], prefix: str) -> None:
    """Each once. Without a prefix, all ids."""
    with TemporaryDirectory() as folder:
        files = listed(folder, [file(id_) for id_ in known])
        expected = {id_ for id_ in known if id_.startswith(prefix)}
        found = [one.id for one in files.all(prefix)]
        assert len(found) == len(expected)
        assert set(found) == expected
        assert {one.id for one in files.all()} == known
        files.close()


paths = st.sampled_from(
    ["a.txt", "/x/a.txt", "../s/a.TXT", "s/deep/er/a.txt", "a", "", "/", "s/b.txt", 'o"dd\n.txt']
)


STATES = st.builds(FileState, st.integers(0), st.integers(), st.integers(), st.integers(0))
SEGMENTS = st.sampled_from(["MAIN_x", "MAIN_y"])
FILES = st.builds(IndexedFile, ids, paths, paths, STATES, st.just("0f"), SEGMENTS, st.integers(0))


@settings(max_examples=60)
@given(st.lists(FILES, max_size=8, unique_by=lambda one: one.id))
def test_a_file_is_read_as_it_was_written(known: list[IndexedFile]) -> None:
    """Whether or not its path ends in its id."""
    with TemporaryDirectory() as folder:
        files = listed(folder, known)
        assert {one.id: one for one in files.all()} == {one.id: one for one in known}
        files.close()


NAMES = b'[["MAIN_x"], [["s/", "/s/"]]]'
ROW = b"1 2 0f 0 7 0 +.txt"


@pytest.mark.parametrize(
    ("names", "key", "value"),
    [
        (None, b'"a', ROW),
        (b"nothing", b'"a', ROW),
        (b"[" * 100_000, b'"a', ROW),
        (b"{}", b'"a', ROW),
        (b"[[], []]", b'"a', ROW),
        (b'[["MAIN_x"], []]', b'"a', ROW),
        (b'[["MAIN_x"], [["s/"]]]', b'"a', ROW),
        (b'[["MAIN_x"], [["s/", 3]]]', b'"a', ROW),
        (b'[[3], [["s/", "/s/"]]]', b'"a', ROW),
        (b"[3, 4]", b'"a', ROW),
        (NAMES, b'"a', b"nothing"),
        (NAMES, b'"a', ROW + b" " * 200_000),
        (NAMES, b'"a', b"1 2 0f 0 7 0"),
        (NAMES, b'"a', b"one 2 0f 0 7 0 +.txt"),
        (NAMES, b'"a', b"-1 2 0f 0 7 0 +.txt"),
        (NAMES, b'"a', b"1 2e9 0f 0 7 0 +.txt"),
        (NAMES, b'"a', b"1 2 0f 1 7 0 +.txt"),
        (NAMES, b'"a', b"1 2 0f -1 7 0 +.txt"),
        (NAMES, b'"a', b"1 2 0f 0 -7 0 +.txt"),
        (NAMES, b'"a', b"1 2 0f 0 7 9 +.txt"),
        (NAMES, b'"a', b"1 2 \xff 0 7 0 +.txt"),
        (NAMES, b'"a', b"1 2 0f 0 7 0 +\xff"),
        (NAMES, b'"a', b"1 2 0f 0 7 0 +\\"),
        (NAMES, b'"a\\', ROW),
        (NAMES, b'"\xff', ROW),
        (NAMES, b'"a\0', ROW),
        (NAMES, b'"a\\u0000', ROW),
        (NAMES, b'"\\ud800', ROW),
    ],
    ids=lambda one: repr(one[:40] if one else one),
)
def test_a_list_that_no_ingest_writes_is_damage(
    tmp_path: Path, names: bytes | None, key: bytes, value: bytes
) -> None:
    """Below right checksums, as in an index from someone else."""
    rows = [(key, value)] if names is None else [(b"", names), (key, value)]
    write_sstable(str(tmp_path / "files"), rows)
    files = FileList(str(tmp_path / "files"))
    with pytest.raises(IndexDamagedError, match="list of files"):
        list(files.all())
    files.close()


def test_a_path_leads_to_its_file_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only from the folder where the ingest was run."""
    full = str(tmp_path / "home" / "s" / "map" / "a.txt")
    files = listed(str(tmp_path), [file("map/a")._replace(path="s/map/a.txt", full_path=full)])
    for folder, wanted in (("home", "s/map/a.txt"), ("home/s", "map/a.txt"), ("elsewhere", full)):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(tmp_path / folder)
        again = FileList(str(tmp_path / "files"))
        assert again.path_from_here("map/a", "s/map/a.txt") == wanted
        assert again.path_from_here("gone", "s/gone.txt") == "s/gone.txt"
        again.close()
    files.close()
