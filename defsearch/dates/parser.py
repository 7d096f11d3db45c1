"""Dates as people write them, Dutch and English, as periods of civil days: of options and of date terms.

Every date is a period, both ends included: ``2024-02`` is all of February. No clocks and no time zones: the
day that counts as today is a parameter, and ``today_from`` is the one place that asks the system for it.
Not here: the words (``date_words``), what they mean together (``date_rules``), the arithmetic (``period``), and
dates in free text (``date_texts``, ``date_ranges``).

What is unclear in the language is settled so:
- A week is an ISO week, from Monday; ``vorige`` and ``last`` mean the whole one before this one, and
  ``afgelopen week`` the same. With a number (``afgelopen 2 weken``) the period ends today, today included.
- The day stands before the month, unless the year comes first. A year has four digits, 1000 to 9999.
- A date without a year is unclear.

Texts that are one date: by themselves, and among the words of free text, where some of them can be nothing else.

Not here: what is said of a text that is none (``calendar``), and what the words around dates do to them
(``date_ranges``).
"""

from __future__ import annotations

import datetime
import re

from defsearch.dates.free_text import (
    lex_date,
)
from defsearch.dates.grammar import (
    MAX_LENGTH,
    MONTHS,
    RANGE_HINT,
    RULES,
    UNCLEAR,
    YEARLESS,
    LexedDate,
    misspelt,
)
from defsearch.dates.period import Period, ordered
from defsearch.errors import DateError
from defsearch.records import NamedTuple

__all__ = [
    "DATE_FORMS",
    "RANGE_FORMS",
    "DateForm",
    "Period",
    "in_words",
    "parse_period",
    "parse_range",
    "period_between",
    "today_from",
]

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateForm(NamedTuple):
    """One kind of date for help and README: spellings that are accepted as they stand, and what they mean."""

    spellings: tuple[str, ...]
    meaning: str


DATE_FORMS = (
    DateForm(("2025",), "the year"),
    DateForm(("2025-09", "9-2025", "september 2025", "sep 2025"), "the month"),
    DateForm(
        (
            "2025-09-25",
            "25-9-2025",
            "25/9/2025",
            "25.9.2025",
            "25 september 2025",
            "25 sep 2025",
            "september 25, 2025",
        ),
        "the day; it stands before the month, unless the year comes first",
    ),
    DateForm(("2025-W12", "week 12 2025", "week 12 van 2025"), "the ISO week, Monday to Sunday"),
    DateForm(
        ("2025-Q3", "Q3 2025", "3e kwartaal 2025", "derde kwartaal 2025", "third quarter of 2025"),
        "the quarter",
    ),
    DateForm(("vandaag", "gisteren", "eergisteren", "today", "yesterday", "day before yesterday"), "the day"),
    DateForm(
        ("deze week", "deze maand", "dit kwartaal", "dit jaar", "this week"),
        "all of it, also what is to come",
    ),
    DateForm(
        ("vorige week", "vorige maand", "vorig kwartaal", "vorig jaar", "afgelopen maand", "last month"),
        "the whole one before this one",
    ),
    DateForm(
        ("afgelopen 30 dagen", "laatste 2 weken", "afgelopen 3 maanden", "last 2 years"),
        "so many, the last day of which is today",
    ),
    DateForm(("30 dagen geleden", "3 maanden geleden", "2 weeks ago"), "that one day"),
)
RANGE_FORMS = (
    DateForm(
        ("2024..2025", "2025-09..vandaag"), "from the first day of the one to the last day of the other"
    ),
    DateForm(("2024..",), "from its first day"),
    DateForm(("..2024",), "up to its last day"),
)
_ACCEPTED = (
    "As in 2025, 2025-09, september 2025, 2025-09-25, 25-9-2025, 25 september 2025, 2025-W12, 2025-Q3, "
    "vandaag, vorige maand, afgelopen 30 dagen or 30 dagen geleden, in Dutch or English"
)


def parse_period(text: str, today: datetime.date) -> Period:
    """The period that ``text`` stands for, in any form of ``DATE_FORMS``.

    DateError when it is impossible, unclear or no date; its hint says what to write instead.
    """
    lexed = lex_date(text)
    if lexed is None or lexed.shape not in RULES:
        raise _refusal(text, lexed, today)
    return RULES[lexed.shape].period(lexed.values, today)


def parse_range(text: str, today: datetime.date) -> Period:
    """The period of one date, ``A..B``, ``A..`` or ``..B``: from A's first day to B's last.

    DateError also when it ends before it starts, or has no date at all.
    """
    first_text, dots, last_text = text.replace("…", "..").partition("..")
    if not dots:
        return parse_period(text, today)
    if not first_text.strip() and not last_text.strip():
        raise DateError("a range needs a date on at least one side", "As in 2024..2025, 2024.. or ..2025")
    first = parse_period(first_text, today).first if first_text.strip() else None
    last = parse_period(last_text, today).last if last_text.strip() else None
    return ordered(first, last)


def period_between(
    from_text: str | None, to_text: str | None, on_text: str | None, today: datetime.date
) -> Period | None:
    """The period of ``--from``, ``--to`` and ``--on`` together, None when none of them is given.

    DateError when one cannot be read, the range is reversed, or ``--on`` has no day in it.
    """
    start = _parse_option("--from", from_text, today)
    end = _parse_option("--to", to_text, today)
    on = _parse_option("--on", on_text, today)
    if start is None and end is None:
        return on
    between = ordered(start.first if start else None, end.last if end else None)
    if on is None:
        return between
    both = on.intersect(between)
    if both is None:
        message = f"--on {on.describe()} has no day in {between.describe()}"
        raise DateError(message, "Leave out --on, or --from and --to")
    return both


def today_from(value: str | None) -> datetime.date:
    """The day that ``value`` (2025-09-25) fixes as today; without one, the civil day here and now.

    DateError for any other value: a script that sets one must not run on another day in silence.
    """
    if value is None:
        return datetime.date.today()  # noqa: DTZ011 — the day on the user's own calendar is what is meant
    day = parse_period(value, datetime.date.min).first if _ISO_DAY.fullmatch(value) else None
    if day is None:
        raise DateError(f"today cannot be '{_shown(value)}'", "Set it to a day written as 2025-09-25")
    return day


def in_words(day: datetime.date) -> str:
    """The day as a Dutch reader writes it: ``25 september 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _parse_option(option: str, text: str | None, today: datetime.date) -> Period | None:
    try:
        return None if text is None else parse_period(text, today)
    except DateError as error:
        raise DateError(f"{option}: {error.message}", error.hint) from error


def _refusal(text: str, lexed: LexedDate | None, today: datetime.date) -> DateError:
    """The error for a text that has no period: why, and what to write instead."""
    shown = _shown(text)
    if not shown:
        return DateError("the date is empty", _ACCEPTED)
    from defsearch.dates.hints import advice  # its tables are only for what is refused

    advised = None if ".." in text else advice(text, today)
    if advised:
        return DateError(f"'{shown}' is not one date", advised)
    if lexed and lexed.shape in UNCLEAR:
        return DateError(f"'{shown}' is unclear", UNCLEAR[lexed.shape])
    if lexed and lexed.shape in YEARLESS:
        return _without_year(shown, lexed.shape, today)
    if ".." in text:
        return DateError(f"'{shown}' is a range, not one date", RANGE_HINT)
    slip = misspelt(text)
    hint = f"Did you mean {slip[1]} instead of {slip[0]}?" if slip else _ACCEPTED
    return DateError(f"'{shown}' is not a date", hint)


def _without_year(shown: str, shape: str, today: datetime.date) -> DateError:
    """Suggests the latest year in which the date has begun; eight back is the longest wait for a leap day."""
    refusals = []
    for year in range(today.year, today.year - 9, -1):
        dated = f"{shown}{YEARLESS[shape]}{year}"
        try:
            first = parse_period(dated, today).first
        except DateError as error:
            refusals.append(error.message)
        else:
            if first is not None and first <= today:
                return DateError(f"'{shown}' is unclear without a year", f"Add it: {dated}")
    return DateError(f"'{shown}' has no year, and {refusals[0]}", _ACCEPTED)


def _shown(text: str) -> str:
    """The user's own text, short and on one line, for a message."""
    line = " ".join(text.split())
    cut = line if len(line) <= MAX_LENGTH else f"{line[: MAX_LENGTH - 1]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)
