"""Where names begin and end."""

from __future__ import annotations

import pytest

from defsearch.quotes.names import body_end, department_end, is_like_a_body, name_end
from defsearch.quotes.spans import make_frame


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("Jan de Boer", " van de vakbond zegt"),
        ("Ruud van Dalen", " van Defensie is"),
        ("Sjors Smit", " van Vijfhuizen zegt"),
        ("J.P. van der Berg", ", minister"),
        ("De Boer", " zegt"),
        ("Van der Plas", " zegt"),
        ("Fatima el Idrissi", " zegt"),
        ("Étienne d'Aubigné", " en zijn"),
        ("Peter van ’t Hoog", ": ja"),
        ("Piet in ’t Veld", " van de gemeente"),
        ("Lenie Dwarshuis-van de Beek", " in Den Haag"),
        ("Jean-Marie Dubois", " noemt"),
        ("Mulder", " in Oslo"),
        ("Ollongren", " de Nederlandse voorraad"),
    ],
)
def test_a_name_ends_with_its_surname(name: str, rest: str) -> None:
    """One set of tussenvoegsels belongs to it, and no place or department after it."""
    words = make_frame(name + rest, [], []).words
    assert words.slice(0, name_end(words, 0, len(words.words))) == name


def test_after_a_role_a_place_is_not_part_of_the_name() -> None:
    """Unless the release has the surname with a capital Van, or the first name is known."""
    for text, end in (
        ("Smit van Vijfhuizen zegt", 1),
        ("Jan van Vijfhuizen zegt", 3),
        ("Gerdo van Smit, ook Van Smit", 3),
    ):
        words = make_frame(text, [], []).words
        assert name_end(words, 0, len(words.words), has_role=True) == end


def test_a_department_is_the_longest_that_is_known() -> None:
    """With its commas and "en"."""
    words = make_frame("Onderwijs, Cultuur en Wetenschap Anna Bos", [], []).words
    assert words.slice(0, department_end(words, 0)) == "Onderwijs, Cultuur en Wetenschap"


def test_a_body_goes_on_over_small_words() -> None:
    """Not into the name of a person."""
    words = make_frame("Centrale Raad voor Personeel en Mijnbouw Hans Bos", [], []).words
    assert words.slice(0, body_end(words, 0, len(words.words))) == "Centrale Raad voor Personeel"
    words = make_frame("Mijnbouw Hans Bos", [], []).words
    assert words.slice(0, body_end(words, 0, len(words.words))) == "Mijnbouw"


@pytest.mark.parametrize(
    ("name", "is_body"),
    [("NAVO", True), ("ProRail", True), ("Vakbond voor Militairen", True), ("Nederland", True), ("Jan de Boer", False),
     ("Hennis-Plasschaert", False), ("Étienne d'Aubigné", False)],
)  # fmt: skip
def test_the_shape_of_a_name_tells_a_body(name: str, is_body: bool) -> None:
    """Acronyms, capitals inside, nouns for bodies and countries."""
    assert is_like_a_body(name) == is_body
