"""The indexer: analyses, and the forms that leave the vocabulary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archive import TOY_WORD_LIST, ToyAnalyzer, release_text, run_ingest, write_releases
from support.index_contents import index_contents

from defsearch.dutch.analysis import Analysis, Part
from defsearch.errors import IndexDamagedError
from defsearch.index.segment import APART_MARK, SPLIT_MARK
from defsearch.index.snapshot import IndexSnapshot, open_snapshot
from defsearch.ingest import builder as build
from defsearch.ingest.indexer import Analyses, orphaned_forms
from defsearch.ingest.ingest import IngestOptions, ingest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from defsearch.index.source_files import IndexedFile


@pytest.fixture
def index(tmp_path: Path) -> Iterator[IndexSnapshot]:
    """Index three releases with common words in two segments."""
    texts = {"a": "zee Zuid-Korea", "b": "zee", "c": "korea\n\nkop\n\nboot"}
    for id_, text in texts.items():
        write_releases(tmp_path / "s", **{id_: release_text(text, title="titel")})
        if id_ != "b":
            run_ingest(tmp_path / "s", tmp_path / "index")
    with open_snapshot(tmp_path / "index") as opened:
        yield opened


def files(index: IndexSnapshot, ids: str) -> list[IndexedFile]:
    """Return the index entries of these releases."""
    return [file for file in index.files.all() if file.id in ids]


@pytest.mark.parametrize(
    ("leaving", "staying", "gone"),
    [
        ("", "", ""),
        ("a", "", "zuid-korea zuid"),
        ("c", "", "kop boot"),
        ("ab", "", "zee zuid-korea zuid"),
        ("ac", "", "zuid-korea zuid korea kop boot"),
        ("ac", "zuid kop", "zuid-korea korea boot"),
        ("abc", "titel", "zee zuid-korea zuid korea kop boot"),
        ("abc", "", "zee zuid-korea zuid korea kop boot titel"),
    ],
)
def test_a_form_is_orphaned_with_its_last_release(
    index: IndexSnapshot, leaving: str, staying: str, gone: str
) -> None:
    """Forms and subwords count in the title, a sub-heading and another segment, unless a new release has them."""
    assert orphaned_forms(index, files(index, leaving), staying.split()) == set(gone.split())


@pytest.mark.parametrize("wrong", [{"segment": "MAIN_zzzzzzzzzzzzzzzz"}, {"number": 99}, {"number": -1}])
def test_a_wrong_entry_in_the_list_of_files_is_damage(index: IndexSnapshot, wrong: dict[str, object]) -> None:
    """An entry with a wrong segment or document number raises an error."""
    (file,) = files(index, "a")
    with pytest.raises(IndexDamagedError):
        orphaned_forms(index, [file._replace(**wrong)], ())  # type: ignore[arg-type]


def test_each_distinct_form_is_analysed_once(tmp_path: Path) -> None:
    """A form in many releases and in any case is analysed once, and never again by a later ingest."""
    asked: Counter[str] = Counter()

    class Counting(ToyAnalyzer):
        def analyze(self, form: str) -> Analysis:
            asked[form] += 1
            return super().analyze(form)

    def counting() -> Counting:
        return Counting(TOY_WORD_LIST)

    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(
        sources, a=release_text("Boot boot BOOT, drone-boot."), b=release_text("De boot en de drone.")
    )
    ingest([sources], index, IngestOptions(), make_analyzer=counting)
    probes = Counter(form for form in build._PROBE_WORDS)
    assert asked["boot"] == asked["drone"] == asked["drone-boot"] == 1
    assert all(count == 1 + probes[form] for form, count in asked.items() if form not in probes)
    asked.clear()
    write_releases(sources, c=release_text("Nog een boot en een fregat."))
    ingest([sources], index, IngestOptions(), make_analyzer=counting)
    assert set(asked) - set(probes) == {"nog", "een", "fregat"}


def test_words_written_apart_are_of_their_own_release(tmp_path: Path) -> None:
    """Releases that are indexed in one piece have the same terms as one after the other; nothing joins two."""
    texts = {
        "a": "Zij hoopt in te zetten",
        "b": "Het schip zet\n\ntanks in. De zee- en",
        "c": "luchtmacht zet tanks in, en zet schepen in.",
        "d": "zee- en luchtmacht zet in te zetten tanks in",
    }
    at_once, one_by_one = tmp_path / "at_once", tmp_path / "one_by_one"
    for id_, text in texts.items():
        write_releases(tmp_path / "s", **{id_: release_text(text, title=text.replace("\n", " "))})
        run_ingest(tmp_path / "s", one_by_one)
    run_ingest(tmp_path / "s", at_once)
    postings = index_contents(at_once)["postings"]
    assert postings == index_contents(one_by_one)["postings"]
    split, apart = (set(postings["body", f"{mark}inzett".encode()]) for mark in (SPLIT_MARK, APART_MARK))
    assert (split, apart) == ({"b", "c", "d"}, {"a", "d"})


words = st.text("ab3,:'\ud800", min_size=1, max_size=5)
analyses = st.dictionaries(
    words,
    st.builds(Analysis, words, words, st.lists(st.builds(Part, words, st.just(0), st.just(2))).map(tuple)),
)


@given(analyses, analyses, st.sets(words))
def test_analyses_are_a_dictionary(
    own: dict[str, Analysis], others: dict[str, Analysis], known: set[str]
) -> None:
    """Also with those that another process made and the index does not know."""
    made, theirs = Analyses(), Analyses()
    for mapping, filled in ((own, made), (others, theirs)):
        for form, analysis in mapping.items():
            filled[form] = analysis
        assert dict(filled) == mapping
        assert len(filled) == len(mapping)
        assert all(form in filled for form in mapping)
    made.adopt(theirs, lambda form: Analysis(form, form, ()) if form in known else None)
    assert dict(made) == {**own, **{form: one for form, one in others.items() if form not in known}}
