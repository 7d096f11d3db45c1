"""Dates among the free words of a query: how they are read, and what is said about it."""

from __future__ import annotations

import datetime

import pytest

from defsearch.dates.parser import DATE_FORMS
from defsearch.errors import QueryError
from defsearch.query.ast import DateOrWords, walk
from defsearch.query.format_ast import format_ast
from defsearch.query.free_text import PERIOD_WORDS
from defsearch.query.parser import parse_query
from defsearch.render.help import FREE_WORDS

TODAY = datetime.date(2026, 3, 31)


def notices(query: str, *, any_word: bool = False) -> tuple[str, ...]:
    """What the author of a query is told."""
    return parse_query(query, today=TODAY, any_word=any_word).notices


def dates(query: str) -> list[str]:
    """The periods of the free dates of a query."""
    tree = parse_query(query, today=TODAY).tree
    assert tree is not None
    return [node.period.describe() for node in walk(tree) if isinstance(node, DateOrWords)]


@pytest.mark.parametrize(
    ("query", "days", "read"),
    [
        ("ambtenaren sinds mei 2024", "2024-05-01 …", "sinds mei 2024"),
        ("ambtenaren na mei 2024 drones", "2024-06-01 …", "na mei 2024"),
        ("voor 6 mei 2024, drones", "… 2024-05-05", "voor 6 mei 2024,"),
        ("drones tot mei 2024", "… 2024-05-31", "tot mei 2024"),
        ("drones t/m mei 2024", "… 2024-05-31", "t/m mei 2024"),
        ("drones tussen mei en juli 2024", "2024-05-01 … 2024-07-31", "tussen mei en juli 2024"),
        ("drones from May 2024 to July 2024", "2024-05-01 … 2024-07-31", "from May 2024 to July 2024"),
        ("(drones OF raket) sinds mei 2024", "2024-05-01 …", "sinds mei 2024"),
    ],
)
def test_a_word_before_a_free_date_changes_its_period(query: str, days: str, read: str) -> None:
    """``sinds mei 2024`` left out "sinds" and found May 2024 alone; how it is read is said."""
    assert dates(query) == [days]
    assert notices(query) == (f"read “{read}” as {days}, or these words",)


def test_the_words_are_a_phrase_too() -> None:
    """As with any free date: a release that holds these words matches, whenever it was."""
    tree = parse_query("sinds mei 2024", today=TODAY).tree
    assert format_ast(tree) == ("dated 2024-05-01 …, or the phrase “sinds mei 2024”",)


def test_a_free_range_that_ends_before_it_starts_is_refused() -> None:
    """It would be zero results, with nothing to say why."""
    with pytest.raises(QueryError) as caught:
        parse_query("drones tussen mei 2025 en mei 2024", today=TODAY)
    assert "ends before it starts" in caught.value.message
    assert (caught.value.start, caught.value.end) == (7, 34)


def test_a_date_without_such_a_word_is_said_nothing_about() -> None:
    """It means what it says."""
    assert notices("drones september 2025") == ()
    assert notices('drones "sinds mei 2024" titel:(sinds mei)') == ("left out common words: sinds",)


def test_the_words_of_a_period_without_digits_are_all_known() -> None:
    """What makes the calendar read along is a table of its own, so that most queries need no calendar."""
    for form in DATE_FORMS:
        for spelling in form.spellings:
            words = spelling.split()
            assert PERIOD_WORDS & set(words) or any(map(str.isdigit, spelling))


@pytest.mark.parametrize(
    ("query", "typed", "term"),
    [
        ("drones vorig jaar", "vorig jaar", 'date:"vorig jaar"'),
        ("gisteren", "gisteren", "date:gisteren"),
        ("laatste 3 maanden drones", "laatste 3 maanden", 'date:"laatste 3 maanden"'),
        ("drones 2015-2017", "2015-2017", "date:2015..2017"),
        ("drones 2015–2017", "2015–2017", "date:2015..2017"),
        ("2019", "2019", "date:2019"),
    ],
)
def test_words_that_look_like_a_period_are_said_to_be_words(query: str, typed: str, term: str) -> None:
    """They gave no sign, and what can be typed instead is read as that period."""
    assert notices(query) == (f"“{typed}” was read as words; for the period: {term}",)
    assert parse_query(term, today=TODAY).tree is not None


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("drones in 2019", "date:2019"),
        ("drones uit 2019", "date:2019"),
        ("drones sinds 2019", "date:2019.."),
        ("drones na 2019", "date:2020.."),
        ("drones tussen 2015 en 2017", "date:2015..2017"),
        ("drones sinds vorig jaar", 'date:"vorig jaar.."'),
    ],
)
def test_a_word_before_a_year_makes_it_look_like_a_period(query: str, term: str) -> None:
    """The word was left out and the year searched as text."""
    said = [notice for notice in notices(query) if "for the period" in notice]
    assert said == [f"“{query.removeprefix('drones ')}” was read as words; for the period: {term}"]


@pytest.mark.parametrize(
    "query", ["drones 2019", "F-16 2019", "titel:gisteren", '"vorig jaar"', "drones date:2019"]
)
def test_no_note_where_a_year_is_one_word_of_many(query: str) -> None:
    """It is as often part of a name, and a note each time would be read by nobody."""
    assert notices(query) == ()


def test_the_help_on_dates_tells_which_free_words_are_a_period() -> None:
    """Nothing said so; each of its examples is what it is listed under."""
    *periods, (others, _) = FREE_WORDS
    assert all(dates(typed) for spellings, _ in periods for typed in spellings)
    assert not any(dates(typed) for typed in others)
