"""The codec in Whoosh: its own reader and queries find what our postings contain."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import release_text, run_ingest, write_releases
from whoosh import scoring
from whoosh.index import open_dir
from whoosh.query import And, Not, Or, Phrase, Prefix, Term

from defsearch.errors import IndexDamagedError
from defsearch.index.manifest import SegmentMeta
from defsearch.index.schema import make_schema
from defsearch.index.snapshot import open_snapshot
from defsearch.index.whoosh_codec import ArchiveCodec, ArchiveSegment, segment_of
from defsearch.index.whoosh_guard import FileStorage

WORDS = ("boot", "boten", "zee", "de", "f-16")
bodies = st.lists(st.sampled_from(WORDS), max_size=7).map(tuple)


def archive(folder: Path, states: list[list[tuple[str, ...]]]) -> Path:
    """Return an index that went through ``states``: the bodies of releases 0, 1, 2, …"""
    for state in states:
        for old in (folder / "s").glob("*.txt"):
            old.unlink()
        texts = {f"r{number}": release_text(" ".join(("begin", *body))) for number, body in enumerate(state)}
        write_releases(folder / "s", **texts)
        run_ingest(folder / "s", folder / "index")
    return folder / "index"


def found(searcher: Any, query: Any) -> set[str]:
    """Return the ids of the releases that Whoosh finds."""
    return {searcher.stored_fields(number)["id"] for number in searcher.docs_for_query(query)}


def contains_phrase(body: tuple[str, ...], *words: str) -> bool:
    """Return whether these words follow each other in the text."""
    units = [unit for word in ("begin", *body) for unit in word.split("-")]
    wanted = [unit for word in words for unit in word.split("-")]
    return any(units[at : at + len(wanted)] == wanted for at in range(len(units)))


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(st.lists(bodies, min_size=1, max_size=5), min_size=1, max_size=3))
def test_whoosh_finds_what_plain_python_finds(states: list[list[tuple[str, ...]]]) -> None:
    """Single words, conjunctions, disjunctions, exclusions, phrases and prefixes, after changes and deletions."""
    last = {f"r{number}": body for number, body in enumerate(states[-1])}

    def those(test: Any) -> set[str]:
        return {id_ for id_, body in last.items() if test(body)}

    with TemporaryDirectory() as folder:
        index = open_dir(str(archive(Path(folder), states)), schema=make_schema())
        with index.searcher(weighting=scoring.Frequency()) as searcher:
            assert searcher.doc_count() == len(last)
            boot, zee = Term("body_forms", "boot"), Term("body_forms", "zee")
            assert found(searcher, boot) == those(lambda body: "boot" in body)
            assert found(searcher, And([boot, zee])) == those(lambda body: {"boot", "zee"} <= {*body})
            assert found(searcher, Or([boot, zee])) == those(lambda body: {"boot", "zee"} & {*body})
            assert found(searcher, And([boot, Not(zee)])) == those(
                lambda body: "boot" in body and "zee" not in body
            )
            assert found(searcher, Phrase("body_forms", ["boot", "zee"])) == those(
                lambda b: contains_phrase(b, "boot", "zee")
            )
            assert found(searcher, Phrase("body_forms", ["boot", "boot"])) == those(
                lambda b: contains_phrase(b, "boot", "boot")
            )
            assert found(searcher, Prefix("body_forms", "bo")) == those(
                lambda body: {"boot", "boten"} & {*body}
            )
            assert found(searcher, Term("body_parts", "16")) == set()
            top = searcher.search(boot, limit=None)
            assert {hit["id"]: hit.score for hit in top} == {
                id_: body.count("boot") for id_, body in last.items() if "boot" in body
            }
        index.close()


def test_whoosh_reads_the_same_terms_as_we_do(tmp_path: Path) -> None:
    """All fields and terms with their frequencies; lengths and stored fields."""
    path = archive(
        tmp_path, [[("boot", "boot", "f-16"), ("zee",)], [("boot", "boot", "f-16"), ("zee", "de")]]
    )
    with open_snapshot(path) as ours, open_dir(str(path), schema=make_schema()).reader() as theirs:
        expected: dict[Any, tuple[int, int]] = {}
        for segment in ours.segments:
            for term, info in segment.terms.all_terms():
                docs, total = expected.get(term, (0, 0))
                expected[term] = (docs + info.doc_freq, total + info.total_freq)
        assert {term: (info.doc_frequency(), info.weight()) for term, info in theirs} == expected
        assert {term: (theirs.doc_frequency(*term), theirs.frequency(*term)) for term in expected} == expected
        assert set(theirs.indexed_field_names()) == {field for field, _ in expected}
        assert ("body_forms", b"boot") in theirs
        assert ("body_forms", b"kanon") not in theirs
        assert list(theirs.expand_prefix("body_forms", "bo")) == [b"boot"]
        live = set(theirs.all_doc_ids())
        assert {theirs.stored_fields(number)["id"] for number in live} == {"r0", "r1"}
        lengths = {theirs.stored_fields(n)["id"]: theirs.doc_field_length(n, "body") for n in live}
        assert lengths == {"r0": 4, "r1": 3}
        extremes = (theirs.min_field_length("body"), theirs.max_field_length("body"))
        assert extremes == (
            min(min(one.documents.doc_values("body")) for one in ours.segments),
            max(max(one.documents.doc_values("body")) for one in ours.segments),
        )


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "x/y", "0123456789abcde", 7, None])
def test_a_segment_with_a_name_that_leads_elsewhere_is_not_opened(tmp_path: Path, name: object) -> None:
    """Wherever the segment comes from."""
    segment = ArchiveSegment()
    segment.segid = name
    storage, codec = FileStorage(str(tmp_path)), ArchiveCodec()
    for open_it in (codec.terms_reader, codec.per_document_reader):
        with pytest.raises(IndexDamagedError, match="names a segment"):
            open_it(storage, segment)


def test_a_segment_is_restored_from_its_metadata() -> None:
    """Name, size and deletions, as in a manifest."""
    meta = SegmentMeta("MAIN_0123456789abcdef", 9, (2, 7))
    segment = segment_of(*meta)
    assert segment.meta() == meta
    assert (segment.doc_count_all(), segment.doc_count(), segment.is_deleted(7)) == (9, 7, True)
    segment.delete_document(3)
    segment.delete_document(7, delete=False)
    assert segment.meta().deleted == (2, 3)
    assert meta.deleted == (2, 7)
