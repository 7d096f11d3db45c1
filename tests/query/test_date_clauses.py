"""Dates in a query: in ``date:`` and among free words, and the notices about them."""

from __future__ import annotations

import datetime

import pytest

from defsearch.dates.parser import DATE_FORMS
from defsearch.errors import QueryError
from defsearch.query.ast import DateOrWords, format_ast, walk
from defsearch.query.lexer import PERIOD_WORDS
from defsearch.query.parser import parse_query
from defsearch.render.help import FREE_WORDS

TODAY = datetime.date(2026, 3, 31)


def notices(query: str, *, any_word: bool = False) -> tuple[str, ...]:
    """Return the notices for the author of a query."""
    return parse_query(query, today=TODAY, any_word=any_word).notices


def dates(query: str) -> list[str]:
    """Return the periods of the free dates of a query."""
    tree = parse_query(query, today=TODAY).tree
    assert tree is not None
    return [
        " or ".join(period.describe() for period in node.periods)
        for node in walk(tree)
        if isinstance(node, DateOrWords)
    ]


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
def test_a_preposition_changes_the_period_of_a_free_date(query: str, days: str, read: str) -> None:
    """A notice says how it was read."""
    assert dates(query) == [days]
    assert notices(query) == (f"read “{read}” as {days}, or these words",)


def test_the_words_are_a_phrase_too() -> None:
    """As with any free date: a release with these words matches, whatever its date."""
    tree = parse_query("sinds mei 2024", today=TODAY).tree
    assert format_ast(tree) == ("dated 2024-05-01 …, or the phrase “sinds mei 2024”",)


def test_a_free_range_that_ends_before_it_starts_is_refused() -> None:
    """It would find nothing, without a reason."""
    with pytest.raises(QueryError) as caught:
        parse_query("drones tussen mei 2025 en mei 2024", today=TODAY)
    assert "ends before it starts" in caught.value.message
    assert (caught.value.start, caught.value.end) == (7, 34)


def test_every_date_in_free_words_has_a_notice() -> None:
    """It says which days were read."""
    assert notices("drones september 2025") == (
        "read “september 2025” as 2025-09-01 … 2025-09-30, or these words",
    )
    assert notices('drones "sinds mei 2024" titel:(sinds mei)') == ("left out common words: sinds",)


def test_every_form_of_a_date_has_a_digit_or_a_period_word() -> None:
    """Queries with neither do not load the calendar."""
    for form in DATE_FORMS:
        for spelling in form.spellings:
            words = spelling.split()
            assert PERIOD_WORDS & set(words) or any(map(str.isdigit, spelling))


@pytest.mark.parametrize(
    ("query", "typed", "clause"),
    [
        ("drones vorig jaar", "vorig jaar", 'date:"vorig jaar"'),
        ("gisteren", "gisteren", "date:gisteren"),
        ("laatste 3 maanden drones", "laatste 3 maanden", 'date:"laatste 3 maanden"'),
        ("2015-2017", "2015-2017", "date:2015..2017"),
        ("2019", "2019", "date:2019"),
        ("drones afgelopen weekend", "afgelopen weekend", 'date:"afgelopen weekend"'),
        ("drones komende week", "komende week", 'date:"komende week"'),
        ("drones komende twee weken", "komende twee weken", 'date:"komende twee weken"'),
        ("missie morgen", "morgen", "date:morgen"),
        ("missie tomorrow", "tomorrow", "date:tomorrow"),
        ("drones 14 05 2018", "14 05 2018", 'date:"14 05 2018"'),
        ("drones 2018 mei", "2018 mei", 'date:"2018 mei"'),
        ("drones jaren negentig", "jaren negentig", 'date:"jaren negentig"'),
    ],
)
def test_a_notice_says_that_a_possible_period_is_words(query: str, typed: str, clause: str) -> None:
    """It says what to type for the period, and that is accepted."""
    assert notices(query) == (f"“{typed}” was read as words; for the period: {clause}",)
    assert parse_query(clause, today=TODAY).tree is not None


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ("drones in 2019", "2019-01-01 … 2019-12-31"),
        ("drones uit 2019", "2019-01-01 … 2019-12-31"),
        ("drones sinds 2019", "2019-01-01 …"),
        ("drones na 2019", "2020-01-01 …"),
        ("drones 2015-2017", "2015-01-01 … 2017-12-31"),
        ("drones 2015–2017", "2015-01-01 … 2017-12-31"),
        ("drones tussen 2015 en 2017", "2015-01-01 … 2017-12-31"),
    ],
)
def test_years_beside_other_words_are_a_period(query: str, period: str) -> None:
    """Releases of those days, or with these words: no notice says that they were read as words only."""
    assert dates(query) == [period]
    assert not any("was read as words" in notice for notice in notices(query))


def test_a_relative_period_after_a_preposition_stays_words() -> None:
    """A notice says what to type for the period."""
    assert notices("drones sinds vorig jaar") == (
        "left out common words: sinds",
        '“sinds vorig jaar” was read as words; for the period: date:"vorig jaar.."',
    )


@pytest.mark.parametrize(
    "query", ["drones 2019", "F-16 2019", "titel:gisteren", '"vorig jaar"', "drones date:2019"]
)
def test_other_words_have_no_notice_of_the_parser(query: str) -> None:
    """The counts of a year are known only after the search."""
    assert notices(query) == ()


def test_the_help_on_dates_says_which_free_words_are_a_period() -> None:
    """Each example is what it is listed as."""
    *periods, (others, _) = FREE_WORDS
    assert all(dates(typed) for spellings, _ in periods for typed in spellings)
    assert not any(dates(typed) for typed in others)
