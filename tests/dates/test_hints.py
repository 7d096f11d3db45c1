"""Hints where a preposition and a date, or the name of a vague time, was given as a date."""

from __future__ import annotations

import datetime

import pytest

from defsearch.dates.parser import parse_period, parse_range
from defsearch.dates.period import Period
from defsearch.errors import DateError

TODAY = datetime.date(2026, 3, 31)


def hint(text: str, today: datetime.date = TODAY) -> str:
    """Return the hint for a refused text, with the range that it goes on with."""
    error = refusal(text, today)
    return f"{error.hint} {'..'.join(error.typed_range)}" if error.typed_range else f"{error.hint}"


def refusal(text: str, today: datetime.date = TODAY) -> DateError:
    """Return the error for a text."""
    with pytest.raises(DateError) as caught:
        parse_period(text, today)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sinds mei", "From then on is mei 2025.."),
        ("vanaf 2015", "From then on is 2015.."),
        ("na 2015", "From then on is 2016.."),
        ("voor 2015", "Up to then is ..2014"),
        ("t/m mei 2024", "Up to then is ..mei 2024"),
        ("tussen 2015 en 2017", "A range is 2015..2017"),
        ("2015-2017", "A range is 2015..2017"),
        ("2015–2017", "A range is 2015..2017"),
        ("2015 – 2017", "A range is 2015..2017"),
        ("mei t/m juli 2020", "A range is mei 2020..juli 2020"),
        ("januari - maart", "A range is januari 2026..maart 2026"),
        ("1500-1600", "A range is 2024..2025"),
        ("in maart 2020", "Leave “in” out: maart 2020"),
        ("In  Maart", "Leave “in” out: maart 2026"),
        ("in september", "Leave “in” out: september 2025"),
        ("in 2019", "Leave “in” out: 2019"),
        ("gister", "Did you mean gisteren instead of gister?"),
        ("verleden jaar", "Did you mean vorige jaar instead of verleden jaar?"),
        ("zomer", "Add it: zomer 2025"),
        ("begin mei", "Add it: begin mei 2025"),
        ("vanaf november t/m februari", "A range is november 2025..februari 2026"),
        ("november t/m februari", "A range is november 2025..februari 2026"),
        ("mei en juni 2018", "A range is mei 2018..juni 2018"),
        ("mei, juni en oktober 2018", "Give one period at a time: mei 2018 or juni 2018 or oktober 2018"),
        ("2 weken voor 13 mei 2016", "A range is 2016-04-29..2016-05-12"),
        ("1-1-2016 en later", "From then on is 1-1-2016.."),
        ("eerder dan 2015", "Up to then is ..2014"),
        ("tot op heden", "Up to then is ..vandaag"),
        ("afgelopen paar maanden", "Did you mean afgelopen 3 maanden instead of afgelopen paar maanden?"),
        ("een paar weken geleden", "Did you mean 3 weken geleden instead of een paar weken geleden?"),
        ("20070201", "Write the day with dashes: 2007-02-01"),
        ("rond mei 2016", "Leave “rond” out: mei 2016"),
    ],
)
def test_the_hint_is_for_what_was_typed(text: str, expected: str) -> None:
    """It is not the general list of accepted forms."""
    assert hint(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("sinds mei", "2025-05-01", None),
        ("na 2015", "2016-01-01", None),
        ("voor 2015", None, "2014-12-31"),
        ("mei t/m juli 2020", "2020-05-01", "2020-07-31"),
        ("november t/m februari", "2025-11-01", "2026-02-28"),
        ("tot op heden", None, "2026-03-31"),
    ],
)
def test_the_range_of_a_hint_can_be_typed(text: str, first: str | None, last: str | None) -> None:
    """It is read as the period that the text means."""
    typed_range = refusal(text).typed_range
    assert typed_range is not None
    ends = [day and datetime.date.fromisoformat(day) for day in (first, last)]
    assert parse_range("..".join(typed_range), TODAY) == Period(ends[0] or None, ends[1] or None)


@pytest.mark.parametrize(
    "text", ["drones", "vanaf", "sinds", "in drones", "tussen mei en drones", "jaren", "winter is koud"]
)
def test_other_text_has_the_list_of_forms_as_hint(text: str) -> None:
    """Nothing is guessed."""
    assert "As in 2025" in hint(text)


@pytest.mark.parametrize("today", [datetime.date.min, datetime.date.max])
@pytest.mark.parametrize(
    "text", ["na vandaag", "voor vandaag", "sinds mei", "zomer", "in mei", "tot gisteren"]
)
def test_there_is_a_hint_at_the_ends_of_the_calendar(text: str, today: datetime.date) -> None:
    """There is no day after the last one and none before the first."""
    assert refusal(text, today).hint
