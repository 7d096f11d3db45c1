"""Phrases of a query: the quotes that open and close them, their window, and quotes that are text."""

from __future__ import annotations

import pytest

from defsearch.errors import QueryError
from defsearch.query.lexer import scan
from defsearch.query.tokens import TokenKind


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ('"a b"~5 “c d”~12', [("a b", 5), ("c d", 12)]),
        ("“a” „b” „c“ «d» »e« ”f”", [("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 0), ("f", 0)]),
        ('"zij zei “ja” luid"', [("zij zei “ja” luid", 0)]),
        ('"https://x.nl/?a*b"', [("https://x.nl/?a*b", 0)]),
        ("'a b' ’c d’", []),
    ],
)
def test_quotes_open_and_close_a_phrase(query: str, phrases: list[tuple[str, int]]) -> None:
    """Each kind of double quote with its partner; single quotes are text."""
    tokens, _ = scan(query)
    assert [(token.text, token.number) for token in tokens if token.kind is TokenKind.PHRASE] == phrases


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ('19" en 5,56"-kogel "a"', ["19", "en", "5,56", "-kogel", "a"]),
        ("Home » Nieuws", ["Home", "Nieuws"]),
    ],
)
def test_quotes_that_are_text(query: str, texts: list[str]) -> None:
    """A double quote after a number is inches; an angle quote between spaces separates words."""
    assert [token.text for token in scan(query)[0]] == texts


@pytest.mark.parametrize(
    ("query", "start", "end", "message"),
    [
        ('"a dron* b"', 3, 8, "“dron*” between quotes"),
        ('"een wo?d"', 5, 9, "“wo?d” between quotes"),
        ('"een fregat~"', 5, 12, "“fregat~” between quotes"),
        ('"a b"~1', 5, 7, "“~1” after a phrase is not understood"),
        ('"a b"~2000', 5, 10, "“~2000” after a phrase is not understood"),
        ('"a b"~', 5, 6, "“~” after a phrase is not understood"),
        ('"a b"p10', 5, 8, "“p10” after a phrase is not understood"),
        ('"a b"*', 5, 6, "“*” after a phrase is not understood"),
    ],
)
def test_a_mistake_in_a_phrase_names_its_place(query: str, start: int, end: int, message: str) -> None:
    """Operators do not work between quotes, and only a window of 2 to 100 words can be after them."""
    with pytest.raises(QueryError) as caught:
        scan(query)
    assert message in caught.value.message
    assert (caught.value.query, caught.value.start, caught.value.end) == (query, start, end)
    assert caught.value.hint
