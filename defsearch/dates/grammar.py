"""The meaning of each shape of a date: a table of rules, and a table of shapes that are unclear.

A new spelling is a new shape in a rule; a new kind of date is a new rule. Not here: the letters of a shape (``lexer``),
and the arithmetic of the calendar (``period``).
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from defsearch.dates.lexer import MONTHS
from defsearch.dates.period import Period, Unit, days_in_month, earlier, weeks_in_year, whole
from defsearch.errors import DateError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

MIN_YEAR = 1000  # 0025 is a typing error, not the year 25


class Slots(NamedTuple):
    """The meanings of the values of a shape. A builder uses only the slots that its rule fills."""

    today: datetime.date
    year: int = 0
    month: int = 0
    day: int = 0
    number: int = 0
    unit: int = 0
    until: int = 0


class Rule(NamedTuple):
    """One kind of date: its shapes, the slots that their values fill in this order, and the builder of its period.

    ``unambiguous``: free text of this shape can only be a date.
    """

    shapes: tuple[str, ...]
    slots: tuple[str, ...]
    build: Callable[[Slots], Period]
    unambiguous: bool

    def period(self, values: tuple[int, ...], today: datetime.date) -> Period:
        """Return the period of ``values``; DateError where the calendar has no such day or week."""
        slots = Slots(today, **dict(zip(self.slots, values, strict=True)))
        if "year" in self.slots and slots.year < MIN_YEAR:
            raise DateError(
                f"the year {slots.year:04} is not understood", f"Years run from {MIN_YEAR} to 9999"
            )
        try:
            return self.build(slots)
        except (OverflowError, ValueError) as error:  # datetime raises both for a day out of its range
            raise DateError(
                "that lies outside the calendar", "Days run from 0001-01-01 to 9999-12-31"
            ) from error


def _year(slots: Slots) -> Period:
    return whole(Unit.YEAR, datetime.date(slots.year, 1, 1))


def _month(slots: Slots) -> Period:
    return _numbered(slots._replace(unit=Unit.MONTH, number=slots.month))


def _week(slots: Slots) -> Period:
    return _numbered(slots._replace(unit=Unit.WEEK))


def _quarter(slots: Slots) -> Period:
    return _numbered(slots._replace(unit=Unit.QUARTER))


def _numbered(slots: Slots) -> Period:
    """Return the week, month or quarter with that number in its year."""
    year, number, unit = slots.year, slots.number, Unit(slots.unit)
    name = unit.name.lower()
    if unit in (Unit.DAY, Unit.YEAR):
        raise DateError(f"a numbered {name} is not understood", "Weeks, months and quarters have numbers")
    count = weeks_in_year(year) if unit is Unit.WEEK else 12 // unit.months
    if not 1 <= number <= count:
        hint = f"{name.capitalize()}s of {year} run from 1 to {count}"
        raise DateError(f"{name} {number} of {year} does not exist: {year} has {count} {name}s", hint)
    if unit is Unit.WEEK:
        return whole(unit, datetime.date.fromisocalendar(year, number, 1))
    return whole(unit, datetime.date(year, 1 + (number - 1) * unit.months, 1))


def _day(slots: Slots) -> Period:
    year, month, day = slots.year, slots.month, slots.day
    if not 1 <= month <= 12:
        is_swapped = 1 <= day <= 12 and 1 <= month <= days_in_month(year, day)
        swapped = f"The day comes before the month: {month}-{day}-{year}"
        raise DateError(f"month {month} does not exist", swapped if is_swapped else "Months run from 1 to 12")
    name, length = MONTHS[month - 1], days_in_month(year, month)
    if not 1 <= day <= length:
        raise DateError(
            f"{day} {name} {year} does not exist: {name} {year} has {length} days",
            f"{name} {year} is the whole month, {length} {name} {year} its last day",
        )
    return whole(Unit.DAY, datetime.date(year, month, day))


def _day_of_week(slots: Slots) -> Period:
    if not 1 <= slots.day <= 7:
        raise DateError(f"day {slots.day} of a week does not exist", "Days run from 1, Monday, to 7, Sunday")
    monday = _week(slots).first or slots.today
    return whole(Unit.DAY, monday + datetime.timedelta(days=slots.day - 1))


def _half(slots: Slots) -> Period:
    if not 1 <= slots.number <= 2:
        raise DateError(f"half {slots.number} of a year does not exist", "A year has two: H1 and H2")
    first = 6 * slots.number - 5
    return _months(slots.year, first, first + 5)


def _part_of_year(slots: Slots) -> Period:
    return _months(slots.year, *_YEAR_PARTS[slots.number])


def _winter(slots: Slots) -> Period:
    if slots.number != _WINTER or slots.until not in (slots.year + 1, (slots.year + 1) % 100):
        raise DateError("only a winter is in two years", "As in winter 2018/2019, zomer 2019 or 2018..2019")
    return _part_of_year(slots)


def _in_this(build: Callable[[Slots], Period]) -> Callable[[Slots], Period]:
    """Return the builder for a part of this year or month."""
    return lambda slots: build(_year_of(_this(slots), slots))


def _in_previous(build: Callable[[Slots], Period]) -> Callable[[Slots], Period]:
    """Return the builder for a part of the previous year or month."""
    return lambda slots: build(_year_of(_previous(slots), slots))


def _year_of(period: Period, slots: Slots) -> Slots:
    if slots.unit != Unit.YEAR:
        raise DateError("only a year has months and seasons", "As in mei 2019, mei vorig jaar or zomer 2019")
    return slots._replace(year=(period.first or slots.today).year)


def _latest(build: Callable[[Slots], Period]) -> Callable[[Slots], Period]:
    """Return the builder for the last one that has ended before today."""

    def latest(slots: Slots) -> Period:
        this = build(slots._replace(year=slots.today.year))
        is_over = this.last is not None and this.last < slots.today
        return this if is_over else build(slots._replace(year=slots.today.year - 1))

    return latest


def _season(slots: Slots) -> Period:
    if slots.number < len(_MONTH_PARTS):
        raise DateError("a part of a year needs that year", "As in begin 2019 or eind 2019")
    return _part_of_year(slots)


def _season_of_this_year(slots: Slots) -> Period:
    return _season(slots._replace(year=slots.today.year))


def _weekday_back(slots: Slots) -> Period:
    back = (slots.today.weekday() - slots.number - 1) % 7 + 1
    return _days_back(slots._replace(number=back))


def _last_of_year(slots: Slots) -> Period:
    unit = Unit(slots.unit)
    count = weeks_in_year(slots.year) if unit is Unit.WEEK else 12 // unit.months if unit.months else 0
    return _numbered(slots._replace(number=count))


def _week_of_month(slots: Slots) -> Period:
    """Return seven days of a month, from its first day on: weeks of the calendar cross its ends."""
    month = _month(slots)
    first, last = month.first or slots.today, month.last or slots.today
    length = Unit(slots.unit).days
    if not 1 <= slots.number * length <= last.day:
        raise DateError("a month has no such part", "As in eerste week van mei 2019, 3 mei 2019 or mei 2019")
    end = first + datetime.timedelta(days=slots.number * length - 1)
    return Period(end - datetime.timedelta(days=length - 1), end)


def _last_of_month(slots: Slots) -> Period:
    if slots.unit not in (Unit.DAY, Unit.WEEK):
        raise DateError("a month has no such part", "As in laatste week van mei 2019 or eind mei 2019")
    last = _month(slots).last or slots.today
    return Period(last - datetime.timedelta(days=Unit(slots.unit).days - 1), last)


def _half_of_month(slots: Slots) -> Period:
    if not 1 <= slots.number <= 2:
        raise DateError(f"half {slots.number} of a month does not exist", "A month has two halves")
    month = _month(slots)
    first, last = month.first or slots.today, month.last or slots.today
    middle = first + datetime.timedelta(days=14)
    return Period(first, middle) if slots.number == 1 else Period(middle + datetime.timedelta(days=1), last)


def _decade(slots: Slots) -> Period:
    return Period(datetime.date(slots.year, 1, 1), datetime.date(slots.year + 9, 12, 31))


def _half_of_year(slots: Slots) -> Period:
    if slots.unit != Unit.YEAR:
        raise DateError("only a year has halves", "As in eerste helft van 2019")
    return _half(slots)


def _middle_of_month(slots: Slots) -> Period:
    return _part_of_month(slots._replace(number=1))


def _named_month(slots: Slots) -> Period:
    if slots.unit != Unit.MONTH:
        raise DateError("only a month has a name", "As in mei 2019")
    return _month(slots)


def _named_year(slots: Slots) -> Period:
    if slots.unit != Unit.YEAR:
        raise DateError(
            "which one of that year is not said", "As in week 12 2019, mei 2019 or 3e kwartaal 2019"
        )
    return _year(slots)


def _part_of_month(slots: Slots) -> Period:
    if slots.number >= len(_MONTH_PARTS):
        raise DateError("a season is no part of a month", "As in zomer 2019 or begin mei 2019")
    length = _day(slots._replace(day=1)) and days_in_month(slots.year, slots.month)
    first, last = _MONTH_PARTS[slots.number]
    return Period(
        datetime.date(slots.year, slots.month, first),
        datetime.date(slots.year, slots.month, min(last, length)),
    )


def _months(year: int, first: int, last: int) -> Period:
    """Return whole months of a year; 13 and 14 are in the next year."""
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return Period(
        datetime.date(year, first, 1),
        datetime.date(last_year, last_month, days_in_month(last_year, last_month)),
    )


def _days_back(slots: Slots) -> Period:
    return whole(Unit.DAY, earlier(slots.today, slots.number, Unit.DAY))


def _day_before(slots: Slots) -> Period:
    if slots.unit != Unit.DAY:
        raise DateError("only a day can be before another day", "eergisteren, the day before yesterday")
    return _days_back(slots._replace(number=slots.number + 1))


def _day_after(slots: Slots) -> Period:
    if slots.unit != Unit.DAY:
        raise DateError("only a day can be after another day", "overmorgen, the day after tomorrow")
    return _days_back(slots._replace(number=slots.number - 1))


def _this(slots: Slots) -> Period:
    if slots.unit == Unit.DAY:
        raise DateError("'this' needs a week, month, quarter or year", "Today is written vandaag or today")
    return whole(Unit(slots.unit), slots.today)


def _previous(slots: Slots) -> Period:
    if slots.unit == Unit.DAY:
        raise DateError("'last' needs a week, month, quarter or year", "The day before today is gisteren")
    return _units_back(slots, 1)


def _next(slots: Slots) -> Period:
    if slots.unit == Unit.DAY:
        raise DateError(
            "'next' needs a week, month, quarter or year", "As in komende week or komende 10 dagen"
        )
    return _units_back(slots, -1)


def _units_back(slots: Slots, count: int) -> Period:
    unit = Unit(slots.unit)
    return whole(unit, earlier(whole(unit, slots.today).first or slots.today, count, unit))


def _weekend(weeks_back: int) -> Callable[[Slots], Period]:
    """Return the builder for the Saturday and Sunday of a week."""

    def weekend(slots: Slots) -> Period:
        sunday = _units_back(slots._replace(unit=Unit.WEEK), weeks_back).last or slots.today
        return Period(sunday - datetime.timedelta(days=1), sunday)

    return weekend


def _recent(slots: Slots) -> Period:
    """Return the last N units, today included: on 31 March one month is all of March."""
    before = earlier(slots.today, _at_least_one(slots), Unit(slots.unit))
    return Period(before + datetime.timedelta(days=1), slots.today)


def _coming(slots: Slots) -> Period:
    """Return the next N units, today included."""
    after = earlier(slots.today, -_at_least_one(slots), Unit(slots.unit))
    return Period(slots.today, after - datetime.timedelta(days=1))


def _at_least_one(slots: Slots) -> int:
    if slots.number < 1:
        raise DateError(
            "a period of 0 days, weeks, months or years contains no day", "As in afgelopen 30 dagen"
        )
    return slots.number


def _ago(slots: Slots) -> Period:
    return whole(Unit.DAY, earlier(slots.today, slots.number, Unit(slots.unit)))


# begin, medio, eind, and the seasons: their months in a year; the first three also: their days in a month.
_YEAR_PARTS = ((1, 3), (5, 8), (10, 12), (3, 5), (6, 8), (9, 11), (12, 14))
_MONTH_PARTS = ((1, 10), (11, 20), (21, 31))
_WINTER = 6


def _rule(shapes: str, slots: str, build: Callable[[Slots], Period], *, free: bool = False) -> Rule:
    return Rule(tuple(shapes.split("|")), tuple(slots.split()), build, free)


_RULES = (
    _rule("y", "year", _year),
    _rule("y-n", "year month", _month, free=True),
    _rule("n-y|n/y", "month year", _month),
    _rule("m y|m, y|m f y|m-y|my", "month year", _month, free=True),
    _rule("u m y", "unit month year", _named_month, free=True),
    _rule("u y", "unit year", _named_year),
    _rule("y-n-n|y/n/n|y.n.n", "year month day", _day, free=True),
    _rule("n-n-y|n/n/y|n.n.y", "day month year", _day, free=True),
    _rule("n m y|n m, y|n f m y|n f m, y|n-m-y|nmy|nm y|n. m y", "day month year", _day, free=True),
    _rule("o m y|o m, y|o f m y|o f m, y", "day month year", _day, free=True),
    _rule("m n y|m n, y|m o y|m o, y", "month day year", _day, free=True),
    _rule("y-W|yW|y W", "year number", _week, free=True),
    _rule("W y", "number year", _week, free=True),
    _rule("y-W-n", "year number day", _day_of_week, free=True),
    _rule("y-Q|yQ|y Q", "year number", _quarter, free=True),
    _rule("Q y|Q f y", "number year", _quarter, free=True),
    _rule("u n y|u n, y|u n f y", "unit number year", _numbered, free=True),
    _rule("y u n", "year unit number", _numbered, free=True),
    _rule("o u y|o u, y|o u f y", "number unit year", _numbered, free=True),
    _rule("y-H|yH|y H", "year number", _half, free=True),
    _rule("H y|o h y|o h f y", "number year", _half, free=True),
    _rule("e y|e f y", "number year", _part_of_year, free=True),
    _rule("o h u y|o h u f y", "number unit year", _half_of_year, free=True),
    _rule("o u f m y|o u m y", "number unit month year", _week_of_month, free=True),
    _rule("o h f m y|o h m y", "number month year", _half_of_month, free=True),
    _rule("s u f y|s u y", "unit year", _last_of_year, free=True),
    _rule("s u f m y", "unit month year", _last_of_month, free=True),
    _rule("Z", "year", _decade),
    _rule("e y/y|e y q y|e f y q y|e y-y|e y/n|e y-n", "number year until", _winter, free=True),
    _rule("e m y|e f m y", "number month year", _part_of_month, free=True),
    _rule("h m y", "month year", _middle_of_month, free=True),
    _rule("m t u|m f t u", "month unit", _in_this(_month), free=True),
    _rule("t u m", "unit month", _in_this(_month), free=True),
    _rule("e t u|e f t u", "number unit", _in_this(_part_of_year), free=True),
    _rule("m p u|m l u|m f p u", "month unit", _in_previous(_month), free=True),
    _rule("p u m|l u m", "unit month", _in_previous(_month), free=True),
    _rule("e p u|e l u|e f p u", "number unit", _in_previous(_part_of_year), free=True),
    _rule("p u e|l u e", "unit number", _in_previous(_part_of_year), free=True),
    _rule("t e", "number", _season_of_this_year),
    _rule("p m|l m", "month", _latest(_month)),
    _rule("p e|l e", "number", _latest(_season)),
    _rule("p w|l w", "number", _weekday_back),
    _rule("r", "number", _days_back),
    _rule("u b r", "unit number", _day_before),
    _rule("u j r", "unit number", _day_after),
    _rule("t u", "unit", _this),
    _rule("p u|l u", "unit", _previous),
    _rule("l n u|l c u|l y u|l k u|s n u|s c u|s y u|s k u", "number unit", _recent),
    _rule("n u g|c u g|y u g|k u g", "number unit", _ago),
)
RULES = {shape: rule for rule in _RULES for shape in rule.shapes}

# Read only where a date is asked for, in an option or after ``date:``. Among other words they would be misread: "2018
# Jan Jansen", "plannen voor volgend jaar".
_MORE_RULES = (
    _rule("y m", "year month", _month),
    _rule("n n y", "day month year", _day),
    _rule("F u", "unit", _next),
    _rule("F n u|F c u|F y u|F k u", "number unit", _coming),
    _rule("t B", "", _weekend(0)),
    _rule("p B|l B", "", _weekend(1)),
    _rule("F B", "", _weekend(-1)),
    _rule("N", "", _days_back),
)
ONLY_EXPLICIT = {shape: rule for rule in _MORE_RULES for shape in rule.shapes}
EXPLICIT_RULES = RULES | ONLY_EXPLICIT

# Dates that lack what the other date of a range or list says: ``1`` of ``1 t/m 5 mei 2025``, ``3 2025`` of ``week 1 t/m
# 3 2025``. A bare number is one only where the other date comes after it.
BARE_NUMBERS = frozenset(("n", "o"))
ENDS = frozenset(("n y", "n, y", "o y", "o, y", "n f y"))
_BEGINNINGS = "m|n m|o m|n f m|o f m|m n|m o|Q|W|H|u n|o u|e|e m|e f m|o h"
INCOMPLETE = BARE_NUMBERS | ENDS | frozenset(_BEGINNINGS.split("|"))

# Shapes that only lack a year, and the character between them and a suggested year.
YEARLESS = {
    **dict.fromkeys(
        ("m", "n m", "o m", "n f m", "o f m", "m o", "u n", "o u", "W", "Q", "H", "e", "e m", "o h"), " "
    ),
    "n/n": "/",
    "n.n": ".",
}

_FOUR_DIGITS = "Write the year in four digits, as in 25-9-2025, 25 september 2025 or september 2025"
_UNCLEAR = (
    ("n-n|n-n-n|n/n/n|n.n.n|n m n|o m n|n-m-n|m n|m n n|m n, n|m o n|m o, n", _FOUR_DIGITS),
    ("n|u n n|o u n|Q n", _FOUR_DIGITS),
    ("y/n|y.n", "A month is written 2025-09 or september 2025"),
    ("d", "Write the day with dashes, as in 2025-09-25"),
    ("w", "afgelopen maandag is the last one before today"),
    ("s u", "vorige maand is the whole month before this one; afgelopen 30 dagen ends today"),
    ("p n u", "afgelopen 30 dagen ends today; vorige maand is the whole month before this one"),
)
YEAR_PAIRS = ("y-y", "y/y", "y - y")  # ranges, written without the two dots
# Shapes that could mean more than one period, and a hint for each.
UNCLEAR_DAYS = frozenset(("n-n-n", "n/n/n", "d"))  # those that are said where they are a word of a query
UNCLEAR = {shape: hint for shapes, hint in _UNCLEAR for shape in shapes.split("|")}
