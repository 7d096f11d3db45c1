"""The date of a release as one number, so that dates are compared, sorted and searched as integers.

A date is a day, a month or a year: four times its first day (proleptic ordinal), plus 0 for a day, 1 for a month, 2 for
a year. Undated is 0. So a smaller number begins earlier, and a day comes before the month that begins with it.

Example: 2024-05-01 is 739007 * 4 = 2956028, the month 2024-05 is 2956029.
"""

from __future__ import annotations

import datetime

from defsearch.dates.period import Period, Unit, whole

UNDATED = 0
MAX_DATE_VALUE = datetime.date.max.toordinal() * 4 + 2
_UNITS = (Unit.DAY, Unit.MONTH, Unit.YEAR)


def date_value(date: Period | None) -> int:
    """Return the number of a date."""
    if date is None or date.first is None:
        return UNDATED
    precision = next(number for number, unit in enumerate(_UNITS) if whole(unit, date.first) == date)
    return date.first.toordinal() * 4 + precision


def period_of_value(value: int) -> Period | None:
    """Return the date of a number, None for undated.

    Raises:
        ValueError: no date has that number.
    """
    if value == UNDATED:
        return None
    first = datetime.date.fromordinal(value // 4)
    if value % 4 == 3 or whole(_UNITS[value % 4], first).first != first:
        raise ValueError("no day, month or year")
    return whole(_UNITS[value % 4], first)


def is_day(value: int) -> bool:
    """Return whether a number is that of a day."""
    return value != UNDATED and value % 4 == 0


def newest_first(value: int) -> int:
    """Return the sort key for the newest first: a month after the days of that month, undated last."""
    return 2 * (value % 4) - value


def oldest_first(value: int) -> int:
    """Return the sort key for the oldest first: by first day, days before months, undated last."""
    return value or MAX_DATE_VALUE + 1


def longer_dates_around(day: int) -> list[int]:
    """Return the numbers of the month and the year that contain ``day`` (ordinal) but begin before it."""
    date = datetime.date.fromordinal(day)
    values = [date_value(whole(unit, date)) for unit in (Unit.MONTH, Unit.YEAR)]
    return [value for value in values if value // 4 < day]
