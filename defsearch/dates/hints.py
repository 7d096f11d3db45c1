"""What to write instead of a text that is meant as a date but is none: ``vanaf 2015``, ``zomer 2019``.

Loaded only for a refused date. Every hint names dates that are accepted. Not here: how a range is typed as options or
in a query (``cli``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.dates.free_text import IN_WORDS, find_free_date, period_of
from defsearch.dates.lexer import MAX_LENGTH
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime

_REPLACEMENTS = {
    "gister": "gisteren",
    "eergister": "eergisteren",
    "verleden": "vorige",
    "nu": "vandaag",
    "now": "today",
}
_WORDS_TO_LEAVE_OUT = (*IN_WORDS, "on", "at")
_DASH = re.compile(r" [-\N{EN DASH}] ")
# Parts of a year: the first and the last month; 13 and 14 are in the next year.
_PARTS_OF_YEAR = {
    **dict.fromkeys(("lente", "voorjaar", "spring"), (3, 5)),
    **dict.fromkeys(("zomer", "summer"), (6, 8)),
    **dict.fromkeys(("herfst", "najaar", "autumn", "fall"), (9, 11)),
    **dict.fromkeys(("winter",), (12, 14)),
    **dict.fromkeys(("begin", "early"), (1, 3)),
    **dict.fromkeys(("midden", "medio", "halverwege", "mid"), (5, 8)),
    **dict.fromkeys(("eind", "einde", "late", "end"), (10, 12)),
}
_PART_OF_YEAR = re.compile(r"(?:(?:de|het|the) )?([^\W\d_]+)(?: (?:van |of )?([12][0-9]{3}))?")
_TENS = ("tien", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_DECADE = re.compile(
    rf"(?:de )?jaren ['’‘]?([12][0-9][0-9]0|[0-9]0|{'|'.join(_TENS)})|(?:the )?['’‘]?([12][0-9][0-9]0|[0-9]0)['’]?s"
)
_FIRST_DECADE_OF_1900S = 30  # jaren 20 is the 2020s, jaren 30 the 1930s


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
        _replaced_word(line, today)
        or _range(line, today)
        or _without_first_word(line, today)
        or _vague_period(line, today)
    )


def _replaced_word(line: str, today: datetime.date) -> Advice | None:
    """Return the word that makes ``line`` a date in place of another of nearly the same meaning."""
    for word in line.split():
        if word in _REPLACEMENTS and period_of(re.sub(rf"\b{word}\b", _REPLACEMENTS[word], line), today):
            return Advice(f"Did you mean {_REPLACEMENTS[word]} instead of {word}?")
    return None


def _range(line: str, today: datetime.date) -> Advice | None:
    """Return a range; where it only lacks a year, with the latest year in which it has begun."""
    words = _DASH.sub(" t/m ", line).split()
    if len(words) == 1 and not line[0].isdigit():
        return None  # a preposition alone, which no year makes a date
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        typed = [*words, *year.split()]
        found = find_free_date(typed, 0, today, is_all=len(typed) == 1)
        is_future = found is not None and year and (found.first or found.last or today) > today
        is_reversed = found is not None and found.first and found.last and found.first > found.last
        if found is None or found.end < len(typed) or not found.related or is_future or is_reversed:
            continue
        first, last = found.typed.split("..")
        kind = "A range" if first and last else "From then on" if first else "Up to then"
        return Advice(f"{kind} is", (first, last))
    return None


def _without_first_word(line: str, today: datetime.date) -> Advice | None:
    """Return a date after a word that means nothing here."""
    first, _, rest = line.partition(" ")
    if first not in _WORDS_TO_LEAVE_OUT:
        return None
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        period = period_of(rest + year, today)
        if period is not None and (not year or (period.first or today) <= today):
            return Advice(f"Leave “{first}” out: {rest}{year}")
    return None


def _vague_period(line: str, today: datetime.date) -> Advice | None:
    """Return the months of a season or another part of a year, or the years of a decade."""
    part, decade = _PART_OF_YEAR.fullmatch(line), _DECADE.fullmatch(line)
    if part and part[1] in _PARTS_OF_YEAR:
        first, last = _PARTS_OF_YEAR[part[1]]
        year = int(part[2] or today.year - (first > today.month))
        return Advice(f"“{part[1]}” has no fixed days; as in", (_month(year, first), _month(year, last)))
    if decade:
        typed = decade[1] or decade[2]
        number = int(typed) if typed.isdigit() else 10 * (_TENS.index(typed) + 1)
        if number < 100:
            number += 1900 if number >= _FIRST_DECADE_OF_1900S else 2000
        return Advice("A decade is", (str(number), str(number + 9)))
    return None


def _month(year: int, month: int) -> str:
    return f"{year + (month - 1) // 12:04}-{(month - 1) % 12 + 1:02}"
