"""Periods and the arithmetic of the calendar, compared with a walk from day to day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dates.period import Period, Unit, days_in_month, earlier, weeks_in_year, whole

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = datetime.timedelta(days=1)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31))
SOME_DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 1, 12))
NAMES: dict[Unit, Callable[[datetime.date], str]] = {
    Unit.DAY: lambda day: day.isoformat(),
    Unit.WEEK: lambda day: day.strftime("%G-W%V"),
    Unit.MONTH: lambda day: day.strftime("%Y-%m"),
    Unit.QUARTER: lambda day: day.strftime("%Y") + "-Q" + "111222333444"[int(day.strftime("%m")) - 1],
    Unit.YEAR: lambda day: day.strftime("%Y"),
}


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Generate periods of a few days near each other, some of them open."""
    first, last = sorted((draw(SOME_DAYS), draw(SOME_DAYS)))
    return Period(draw(st.sampled_from([first, None])), draw(st.sampled_from([last, None])))


@pytest.mark.parametrize("unit", Unit)
def test_whole_contains_all_days_with_the_same_name(unit: Unit) -> None:
    """For each day of thirteen years, as strftime names the days."""
    days = [datetime.date(2019, 1, 1) + index * DAY for index in range(13 * 365)]
    groups: dict[str, list[datetime.date]] = {}
    for day in days:
        groups.setdefault(NAMES[unit](day), []).append(day)
    for group in list(groups.values())[1:-1]:
        assert {whole(unit, day) for day in group} == {Period(group[0], group[-1])}


@given(day=DAYS, count=st.integers(0, 40))
@settings(max_examples=100)
def test_months_back_is_the_same_day_or_the_last_of_the_month(day: datetime.date, count: int) -> None:
    """Going back over ``count`` ends of months gives the month; the day is at most its last day."""
    walked = day
    for _ in range(count):
        walked = walked.replace(day=1) - DAY
    if count:
        while walked.day > day.day:
            walked -= DAY
    assert earlier(day, count, Unit.MONTH) == walked


@given(day=DAYS, count=st.integers(0, 40))
@settings(max_examples=50)
def test_units_back_agree_with_each_other(day: datetime.date, count: int) -> None:
    """A week is seven days, a quarter three months, a year twelve."""
    assert earlier(day, count, Unit.WEEK) == earlier(day, 7 * count, Unit.DAY) == day - 7 * count * DAY
    assert earlier(day, count, Unit.QUARTER) == earlier(day, 3 * count, Unit.MONTH)
    assert earlier(day, count, Unit.YEAR) == earlier(day, 12 * count, Unit.MONTH)


def test_days_in_month_over_all_leap_rules() -> None:
    """Every month of leap years and other years has the days up to the next month."""
    for year in (1600, 1900, 1996, 2000, 2023, 2024, 2100):
        for month in range(1, 13):
            following = datetime.date(year + month // 12, month % 12 + 1, 1)
            assert days_in_month(year, month) == (following - datetime.date(year, month, 1)).days


def test_years_with_53_weeks() -> None:
    """The years of 53 ISO weeks between 2000 and 2040, as almanacs list them."""
    assert [year for year in range(2000, 2041) if weeks_in_year(year) == 53] == [
        2004,
        2009,
        2015,
        2020,
        2026,
        2032,
        2037,
    ]


@given(one=periods(), other=periods())
def test_an_intersection_contains_the_days_of_both(one: Period, other: Period) -> None:
    """Compared day by day; it is None exactly where there is no such day."""
    days = [datetime.date(2024, 12, 30) + index * DAY for index in range(20)]
    both = one.intersect(other)
    shared = [day for day in days if both is not None and both.contains(day)]
    assert shared == [day for day in days if one.contains(day) and other.contains(day)]
    assert (both is None) == (not shared)
    assert both == other.intersect(one)


@given(period=periods(), day=SOME_DAYS)
def test_contains_includes_both_ends(period: Period, day: datetime.date) -> None:
    """A day is outside exactly where it is before the first or after the last."""
    is_outside = bool((period.first and day < period.first) or (period.last and day > period.last))
    assert period.contains(day) is not is_outside


def test_a_period_is_never_empty() -> None:
    """A period that ends before it starts cannot be made."""
    with pytest.raises(ValueError, match="contains no day"):
        Period(datetime.date(2025, 2, 2), datetime.date(2025, 2, 1))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2025-02-01", "2025-02-28", "2025-02-01 … 2025-02-28"),
        ("2025-02-01", "2025-02-01", "2025-02-01"),
        ("2025-02-01", None, "2025-02-01 …"),
        (None, "2025-02-28", "… 2025-02-28"),
        (None, None, "any day"),
    ],
)
def test_describe(first: str | None, last: str | None, words: str) -> None:
    """An open side stays empty, one day is one date."""
    ends = (day and datetime.date.fromisoformat(day) for day in (first, last))
    assert Period(*(day or None for day in ends)).describe() == words
