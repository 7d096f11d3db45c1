"""A period of civil days, and the arithmetic of the calendar: weeks, months, quarters, years.

Not here: text (``parser``), clocks and time zones. The day that counts as today is a parameter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self, TypeAlias

    _Ends: TypeAlias = "tuple[datetime.date | None, datetime.date | None]"

import datetime
import enum

from defsearch.errors import DateError
from defsearch.records import NamedTuple

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Unit(enum.IntEnum):
    """A unit of time."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4

    @property
    def days(self) -> int:
        """The length in days; 0 where it varies."""
        return {Unit.DAY: 1, Unit.WEEK: 7}.get(self, 0)

    @property
    def months(self) -> int:
        """The length in months; 0 for a day and a week."""
        return {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}.get(self, 0)


class _Days(NamedTuple):
    first: datetime.date | None
    last: datetime.date | None


class Period(_Days):
    """The days from ``first`` to ``last``, both included; None is open. It is never empty.

    ValueError for ``first`` after ``last``; ``ordered`` is for dates that a user typed.
    """

    __slots__ = ()

    def __new__(cls, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Return the period."""
        if first is not None and last is not None and first > last:
            raise ValueError(f"a period from {first} to {last} contains no day")
        return super().__new__(cls, first, last)

    def contains(self, day: datetime.date) -> bool:
        """Return whether ``day`` is in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def intersect(self, other: Period) -> Period | None:
        """Return the days that are in both periods; None where there are none."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        first, last = max(firsts, default=None), min(lasts, default=None)
        if first is not None and last is not None and first > last:
            return None
        return Period(first, last)

    def describe(self) -> str:
        """Return ``2025-02-01 … 2025-02-28``, one date for one day, and nothing on an open side."""
        if self.first == self.last:
            return "any day" if self.first is None else str(self.first)
        return f"{self.first or ''} … {self.last or ''}".strip()

    def iso(self) -> str:
        """Return a day, a month or a year as ISO 8601 writes it (``2026-01-20``, ``2024-05``, ``2019``)."""
        if self.first is None or self.first == self.last:
            return str(self.first or self.last)
        if self == whole(Unit.MONTH, self.first):
            return f"{self.first:%Y-%m}"
        return f"{self.first.year:04}" if self == whole(Unit.YEAR, self.first) else self.describe()


def ordered(first: datetime.date | None, last: datetime.date | None) -> Period:
    """Return the days from ``first`` to ``last``; DateError where they end before they start."""
    if first is not None and last is not None and first > last:
        raise DateError(f"the range ends before it starts: {first} … {last}", "Swap the two dates")
    return Period(first, last)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days in a month (1–12) of the Gregorian calendar."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else _MONTH_DAYS[month - 1]


def weeks_in_year(year: int) -> int:
    """Return the number of ISO weeks in a year, 52 or 53. 28 December is always in the last one."""
    return datetime.date(year, 12, 28).isocalendar().week


def whole(unit: Unit, day: datetime.date) -> Period:
    """Return the whole day, ISO week (from Monday), month, quarter or year that contains ``day``.

    OverflowError for the week that would end after the year 9999.
    """
    if unit.days:
        first = day - datetime.timedelta(days=day.weekday() if unit is Unit.WEEK else 0)
        return Period(first, first + datetime.timedelta(days=unit.days - 1))
    last_month = day.month - 1 - (day.month - 1) % unit.months + unit.months
    first = datetime.date(day.year, last_month - unit.months + 1, 1)
    return Period(first, datetime.date(day.year, last_month, days_in_month(day.year, last_month)))


def earlier(day: datetime.date, count: int, unit: Unit) -> datetime.date:
    """Return the day ``count`` units before ``day``: the same day of the month, or the last of a shorter month.

    OverflowError or ValueError for a day outside the years 1 to 9999.
    """
    if unit.days:
        return day - datetime.timedelta(days=count * unit.days)
    year, month = divmod(day.year * 12 + day.month - 1 - count * unit.months, 12)
    return datetime.date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


_DAY = datetime.timedelta(days=1)


def joined(periods: Iterable[_Ends]) -> tuple[_Ends, ...]:
    """Return closed periods in the order of the calendar; those without a day between them are one."""
    found: list[_Ends] = []
    for first, last in sorted(periods):
        before = found[-1][1] if found else None
        if before is not None and first is not None and first <= before + _DAY:
            found[-1] = found[-1][0], max(before, last or before)
        else:
            found.append((first, last))
    return tuple(found)
