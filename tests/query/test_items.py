"""Lexemes with their Dutch read: which runs of text are one item, and where dates are."""

from __future__ import annotations

import datetime

import pytest

from defsearch.query.free_text import QueryItem, read_items
from defsearch.query.lexer import lex

TODAY = datetime.date(2026, 3, 31)


def items(query: str) -> list[QueryItem]:
    """The items of a query."""
    return read_items(query, lex(query).tokens, TODAY)


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
def test_runs_that_share_a_word_are_one_item(query: str, words: list[list[str]]) -> None:
    """A word may hold a space, a run may hold two words; operators part them, punctuation alone is nothing."""
    found = items(query)
    assert [[word.text for word in item.words] for item in found] == words
    for item in found:
        assert all(query[word.start : word.end] == word.text for word in item.words)


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ("drones in september 2025", 2, 2),
        ("25 september 2025, Volkel", 0, 3),
        ("1 mei 2024 - drones", 0, 3),
        ("x/y 2025-09-25", 1, 1),
    ],
)
def test_a_date_says_how_many_items_it_takes(query: str, first: int, count: int) -> None:
    """Text without words behind it does not matter."""
    dates = {index: item.date.items for index, item in enumerate(items(query)) if item.date}
    assert dates.get(first) == count


def test_a_date_has_its_period() -> None:
    """Of civil days, both included."""
    date = items("september 2025")[0].date
    assert date is not None
    assert (date.free.first, date.free.last) == (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30))


@pytest.mark.parametrize(
    "query", ['september "2025"', "september OF 2025", "september/oktober 2025", "september (2025)"]
)
def test_what_stands_apart_is_no_date(query: str) -> None:
    """Operators, quotes and brackets part the words of a date, and half a run is none."""
    assert not any(item.date for item in items(query))
