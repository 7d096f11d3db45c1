"""Words that a text writes apart: te-infinitives of separable verbs, and suspended compounds."""

from __future__ import annotations

import pytest

from defsearch.dutch.analysis import Part
from defsearch.dutch.written_apart import words_written_apart

PARTS = {
    "luchtmacht": (Part("lucht", 0, 5), Part("macht", 5, 10)),
    "luchtstrijdkrachten": (
        Part("lucht", 0, 5),
        Part("strijd", 5, 11),
        Part("strijdkracht", 5, 19),
        Part("kracht", 11, 19),
    ),
}


def written_apart(text: str) -> list[tuple[str, str]]:
    """Return the words with the text at their places."""
    found = words_written_apart(text, lambda form: PARTS.get(form, ()))
    return [(word.form, text[word.start : word.end]) for word in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hij hoopt in te zetten.", [("inzetten", "in te zetten")]),
        ("Deel te nemen is goed.", [("deelnemen", "Deel te nemen")]),
        ("Zij stopt met samen te werken", [("samenwerken", "samen te werken")]),
        ("Hij komt om te zetten, door te werken.", []),
        ("Hij is in te veel landen, op te grote voet.", []),
        ("Een zin te zetten: begin te lezen.", []),
        ("land- en luchtmacht", [("landmacht", "land- en luchtmacht")]),
        ("de land- of de luchtmacht", [("landmacht", "land- of de luchtmacht")]),
        (
            "zee-, land- en luchtstrijdkrachten",
            [
                ("zeestrijdkrachten", "zee-, land- en luchtstrijdkrachten"),
                ("zeekrachten", "zee-, land- en luchtstrijdkrachten"),
                ("landstrijdkrachten", "land- en luchtstrijdkrachten"),
                ("landkrachten", "land- en luchtstrijdkrachten"),
            ],
        ),
        ("In- en uitvoer", [("invoer", "In- en uitvoer")]),
        ("binnen- en buitenland", [("binnenland", "binnen- en buitenland")]),
        ("een land- en een boom", []),
        ("land - en luchtmacht, zuid-limburg en lucht", []),
    ],
)
def test_words_are_found_with_their_places(text: str, words: list[tuple[str, str]]) -> None:
    """Each word has the form that it has when it is written as one."""
    assert written_apart(text) == words


def test_only_the_given_part_of_the_text_is_read() -> None:
    """No word reaches across its ends."""
    text = "Hij hoopt in te zetten en op te treden."
    assert [word.form for word in words_written_apart(text, lambda _: (), 13, 40)] == ["optreden"]
