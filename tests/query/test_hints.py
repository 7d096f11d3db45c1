"""Notices about small words that mean an operator in speech."""

from __future__ import annotations

import datetime

import pytest

from defsearch.errors import QueryError
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)


def notices(query: str, *, any_word: bool = False) -> tuple[str, ...]:
    """Return the notices for the author of a query."""
    return parse_query(query, today=TODAY, any_word=any_word).notices


LEFT_OUT = "was left out as a common word"
SEARCHED = "was searched as a word"


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("marine niet fregat", f"“niet” {LEFT_OUT}; to leave a word out: NIET fregat or -fregat"),
        ("marine zonder fregat", f"“zonder” {LEFT_OUT}; to leave a word out: NIET fregat or -fregat"),
        ("niet fregat marine", f"“niet” {LEFT_OUT}; to leave a word out: NIET fregat or -fregat"),
        ('marine Niet "karel doorman"', f"“niet” {LEFT_OUT}; to leave a word out: NIET fregat or -fregat"),
        ("marine not fregat", f"“not” {SEARCHED}; to leave a word out: NOT fregat or -fregat"),
        ("marine of raket", f"“of” {LEFT_OUT}; for either: marine OF raket"),
        ("marine or raket", f"“or” {SEARCHED}; for either: marine OR raket"),
    ],
)
def test_a_notice_says_that_a_word_is_no_operator(query: str, notice: str) -> None:
    """It says what to type for the operator."""
    assert notices(query) == (notice,)


def test_other_common_words_are_still_listed() -> None:
    """Each word is listed once; the example uses a word that is not common."""
    assert notices("schepen van de marine niet de fregatten niet dat") == (
        f"“niet” {LEFT_OUT}; to leave a word out: NIET fregatten or -fregatten",
        "left out common words: van, de, dat",
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("marine =of raket", ()),
        ("marine +of raket", ()),
        ('marine "niet fregat"', ()),
        ("marine -not", ()),
        ("marine or", ()),
        ("of marine", ("left out common words: of",)),
        ("marine niet", ("left out common words: niet",)),
        ("marine en/of raket", ("left out common words: en, of",)),
    ],
)
def test_a_requested_word_or_a_word_at_an_end_is_no_operator(query: str, expected: tuple[str, ...]) -> None:
    """A sign or quotes say that the word itself is meant."""
    assert notices(query) == expected


def test_with_any_word_of_has_no_notice() -> None:
    """The words are alternatives already."""
    assert notices("marine of raket", any_word=True) == ("left out common words: of",)


def test_the_hint_for_a_query_without_words_is_true() -> None:
    """A year needs ``date:`` to be a period."""
    with pytest.raises(QueryError) as caught:
        parse_query("...", today=TODAY)
    assert caught.value.hint == "type a word or a period, as in drones date:2025"
