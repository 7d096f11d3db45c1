"""What a query word is: from the lexicon where the archive knows it, analysed anew where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.archive import ToyAnalyzer, build_index, item

from defsearch.dutch.analysis import Analysis, Part
from defsearch.search.query_analyzer import QueryAnalyzer, cover

if TYPE_CHECKING:
    from pathlib import Path


def parts(*spans: tuple[str, int, int]) -> tuple[Part, ...]:
    """Parts from plain tuples."""
    return tuple(Part(*span) for span in spans)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param(parts(("zee", 0, 3), ("boot", 3, 7)), ["zee", "boot"], id="side by side"),
        pytest.param(parts(("bond", 0, 4), ("raad", 6, 10)), ["bond", "raad"], id="two linking letters"),
        pytest.param(parts(("bond", 0, 4), ("raad", 7, 11)), [], id="a gap of three letters is a hole"),
        pytest.param(parts(("zuid", 0, 4), ("korea", 5, 10)), ["zuid", "korea"], id="a hyphen between"),
        pytest.param(
            parts(("lucht", 0, 5), ("luchtverdediging", 0, 16), ("verdediging", 5, 16), ("systeem", 17, 24)),
            ["luchtverdediging", "systeem"],
            id="the fewest parts, though others nest in them",
        ),
        pytest.param(
            parts(("lucht", 0, 5), ("luchtver", 0, 8), ("verdediging", 5, 16)),
            ["lucht", "verdediging"],
            id="a longer part that leads nowhere is passed over",
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
def test_cover_takes_the_fewest_parts_from_start_to_end(given: tuple[Part, ...], wanted: list[str]) -> None:
    """The parts taken follow on each other, nested ones left out; none where they do not reach the end."""
    assert [part.stem for part in cover(given)] == wanted
    assert [part.stem for part in cover(given[::-1])] == wanted


def test_words_ask_the_analysis_only_for_unseen_forms_and_once(tmp_path: Path) -> None:
    """What the archive knows comes from its lexicon; the rest is analysed, however often it is asked for."""
    asked: list[str] = []

    def analyze(form: str) -> Analysis:
        asked.append(form)
        return ToyAnalyzer().analyze(form)

    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks op zee", "Een tank. Zeeboten.")]) as index:
        words = QueryAnalyzer(index.vocabulary, analyze)
        known, unseen = words.read("TANKS"), words.read("Drones")
        assert (known.form, known.analysis.stem) == ("tanks", "tank")
        assert (unseen.form, unseen.analysis.stem) == ("drones", "drone")
        assert words.stem("drones") == "drone"
        words.read("drones")
        assert asked == ["drones"]


def test_siblings_are_the_forms_of_the_archive_with_the_same_stem(tmp_path: Path) -> None:
    """The word itself counts only when it is there; holds tells whether it is."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks", "Twee tanken, een boot.")]) as index:
        words = QueryAnalyzer(index.vocabulary, ToyAnalyzer().analyze)
        assert words.siblings("tank") == ("tanken", "tanks")
        assert words.forms_of_stem("tank") == ("tanken", "tanks")
        assert words.siblings("drone") == ()
        assert (words.holds("tanks"), words.holds("tank")) == (True, False)


def test_a_hyphenated_word_has_its_units(tmp_path: Path) -> None:
    """The form is that of the whole word, the units those of its pieces."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Zee-boot", "Tekst.")]) as index:
        word = QueryAnalyzer(index.vocabulary, ToyAnalyzer().analyze).read("Zee-Boot")
        assert (word.form, word.units) == ("zee-boot", ("zee", "boot"))
        assert [part.stem for part in cover(word.analysis.parts)] == ["zee", "boot"]
