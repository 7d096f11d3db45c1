"""Which segments are merged; a merge changes nothing but document numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archive import release_text, run_ingest, write_releases
from support.index_contents import index_contents, stray_files

from defsearch.index.merge_policy import _choose
from defsearch.index.snapshot import open_snapshot
from defsearch.index.whoosh_codec import ArchiveSegment

if TYPE_CHECKING:
    from pathlib import Path


def segment(releases: int, deleted: int = 0) -> ArchiveSegment:
    """Return a segment of this size."""
    one = ArchiveSegment()
    one.set_doc_count(releases)
    for number in range(deleted):
        one.delete_document(number)
    return one


sizes = st.lists(st.tuples(st.integers(1, 100_000), st.floats(0, 0.99)), max_size=14)


@given(sizes)
def test_a_merge_leaves_few_segments_and_few_deletions(parts: list[tuple[int, float]]) -> None:
    """At most six segments, each with at most 30 % deleted releases."""
    segments = [segment(min(count, 500), int(min(count, 500) * share)) for count, share in parts]
    chosen = _choose(segments)
    left = [one for one in segments if one not in chosen]
    assert len(left) + bool(chosen) <= 6
    assert all(one.deleted_count() <= 0.3 * one.doc_count_all() for one in left)
    assert [one for one in segments if one in chosen] == chosen


def test_small_segments_do_not_cause_a_merge_of_large_ones() -> None:
    """Small segments are merged with each other."""
    large = [segment(50_000), segment(9_000)]
    small = [segment(count) for count in (3, 1, 2, 4, 3)]
    chosen = _choose([*large, *small])
    assert chosen
    assert not set(map(id, chosen)) & set(map(id, large))


def test_few_segments_are_not_merged() -> None:
    """Up to six."""
    assert _choose([segment(count) for count in (1, 2, 3, 4, 5, 6)]) == []
    assert _choose([]) == []


def test_many_small_ingests_give_the_same_index_as_one(tmp_path: Path) -> None:
    """With few segments, and no stray files."""
    source = tmp_path / "s"
    for number in range(12):
        write_releases(
            source, **{f"r{number}": release_text(f"Bericht {number} over een F-16 en schepen{number % 3}.")}
        )
        if number % 4 == 3:
            (source / f"r{number - 2}.txt").unlink()
        run_ingest(source, tmp_path / "index")
    run_ingest(source, tmp_path / "fresh")
    with open_snapshot(tmp_path / "index") as opened:
        assert 1 < len(opened.segments) <= 6
    assert index_contents(tmp_path / "index") == index_contents(tmp_path / "fresh")
    assert not stray_files(tmp_path / "index")


@pytest.mark.parametrize("change", ["remove", "change"])
def test_a_segment_with_many_deletions_is_rewritten(tmp_path: Path, change: str) -> None:
    """Deleted releases do not take space for long."""
    source = write_releases(
        tmp_path / "s", **{f"r{number}": release_text(f"Bericht {number}.") for number in range(6)}
    )
    run_ingest(source, tmp_path / "index")
    for number in range(3):
        if change == "remove":
            (source / f"r{number}.txt").unlink()
        else:
            write_releases(source, **{f"r{number}": release_text(f"Ander bericht {number}.")})
    run_ingest(source, tmp_path / "index")
    run_ingest(source, tmp_path / "fresh")
    with open_snapshot(tmp_path / "index") as opened:
        assert [len(one.deleted) for one in opened.segments] == [0] * len(opened.segments)
    assert index_contents(tmp_path / "index") == index_contents(tmp_path / "fresh")
