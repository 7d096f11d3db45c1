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

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.query.syntax import Token

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
