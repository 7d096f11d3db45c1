"""The analysis of query words: from the vocabulary when the archive contains the form, else made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import ToyAnalyzer, build_index, item
from support.word_list import dutch_words

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.analyzer import Analyzer
from defsearch.search.query_analyzer import QueryAnalyzer, cover
from defsearch.search.reader import IndexReader

if TYPE_CHECKING:
    from pathlib import Path


def parts(*spans: tuple[str, int, int]) -> tuple[Part, ...]:
    """Return parts from plain tuples."""
    return tuple(Part(*span) for span in spans)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param(parts(("zee", 0, 3), ("boot", 3, 7)), ["zee", "boot"], id="side by side"),
        pytest.param(parts(("bond", 0, 4), ("raad", 6, 10)), ["bond", "raad"], id="two linking letters"),
        pytest.param(parts(("bond", 0, 4), ("raad", 7, 11)), [], id="three letters are too many"),
        pytest.param(parts(("zuid", 0, 4), ("korea", 5, 10)), ["zuid", "korea"], id="a hyphen between"),
        pytest.param(
            parts(("lucht", 0, 5), ("luchtverdediging", 0, 16), ("verdediging", 5, 16), ("systeem", 17, 24)),
            ["luchtverdediging", "systeem"],
            id="the fewest parts, though others nest in them",
        ),
        pytest.param(
            parts(("lucht", 0, 5), ("luchtver", 0, 8), ("verdediging", 5, 16)),
            ["lucht", "verdediging"],
            id="a longer part that leads nowhere is not used",
        ),
        pytest.param(
            parts(
                ("boot", 3, 7),
            ),
            [],
            id="not from the start",
        ),
        pytest.param(
            parts(
                ("zeeboot", 0, 7),
            ),
            [],
            id="one part is no compound",
        ),
        pytest.param((), [], id="no parts"),
    ],
)
def test_cover_returns_the_fewest_parts_from_start_to_end(given: tuple[Part, ...], wanted: list[str]) -> None:
    """The parts follow each other, without nested ones; none when they do not reach the end."""
    assert [part.stem for part in cover(given)] == wanted
    assert [part.stem for part in cover(given[::-1])] == wanted


def test_only_unknown_forms_are_analyzed_and_only_once(tmp_path: Path) -> None:
    """The analysis of a form of the archive comes from the vocabulary."""
    asked: list[str] = []

    def analyze(form: str) -> Analysis:
        asked.append(form)
        return ToyAnalyzer().analyze(form)

    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks op zee", "Een tank. Zeeboten.")]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index), analyze)
        assert analyzer.analysis("tanks").stem == "tank"
        assert analyzer.analysis("drones").stem == "drone"
        assert analyzer.stem("drones") == "drone"
        assert asked == ["drones"]


def test_an_unknown_form_is_analyzed_with_the_word_list(tmp_path: Path) -> None:
    """Without an analyzer of its own, the query analyzer loads the one that ingest uses."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks", "Een boot.")]) as index:
        assert (
            QueryAnalyzer(index.vocabulary, IndexReader(index)).stem("oefeningen")
            == Analyzer(dutch_words()).analyze("oefeningen").stem
        )


def test_forms_with_the_same_stem_are_those_of_the_archive(tmp_path: Path) -> None:
    """The form itself is among them only when the archive contains it."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks", "Twee tanken, een boot.")]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index), ToyAnalyzer().analyze)
        assert analyzer.same_stem("tank") == ["tanken", "tanks"]
        assert analyzer.same_stem("drone") == []


def test_the_parts_of_a_hyphenated_word_cover_it(tmp_path: Path) -> None:
    """Its subwords are its parts."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Zee-boot", "Tekst.")]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index), ToyAnalyzer().analyze)
        assert [part.stem for part in cover(analyzer.analysis("zee-boot").parts)] == ["zee", "boot"]


def test_derivations_are_those_in_the_archive(tmp_path: Path) -> None:
    """A verb finds the person and a doctrine its follower, if the archive contains them; a form is given once each."""
    text = "De verkenners verkenden. Een terrorist. De legers. Een vlieger."
    with build_index(tmp_path, [item("a", "2025-01-01", "Nieuws", text)]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index))
        # The toy analyzer of the index knows no verbs: each form is its own lemma.
        for form, wanted in (
            ("terrorisme", ["terrorist"]),
            ("terroristische", ["terrorist"]),
            ("vliegen", ["vlieger"]),
            ("populisme", []),
            ("legen", []),
        ):
            assert list(analyzer.derivations(form)) == wanted
