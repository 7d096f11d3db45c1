"""What each shape of a date means: a table from shapes to builders, and a table of shapes that are unclear.

The letters of a shape are those of ``date_words``. Not here: the words themselves, and the arithmetic of the
calendar (``period``). A new spelling is a new shape in a row, a new kind of date a new row.

The words of a date: month names, units, ordinals and numbers, Dutch and English, each as one letter.

``lex`` turns ``25 sep. 2025`` into the shape ``n m y`` with the values 25, 9 and 2025. What a shape means is
not here (``date_rules``).

The letters of a shape:
  n  number of one or two digits     y  number of four digits     c  number of three or five digits
  d  number of eight digits          o  ordinal (3e, derde)       k  counting word (twee, a)
  m  month     u  unit (week)        W  w12     Q  q3             r  vandaag, gisteren, eergisteren
  t  deze      p  vorige             l  afgelopen, last           s  laatste, past
  f  van, of   g  geleden            b  before                    a  article
A space and ``- / . ,`` stand for themselves. Letters without a value only shape: t p l s f g b a.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING

from defsearch.dates.period import Period, Unit, days_in_month, earlier, weeks_in_year, whole
from defsearch.errors import DateError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


# Each line: the letter, then the spellings of value 1, 2, 3 … (of no value when the letter only shapes).
_MONTH_WORDS = (
    "januari january jan",
    "februari february febr feb",
    "maart march mrt maa mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "augustus august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "december dec",
)
MONTHS = tuple(line.split()[0] for line in _MONTH_WORDS)  # as they are shown
_COUNT_WORDS = (
    "een één a an one",
    "twee two",
    "drie three",
    "vier four",
    "vijf five",
    "zes six",
    "zeven seven",
    "acht eight",
    "negen nine",
    "tien ten",
    "elf eleven",
    "twaalf twelve",
)
_ORDINAL_WORDS = ("eerste first", "tweede second", "derde third", "vierde fourth")
_DAY_WORDS = ("vandaag today", "gisteren yesterday", "eergisteren")
_UNIT_WORDS = {
    Unit.DAY: "dag dagen day days",
    Unit.WEEK: "week weken weeks wk",
    Unit.MONTH: "maand maanden month months",
    Unit.QUARTER: "kwartaal kwartalen quarter quarters",
    Unit.YEAR: "jaar jaren year years",
}
_SHAPING_WORDS = {
    "t": "deze dit this",
    "p": "vorige vorig previous",
    "l": "afgelopen last",
    "s": "laatste past",
    "f": "van of",
    "g": "geleden ago",
    "b": "voor before",
    "a": "de het the",
}
_DIGIT_LETTERS = {1: "n", 2: "n", 3: "c", 4: "y", 5: "c", 8: "d"}

MAX_LENGTH = 60  # no date is longer: what is not looked at cannot take time

_LEXEME = re.compile(
    r"(?P<ordinal>[0-9]+)(?:ste|de|e|st|nd|rd|th)(?![^\W_])"
    r"|(?P<coded>[wq])(?P<code>[0-9]{1,2})(?![0-9])"
    r"|(?P<digits>[0-9]+)"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<mark>[-/., ])"
)


class LexedDate(NamedTuple):
    """A text as the letters of its words (see the module's list) and the values of those that have one."""

    shape: str
    values: tuple[int, ...]


def _vocabulary() -> dict[str, tuple[str, int | None]]:
    words: dict[str, tuple[str, int | None]] = {}
    for letter, first, lines in (
        ("m", 1, _MONTH_WORDS),
        ("k", 1, _COUNT_WORDS),
        ("o", 1, _ORDINAL_WORDS),
        ("r", 0, _DAY_WORDS),
    ):
        for value, line in enumerate(lines, first):
            words.update(dict.fromkeys(line.split(), (letter, value)))
    for unit, line in _UNIT_WORDS.items():
        words.update(dict.fromkeys(line.split(), ("u", int(unit))))
    for letter, line in _SHAPING_WORDS.items():
        words.update(dict.fromkeys(line.split(), (letter, None)))
    return words


_VOCABULARY = _vocabulary()


def lex(text: str) -> LexedDate | None:
    """The shape and values of ``text``, None when it holds anything that has no place in a date.

    Case and the width of a space do not matter.
    """
    tidied = _tidy(text)
    shape: list[str] = []
    values: list[int] = []
    at = 0
    while at < len(tidied):
        match = _LEXEME.match(tidied, at)
        letter, value = _read(match) if match else ("", None)
        if match is None or not letter:
            return None
        shape.append(letter)
        if value is not None:
            values.append(value)
        at = match.end()
    return LexedDate("".join(shape), tuple(values))


def misspelt(text: str) -> tuple[str, str] | None:
    """The first unknown word that is one slip away from a known one of four letters or more, and that one."""
    for word in re.findall(r"[^\W\d_]+", _tidy(text)):
        if word not in _VOCABULARY:
            for known in _VOCABULARY:
                if len(known) >= 4 and _is_one_slip(word, known):
                    return word, known
    return None


def _tidy(text: str) -> str:
    """``text`` in lower case, composed, with single spaces and plain hyphens; "" when it is too long.

    Its length is judged first: composing can take a time that grows with the square of the length.
    """
    line = " ".join(text.split())
    if len(line) > MAX_LENGTH:
        return ""
    lowered = unicodedata.normalize("NFC", line).lower()
    return lowered.replace("\N{HYPHEN}", "-").replace("\N{NON-BREAKING HYPHEN}", "-")


def _read(match: re.Match[str]) -> tuple[str, int | None]:
    """The letter and value of one lexeme; no letter when it is unknown. int() sees eight digits at most."""
    if match["mark"]:
        return match["mark"], None
    if match["word"]:
        return _VOCABULARY.get(match["word"], ("", None))
    if match["coded"]:
        return match["coded"].upper(), int(match["code"])
    if match["ordinal"]:
        return ("o", int(match["ordinal"])) if len(match["ordinal"]) <= 2 else ("", None)
    letter = _DIGIT_LETTERS.get(len(match["digits"]), "")
    return letter, int(match["digits"]) if letter else None


def _is_one_slip(word: str, other: str) -> bool:
    """Whether two different words differ by one letter more, less, other, or by two swapped neighbours."""
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) == 1 or (len(word) == 2 and word == other[::-1])


MIN_YEAR = 1000  # to 9999: a year has four digits, so that 0025 is a slip and not the year 25


class Slots(NamedTuple):
    """What the values of a shape stand for. A builder asks only for those that its shapes fill."""

    today: datetime.date
    year: int = 0
    month: int = 0
    day: int = 0
    number: int = 0
    unit: int = 0


class Rule(NamedTuple):
    """The ``shapes`` of one kind of date, the ``slots`` that their values fill in order, and the builder.

    ``unmistakable``: free text of this shape can only be a date.
    """

    shapes: tuple[str, ...]
    slots: tuple[str, ...]
    build: Callable[[Slots], Period]
    unmistakable: bool

    def period(self, values: tuple[int, ...], today: datetime.date) -> Period:
        """The period that ``values`` stand for; DateError where the calendar has no such day or week."""
        slots = Slots(today, **dict(zip(self.slots, values, strict=True)))
        if "year" in self.slots and slots.year < MIN_YEAR:
            raise DateError(
                f"the year {slots.year:04} is not understood", f"Years run from {MIN_YEAR} to 9999"
            )
        try:
            return self.build(slots)
        except (OverflowError, ValueError) as error:  # datetime's two ways to refuse a day out of its reach
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
    """The week, month or quarter with that number in its year."""
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


def _days_back(slots: Slots) -> Period:
    return whole(Unit.DAY, earlier(slots.today, slots.number, Unit.DAY))


def _day_before(slots: Slots) -> Period:
    if slots.unit != Unit.DAY:
        raise DateError("only a day can stand before another day", "eergisteren, the day before yesterday")
    return _days_back(slots._replace(number=slots.number + 1))


def _this(slots: Slots) -> Period:
    if slots.unit == Unit.DAY:
        raise DateError("'this' needs a week, month, quarter or year", "Today is written vandaag or today")
    return whole(Unit(slots.unit), slots.today)


def _previous(slots: Slots) -> Period:
    if slots.unit == Unit.DAY:
        raise DateError("'last' needs a week, month, quarter or year", "The day before today is gisteren")
    unit = Unit(slots.unit)
    return whole(unit, earlier(whole(unit, slots.today).first or slots.today, 1, unit))


def _recent(slots: Slots) -> Period:
    """The last so many units, today included: on 31 March a month, from 28 February, makes all of March."""
    if slots.number < 1:
        raise DateError("a period of 0 days, weeks, months or years holds no day", "As in afgelopen 30 dagen")
    before = earlier(slots.today, slots.number, Unit(slots.unit))
    return Period(before + datetime.timedelta(days=1), slots.today)


def _ago(slots: Slots) -> Period:
    return whole(Unit.DAY, earlier(slots.today, slots.number, Unit(slots.unit)))


def _rule(shapes: str, slots: str, build: Callable[[Slots], Period], *, free: bool = False) -> Rule:
    return Rule(tuple(shapes.split("|")), tuple(slots.split()), build, free)


_RULES = (
    _rule("y", "year", _year),
    _rule("y-n", "year month", _month, free=True),
    _rule("n-y|n/y", "month year", _month),
    _rule("m y|m, y|m f y", "month year", _month, free=True),
    _rule("y-n-n|y/n/n|y.n.n", "year month day", _day, free=True),
    _rule("n-n-y|n/n/y|n.n.y", "day month year", _day, free=True),
    _rule("n m y|n m, y|n f m y|n f m, y|n-m-y", "day month year", _day, free=True),
    _rule("o m y|o m, y|o f m y|o f m, y", "day month year", _day, free=True),
    _rule("m n y|m n, y|m o y|m o, y", "month day year", _day, free=True),
    _rule("y-W|yW|y W", "year number", _week, free=True),
    _rule("W y", "number year", _week, free=True),
    _rule("y-W-n", "year number day", _day_of_week, free=True),
    _rule("y-Q|yQ|y Q", "year number", _quarter, free=True),
    _rule("Q y|Q f y", "number year", _quarter, free=True),
    _rule("u n y|u n, y|u n f y", "unit number year", _numbered, free=True),
    _rule("o u y|o u, y|o u f y", "number unit year", _numbered, free=True),
    _rule("r", "number", _days_back),
    _rule("u b r", "unit number", _day_before),
    _rule("t u", "unit", _this),
    _rule("p u|l u", "unit", _previous),
    _rule("l n u|l c u|l y u|l k u|s n u|s c u|s y u|s k u", "number unit", _recent),
    _rule("n u g|c u g|y u g|k u g", "number unit", _ago),
)
RULES = {shape: rule for rule in _RULES for shape in rule.shapes}

# What shapes that only lack a year are completed with, to suggest one.
YEARLESS = {
    **dict.fromkeys(("m", "n m", "o m", "n f m", "o f m", "m o", "u n", "o u", "W", "Q"), " "),
    "n/n": "/",
    "n.n": ".",
}

_FOUR_DIGITS = "Write the year in four digits, as in 25-9-2025, 25 september 2025 or september 2025"
RANGE_HINT = "A range is --from 2024 --to 2025, or in a query date:2024..2025"
_UNCLEAR = (
    ("n-n|n-n-n|n/n/n|n.n.n|n m n|o m n|n-m-n|m n|m n n|m n, n|m o n|m o, n", _FOUR_DIGITS),
    ("n|u n n|o u n|Q n", _FOUR_DIGITS),
    ("y-y|y/y|y - y", RANGE_HINT),
    ("y/n|y.n", "A month is written 2025-09 or september 2025"),
    ("d", "Write the day with dashes, as in 2025-09-25"),
    ("s u", "vorige maand is the whole month before this one; afgelopen 30 dagen ends today"),
    ("p n u", "afgelopen 30 dagen ends today; vorige maand is the whole month before this one"),
)
UNCLEAR = {shape: hint for shapes, hint in _UNCLEAR for shape in shapes.split("|")}
