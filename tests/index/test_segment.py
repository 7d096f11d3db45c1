"""A segment, open for reading: its terms lead to their postings, and its files must belong together."""

from __future__ import annotations

import datetime
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.period import Unit, whole
from defsearch.errors import IndexDamagedError
from defsearch.index.directory import PAGE
from defsearch.index.doc_store import StoredRelease
from defsearch.index.segment import decode, encode, open_segment
from defsearch.index.segment_writer import SegmentWriter, add_posting
from defsearch.index.whoosh_codec import ArchiveSegment

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.index.manifest import SegmentMeta

RELEASES = 3
POSITIONS = list(range(70_000, 70_000 + PAGE))  # four bytes each: the posting list is longer than a page


@pytest.fixture
def meta(tmp_path: Path) -> SegmentMeta:
    """Write a segment with the terms a, ab and b in one field."""
    writer = SegmentWriter(tmp_path, ArchiveSegment(), ["body_forms"])
    for number in range(RELEASES):
        add_posting(writer.fields["body_forms"], "a", number, len(POSITIONS), POSITIONS)
        add_posting(writer.fields["body_forms"], "ab", number, 1, [number])
        writer.add(
            StoredRelease(f"r{number}", "p", whole(Unit.DAY, datetime.date(2025, 1, 1)), "t", "b", ()),
            (1, 0, 1),
        )
    add_posting(writer.fields["body_forms"], "b", 1, 1, [7])
    return writer.finish().meta()


def test_a_term_leads_to_its_postings(tmp_path: Path, meta: SegmentMeta) -> None:
    """Its positions are read only on request, also of a list that is longer than a page."""
    segment = open_segment(tmp_path, meta)
    info = segment.terms.get("body_forms", b"a")
    assert info is not None
    assert info.size > PAGE
    assert (info.doc_freq, info.total_freq) == (RELEASES, RELEASES * len(POSITIONS))
    with_positions = segment.terms.postings("body_forms", b"a", with_positions=True)
    assert with_positions is not None
    assert list(with_positions.positions or ()) == POSITIONS * RELEASES
    assert segment.terms.postings("body_forms", b"a") == with_positions._replace(positions=None)
    segment.close()


def test_a_term_that_no_release_contains_has_no_postings(tmp_path: Path, meta: SegmentMeta) -> None:
    """Nor does a term of another field."""
    segment = open_segment(tmp_path, meta)
    assert segment.terms.postings("body_forms", b"c") is None
    assert segment.terms.get("title_forms", b"a") is None
    segment.close()


def test_terms_with_a_prefix_are_sorted(tmp_path: Path, meta: SegmentMeta) -> None:
    """Without a prefix, all terms of the field."""
    segment = open_segment(tmp_path, meta)
    assert [term for term, _ in segment.terms.terms_with_prefix("body_forms", b"a")] == [b"a", b"ab"]
    assert [term for term, _ in segment.terms.terms_with_prefix("body_forms")] == [b"a", b"ab", b"b"]
    segment.close()


@pytest.mark.parametrize("releases", [RELEASES - 1, RELEASES + 1])
def test_another_number_of_releases_is_damage(tmp_path: Path, meta: SegmentMeta, releases: int) -> None:
    """The manifest and the stored releases must agree."""
    with pytest.raises(IndexDamagedError, match="another number of releases than the manifest says"):
        open_segment(tmp_path, meta._replace(releases=releases))


def test_a_posting_list_with_an_impossible_release_is_damage(tmp_path: Path, meta: SegmentMeta) -> None:
    """Its numbers must be below the number of releases in the segment."""
    segment = open_segment(tmp_path, meta)
    segment.terms._releases = 1
    with pytest.raises(IndexDamagedError, match="names a release that its segment does not contain"):
        segment.terms.postings("body_forms", b"b")
    segment.close()


_WIDE = 2**32 - 1
numbers = st.one_of(st.integers(0, 300), st.integers(0, 70_000), st.integers(0, _WIDE))
places = st.lists(numbers, min_size=1, max_size=5)


@st.composite
def lists(draw: st.DrawFn) -> dict[int, list[int]]:
    """Draw document ids with positions of any width."""
    ids = sorted(draw(st.sets(numbers, min_size=1, max_size=30)))
    return {number: draw(places) for number in ids}


@settings(max_examples=50)
@given(lists(), st.booleans())
def test_a_list_is_decoded_as_it_was_encoded(found: dict[int, list[int]], keep_positions: bool) -> None:
    """Ids, counts and positions, each of one, two or four bytes."""
    ids = array("I", found)
    counts = array("I", map(len, found.values()))
    flat = array("I", [place for at in found.values() for place in at])
    record, size, weight = encode(ids, counts, flat if keep_positions else None)
    assert (size, weight) == (len(ids), sum(counts))
    back = decode(record, len(ids), with_positions=True)
    assert list(back.ids) == list(ids)
    assert list(back.counts) == list(counts)
    assert back.positions is None if not keep_positions else list(back.positions or ()) == list(flat)
    bare = decode(record, len(ids))
    assert (list(bare.ids), list(bare.counts), bare.positions) == (list(ids), list(counts), None)


@settings(max_examples=50)
@given(lists())
def test_offsets_separate_the_positions_of_the_documents(found: dict[int, list[int]]) -> None:
    """Between two offsets are the positions of one document."""
    flat = array("I", [place for at in found.values() for place in at])
    encoded = encode(array("I", found), array("I", map(len, found.values())), flat)
    back = decode(encoded.record, len(found), with_positions=True)
    assert back.positions is not None
    assert [list(back.positions[start:end]) for start, end in pairwise(back.offsets())] == list(
        found.values()
    )


@pytest.mark.parametrize(
    ("top", "width"), [(0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (_WIDE, 4)], ids=str
)
def test_a_list_has_the_narrowest_width_that_fits(top: int, width: int) -> None:
    """On both sides of each limit. Counts that are all 1 take no space."""
    record = encode(array("I", [top]), array("I", [1]), None).record
    assert len(record) == 3 + width
    assert decode(record, 1).ids[0] == top


@given(st.binary(max_size=60), st.integers(-3, 70), st.booleans())
def test_any_bytes_are_a_list_or_a_value_error(record: bytes, size: int, positions: bool) -> None:
    """A forged record takes no more memory than its length."""
    try:
        found = decode(record, size, with_positions=positions)
    except ValueError:
        return
    assert len(found.ids) == len(found.counts) == size
    assert sum(map(len, (found.ids, found.positions or ()))) <= len(record)


@pytest.mark.parametrize("size", [10**9, 10**18, 10**30, -1])
def test_an_impossible_size_is_refused(size: int) -> None:
    """Before any memory is allocated."""
    record = encode(array("I", [1, 2]), array("I", [1, 1]), None).record
    with pytest.raises(ValueError, match="not a posting list"):
        decode(record, size)
