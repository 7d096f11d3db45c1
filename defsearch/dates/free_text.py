"""Dates among other words: ``drones 25 september 2025``, ``sinds mei 2024``, ``tussen mei en juli 2024``, ``in 2019``.

A date that can be nothing else is ``sure``; the rest (a year alone, ``vorig jaar``) is text that may be meant as a
period. ``tot`` and ``until`` include the date itself, as ``date:..mei 2024`` does; ``voor`` and ``before`` end the day
before it. Not here: a text that as a whole is one date (``parser``).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TYPE_CHECKING

from defsearch.dates.grammar import RULES, Rule
from defsearch.dates.lexer import LexedDate, lex, lex_without_article
from defsearch.errors import DateError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dates.period import Period

FREE_YEARS = range(1900, 2100)  # "op 1 mei 1500 militairen" counts soldiers
IN_WORDS = (
    "in",
    "uit",
    "van",
    "over",
    "op",
    "tijdens",
    "during",
    "of",
)  # before a year they make it a period
_ARTICLES = ("de", "het", "the")
_MAX_WORDS = 4  # of one date: 3e kwartaal van 2025
_CLOSING = ".,;:!?)"  # punctuation that may follow the last word of a date
_DAY = datetime.timedelta(days=1)

_SINCE, _AFTER, _BEFORE, _UNTIL = "since", "after", "before", "until"
_PREPOSITIONS = {
    **dict.fromkeys(("sinds", "sedert", "vanaf", "since", "from"), _SINCE),
    **dict.fromkeys(("na", "after"), _AFTER),
    **dict.fromkeys(("voor", "vóór", "before"), _BEFORE),
    **dict.fromkeys(("tot en met", "t/m", "tot", "until", "till", "up to"), _UNTIL),
}
# Parts of a date without fixed days: after the beginning of May can be in May, after the end of May is not.
_EARLY, _MIDDLE, _LATE = ("begin", "early"), ("half", "medio", "midden", "mid"), ("eind", "einde", "late")
_UNTIL_WORDS = ("tot en met", "t/m", "tot", "until", "till", "through", "to")
# The words before the first date of a range, and those between its two dates.
_DASHES = ("-", "\N{EN DASH}", "\N{EM DASH}")
_ALSO = ("en", "and", "of", "or")  # between two dates of which the second follows on the first
_WEEKDAYS = (
    ("maandag", "monday"),
    ("dinsdag", "tuesday"),
    ("woensdag", "wednesday"),
    ("donderdag", "thursday"),
    ("vrijdag", "friday"),
    ("zaterdag", "saturday"),
    ("zondag", "sunday"),
)
_PAIR = re.compile(r"([^\W_]+)[-/\N{EN DASH}]([^\W_]+)")
_CLOCK = re.compile(r"[0-2]?[0-9][:.][0-5][0-9](?::[0-5][0-9])?")
_TIME = re.compile(
    r"(?<=[0-9])(?:,? (?:om |at )?|T)[0-2]?[0-9][:.][0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?: uur|Z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_RANGES = (
    (("tussen", "between"), ("en", "and")),
    (("van", "vanaf", "sinds", "from", "since"), _UNTIL_WORDS),
    ((), (*_UNTIL_WORDS, *_DASHES)),
    ((), _ALSO),
)


class FreeDate(NamedTuple):
    """The words [start, end) as the days from ``first`` to ``last`` (None is open; a range may be reversed).

    ``sure``: it can only be a period. ``related``: a range, or a date whose days a preposition changes. ``typed``: the
    same period as ``date:`` takes it.
    """

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    sure: bool
    related: bool
    typed: str


def find_free_date(
    words: Sequence[str], at: int, today: datetime.date, *, is_all: bool = False
) -> FreeDate | None:
    """Return the range, the date after a preposition, or the date that starts at ``words[at]``.

    A year alone is a date only after a word that makes it one (``in 2019``), or where it ``is_all`` that was typed.
    """
    if at >= len(words):
        return None
    special = _after_weekday(words, at, today) or _pair(words, at, today)
    if special is not None:
        return special
    ranges = [one for openings, links in _RANGES if (one := _range(words, at, today, openings, links))]
    ranges.sort(key=lambda one: not one.sure)
    after_preposition = _after_preposition(words, at, today)
    for found in (*ranges, after_preposition):
        if found is not None and found.sure:
            return found
    alone = _date_at(words, at, today)
    if alone is not None and alone.sure:
        return alone if alone.start == at else None  # an article before it stays a word
    for found in (*ranges, after_preposition, _years(words, at)):
        if found is not None:
            return found
    if alone is None:
        return _year_after_in(words, at, today)
    return alone._replace(start=at) if is_all or not is_year(alone.typed) else None


def _after_weekday(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """Return the day after a weekday, with it, if they agree."""
    weekday = _weekday(words[at].rstrip(_CLOSING))
    date = None if weekday is None else find_date(words, at + 1, today)
    if date is None or date.first is None or date.first != date.last or date.first.weekday() != weekday:
        return None
    return date._replace(start=at)


def _pair(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """Return a range whose two starts are one word: ``14-15 juni 2018``, ``mei/juni 2018``."""
    pair = _PAIR.fullmatch(words[at])
    if pair is None or at + 1 == len(words):
        return None
    expanded = [*words[:at], pair[1], "-", pair[2], *words[at + 1 :]]
    both = _range(expanded, at, today, (), _DASHES)
    return both._replace(end=both.end - 2) if both is not None and both.sure and both.end > at + 3 else None


def find_date(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """Return the longest sure date that starts at ``words[at]``, without prepositions.

    ``words`` are what is between spaces; the last word of a date may have closing punctuation. A sure date is a month,
    week, quarter or day with a year from 1900 to 2099, not ``2025``, ``mei`` or ``vandaag``. An impossible date is
    text, and so is its end: there is no month in ``31 februari 2025``.
    """
    if at >= len(words) or lex(words[at].rstrip(_CLOSING)) is None:
        return None  # most words: the longer texts need not be read
    for end in range(min(at + _MAX_WORDS, len(words)), at, -1):
        match = _match_sure(words, at, end)
        if match:
            period = _period(match, today)
            if period is None or _is_end_of_impossible(words, at, end, today):
                return None
            date = _single_date(words, at, end, period, sure=True)
            if (
                period.first == period.last
                and end < len(words)
                and _CLOCK.fullmatch(words[end].rstrip(_CLOSING))
            ):
                return date._replace(end=end + 1)  # the time of that day
            return date
    return None


def _weekday(word: str) -> int | None:
    """Return the number of a day of the week from 0, Monday; None for another word."""
    folded = _fold(word)
    return next((number for number, names in enumerate(_WEEKDAYS) if folded in names), None)


def without_weekday_and_time(text: str, today: datetime.date) -> str:
    """Return the date in ``text`` without the weekday before it and the time after it.

    DateError where the weekday is not that of the date.
    """
    rest = _TIME.sub("", text.strip())
    first, _, after = rest.partition(" ")
    weekday = _weekday(first.rstrip(_CLOSING))
    if weekday is None or not after:
        return rest
    period = period_of(after, today)
    if period is not None and period.first is not None and period.first == period.last:
        actual = period.first.weekday()
        if actual != weekday:
            raise DateError(
                f"{after} is no {first.rstrip(_CLOSING)} but a {_WEEKDAYS[actual][0]}",
                f"Leave the weekday out: {after}",
            )
        return after
    return text


def period_of(text: str, today: datetime.date) -> Period | None:
    """Return the period of ``text``; None where it is no date, or an impossible one."""
    match = _match(lex_without_article(text))
    return _period(match, today) if match else None


# Matching words with the rules


def _match(lexed: LexedDate | None) -> tuple[Rule, LexedDate] | None:
    """Return the rule for the shape of a text, and that text."""
    rule = RULES.get(lexed.shape) if lexed else None
    return (rule, lexed) if rule and lexed else None


def _has_free_year(rule: Rule, lexed: LexedDate) -> bool:
    """Return whether the year of a date, if it has one, is in FREE_YEARS."""
    return "year" not in rule.slots or lexed.values[rule.slots.index("year")] in FREE_YEARS


def _match_sure(words: Sequence[str], start: int, end: int) -> tuple[Rule, LexedDate] | None:
    """Return the rule for ``words[start:end]`` where they can only be a date, possible or not."""
    match = _match(lex(_text(words, start, end)))
    return match if match and match[0].unambiguous and _has_free_year(*match) else None


def _period(match: tuple[Rule, LexedDate], today: datetime.date) -> Period | None:
    """Return the period of a match; None for an impossible date."""
    rule, lexed = match
    try:
        return rule.period(lexed.values, today)
    except DateError:
        return None


def _is_end_of_impossible(words: Sequence[str], at: int, end: int, today: datetime.date) -> bool:
    """Return whether the date is the end of a longer date that does not exist."""
    longer = (_match_sure(words, start, end) for start in range(max(0, end - _MAX_WORDS), at))
    return any(match is not None and _period(match, today) is None for match in longer)


def _date_at(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """Return the longest date at ``words[at]`` or after an article there; a sure one first."""
    if at < len(words) and _fold(words[at]) in _ARTICLES:
        at += 1
    found = find_date(words, at, today)
    if found is not None:
        return found
    for end in range(min(at + _MAX_WORDS, len(words)), at, -1):
        match = _match(lex_without_article(_text(words, at, end)))
        if match and _has_free_year(*match) and not _match_sure(words, at, end):
            period = _period(match, today)
            if period is not None:
                return _single_date(words, at, end, period, sure=False)
    return None


def _single_date(words: Sequence[str], start: int, end: int, period: Period, *, sure: bool) -> FreeDate:
    typed = _text(words, start, end)
    return FreeDate(start, end, period.first, period.last, sure=sure, related=False, typed=typed)


# Ranges, prepositions, years


def _range(
    words: Sequence[str], at: int, today: datetime.date, openings: tuple[str, ...], links: tuple[str, ...]
) -> FreeDate | None:
    start = at + _count_words(words, at, openings)
    if openings and start == at:
        return None
    for link_at in range(start + 1, min(start + _MAX_WORDS + 2, len(words))):
        length = _count_words(words, link_at, links)
        second = _date_at(words, link_at + length, today) if length else None
        if second is None:
            continue
        first = _date_at(words, start, today)
        if first is None or first.end != link_at:
            first = _completed(words, start, link_at, second, today)
        # Without an opening word the year before the link may be the end of an impossible date.
        if first is None or (second.sure and not first.sure and not openings):
            continue
        is_list = links is _ALSO and not openings
        if is_list and (first.last is None or first.last + _DAY != second.first):
            continue  # two periods with days between them
        return FreeDate(
            start=at,
            end=second.end,
            first=first.first,
            last=second.last,
            sure=first.sure or second.sure,
            related=True,
            typed=f"{first.typed}..{second.typed}",
        )
    return None


def _completed(
    words: Sequence[str], start: int, end: int, second: FreeDate, today: datetime.date
) -> FreeDate | None:
    """Return the first date of a range, completed from the second: ``1`` of ``1 t/m 5 mei 2024``."""
    shared = second.typed.split()[1:]
    for at in range(len(shared)):
        completed = [*words[start:end], *shared[at:]]
        match = _match_sure(completed, 0, len(completed))
        period = _period(match, today) if match else None
        if period is not None:
            return _single_date(completed, 0, len(completed), period, sure=True)
    return None


def _after_preposition(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """Return a date after ``sinds``, ``na``, ``voor`` or ``tot``."""
    length = _count_words(words, at, _PREPOSITIONS)
    part = _count_words(words, at + length, (*_EARLY, *_MIDDLE, *_LATE)) if length else 0
    date = _date_at(words, at + length + part, today) if length else None
    if date is not None and part and is_year(date.typed):
        date, part = _date_at(words, at + length, today), 0  # eind 2019 is a date of its own
    if date is None:
        return None
    first, last, typed = date.first, date.last, date.typed
    relation = _PREPOSITIONS[_fold(" ".join(words[at : at + length]))]
    if part and relation == _AFTER and not _count_words(words, at + length, _LATE):
        relation = _SINCE
    elif part and relation == _BEFORE and not _count_words(words, at + length, _EARLY):
        relation = _UNTIL
    if relation == _SINCE:
        last, typed = None, f"{typed}.."
    elif relation == _UNTIL:
        first, typed = None, f"..{typed}"
    elif relation == _AFTER:
        first = None if last is None or last == last.max else last + _DAY
        last, typed = None, f"{_shortened(first, 1)}.."
    else:
        last = None if first is None or first == first.min else first - _DAY
        first, typed = None, f"..{_shortened(last, 12)}"
    if first is None and last is None:  # there is no day after the last of the calendar, nor before its first
        return None
    return date._replace(start=at, first=first, last=last, related=True, typed=typed)


def _year_after_in(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    date = _date_at(words, at + 1, today) if _fold(words[at]) in IN_WORDS else None
    return date._replace(start=at, sure=False) if date is not None and is_year(date.typed) else None


def _years(words: Sequence[str], at: int) -> FreeDate | None:
    """Return two years with a dash between them."""
    first, dash, last = words[at].rstrip(_CLOSING).replace("\N{EN DASH}", "-").partition("-")
    if not dash or not (is_year(first) and is_year(last)):
        return None
    days = datetime.date(int(first), 1, 1), datetime.date(int(last), 12, 31)
    return FreeDate(at, at + 1, *days, sure=False, related=True, typed=f"{first}..{last}")


def _count_words(words: Sequence[str], at: int, spellings: Iterable[str]) -> int:
    """Return the number of words of the spelling at ``words[at]``, 0 for none; longer spellings come first."""
    for spelling in spellings:
        parts = spelling.split()
        if [_fold(word) for word in words[at : at + len(parts)]] == parts:
            return len(parts)
    return 0


def _fold(text: str) -> str:
    # No word of the tables is longer, and NFC can take a time that grows with the square of the length.
    return unicodedata.normalize("NFC", text).lower() if len(text) < 20 else ""


def _text(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[start:end]).rstrip(_CLOSING)


def is_year(text: str) -> bool:
    """Return whether ``text`` is a year that free words can mean."""
    return len(text) == 4 and text.isascii() and text.isdigit() and int(text) in FREE_YEARS


def _shortened(day: datetime.date | None, month: int) -> str:
    """Return the day as text: only its year where it is the first (month 1) or last (month 12) of that year."""
    if day is None:
        return ""
    is_edge = (day.month, day.day) == (month, 1 if month == 1 else 31)
    return str(day.year) if is_edge else str(day)
