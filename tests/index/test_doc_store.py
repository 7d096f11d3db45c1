"""Stored releases: what is read is what was written, or an error."""

from __future__ import annotations

import datetime
import tracemalloc
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import find_paragraphs
from support.index_contents import flip_bit
from support.strategies import file_names

from defsearch.dates.period import Unit, whole
from defsearch.errors import IndexDamagedError
from defsearch.index.doc_store import DocStoreReader, DocStoreWriter, StoredRelease, date_value
from defsearch.releases.release import DateSource, Paragraph

# Lone surrogates too: nothing here may depend on a text being clean.
ODD = 'a \n\r\t"\\\0\x1b\u202e\ud800\U0001f6a2'
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=60)
paragraphs = st.builds(Paragraph, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1), st.booleans())
documents = st.builds(
    StoredRelease,
    *(
        texts,
        file_names(ODD, max_size=60),
        st.none() | st.builds(whole, st.sampled_from([Unit.DAY, Unit.MONTH, Unit.YEAR]), st.dates()),
        texts,
        texts,
    ),
    st.lists(paragraphs, max_size=4).map(tuple),
    st.sampled_from([None, *DateSource]),
    st.booleans(),
    st.none() | texts,
)
LENGTHS = (3, 0, 70_000)


def stored(path: Path, *items: StoredRelease) -> Path:
    """Write a file of stored releases."""
    writer = DocStoreWriter(str(path))
    for item in items:
        writer.add(item, LENGTHS)
    writer.close()
    return path


def document(body: str) -> StoredRelease:
    """Return a release with this body."""
    return StoredRelease(
        "a/b", "s/a/b.txt", whole(Unit.DAY, datetime.date(2025, 9, 25)), "Titel", body, find_paragraphs(body)
    )


@settings(max_examples=40)
@given(st.lists(documents, max_size=5))
def test_releases_are_read_as_they_were_written(items: list[StoredRelease]) -> None:
    """Whatever their texts contain; with their doc values, by number."""
    with TemporaryDirectory() as folder:
        reader = DocStoreReader(str(stored(Path(folder) / "f", *items)))
        assert len(reader) == len(items)
        for number, item in enumerate(items):
            assert reader.get(number) == item
            assert reader.id(number) == item.id
        assert list(reader.doc_values("date")) == [date_value(item.date) for item in items]
        for field, length in zip(("title", "heading", "body"), LENGTHS, strict=True):
            assert list(reader.doc_values(field)) == [length] * len(items)
        reader.close()


def test_records_can_be_copied_to_another_segment(tmp_path: Path) -> None:
    """A merge decompresses nothing."""
    reader = DocStoreReader(str(stored(tmp_path / "a", document("een"), document("twee"))))
    writer = DocStoreWriter(str(tmp_path / "b"))
    writer.add_record(reader.record(1), reader.doc_values("date")[1], LENGTHS)
    writer.close()
    other = DocStoreReader(str(tmp_path / "b"))
    assert [other.get(0)] == [document("twee")]
    reader.close()
    other.close()


@pytest.mark.slow
def test_every_flipped_bit_gives_the_release_or_an_error(tmp_path: Path) -> None:
    """One bit of each byte of records, doc values and ending."""
    item = document("Het fregat vertrok.\n\nKop\n\nDe bemanning oefende.")
    path = stored(tmp_path / "f", item)
    for byte in range(path.stat().st_size):
        flip_bit(path, byte, byte % 8)
        with pytest.raises(IndexDamagedError):
            DocStoreReader(str(path)).get(0)
        flip_bit(path, byte, byte % 8)


def test_a_number_without_a_release_is_damage(tmp_path: Path) -> None:
    """The number comes from another file of the index."""
    reader = DocStoreReader(str(stored(tmp_path / "f", document("een"))))
    for number in (-1, 1, 10**9):
        with pytest.raises(IndexDamagedError, match="no release number"):
            reader.get(number)
        with pytest.raises(IndexDamagedError, match="no release number"):
            reader.id(number)
    reader.close()


def store_with_record(path: Path, record: bytes, day: int = 739_000) -> DocStoreReader:
    """Write a file whose only record is ``record``."""
    writer = DocStoreWriter(str(path))
    writer.add_record(record, day, LENGTHS)
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
def test_a_record_that_no_ingest_writes_is_damage(tmp_path: Path, text: bytes) -> None:
    """Below right checksums, as in an index from someone else."""
    reader = store_with_record(tmp_path / "f", b'"id"\n' + zlib.compress(text))
    with pytest.raises(IndexDamagedError):
        reader.get(0)
    reader.close()


@pytest.mark.parametrize(
    "record", [b"", b'"id"', b'"id"\nabc', b'["id"]\n' + zlib.compress(b'["p", 0, 0]\n')]
)
def test_bytes_that_cannot_be_decompressed_are_damage(tmp_path: Path, record: bytes) -> None:
    """The reader raises nothing but IndexDamagedError."""
    reader = store_with_record(tmp_path / "f", record)
    with pytest.raises(IndexDamagedError):
        reader.get(0)
    reader.close()


@pytest.mark.parametrize("day", [0, 2**31, 2**32 - 1, datetime.date.max.toordinal() + 1])
def test_a_day_that_is_in_no_calendar_is_damage(tmp_path: Path, day: int) -> None:
    """Ordinals go from 1 to the end of the year 9999."""
    reader = store_with_record(tmp_path / "f", b'"id"\n' + zlib.compress(b'["p", 0, 0]\n'), day)
    with pytest.raises(IndexDamagedError):
        reader.get(0)
    reader.close()


def test_a_decompression_bomb_is_damage(tmp_path: Path) -> None:
    """Its memory is bounded."""
    compressor = zlib.compressobj(1)
    bomb = b"".join(
        [compressor.compress(b'["p", 0, 0]\n'), *(compressor.compress(bytes(1 << 20)) for _ in range(60))]
    )
    reader = store_with_record(tmp_path / "f", b'"id"\n' + bomb + compressor.flush())
    tracemalloc.start()
    try:
        with pytest.raises(IndexDamagedError):
            reader.get(0)
        assert tracemalloc.get_traced_memory()[1] < 110 << 20
    finally:
        tracemalloc.stop()
        reader.close()


@pytest.mark.slow
def test_the_largest_release_can_be_stored(tmp_path: Path) -> None:
    """Ten megabytes of control characters in one line, which JSON would make six times as long."""
    item = document("\x01" * (10 << 20))
    reader = DocStoreReader(str(stored(tmp_path / "f", item)))
    assert reader.get(0) == item
    reader.close()


def test_a_release_of_very_many_paragraphs_can_be_stored(tmp_path: Path) -> None:
    """Sixty thousand paragraphs of one letter each."""
    body = "a\n\n" * 60_000
    item = document(body)
    assert len(item.paragraphs) == 60_000
    path = stored(tmp_path / "f", item)
    assert path.stat().st_size < 8 * len(body)
    reader = DocStoreReader(str(path))
    assert reader.get(0) == item
    reader.close()
