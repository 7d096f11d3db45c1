"""An explanation fits the terminal: long words are shortened, lines are wrapped."""

from __future__ import annotations

from defsearch.render.explain import explanation_lines
from defsearch.render.text import Screen
from defsearch.search.explain import ExplainedHit, ExplainedWord, Explanation, ReachedForm
from defsearch.search.plan import MatchKind

LONG = "ab" * 100
EXPLANATION = Explanation(
    query=LONG,
    understood=("all of these:", f"  the word {LONG}", f"  the phrase “{LONG} van de minister van Defensie”"),
    words=(
        ExplainedWord(
            text=LONG,
            span=(0, 200),
            form=LONG,
            lemma=LONG,
            stem=LONG,
            parts=(LONG, "drone"),
            synonyms=("een", "twee", LONG) * 5,
            forms=(ReachedForm(LONG, MatchKind.EXACT, 1),),
            releases=1,
            note=None,
        ),
    ),
    hits=(ExplainedHit(1, "2024/een", ((LONG, (LONG, "drones") * 5),)), ExplainedHit(2, "2024/twee", ())),
    total=2,
    notices=(),
)


def test_long_words_are_shortened_and_lines_wrapped() -> None:
    """On a terminal of 60 columns and in a pipe."""
    for width in (60, None):
        lines = list(explanation_lines(EXPLANATION, Screen(width=width)))
        assert all(len(word) <= 45 for line in lines for word in line.split())
        assert width is None or all(len(line) <= width for line in lines)
        assert any(line.startswith("   1. 2024/een  ababab") for line in lines)
        assert "   2. 2024/twee" in lines
        assert lines[1] == "  all of these:"
        assert lines[2].startswith("    the word ababab")
