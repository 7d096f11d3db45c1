"""Mistakes in a query: each is refused with its place and with what to type instead; and the limits."""

from __future__ import annotations

import datetime

import pytest

from defsearch.errors import QueryError
from defsearch.query.ast import And, Word, walk
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)


def mistake(query: str, *, any_word: bool = False) -> QueryError:
    """The error that a query is refused with."""
    with pytest.raises(QueryError) as caught:
        parse_query(query, today=TODAY, any_word=any_word)
    return caught.value


@pytest.mark.parametrize(
    ("query", "start", "end", "message"),
    [
        ("...", 0, 3, "there is no word in the query"),
        ("de van de", 0, 9, "the query holds only common words: de, van"),
        ("de EN van", 0, 9, "the query holds only common words: de, van"),
        ("-marine", 0, 7, "the query only says what to leave out"),
        ("-marine OF -fregat", 0, 18, "the query only says what to leave out"),
        ("title:(-marine)", 0, 15, "the query only says what to leave out"),
        ("AND marine", 0, 3, "AND needs a word before it"),
        ("marine (OF fregat)", 8, 10, "OF needs a word before it"),
        ("marine EN", 7, 9, "EN needs a word after it"),
        ("marine AND OR fregat", 7, 10, "AND needs a word after it"),
        ("marine OF EN fregat", 10, 12, "EN needs a word before it"),
        ("() AND marine", 3, 6, "AND needs a word before it"),
        ("marine OF (…)", 7, 9, "OF needs a word after it"),
        ("marine NIET", 7, 11, "NIET needs a word after it"),
        ("marine |", 7, 8, "| needs a word after it"),
        ("marine -()", 7, 8, "- needs a word after it"),
        ("title:, marine", 0, 6, "title: needs a word after it"),
        ('"…"', 0, 3, '“"…"” holds no word'),
        ('"marine"~5', 0, 10, "holds one word only"),
        ('"een twee drie"~2', 0, 17, "holds more than 2 words"),
        ("kosten/baten~", 0, 13, "“kosten/baten~” holds more than one word"),
        ("=dron*", 0, 1, "= takes one word or one phrase"),
        ("=(een twee)", 0, 1, "= takes one word or one phrase"),
        ("title:(body:marine)", 7, 12, "“body:” inside title: is not understood"),
        ("marine date:31-2-2025", 12, 21, "31 februari 2025"),
        ("date:2025..2024", 5, 15, "ends before it starts"),
        ("date:september", 5, 14, "september"),
        ("date:drones", 5, 11, "drones"),
        ("date:2025*", 5, 10, "“2025*” is not a date"),
        ('date:"2025"~2', 5, 13, "is not a date"),
        ("date:2025 .. 2026", 5, 9, "“2025” stands apart from the dots of its range"),
        ('date:"2025".."2026"', 5, 11, "stands apart from the dots of its range"),
        ("date:(2025 ..)", 6, 10, "stands apart from the dots of its range"),
        ("date:=2025", 5, 6, "= takes one word or one phrase"),
        ("drones 2024..2025", 7, 17, "“2024..2025” needs a field before it"),
    ],
)
def test_a_mistake_names_its_place(query: str, start: int, end: int, message: str) -> None:
    """What is wrong, from where to where, and something to type instead."""
    error = mistake(query)
    assert message in error.message
    assert (error.query, error.start, error.end) == (query, start, end)
    assert error.hint


@pytest.mark.parametrize(
    ("query", "typed_instead"),
    [
        ("date:september 2025", 'date:"september 2025"'),
        ("date:25 sep 2025 drones", 'date:"25 sep 2025"'),
        ("2024-01..2024-06", "date:2024-01..2024-06"),
        ("date:'vorig jaar'", 'quotes in a query are double: date:"vorig jaar"'),
        ("drones date:‘2025’", 'quotes in a query are double: date:"vorig jaar"'),
        ('date:"tussen 2015 en 2017"', "date:2015..2017"),
        ("marine OF", "type it in lower case: of"),
        ("-marine", "date:2025 -fregat"),
    ],
)
def test_a_mistake_says_what_to_type(query: str, typed_instead: str) -> None:
    """Where it can be seen what was meant, the hint is that."""
    assert typed_instead in (mistake(query).hint or "")


def test_plus_has_no_meaning_where_any_word_will_do() -> None:
    """Required words are written with AND there; nothing is ignored."""
    assert "AND" in (mistake("drones +marine", any_word=True).hint or "")


@pytest.mark.parametrize("opening", ["(", "NOT ", "-(", "NIET ("])
def test_depth_is_limited(opening: str) -> None:
    """Far below what Python's own stack would bear."""
    error = mistake("x " + opening * 500 + "marine" + ")" * (500 * opening.count("(")))
    assert "more than 50 levels deep" in error.message


def test_fifty_levels_are_fine() -> None:
    """The limit is where the message says it is."""
    tree = parse_query("(" * 50 + "marine" + ")" * 50, today=TODAY).tree
    assert isinstance(tree, Word)
    assert "more than 50 levels deep" in mistake("(" * 51 + "marine" + ")" * 51).message


def test_the_number_of_nodes_is_limited() -> None:
    """The words and the And above them make 256 at most; the place is the first that is too many."""
    tree = parse_query("woord " * 255, today=TODAY).tree
    assert isinstance(tree, And)
    assert len(list(walk(tree))) == 256
    error = mistake("woord " * 256)
    assert (error.message, error.start) == ("the query has more than 256 words and groups", 255 * 6)
