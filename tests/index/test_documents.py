"""Stored releases: what comes out is what went in, or an error."""

from __future__ import annotations

import datetime
import tracemalloc
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.index_contents import flip_bit
from support.strategies import file_names

from defsearch.errors import IndexDamagedError
from defsearch.index.doc_store import DocStoreReader, DocStoreWriter, StoredRelease
from defsearch.releases.layout import find_paragraphs
from defsearch.releases.release import Paragraph

# Lone surrogates too: nothing here may depend on a text being clean.
ODD = 'a \n\r\t"\\\0\x1b\u202e\ud800\U0001f6a2'
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=60)
paragraphs = st.builds(Paragraph, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.booleans())
documents = st.builds(
    StoredRelease,
    *(texts, file_names(ODD, max_size=60), st.dates(), texts, texts),
    st.lists(paragraphs, max_size=4).map(tuple),
)
LENGTHS = (3, 0, 70_000)


def stored(path: Path, *items: StoredRelease) -> Path:
    """A file of documents."""
    writer = DocStoreWriter(str(path))
    for item in items:
        writer.add(item, LENGTHS)
    writer.close()
    return path


def letter(body: str) -> StoredRelease:
    """A document with a body."""
    return StoredRelease("a/b", "s/a/b.txt", datetime.date(2025, 9, 25), "Titel", body, find_paragraphs(body))


@settings(max_examples=40)
@given(st.lists(documents, max_size=5))
def test_documents_come_back_as_they_were(items: list[StoredRelease]) -> None:
    """Whatever their texts hold, by number, with their columns."""
    with TemporaryDirectory() as folder:
        reader = DocStoreReader(str(stored(Path(folder) / "f", *items)))
        assert len(reader) == len(items)
        for number, item in enumerate(items):
            assert reader.get(number) == item
            assert reader.id(number) == item.id
        assert list(reader.doc_values("date")) == [item.date.toordinal() for item in items]
        for field, length in zip(("title", "heading", "body"), LENGTHS, strict=True):
            assert list(reader.doc_values(field)) == [length] * len(items)
        reader.close()


def test_packed_documents_can_be_taken_over(tmp_path: Path) -> None:
    """A merge copies what is packed and unpacks nothing."""
    reader = DocStoreReader(str(stored(tmp_path / "a", letter("een"), letter("twee"))))
    writer = DocStoreWriter(str(tmp_path / "b"))
    writer.add_compressed(reader.compressed(1), reader.doc_values("date")[1], LENGTHS)
    writer.close()
    other = DocStoreReader(str(tmp_path / "b"))
    assert [other.get(0)] == [letter("twee")]
    reader.close()
    other.close()


def test_every_flip_gives_the_release_or_an_error(tmp_path: Path) -> None:
    """One bit of each byte of the file, packed text, columns and ending."""
    item = letter("Het fregat vertrok.\n\nKop\n\nDe bemanning oefende.")
    path = stored(tmp_path / "f", item)
    for byte in range(path.stat().st_size):
        flip_bit(path, byte, byte % 8)
        with pytest.raises(IndexDamagedError):
            DocStoreReader(str(path)).get(0)
        flip_bit(path, byte, byte % 8)


def test_a_place_where_no_release_stands_is_damage(tmp_path: Path) -> None:
    """The number comes from another file of the index."""
    reader = DocStoreReader(str(stored(tmp_path / "f", letter("een"))))
    for number in (-1, 1, 10**9):
        with pytest.raises(IndexDamagedError, match="no release number"):
            reader.get(number)
        with pytest.raises(IndexDamagedError, match="no release number"):
            reader.id(number)
    reader.close()


def packed_as(path: Path, packed: bytes, day: int = 739_000) -> DocStoreReader:
    """A file whose only document is packed by someone else."""
    writer = DocStoreWriter(str(path))
    writer.add_compressed(packed, day, LENGTHS)
    writer.close()
    return DocStoreReader(str(path))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[",
        b"[" * 100_000,
        b"{}\n",
        b"[1, 2]\n",
        b'["p", -1, 0]\n',
        b'["p", 5, 0]\nabc',
        b'["p", 0, 99]\nabc',
        b'["p", 0, -1]\nabcdefghijkl',
        b'["p", "0", 0]\n',
        b"[3, 0, 0]\n",
        b'["p", 1, 0]\n\xff\xfe',
        b'["p", 0, 1e400]\n',
        b'["p\\u0000", 0, 0]\n',
        b'["\\ud800", 0, 0]\n',
        b'["' + b"p" * 70_000 + b'", 0, 0]\n',
    ],
    ids=lambda text: repr(text[:30]),
)
def test_text_that_no_ingest_packed_is_damage(tmp_path: Path, text: bytes) -> None:
    """With whole checksums, as an index by someone else has them."""
    reader = packed_as(tmp_path / "f", b'"id"\n' + zlib.compress(text))
    with pytest.raises(IndexDamagedError):
        reader.get(0)
    reader.close()


@pytest.mark.parametrize(
    "packed", [b"", b'"id"', b'"id"\nabc', b'["id"]\n' + zlib.compress(b'["p", 0, 0]\n')]
)
def test_packing_that_is_none_is_damage(tmp_path: Path, packed: bytes) -> None:
    """Nothing but IndexDamagedError leaves the reader."""
    reader = packed_as(tmp_path / "f", packed)
    with pytest.raises(IndexDamagedError):
        reader.get(0)
    reader.close()


@pytest.mark.parametrize("day", [0, 2**31, 2**32 - 1, datetime.date.max.toordinal() + 1])
def test_a_day_that_is_on_no_calendar_is_damage(tmp_path: Path, day: int) -> None:
    """Day numbers run from 1 to the end of the year 9999."""
    reader = packed_as(tmp_path / "f", b'"id"\n' + zlib.compress(b'["p", 0, 0]\n'), day)
    with pytest.raises(IndexDamagedError):
        reader.get(0)
    reader.close()


def test_a_bomb_is_damage_and_takes_bounded_memory(tmp_path: Path) -> None:
    """More than a release can be, packed in next to nothing, is not unpacked."""
    packing = zlib.compressobj(1)
    bomb = b"".join(
        [packing.compress(b'["p", 0, 0]\n'), *(packing.compress(bytes(1 << 20)) for _ in range(60))]
    )
    reader = packed_as(tmp_path / "f", b'"id"\n' + bomb + packing.flush())
    tracemalloc.start()
    try:
        with pytest.raises(IndexDamagedError):
            reader.get(0)
        assert tracemalloc.get_traced_memory()[1] < 110 << 20
    finally:
        tracemalloc.stop()
        reader.close()


def test_the_largest_release_that_is_read_can_be_shown(tmp_path: Path) -> None:
    """Ten megabytes of control characters in one line, which JSON would make six times as long."""
    item = letter("\x01" * (10 << 20))
    reader = DocStoreReader(str(stored(tmp_path / "f", item)))
    assert reader.get(0) == item
    reader.close()


def test_a_release_of_very_many_paragraphs_can_be_shown(tmp_path: Path) -> None:
    """Sixty thousand of one letter each, in the same room as their text."""
    body = "a\n\n" * 60_000
    item = letter(body)
    assert len(item.paragraphs) == 60_000
    path = stored(tmp_path / "f", item)
    assert path.stat().st_size < 8 * len(body)
    reader = DocStoreReader(str(path))
    assert reader.get(0) == item
    reader.close()
