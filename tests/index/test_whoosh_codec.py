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
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.query import And, Not, Or, Phrase, Prefix, Term

from defsearch.errors import IndexDamagedError
from defsearch.index.dutch_analyzer import DutchAnalyzer
from defsearch.index.manifest import SegmentMeta
from defsearch.index.schema import make_schema
from defsearch.index.whoosh_codec import ArchiveCodec, ArchiveSegment, segment_of
from defsearch.index.whoosh_guard import FileStorage
from defsearch.ingest.ingest import IngestOptions, ingest

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
            boot, zee = Term("body", "=boot"), Term("body", "=zee")
            assert found(searcher, boot) == those(lambda body: "boot" in body)
            assert found(searcher, And([boot, zee])) == those(lambda body: {"boot", "zee"} <= {*body})
            assert found(searcher, Or([boot, zee])) == those(lambda body: {"boot", "zee"} & {*body})
            assert found(searcher, And([boot, Not(zee)])) == those(
                lambda body: "boot" in body and "zee" not in body
            )
            assert found(searcher, Phrase("body", ["+boot", "+zee"])) == those(
                lambda b: contains_phrase(b, "boot", "zee")
            )
            assert found(searcher, Phrase("body", ["+boot", "+boot"])) == those(
                lambda b: contains_phrase(b, "boot", "boot")
            )
            assert found(searcher, Prefix("body", "=bo")) == those(lambda body: {"boot", "boten"} & {*body})
            top = searcher.search(boot, limit=None)
            assert {hit["id"]: hit.score for hit in top} == {
                id_: body.count("boot") for id_, body in last.items() if "boot" in body
            }
        index.close()


def test_our_codec_and_that_of_whoosh_have_the_same_terms(tmp_path: Path) -> None:
    """The same texts in an index of Whoosh alone: frequencies, positions, lengths and stored fields."""
    texts = {
        "a": "De schepen en het luchtverdedigingsfregat varen. Schepen!",
        "b": "Een F-16-vlieger, Zuid-Korea en covid-19; 16 drones.",
        "c": "Drones boven het schip",
    }
    write_releases(tmp_path / "s", **{id_: release_text(text, title="Titel") for id_, text in texts.items()})
    ingest([tmp_path / "s"], tmp_path / "index", IngestOptions())
    (tmp_path / "plain").mkdir()
    whole = create_in(str(tmp_path / "plain"), Schema(body=TEXT(analyzer=DutchAnalyzer(), stored=True)))
    writer = whole.writer()
    for text in texts.values():
        writer.add_document(body=text)
    writer.commit()
    with (
        open_dir(str(tmp_path / "index")).reader() as ours,
        open_dir(str(tmp_path / "plain")).reader() as theirs,
    ):
        terms = list(theirs.lexicon("body"))
        assert set(ours.lexicon("body")) <= set(terms)
        for term in terms:
            assert ours.doc_frequency("body", term) == theirs.doc_frequency("body", term), term
            assert ours.frequency("body", term) == theirs.frequency("body", term), term
            if term[:1] in b"=+":
                assert positions(ours, term) == positions(theirs, term), term
        assert ("body", b"kanon") not in ours
        assert [ours.stored_fields(number)["body"] for number in range(3)] == list(texts.values())
        assert [ours.doc_field_length(number, "body") for number in range(3)] == [7, 10, 4]
        assert (ours.min_field_length("body"), ours.max_field_length("body")) == (4, 10)


def positions(reader: Any, term: bytes) -> dict[int, list[int]]:
    """Return the positions of a term in each document."""
    matcher = reader.postings("body", term)
    found = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.value_as("positions")
        matcher.next()
    return found


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
