"""The date of a release, as a period: from its header, from a line that says only a date, from its path.

A release is known by its day, its month or its year. Not here: the dates that users type (``defsearch.dates``).
"""

from __future__ import annotations

import datetime
import re

from defsearch.dates.free_text import period_of
from defsearch.dates.lexer import is_word_of_date
from defsearch.dates.period import Period, Unit, whole

_CLOCK = re.compile(r"(?:\bom )?\b\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?uur\b)?(?! ?[-/.]?\d)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"\b(?:maan|dins|woens|donder|vrij|zater|zon)dag\b|\b(?:ma|di|wo|do|vr|za|zo)\b\.?", re.IGNORECASE
)
_NAMES = (
    "nieuwsbericht",
    "persbericht",
    "bericht",
    "nieuws",
    "kamerstuk",
    "kamerbrief",
    "publicatiedatum",
    "date",
)
_DEEDS = ("gepubliceerd", "geplaatst", "vastgesteld", "ontvangen", "verschenen", "uitgegeven", "verzonden")
_LABEL = re.compile(
    rf"(?:{'|'.join(_NAMES)}|datum(?: publicatie)?|(?:{'|'.join(_DEEDS)})(?: op)?)\b", re.IGNORECASE
)
_FIRST_WORDS = frozenset((*_NAMES, *_DEEDS, "datum", "om"))  # besides those of a date
_PLACE = re.compile(r"(?:'s-|’s-)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}, (?=\d)")
_MARKS = " |:;,–—-·•>\t\n"
_LONGEST_LINE = 80
_YEARS = range(1900, 2100)
_YEAR = re.compile(r"\d{4}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IN_PATH = (  # the day, the month or the year that the folders and the beginning of the file name spell
    re.compile(r"(?:^|/)(\d{4})[-_/.](\d{1,2})[-_/.](\d{1,2})(?=[-_/. ]|$)"),
    re.compile(r"(?:^|/)(\d{4})(\d{2})(\d{2})(?=[-_/. ]|$)"),
    re.compile(r"(?:^|/)(\d{4})[-_/](\d{2})(?=[-_/. ]|$)"),
    re.compile(r"(?:^|/)(\d{4})(?=/)"),
)
_ANY_DAY = datetime.date(2000, 1, 1)  # stands in for today: relative dates are refused below


def read_date(text: str) -> Period | None:
    """Return the day, month or year that ``text`` names and nothing else; None when it names none or is impossible."""
    if not _YEAR.search(text):
        return None  # "yesterday" is a date for a user, not for a release
    if _ISO_DAY.fullmatch(text):  # as nearly all headers have it: at a tenth of the time
        try:
            return whole(Unit.DAY, datetime.date.fromisoformat(text))
        except ValueError:
            return None
    period = period_of(text, _ANY_DAY)
    if period is None or period.first is None:
        return None
    return (
        period
        if period in [whole(unit, period.first) for unit in (Unit.DAY, Unit.MONTH, Unit.YEAR)]
        else None
    )


def date_of_line(block: str) -> Period | None:
    """Return the date of a block that says only a date, as ``Nieuwsbericht | 14-09-2022 | 16:03``; else None."""
    if len(block) > _LONGEST_LINE or not _YEAR.search(block) or not _begins_like_date(block):
        return None
    rest = _WEEKDAY.sub(" ", _CLOCK.sub(" ", block.strip()))
    rest = _PLACE.sub("", rest.strip(_MARKS), count=1)
    while (label := _LABEL.match(rest)) is not None:
        rest = rest[label.end() :].strip(_MARKS)
    date = read_date(" ".join(rest.strip(_MARKS).split()))
    return date if date is not None and date.first is not None and date.first.year in _YEARS else None


def _begins_like_date(block: str) -> bool:
    """Return whether the first word of a block can be that of a date, of a label or of a place: a quick test."""
    first = block.split(maxsplit=1)[0].lower()
    is_plain = first.isascii() and first.isalpha() and ", " not in block  # a comma follows a place
    return not is_plain or first in _FIRST_WORDS or is_word_of_date(first)


def date_of_path(id_: str) -> Period | None:
    """Return the date that the path of a release below its source spells (``2024/05/14/x``, ``2024-05-14_x``)."""
    for pattern in _IN_PATH:
        if (found := pattern.search(id_)) is not None:
            year, month, day = (*map(int, found.groups()), 0, 0)[:3]
            if year not in _YEARS:
                continue
            try:
                first = datetime.date(year, month or 1, day or 1)
            except ValueError:
                continue
            return whole(Unit.DAY if day else Unit.MONTH if month else Unit.YEAR, first)
    return None


def complete(known: Period, others: list[Period | None]) -> Period:
    """Return ``known``, or the first of ``others`` that agrees with it and is more exact."""
    for other in others:
        if other is not None and other != known and known.intersect(other) == other:
            return other
    return known
