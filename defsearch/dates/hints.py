"""What to write instead of a text that is meant as a date but is none: ``vanaf 2015``, ``afgelopen paar maanden``.

Loaded only for a refused date. Every hint names dates that were read before they are named. Not here: how a range is
typed as options or in a query (``cli``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.dates.free_text import IN_WORDS, day_with_weekday_or_time, find_free_date, period_of
from defsearch.dates.lexer import MAX_LENGTH, correct_spelling
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime

# Words of nearly the same meaning, and numbers for those that say none.
_REPLACEMENTS = (
    ("gister", "gisteren"),
    ("eergister", "eergisteren"),
    ("verleden", "vorige"),
    ("nu", "vandaag"),
    ("heden", "vandaag"),
    ("now", "today"),
    *((few, "3") for few in ("een paar", "a few", "a couple of", "paar", "enkele", "few", "several")),
)
_AROUND = "on at rond omstreeks circa ca. ongeveer heel gedurende anno eerder earlier later de het the"
_WORDS_TO_LEAVE_OUT = (*IN_WORDS, *_AROUND.split())


class Advice(NamedTuple):
    """A hint; it goes on with ``typed_range`` where there is one: the two dates of a range, "" for an open end."""

    hint: str
    typed_range: tuple[str, str] | None = None


def advice(text: str, today: datetime.date) -> Advice | None:
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


def _compact_day(line: str, today: datetime.date) -> Advice | None:
    """Return a day of eight digits with dashes."""
    day = re.sub(r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3", line)
    return Advice(f"Write the day with dashes: {day}") if day != line and period_of(day, today) else None


def _replaced_word(line: str, today: datetime.date) -> Advice | None:
    """Return the words that make ``line`` a date in place of others of nearly the same meaning."""
    for typed, other in _REPLACEMENTS:
        replaced = re.sub(rf"(?<!\w){typed}(?!\w)", other, line)
        if replaced != line and period_of(replaced, today):
            return Advice(f"Did you mean {replaced} instead of {line}?")
    return None


def _range(line: str, today: datetime.date) -> Advice | None:
    """Return a range or list; where it only lacks a year, with the latest year in which it has begun."""
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        typed = f"{line}{year}".split()
        found = find_free_date(typed, 0, today, is_all=len(typed) == 1)
        if year and len(typed) == 2 and not line[0].isdigit():
            return None  # a preposition alone, which no year makes a date
        if found is None or found.end < len(typed) or not found.related or found.problem:
            continue
        first, last = found.periods[0]
        if year and (first or last or today) > today:
            continue
        if ".." not in found.typed:
            one, *others = found.typed.strip("()").split(" OF ")
            return Advice(f"Give one period at a time: {' or '.join((one, *others))}") if others else None
        typed_first, typed_last = found.typed.split("..")
        kind = "A range" if typed_first and typed_last else "From then on" if typed_first else "Up to then"
        return Advice(f"{kind} is", (typed_first, typed_last))
    return None


def _without_first_word(line: str, today: datetime.date) -> Advice | None:
    """Return a date after a word that means nothing here."""
    first, _, rest = line.partition(" ")
    if first not in _WORDS_TO_LEAVE_OUT or not rest:
        return None
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        period = period_of(rest + year, today) or day_with_weekday_or_time(rest + year, today)
        if period is not None and (not year or (period.first or today) <= today):
            return Advice(f"Leave “{first}” out: {rest}{year}")
    return _range(rest, today) or _without_first_word(rest, today)


def _corrected(line: str, today: datetime.date) -> Advice | None:
    """Return the spelling that makes ``line`` a date."""
    corrected = correct_spelling(line)
    if corrected and period_of(line.replace(*corrected), today):
        return Advice(f"Did you mean {corrected[1]} instead of {corrected[0]}?")
    return None
