"""Dates as people write them: every form of every day, and the boundaries of what is relative to today.

The judge walks from day to day and asks strftime for the name of each.
"""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.parser import DATE_FORMS, Period, in_words, parse_period, parse_range

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 1, 31)  # a Saturday, the last day of a month, in a year that starts in week 1
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
MONTH_NAMES = {
    1: "januari january jan",
    2: "februari february feb",
    3: "maart march mrt maa mar",
    4: "april apr",
    5: "mei may",
    6: "juni june jun",
    7: "juli july jul",
    8: "augustus august aug",
    9: "september sept sep",
    10: "oktober october okt oct",
    11: "november nov",
    12: "december dec",
}
DAY_FORMS = (
    *("{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{d}-{m}-{y}", "{d:02}-{m:02}-{y}", "{d}/{m}/{y}", "{d}.{m}.{y}"),
    *("{d} {name} {y}", "{d:02} {name}. {y}", "{d}e {name} {y}", "{d}ste {name} {y}", "{d} {name}, {y}"),
    *("{name} {d}, {y}", "{name} {d} {y}", "{name} {d}th, {y}", "{d}th of {name} {y}", "{d}-{name}-{y}"),
)


def period(text: str) -> Period:
    """``2025-02-01 2025-02-28`` or ``2025-02-01`` as a period; a dot is an open end."""
    ends = [None if end == "." else datetime.date.fromisoformat(end) for end in text.split()]
    return Period(ends[0], ends[-1])


def spellings(day: datetime.date) -> list[str]:
    """Every way to write one day with its year."""
    return [
        form.format(y=day.year, m=day.month, d=day.day, name=name)
        for form in DAY_FORMS
        for name in MONTH_NAMES[day.month].split()
    ]


NAMED: dict[str, Callable[[datetime.date], str]] = {
    "week": lambda day: day.strftime("%G-W%V"),
    "maand": lambda day: day.strftime("%Y-%m"),
    "kwartaal": lambda day: day.strftime("%Y") + "-Q" + "111222333444"[int(day.strftime("%m")) - 1],
    "jaar": lambda day: day.strftime("%Y"),
}


@functools.cache
def periods_by_name(unit: str) -> dict[str, Period]:
    """The week, month, quarter or year of each name from 1899 to 2032, found day by day."""
    found: dict[str, Period] = {}
    day = datetime.date(1899, 1, 1)
    while day.year < 2032:
        name = NAMED[unit](day)
        found[name] = Period(found[name].first if name in found else day, day)
        day += DAY
    return found


def around(day: datetime.date, unit: str) -> Period:
    """The days around ``day`` that have the same name."""
    return periods_by_name(unit)[NAMED[unit](day)]


ENGLISH = {"week": "week", "maand": "month", "kwartaal": "quarter", "jaar": "year"}


@given(day=DAYS)
@settings(max_examples=60)
def test_every_form_of_a_day_is_that_day(day: datetime.date) -> None:
    """Whatever the order, the marks, the language and the case."""
    for text in spellings(day):
        for variant in (text, text.upper(), text.title(), f"  {text.replace(' ', '   ')}\n"):
            assert parse_period(variant, TODAY) == Period(day, day), variant


def test_every_form_of_a_month_is_that_month() -> None:
    """All months of leap and other years, in every spelling."""
    for year in (1900, 2000, 2023, 2024):
        for month, names in MONTH_NAMES.items():
            expected = around(datetime.date(year, month, 15), "maand")
            forms = [f"{year}-{month:02}", f"{year}-{month}", f"{month}-{year}", f"{month}/{year}"]
            forms += [
                form.format(name) for name in names.split() for form in (f"{{}} {year}", f"{{}}. van {year}")
            ]
            assert {parse_period(form, TODAY) for form in forms} == {expected}


def test_every_week_is_the_days_that_strftime_numbers_so() -> None:
    """Each ISO week from 2015 to 2027, weeks 1, 52 and 53 among them, and each of its days."""
    day = datetime.date(2015, 1, 1)
    while day.year < 2028:
        year, week = day.strftime("%G"), int(day.strftime("%V"))
        expected = around(day, "week")
        forms = (f"{year}-W{week:02}", f"{year}W{week:02}", f"week {week} {year}", f"Week {week} van {year}")
        assert {parse_period(form, TODAY) for form in forms} == {expected}
        assert parse_period(f"{year}-w{week:02}-{day.isoweekday()}", TODAY) == Period(day, day)
        day += 5 * DAY


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_every_form_of_a_quarter(quarter: int) -> None:
    """Three whole months, in figures and in words."""
    dutch = ("eerste", "tweede", "derde", "vierde")[quarter - 1]
    english = ("first", "second", "third", "fourth")[quarter - 1]
    suffix = ("st", "nd", "rd", "th")[quarter - 1]
    forms = [f"2024-Q{quarter}", f"q{quarter} 2024", f"Q{quarter} van 2024", f"{quarter}e kwartaal 2024"]
    forms += [f"{dutch} kwartaal 2024", f"het {dutch} kwartaal van 2024", f"{english} quarter 2024"]
    forms += [
        f"the {quarter}{suffix} quarter of 2024",
        f"{quarter}de kwartaal van 2024",
        f"kwartaal {quarter} 2024",
    ]
    expected = around(datetime.date(2024, 3 * quarter - 1, 15), "kwartaal")
    assert {parse_period(form, TODAY) for form in forms} == {expected}


@pytest.mark.parametrize("unit", NAMED)
def test_this_and_previous_for_each_today_of_five_years(unit: str) -> None:
    """``vorige`` is the whole one before: on the 31st, on 1 January and in week 53 as on any other day."""
    today = datetime.date(2023, 12, 25)
    while today < datetime.date(2029, 1, 8):
        this = around(today, unit)
        assert this.first is not None
        previous = around(this.first - DAY, unit)
        for word in ("deze", "DIT"):
            assert parse_period(f"{word} {unit}", today) == this
        assert parse_period(f"this {ENGLISH[unit]}", today) == this
        for word in ("vorige", "vorig", "Afgelopen"):
            assert parse_period(f"{word} {unit}", today) == previous
        for word in ("last", "previous"):
            assert parse_period(f"{word} {ENGLISH[unit]}", today) == previous
        today += DAY * (1 if today.day in (1, 2, 28, 29, 30, 31) else 5)


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2025-03-31", "vorige maand", "2025-02-01 2025-02-28"),
        ("2024-03-31", "vorige maand", "2024-02-01 2024-02-29"),
        ("2025-01-01", "vorige maand", "2024-12-01 2024-12-31"),
        ("2025-01-01", "vorig kwartaal", "2024-10-01 2024-12-31"),
        ("2025-01-01", "vorig jaar", "2024-01-01 2024-12-31"),
        ("2021-01-03", "deze week", "2020-12-28 2021-01-03"),
        ("2021-01-04", "vorige week", "2020-12-28 2021-01-03"),
        ("2024-03-01", "gisteren", "2024-02-29"),
        ("2024-03-01", "eergisteren", "2024-02-28"),
        ("2024-03-01", "the day before yesterday", "2024-02-28"),
        ("2025-01-01", "yesterday", "2024-12-31"),
        ("2025-09-25", "vandaag", "2025-09-25"),
        ("2025-09-25", "afgelopen 30 dagen", "2025-08-27 2025-09-25"),
        ("2025-09-25", "de laatste 30 dagen", "2025-08-27 2025-09-25"),
        ("2025-09-25", "past 1 day", "2025-09-25"),
        ("2025-09-25", "last 2 weeks", "2025-09-12 2025-09-25"),
        ("2025-09-25", "afgelopen 1000 dagen", "2022-12-31 2025-09-25"),
        ("2025-09-25", "afgelopen twee maanden", "2025-07-26 2025-09-25"),
        ("2025-03-31", "afgelopen 1 maand", "2025-03-01 2025-03-31"),
        ("2024-02-29", "last 1 year", "2023-03-01 2024-02-29"),
        ("2024-12-31", "afgelopen 12 maanden", "2024-01-01 2024-12-31"),
        ("2025-09-25", "afgelopen 2 kwartalen", "2025-03-26 2025-09-25"),
        ("2025-09-25", "30 dagen geleden", "2025-08-26"),
        ("2025-09-25", "0 days ago", "2025-09-25"),
        ("2025-05-31", "3 maanden geleden", "2025-02-28"),
        ("2024-05-31", "3 months ago", "2024-02-29"),
        ("2024-02-29", "een jaar geleden", "2023-02-28"),
        ("2025-01-01", "a week ago", "2024-12-25"),
        ("2025-09-25", "400 weken geleden", "2018-01-25"),
    ],
)
def test_relative_dates_at_the_boundaries(today: str, text: str, expected: str) -> None:
    """Ends of months, leap days and the turn of the year, worked out by hand."""
    assert parse_period(text, datetime.date.fromisoformat(today)) == period(expected)


@given(today=DAYS, count=st.integers(1, 400))
@settings(max_examples=100)
def test_the_last_days_are_so_many_and_end_today(today: datetime.date, count: int) -> None:
    """N days hold N days; the day before them is N days ago; weeks are seven days each."""
    days = parse_period(f"afgelopen {count} dagen", today)
    assert days.first is not None
    assert days.last == today
    assert (days.last - days.first).days + 1 == count
    assert parse_period(f"{count} dagen geleden", today).last == days.first - DAY
    assert parse_period(f"{count} weeks ago", today) == parse_period(f"{7 * count} days ago", today)


@given(today=DAYS, count=st.integers(1, 400), unit=st.sampled_from(["maanden", "kwartalen", "jaar"]))
@settings(max_examples=100)
def test_the_last_months_start_the_day_after_so_long_ago(today: datetime.date, count: int, unit: str) -> None:
    """Whatever the lengths of the months, the two relative forms leave neither gap nor overlap."""
    recent = parse_period(f"afgelopen {count} {unit}", today)
    then = parse_period(f"{count} {unit} geleden", today).last
    assert then is not None
    assert recent == Period(then + DAY, today)
    assert then.day == today.day or (then.day < today.day and (then + DAY).day == 1)


@pytest.mark.parametrize("text", [text for form in DATE_FORMS for text in form.spellings])
def test_every_form_of_the_help_is_accepted(text: str) -> None:
    """What help and README list can be typed as it stands."""
    assert parse_period(text, TODAY) == parse_range(text, TODAY)


def test_forms_on_one_line_of_the_help_mean_the_same() -> None:
    """Spellings of the same week, month, quarter or day with a year are one period."""
    for form in DATE_FORMS[:5]:
        assert len({parse_period(text, TODAY) for text in form.spellings}) == 1, form


def test_in_words() -> None:
    """A day as a Dutch reader writes it, and as it can be typed again."""
    assert in_words(datetime.date(2025, 9, 25)) == "25 september 2025"
    assert in_words(datetime.date(2024, 3, 1)) == "1 maart 2024"
