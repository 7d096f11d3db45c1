"""Sorted tables against plain dictionaries."""

from __future__ import annotations

import re
import sys
from array import array
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.errors import IndexDamagedError
from defsearch.index.checksums import PAGE, ChecksummedWriter
from defsearch.index.sstable import SSTable, write_sstable

# Keys are UTF-8 in any order of bytes; a few letters, so that many begin alike.
keys = st.text("ab\u00e9\U0001f6a2.-", max_size=6).map(str.encode)
values = st.one_of(
    st.text("xyz\t \u00e9", max_size=8).map(str.encode),
    st.integers(PAGE - 20, 2 * PAGE + 20).map(lambda length: b"v" * length),
)
tables = st.dictionaries(keys, values, max_size=40)


class made:  # noqa: N801  (reads as a statement: with made(rows) as table)
    """A table on disk, open; gone afterwards."""

    def __init__(self, rows: dict[bytes, bytes]) -> None:
        self._folder = TemporaryDirectory()
        path = str(Path(self._folder.name) / "table")
        write_sstable(path, sorted(rows.items()))
        self._table = SSTable(path)

    def __enter__(self) -> SSTable:
        return self._table

    def __exit__(self, *_: object) -> None:
        self._table.close()
        self._folder.cleanup()


@settings(max_examples=40)
@given(tables, st.lists(keys))
def test_a_table_answers_as_a_dictionary_does(rows: dict[bytes, bytes], others: list[bytes]) -> None:
    """Every key has its value, every other key none, with lines of many pages between them."""
    with made(rows) as table:
        for key in [*rows, *others]:
            assert table.get(key) == rows.get(key)
        assert list(table.rows()) == sorted(rows.items())


@settings(max_examples=40)
@given(tables, keys)
def test_rows_of_a_prefix_are_those_whose_key_begins_with_it(rows: dict[bytes, bytes], prefix: bytes) -> None:
    """In order, and none besides."""
    with made(rows) as table:
        expected = sorted((key, value) for key, value in rows.items() if key.startswith(prefix))
        assert list(table.rows(prefix)) == expected


@settings(max_examples=40)
@given(tables, keys, st.sampled_from([b"[^\t\n]*", b"a[^\t\n]*", b"[^\t\n]*b", b"(a|b)+", b"a?b"]))
def test_matching_rows_are_those_whose_whole_key_fits(
    rows: dict[bytes, bytes], prefix: bytes, pattern: bytes
) -> None:
    """The pattern covers the key and never reaches into the value; asked twice, it answers the same."""
    with made(rows) as table:
        expected = sorted(
            (key, value)
            for key, value in rows.items()
            if key.startswith(prefix) and re.fullmatch(pattern, key)
        )
        assert list(table.rows_matching(pattern, prefix)) == expected
        assert list(table.rows_matching(pattern, prefix)) == expected


def test_many_rows_are_found_on_both_sides_of_every_page_border() -> None:
    """Thirty thousand rows of several lengths: each is found, as are the places between them."""
    rows = {b"%06d" % (2 * number): b"x" * (number % 23) for number in range(30_000)}
    with made(rows) as table:
        for number in range(0, 60_000, 7):
            assert table.get(b"%06d" % number) == rows.get(b"%06d" % number)
        assert list(table.rows(b"0123")) == [
            (key, rows[key]) for key in sorted(rows) if key.startswith(b"0123")
        ]
        assert dict(table.rows()) == rows


def test_a_search_that_is_given_up_leaves_nothing_open() -> None:
    """A table can be closed while someone still holds an unfinished search in it."""
    with made({b"a": b"1", b"b": b"2"}) as table:
        found = table.rows_matching(b"[^\t\n]*")
        assert next(found) == (b"a", b"1")


def test_an_empty_table_holds_nothing() -> None:
    """Neither a key nor an error."""
    with made({}) as table:
        assert table.get(b"") is None
        assert (
            list(table.rows()) == list(table.rows(b"a")) == list(table.rows_matching(b"[^\t\n]*", b"a")) == []
        )


def forged(lines: bytes, keys: bytes = b"a", starts: tuple[int, ...] | None = None, count: int = 1) -> bytes:
    """A table as its writer would lay it out, with anything in it."""
    places = array("Q", (0, len(lines)) if starts is None else starts)
    if sys.byteorder == "big":
        places.byteswap()
    return lines + keys + places.tobytes() + b"%16d%16d" % (len(keys), count)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "past its end"),
        (b"a\t1\n" * 20, "block index"),
        (forged(b"a\t1\n", count=2), "past its end"),
        (forged(b"a\t1\n", count=-1), "block index"),
        (forged(b"a\t1\n", count=10**12), "past its end"),
        (forged(b"a\t1\n", keys=b"a\nb"), "block index"),
        (forged(b"a\t1\n", starts=(0, 99)), "block index"),
        (forged(b"a\t1\n", starts=(99, 4)), "past its end"),
        (forged(b"no line end"), "line end"),
        (forged(b"a\t1\nno line end"), "line end"),
    ],
)
def test_a_sealed_file_that_is_no_table_is_damage(tmp_path: Path, content: bytes, told: str) -> None:
    """Whole checksums do not make lines, nor a directory of them."""
    with ChecksummedWriter(str(tmp_path / "f")) as out:
        out.write(content)
    table = SSTable(str(tmp_path / "f"))
    with pytest.raises(IndexDamagedError, match=told):
        table.get(b"zzz")
    with pytest.raises(IndexDamagedError, match=told):
        list(table.rows())
    table.close()
