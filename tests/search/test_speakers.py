"""Speakers by name, as people type them."""

from __future__ import annotations

import pytest

from defsearch.search.speakers import completions, similar_speakers, speakers_like

NAMES = [
    "Ank Bijleveld",
    "Ank Bijleveld-Schouten",
    "A. Bijleveld",
    "Bijleveld",
    "Henk Bijleveld",
    "Christophe van der Maat",
    "Van der Maat",
    "Kajsa Ollongren",
    "Volodymyr Zelensky",
    "Sybrand van Haersma Buma",
    "Jan Bakker",
    "Piet de Boer",
    "Müller",
    "NAVO",
    "Algemene Rekenkamer",
    "Piet Smit",
]
ROLES = {
    "minister van Defensie": {"Ank Bijleveld", "Kajsa Ollongren"},
    "staatssecretaris": {"Christophe van der Maat"},
    "generaal": {"Piet Smit"},
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "Bijleveld",
            {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld", "Henk Bijleveld"},
        ),
        ("ank bijleveld", {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld"}),
        (
            "Bijleveld-Schouten",
            {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld", "Henk Bijleveld"},
        ),
        (
            "Bijleveldt",
            {"Ank Bijleveld", "Ank Bijleveld-Schouten", "A. Bijleveld", "Bijleveld", "Henk Bijleveld"},
        ),
        ("Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("van der maat", {"Christophe van der Maat", "Van der Maat"}),
        ("v.d. Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("C. van der Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("Christof Maat", {"Christophe van der Maat", "Van der Maat"}),
        ("staatssecretaris van der Maat", {"Christophe van der Maat"}),
        ("minister Bijleveld", {"Ank Bijleveld"}),
        ("minister Smit", {"Piet Smit"}),
        ("generaal", {"Piet Smit"}),
        ("minister", {"Ank Bijleveld", "Kajsa Ollongren"}),
        ("minister van Defensie", {"Ank Bijleveld", "Kajsa Ollongren"}),
        ("Zelenski", {"Volodymyr Zelensky"}),
        ("zelenskyy", {"Volodymyr Zelensky"}),
        ("Buma", {"Sybrand van Haersma Buma"}),
        ("Haersma Buma", {"Sybrand van Haersma Buma"}),
        ("Bakker", {"Jan Bakker"}),
        ("de Boer", {"Piet de Boer"}),
        ("boer", {"Piet de Boer"}),
        ("muller", {"Müller"}),
        ("navo", {"NAVO"}),
        ("rekenkamer", {"Algemene Rekenkamer"}),
        ("Kajsa", {"Kajsa Ollongren"}),
        ("Tuinman", set()),
        ("", set()),
        ("?!", set()),
        ("van de", set()),
    ],
)
def test_a_name_means_the_speakers_who_can_have_it(typed: str, meant: set[str]) -> None:
    """With or without first names, tussenvoegsels and roles, in other spellings."""
    assert speakers_like(typed, NAMES, lambda: ROLES) == meant


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Olongrin", "Kajsa Ollongren"), ("Zelenki", "Volodymyr Zelensky"), ("Bijlveld", "Ank Bijleveld")],
)
def test_an_unknown_name_has_similar_ones(typed: str, first: str) -> None:
    """The most similar comes first."""
    assert similar_speakers(typed, NAMES)[0] == first


def test_nothing_is_similar_to_a_strange_name() -> None:
    """Rather none than any."""
    assert similar_speakers("Xxxqqq", NAMES) == []
    assert similar_speakers("", NAMES) == []


def test_completion_gives_single_words() -> None:
    """A shell puts them on the command line as they are."""
    assert completions("bij", NAMES) == ["Bijleveld", "Bijleveld-Schouten"]
    assert completions("v", NAMES) == ["Volodymyr"]
