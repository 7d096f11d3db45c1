"""Query text to tokens: the words of text, which text is one token, and where dates are."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import QueryError
from defsearch.query.lexer import lex, scan
from defsearch.query.operator_lexer import scan_operators
from defsearch.query.parser import parse_query

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.query.ast import Token

TODAY = datetime.date(2026, 3, 31)


def tokens(query: str) -> list[Token]:
    """Return the tokens of a query."""
    return lex(query, TODAY)[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("drones, marine!", [["drones"], ["marine"]]),
        ("F 16 en 50 000 euro", [["F 16"], ["en"], ["50 000"], ["euro"]]),
        ("kosten/baten … x", [["kosten", "baten"], ["x"]]),
        ("zr. ms. rotterdam", [["zr. ms"], ["rotterdam"]]),
        ("F (16)", [["F"], [], ["16"], []]),
        ('"F 16 x" F-16~', [["F 16", "x"], ["F-16"]]),
    ],
)
def test_text_that_shares_a_word_is_one_token(query: str, words: list[list[str]]) -> None:
    """A word can contain a space and a token two words; operators separate words; punctuation alone is dropped."""
    found = tokens(query)
    assert [[word.text for word in token.words] for token in found] == words
    for token in found:
        assert all(query[slice(*word.span)] == word.text for word in token.words)


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("drones in september 2025", 2, 2),
        ("25 september 2025, Volkel", 0, 3),
        ("1 mei 2024 - drones", 0, 3),
        ("x/y 2025-09-25", 1, 1),
    ],
)
def test_a_date_says_how_many_tokens_it_takes(query: str, first: int, count: int) -> None:
    """Text without words between or after them does not count."""
    dates = [(token.date.start, token.date.end) for token in tokens(query) if token.date and token.date.sure]
    assert dates[0] == (first, first + count)


def test_a_date_has_its_period() -> None:
    """Both ends are included."""
    date = tokens("september 2025")[0].date
    assert date is not None
    assert (date.first, date.last) == (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30))


@pytest.mark.parametrize(
    "query", ['september "2025"', "september OF 2025", "september/fregat 2025", "september (2025)"]
)
def test_separated_words_are_no_date(query: str) -> None:
    """Operators, quotes and parentheses separate the words of a date, and half a token is no date."""
    assert not any(token.date for token in tokens(query))


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["drones", "Zuid", "en", "of", "niet", "And", "OF", "NIET", "NEAR", "xor", "2025", "x"]
            ),
            st.text(max_size=6),
        ),
        max_size=6,
    ).map(" ".join)
)
def test_plain_words_need_no_operator_lexer(query: str) -> None:
    """The short way for words without any sign gives the same tokens as the operator lexer."""
    assert outcome(scan, query) == outcome(scan_operators, query)


def outcome(
    read: Callable[[str], tuple[list[Token], list[str]]], query: str
) -> tuple[list[Token], list[str]] | tuple[str, int]:
    """Return the tokens and notices of a query, or the message and place of its error."""
    try:
        return read(query)
    except QueryError as error:
        return error.message, error.start


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
