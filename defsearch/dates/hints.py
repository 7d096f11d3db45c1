"""What to write instead of a text that a date is meant by, and that is none: ``vanaf 2015``, ``zomer 2019``.

Loaded only when a date is refused. Every hint names what can be typed as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.dates.free_text import WITHIN, find_free_date, period_of
from defsearch.dates.grammar import MAX_LENGTH

if TYPE_CHECKING:
    import datetime

_NEAR = {
    "gister": "gisteren",
    "eergister": "eergisteren",
    "verleden": "vorige",
    "nu": "vandaag",
    "now": "today",
}
_LOOSE_WORDS = (*WITHIN, "on", "at")
_DASH = re.compile(r" [-\N{EN DASH}] ")
# Names of parts of a year: the first and the last month, counted on past December.
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
_FIRST_OF_LAST_CENTURY = 30  # jaren 20 are of this century, jaren 30 of the last


def advice(text: str, today: datetime.date) -> str | None:
    """The one hint for ``text``, which is not a date; None when it looks like nothing that is known here."""
    line = " ".join(text.split()).lower()
    if not line or len(line) > MAX_LENGTH:
        return None
    return _near(line, today) or _range(line, today) or _without_first(line, today) or _vague(line, today)


def _near(line: str, today: datetime.date) -> str | None:
    """A word for another of the same meaning or nearly the same spelling, with which it is a date."""
    for word in line.split():
        if word in _NEAR and period_of(re.sub(rf"\b{word}\b", _NEAR[word], line), today):
            return f"Did you mean {_NEAR[word]} instead of {word}?"
    return None


def _range(line: str, today: datetime.date) -> str | None:
    """A range, or one that only lacks its year; then the latest that has begun."""
    words = _DASH.sub(" t/m ", line).split()
    if len(words) == 1 and not line[0].isdigit():
        return None  # such a word alone, which no year makes a date
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        typed = [*words, *year.split()]
        found = find_free_date(typed, 0, today, is_all=len(typed) == 1)
        is_future = found is not None and year and (found.first or found.last or today) > today
        if found is None or found.end < len(typed) or not found.related or is_future:
            continue
        first, last = found.typed.split("..")
        options = [f"--{name} {_quoted(end)}" for name, end in (("from", first), ("to", last)) if end]
        kind = "A range" if first and last else "From then on" if first else "Up to then"
        return f"{kind} is {' '.join(options)}, or in a query date:{_quoted(found.typed, chr(34))}"
    return None


def _without_first(line: str, today: datetime.date) -> str | None:
    """A date behind a word that means nothing here."""
    first, _, rest = line.partition(" ")
    if first not in _LOOSE_WORDS:
        return None
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        period = period_of(rest + year, today)
        if period is not None and (not year or (period.first or today) <= today):
            return f"Leave “{first}” out: {rest}{year}"
    return None


def _vague(line: str, today: datetime.date) -> str | None:
    """What has no fixed days: a season, the end of a year, a decade."""
    part, decade = _PART_OF_YEAR.fullmatch(line), _DECADE.fullmatch(line)
    if part and part[1] in _PARTS_OF_YEAR:
        first, last = _PARTS_OF_YEAR[part[1]]
        year = int(part[2] or today.year - (first > today.month))
        days = (_month(year, first), _month(year, last))
        return f"“{part[1]}” has no fixed days; as in --from {days[0]} --to {days[1]}"
    if decade:
        typed = decade[1] or decade[2]
        number = int(typed) if typed.isdigit() else 10 * (_TENS.index(typed) + 1)
        if number < 100:
            number += 1900 if number >= _FIRST_OF_LAST_CENTURY else 2000
        return f"A decade is --from {number} --to {number + 9}"
    return None


def _month(year: int, month: int) -> str:
    return f"{year + (month - 1) // 12:04}-{(month - 1) % 12 + 1:02}"


def _quoted(text: str, mark: str = "'") -> str:
    return f"{mark}{text}{mark}" if " " in text else text
