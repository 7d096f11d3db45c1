"""Segments: the postings that are read are those that were added, and a merge equals one segment of everything."""

from __future__ import annotations

import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.period import Unit, whole
from defsearch.errors import IndexDamagedError
from defsearch.index.directory import ChecksummedFile
from defsearch.index.doc_store import DocStoreReader, StoredRelease
from defsearch.index.segment import forms_field, open_segment, parts_field, stems_field
from defsearch.index.segment_writer import SegmentWriter, add_posting
from defsearch.index.whoosh_codec import ArchiveSegment

if TYPE_CHECKING:
    from defsearch.index.segment_writer import Arrays

FIELDS = [
    make(field) for field in ("title", "heading", "body") for make in (stems_field, parts_field, forms_field)
]

# The terms of a release: (field, term) → positions (of a stem only their number is kept).
terms = st.tuples(st.sampled_from(FIELDS), st.text("abé:+\U0001f6a2", min_size=1, max_size=3))
positions = st.lists(st.integers(0, 70_000), min_size=1, max_size=3).map(sorted)
releases = st.dictionaries(terms, positions, max_size=8)
segments = st.lists(st.tuples(releases, st.booleans()), max_size=6)  # with whether it is deleted afterwards

Release = dict[tuple[str, str], list[int]]


def write_segment(folder: Path, items: list[tuple[int, Release]]) -> ArchiveSegment:
    """Write one segment of numbered releases."""
    writer = SegmentWriter(folder, ArchiveSegment(), FIELDS)
    for number, (name, release) in enumerate(items):
        for (field, term), places in release.items():
            add_posting(writer.fields[field], term, number, len(places), places if "_forms" in field else ())
        document = StoredRelease(
            f"r{name}", "p", whole(Unit.DAY, datetime.date(2025, 1, 1 + name % 28)), "t", "b", ()
        )
        writer.add(document, (name, 2 * name, 3 * name))
    return writer.finish()


def read_segment(folder: Path, segment: ArchiveSegment) -> tuple[dict[Any, Any], list[Any]]:
    """Return all postings and all stored releases, by number."""
    opened = open_segment(folder, segment.meta())
    postings = {}
    for key, info in opened.terms.all_terms():
        found = opened.terms.decode(info, with_positions=True)
        assert info.doc_freq == len(found.ids)
        assert info.total_freq == sum(found.counts)
        places = None if found.positions is None else list(found.positions)
        postings[key] = (list(found.ids), list(found.counts), places)
    documents = [
        (
            opened.documents.get(number),
            [opened.documents.doc_values(field)[number] for field in ("title", "heading", "body")],
        )
        for number in range(len(opened.documents))
    ]
    opened.close()
    return postings, documents


def expected(items: list[tuple[int, Release]]) -> dict[Any, Any]:
    """Return the postings of a segment of ``items``."""
    postings: dict[Any, Any] = {}
    for number, (_, release) in enumerate(items):
        for (field, term), places in release.items():
            ids, counts, flat = postings.setdefault((field, term.encode()), ([], [], []))
            ids.append(number)
            counts.append(len(places))
            flat.extend(places)
    return {key: (*found[:2], found[2] if "_forms" in key[0] else None) for key, found in postings.items()}


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(segments, min_size=1, max_size=4))
def test_a_merge_equals_one_segment_of_everything(parts: list[list[tuple[Release, bool]]]) -> None:
    """Whatever was deleted before: the same postings and releases with the same numbers."""
    with TemporaryDirectory() as name:
        folder, made, kept = Path(name), [], []
        count = 0
        for part in parts:
            items = [(count + at, release) for at, (release, _) in enumerate(part)]
            count += len(part)
            segment = write_segment(folder, items)
            assert read_segment(folder, segment)[0] == expected(items)
            for number, (_, is_deleted) in enumerate(part):
                if is_deleted:
                    segment.delete_document(number)
            made.append(segment)
            kept += [item for item, (_, is_deleted) in zip(items, part, strict=True) if not is_deleted]
        opened = [open_segment(folder, segment.meta()) for segment in made]
        merged = SegmentWriter(folder, ArchiveSegment(), FIELDS).merge(opened)
        for one in opened:
            one.close()
        assert merged.doc_count_all() == len(kept)
        assert read_segment(folder, merged) == read_segment(folder, write_segment(folder, kept))


def test_numbers_of_any_size_can_be_added() -> None:
    """An array that is too narrow is widened, and loses nothing."""
    field: dict[str, Arrays] = {}
    added = [
        (3, [1]),
        (4, [70_000, 70_001]),
        (5, [9]),
        (65_536, [1, 2]),
        (65_537, [*range(300)]),
        (70_000, [2**31]),
    ]
    for number, places in added:
        add_posting(field, "a", number, len(places), places)
        add_posting(field, "b", number, len(places))
    ids, counts, positions = field["a"]
    assert list(ids) == [number for number, _ in added]
    assert list(counts) == [len(places) for _, places in added]
    assert list(positions) == [place for _, places in added for place in places]
    assert [list(numbers) for numbers in field["b"]] == [list(ids), list(counts), []]


def test_terms_are_sorted_by_their_bytes(tmp_path: Path) -> None:
    """Also those of fields with the same prefix, because a binary search looks for them."""
    segment = write_segment(tmp_path, [(0, {(field, "z"): [1] for field in FIELDS})])
    keys = [f"{field}:".encode() + term for field, term in read_segment(tmp_path, segment)[0]]
    assert keys == sorted(keys)
    assert len(keys) == len(FIELDS)


def test_a_segment_that_is_rolled_back_cannot_be_read(tmp_path: Path) -> None:
    """No file of it stays open."""
    writer = SegmentWriter(tmp_path, ArchiveSegment(), FIELDS)
    writer.add(StoredRelease("a", "p", whole(Unit.DAY, datetime.date(2025, 1, 1)), "t", "b", ()), (1, 0, 1))
    writer.rollback()
    writer.rollback()
    with pytest.raises(IndexDamagedError):
        DocStoreReader(str(tmp_path / writer.segment.make_filename(".documents")))


def test_all_files_of_a_segment_are_checksummed(tmp_path: Path) -> None:
    """Those of an empty segment, too."""
    for items in ([], [(0, {("title", "a"): [1]})]):
        for name in write_segment(tmp_path, items).meta().files():
            ChecksummedFile(str(tmp_path / name)).close()


@pytest.mark.parametrize("deleted", [False, True])
def test_a_list_with_an_impossible_release_is_not_merged(tmp_path: Path, deleted: bool) -> None:
    """Even if the list is not sorted, so that its last id is possible."""
    writer = SegmentWriter(tmp_path, ArchiveSegment(), FIELDS)
    for number in (7, 0):
        add_posting(writer.fields["title"], "a", number, 1)
    for number in (0, 1):
        writer.add(
            StoredRelease(f"r{number}", "p", whole(Unit.DAY, datetime.date(2025, 1, 1)), "t", "b", ()),
            (1, 0, 1),
        )
    segment = writer.finish()
    if deleted:
        segment.delete_document(1)
    opened = open_segment(tmp_path, segment.meta())
    target = SegmentWriter(tmp_path, ArchiveSegment(), FIELDS)
    with pytest.raises(IndexDamagedError, match="does not contain"):
        target.merge([opened])
    target.rollback()
    opened.close()
