"""The table of contents, spelled out without Whoosh: Whoosh reads in it what Whoosh would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from support.archive import release_text, run_ingest, write_releases
from support.forge_index import OneFileStorage, whoosh_toc
from whoosh.index import TOC, open_dir

from defsearch.index.manifest import SegmentMeta, toc_bytes
from defsearch.index.schema import make_schema
from defsearch.index.whoosh_codec import segment_of

if TYPE_CHECKING:
    from pathlib import Path

generations = st.integers(0, 999_999_999)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=16, max_size=16).map("MAIN_{}".format)
deletions = st.sets(st.integers(0, 2**31 - 1), max_size=9).map(sorted).map(tuple)
segments = st.lists(st.builds(SegmentMeta, names, st.integers(0, 2**31), deletions), max_size=9)


@given(segments, generations)
def test_whoosh_reads_the_state_that_was_spelled(facts: list[SegmentMeta], generation: int) -> None:
    """Schema, generation, and each segment with all that Whoosh knows of it."""
    ours, theirs = (
        TOC.read(OneFileStorage(data), "MAIN", gen=generation, schema=schema)
        for data, schema in (
            (toc_bytes(facts, generation), None),
            (whoosh_toc(make_schema(), [], generation), make_schema()),
        )
    )
    assert (ours.generation, ours.version, ours.release) == (generation, theirs.version, theirs.release)
    assert ours.schema == theirs.schema == make_schema()
    assert [one.meta() for one in ours.segments] == facts
    assert [vars(one) for one in ours.segments] == [vars(segment_of(*one)) for one in facts]


@given(generations)
def test_its_head_is_that_of_whoosh(generation: int) -> None:
    """What stands before the schema: sizes, byte order and versions."""
    ours, theirs = toc_bytes([], generation), whoosh_toc(make_schema(), [], generation)
    assert ours.partition(b"cdefsearch")[0][:-1] == theirs[:14]


@given(segments, segments, generations, generations)
def test_no_two_states_have_the_same(
    some: list[SegmentMeta], others: list[SegmentMeta], one: int, other: int
) -> None:
    """Or a table of contents could be that of another state."""
    assert (toc_bytes(some, one) == toc_bytes(others, other)) == ((some, one) == (others, other))


def test_whoosh_opens_an_index_that_it_knows_nothing_of(tmp_path: Path) -> None:
    """Without being told the schema."""
    run_ingest(
        write_releases(tmp_path / "s", een=release_text("Een fregat."), twee=release_text("Geen.")),
        tmp_path / "index",
    )
    index = open_dir(str(tmp_path / "index"))
    assert index.schema == make_schema()
    with index.reader() as reader:
        assert reader.doc_count() == 2
        assert reader.doc_frequency("body_forms", "fregat") == 1
