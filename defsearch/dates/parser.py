"""Text to periods of civil days, in Dutch and English: of date options and of ``date:`` in a query.

Every date is a period, both ends included: ``2024-02`` is all of February. There are no clocks and no time zones; the
day that counts as today is a parameter. A week is an ISO week. ``vorige`` and ``last`` mean the whole week before this
one, and so does ``afgelopen week``; with a number the period ends today (``afgelopen 2 weken``) or begins today
(``komende 2 weken``). The day is before the month unless the year comes first. A year has four digits, 1000 to 9999. A
date without a year is unclear.

Not here: words to shapes (``lexer``), shapes to periods (``grammar``), dates among other words (``free_text``).
"""

from __future__ import annotations

import datetime
import re

from defsearch.dates.free_text import IN_WORDS, FreeText, period_of
from defsearch.dates.grammar import EXPLICIT_RULES, UNCLEAR, YEAR_PAIRS, YEARLESS
from defsearch.dates.lexer import MAX_LENGTH, MONTHS, LexedDate, correct_spelling, lex_without_article
from defsearch.dates.period import Period, ordered
from defsearch.errors import DateError
from defsearch.records import NamedTuple

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateForm(NamedTuple):
    """One kind of date for the help and README: accepted spellings, and their meaning."""

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
        "the day; it is before the month, unless the year comes first",
    ),
    DateForm(("2025-W12", "week 12 2025", "week 12 van 2025"), "the ISO week, Monday to Sunday"),
    DateForm(
        ("2025-Q3", "Q3 2025", "3e kwartaal 2025", "derde kwartaal 2025", "third quarter of 2025"),
        "the quarter",
    ),
    DateForm(
        ("zomer 2019", "winter 2018/2019", "eind 2019", "begin mei 2019", "eerste week van mei 2019"),
        "whole months, or some days of a month",
    ),
    DateForm(("2019-H2", "H2 2019", "tweede helft van 2019"), "the half of a year"),
    DateForm(("maandag 14 mei 2018", "14 mei 2018 om 15:00"), "the day; the weekday has to agree"),
    DateForm(("mei vorig jaar", "zomer vorig jaar", "afgelopen mei"), "the month, or the months"),
    DateForm(("jaren 90", "jaren negentig", "1990s"), "ten years"),
    DateForm(
        ("vandaag", "gisteren", "eergisteren", "morgen", "overmorgen", "yesterday", "day after tomorrow"),
        "the day",
    ),
    DateForm(
        ("deze week", "deze maand", "dit kwartaal", "dit jaar", "this week"),
        "all of it, also what is to come",
    ),
    DateForm(
        ("vorige week", "vorige maand", "vorig kwartaal", "vorig jaar", "afgelopen maand", "last month"),
        "the whole one before this one",
    ),
    DateForm(
        ("afgelopen 30 dagen", "laatste twee weken", "afgelopen 3 maanden", "last 2 years"),
        "that many days, weeks, months or years, today included",
    ),
    DateForm(("30 dagen geleden", "3 maanden geleden", "2 weeks ago"), "that one day"),
)
EXPLICIT_FORMS = (
    DateForm(("2018 mei", "14 05 2018"), "the month; the day"),
    DateForm(
        ("dit weekend", "afgelopen weekend"), "Saturday and Sunday of this week, or of the one before it"
    ),
    DateForm(("komende week", "volgende maand", "next year"), "the whole one after this one"),
    DateForm(
        ("komende 2 weken", "komende drie maanden"), "that many days, weeks, months or years, today included"
    ),
    DateForm(("nu", "heden"), "today"),
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
    """Return the period of ``text``, in any form of ``DATE_FORMS`` or ``EXPLICIT_FORMS``.

    DateError where it is impossible, unclear or no date; the hint says what to write instead.
    """
    lexed = lex_without_article(text)
    if lexed is None or lexed.shape not in EXPLICIT_RULES:
        if day := _day_with_weekday_or_time(text, today):
            return day
        raise _refusal(text, lexed, today)
    return EXPLICIT_RULES[lexed.shape].period(lexed.values, today)


def parse_range(text: str, today: datetime.date) -> Period:
    """Return the period of one date, ``A..B``, ``A..`` or ``..B``: from the first day of A to the last day of B.

    DateError also where it ends before it starts, or has no date at all.
    """
    first_text, dots, last_text = text.replace("…", "..").partition("..")
    if not dots:
        return parse_period(text, today)
    if not first_text.strip() and not last_text.strip():
        raise DateError("a range needs a date on at least one side", "As in 2024..2025, 2024.. or ..2025")
    first = parse_period(first_text, today).first if first_text.strip() else None
    last = parse_period(last_text, today).last if last_text.strip() else None
    return ordered(first, last)


def parse_today(value: str) -> datetime.date:
    """Return the day of ``value``, which must be written as 2025-09-25.

    DateError for anything else: a script that fixes today must not run on another day in silence.
    """
    day = parse_period(value, datetime.date.min).first if _ISO_DAY.fullmatch(value) else None
    if day is None:
        raise DateError(f"today cannot be '{_printable(value)}'", "Set it to a day written as 2025-09-25")
    return day


def in_words(day: datetime.date) -> str:
    """Return the day as a Dutch reader writes it: ``25 september 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day_with_weekday_or_time(text: str, today: datetime.date) -> Period | None:
    """Return the day of a text that also has a weekday or a time; None for another text.

    DateError where the weekday is that of another day.
    """
    free = FreeText(text.split(), today)
    part = free.part(0)
    if part is None or part.period is None or part.end != len(free.shape) or part.lexed.shape == "N":
        return None
    if problem := part.weekday_problem:
        raise DateError(*problem)
    return part.period


def _refusal(text: str, lexed: LexedDate | None, today: datetime.date) -> DateError:
    """Return the error for a text without a period: why, and what to write instead."""
    shown = _printable(text)
    if not shown:
        return DateError("the date is empty", _ACCEPTED)
    advised = None if ".." in text else _advice(text, today)
    if advised:
        is_one = advised.typed_range is None
        message = f"'{shown}' is not {'a' if is_one else 'one'} date"
        return DateError(message, advised.hint, advised.typed_range)
    if lexed and lexed.shape in UNCLEAR:
        return DateError(f"'{shown}' is unclear", UNCLEAR[lexed.shape])
    if lexed and lexed.shape in YEARLESS:
        return _without_year(shown, lexed.shape, today)
    if ".." in text or (lexed and lexed.shape in YEAR_PAIRS):
        return DateError(f"'{shown}' is a range, not one date", "A range is", ("2024", "2025"))
    return DateError(f"'{shown}' is not a date", _ACCEPTED)


def _without_year(shown: str, shape: str, today: datetime.date) -> DateError:
    """Return the error that suggests the latest year in which the date has begun."""
    refusals = []
    for year in range(today.year, today.year - 9, -1):  # a leap day is at most eight years ago
        dated = f"{shown}{YEARLESS[shape]}{year}"
        try:
            first = parse_period(dated, today).first
        except DateError as error:
            refusals.append(error.message)
        else:
            if first is not None and first <= today:
                return DateError(f"'{shown}' is unclear without a year", f"Add it: {dated}")
    return DateError(f"'{shown}' has no year, and {refusals[0]}", _ACCEPTED)


def _printable(text: str) -> str:
    """Return typed text for a message: short, on one line, only printable characters."""
    line = " ".join(text.split())
    cut = line if len(line) <= MAX_LENGTH else f"{line[: MAX_LENGTH - 1]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)


# What to write instead of a refused text. Every hint names dates that were read before they are named.

# Words of nearly the same meaning, and numbers for those that say none.
_REPLACEMENTS = (
    ("gister", "gisteren"),
    ("eergister", "eergisteren"),
    ("verleden", "vorige"),
    *((few, "3") for few in ("een paar", "a few", "a couple of", "paar", "enkele", "few", "several")),
)
_AROUND = "on at rond omstreeks circa ca. ongeveer heel gedurende anno eerder earlier later de het the"
_WORDS_TO_LEAVE_OUT = (*IN_WORDS, *_AROUND.split())


class _Advice(NamedTuple):
    """A hint; it goes on with ``typed_range`` where there is one: the two dates of a range, "" for an open end."""

    hint: str
    typed_range: tuple[str, str] | None = None


def _advice(text: str, today: datetime.date) -> _Advice | None:
    """Return what to write instead of ``text``, which is not a date; None where nothing is recognised."""
    line = " ".join(text.split()).lower()
    if not line or len(line) > MAX_LENGTH:
        return None
    return (
        _compact_day(line, today)
        or _replaced_word(line, today)
        or _range(line, today)
        or _without_first_word(line, today)
        or _corrected(line, today)
    )


def _compact_day(line: str, today: datetime.date) -> _Advice | None:
    """Return a day of eight digits with dashes."""
    day = re.sub(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3", line)
    return _Advice(f"Write the day with dashes: {day}") if day != line and period_of(day, today) else None


def _replaced_word(line: str, today: datetime.date) -> _Advice | None:
    """Return the words that make ``line`` a date in place of others of nearly the same meaning."""
    for typed, other in _REPLACEMENTS:
        replaced = re.sub(rf"(?<!\w){typed}(?!\w)", other, line)
        if replaced != line and period_of(replaced, today, EXPLICIT_RULES):
            return _Advice(f"Did you mean {replaced} instead of {line}?")
    return None


def _range(line: str, today: datetime.date) -> _Advice | None:
    """Return a range or list; where it only lacks a year, with the latest year in which it has begun."""
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        typed = f"{line}{year}".split()
        found = FreeText(typed, today).find(0, is_all=len(typed) == 1)
        if year and len(typed) == 2 and not line[0].isdigit():
            return None  # a preposition alone, which no year makes a date
        if found is None or found.end < len(typed) or not found.related or found.problem:
            continue
        first, last = found.periods[0]
        if year and (first or last or today) > today:
            continue
        if ".." not in found.typed:
            one, *others = found.typed.strip("()").split(" OF ")
            return _Advice(f"Give one period at a time: {' or '.join((one, *others))}") if others else None
        typed_first, typed_last = found.typed.split("..")
        kind = "A range" if typed_first and typed_last else "From then on" if typed_first else "Up to then"
        return _Advice(f"{kind} is", (typed_first, typed_last))
    return None


def _without_first_word(line: str, today: datetime.date) -> _Advice | None:
    """Return a date after a word that means nothing here."""
    first, _, rest = line.partition(" ")
    if first not in _WORDS_TO_LEAVE_OUT or not rest:
        return None
    lexed = lex_without_article(rest)
    if lexed and lexed.shape == "w":  # on no day of this year
        return _Advice(UNCLEAR["w"])
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        period = period_of(rest + year, today, EXPLICIT_RULES) or _day_with_weekday_or_time(
            rest + year, today
        )
        if period is not None and (not year or (period.first or today) <= today):
            return _Advice(f"Leave “{first}” out: {rest}{year}")
    return _range(rest, today) or _without_first_word(rest, today)


def _corrected(line: str, today: datetime.date) -> _Advice | None:
    """Return the spelling that makes ``line`` a date."""
    corrected = correct_spelling(line)
    if corrected and period_of(line.replace(*corrected), today, EXPLICIT_RULES):
        return _Advice(f"Did you mean {corrected[1]} instead of {corrected[0]}?")
    return None
