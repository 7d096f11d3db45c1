"""A segment, open for reading: its terms lead to their postings, and its files must belong together."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from defsearch.dates.period import Unit, whole
from defsearch.errors import IndexDamagedError
from defsearch.index.checksums import PAGE
from defsearch.index.doc_store import StoredRelease
from defsearch.index.segment import open_segment
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
