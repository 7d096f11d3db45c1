"""What is said about small words that mean an operator in speech."""

from __future__ import annotations

import datetime

import pytest

from defsearch.errors import QueryError
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)


def notices(query: str, *, any_word: bool = False) -> tuple[str, ...]:
    """What the author of a query is told."""
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
def test_a_word_that_means_an_operator_is_said_to_be_none(query: str, notice: str) -> None:
    """The list of common words that were left out reassured where the meaning was turned round."""
    assert notices(query) == (notice,)


def test_other_common_words_are_listed_still() -> None:
    """Each word is named once; the example takes a word that tells something."""
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
def test_what_was_asked_for_or_stands_at_an_end_is_not_taken_for_an_operator(
    query: str, expected: tuple[str, ...]
) -> None:
    """Signs and quotes say that the word itself is meant."""
    assert notices(query) == expected


def test_where_any_word_will_do_words_are_alternatives_already() -> None:
    """Nothing is turned round by leaving out ``of``."""
    assert notices("marine of raket", any_word=True) == ("left out common words: of",)


def test_the_example_for_an_empty_query_is_true() -> None:
    """``drones 2025`` was called a word and a date; the year of it is searched as a word."""
    with pytest.raises(QueryError) as caught:
        parse_query("...", today=TODAY)
    assert caught.value.hint == "type a word or a period, as in drones date:2025"
