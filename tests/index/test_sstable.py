"""Sorted tables, compared with a dictionary."""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import PAGE, ChecksummedWriter
from defsearch.index.sstable import SSTable, write_sstable

if TYPE_CHECKING:
    from collections.abc import Iterator

# Keys are UTF-8 in any order of bytes; a few letters, so that many begin alike.
keys = st.text("ab\u00e9\U0001f6a2.-", max_size=6).map(str.encode)
values = st.one_of(
    st.text("xyz\t \u00e9", max_size=8).map(str.encode),
    st.integers(PAGE - 20, 2 * PAGE + 20).map(lambda length: b"v" * length),
)
tables = st.dictionaries(keys, values, max_size=40)


@contextmanager
def written(rows: dict[bytes, bytes], *, compressed: bool = False) -> Iterator[SSTable]:
    """Write a table of these rows, and open it."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "table")
        write_sstable(path, sorted(rows.items()), compressed=compressed)
        table = SSTable(path, compressed=compressed)
        yield table
        table.close()


@settings(max_examples=40)
@given(tables, st.lists(keys), st.booleans())
def test_a_table_answers_as_a_dictionary_does(
    rows: dict[bytes, bytes], others: list[bytes], compressed: bool
) -> None:
    """Also if its lines are longer than a page, and if its blocks are compressed."""
    with written(rows, compressed=compressed) as table:
        for key in [*rows, *others]:
            assert table.get(key) == rows.get(key)
        assert list(table.rows()) == sorted(rows.items())


@settings(max_examples=40)
@given(tables, keys)
def test_rows_with_a_prefix_are_those_whose_key_begins_with_it(
    rows: dict[bytes, bytes], prefix: bytes
) -> None:
    """Sorted by key."""
    with written(rows) as table:
        expected = sorted((key, value) for key, value in rows.items() if key.startswith(prefix))
        assert list(table.rows(prefix)) == expected


@settings(max_examples=40)
@given(
    tables,
    keys.map(bytes.decode),
    st.sampled_from([r"[^\t\n]*", r"a[^\t\n]*", r"[^\t\n]*b", "(?:a|b)+", "a?b"]),
)
def test_matching_keys_are_those_that_match_as_a_whole(
    rows: dict[bytes, bytes], prefix: str, rest: str
) -> None:
    """The pattern never reaches into the value. A second call gives the same keys."""
    pattern = re.escape(prefix) + rest
    with written(rows) as table:
        expected = [key for key in map(bytes.decode, sorted(rows)) if re.fullmatch(pattern, key)]
        assert table.keys_matching(pattern, prefix.encode()) == expected
        assert table.keys_matching(pattern, prefix.encode()) == expected


def test_rows_are_found_on_both_sides_of_every_block_border() -> None:
    """In a table of 30,000 rows of several lengths; keys that are not in it are not found."""
    rows = {b"%06d" % (2 * number): b"x" * (number % 23) for number in range(30_000)}
    with written(rows) as table:
        for number in range(0, 60_000, 7):
            assert table.get(b"%06d" % number) == rows.get(b"%06d" % number)
        assert list(table.rows(b"0123")) == [
            (key, rows[key]) for key in sorted(rows) if key.startswith(b"0123")
        ]
        assert dict(table.rows()) == rows


def test_a_table_can_be_closed_during_a_search() -> None:
    """An unfinished iterator does not keep it open."""
    with written({b"a": b"1", b"b": b"2"}) as table:
        found = table.rows()
        assert next(found) == (b"a", b"1")


def test_an_empty_table_contains_nothing() -> None:
    """And raises no error."""
    with written({}) as table:
        assert table.get(b"") is None
        assert list(table.rows()) == list(table.rows(b"a")) == []
        assert table.keys_matching(r"a[^\t\n]*", b"a") == []


def forged(lines: bytes, keys: bytes = b"a", starts: tuple[int, ...] | None = None, count: int = 1) -> bytes:
    """Return the content of a table in the right layout, with anything in it."""
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
def test_a_checksummed_file_that_is_no_table_is_damage(tmp_path: Path, content: bytes, told: str) -> None:
    """It lacks the lines, or their block index."""
    with ChecksummedWriter(str(tmp_path / "f")) as out:
        out.write(content)
    table = SSTable(str(tmp_path / "f"))
    with pytest.raises(IndexDamagedError, match=told):
        table.get(b"zzz")
    with pytest.raises(IndexDamagedError, match=told):
        list(table.rows())
    table.close()


@pytest.mark.parametrize(
    "block",
    [b"a\t1\n", zlib.compress(b"a\t1\n")[:-3], zlib.compress(bytes(5 << 20))],
    ids=["plain", "cut", "bomb"],
)
def test_a_block_that_cannot_be_decompressed_is_damage(tmp_path: Path, block: bytes) -> None:
    """Below right checksums: text, a block that is cut short, and one of five megabytes."""
    with ChecksummedWriter(str(tmp_path / "f")) as out:
        out.write(block + b"a" + array("Q", [0, len(block)]).tobytes() + b"%16d%16d" % (1, 1))
    table = SSTable(str(tmp_path / "f"), compressed=True)
    with pytest.raises(IndexDamagedError, match="decompressed"):
        table.get(b"a")
    table.close()
