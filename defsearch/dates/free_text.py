"""What the words around dates do to them in free text: ``sinds mei 2024``, ``tussen mei en juli 2024``, ``in 2019``.

Not here: dates by themselves (``date_texts``). A date that can be nothing else makes what is found ``sure``; the rest
(a year alone, ``vorig jaar``) is text that its author may have meant as a period.

What is unclear in the language is settled so: ``tot`` and ``until`` hold the date itself, as ``date:..mei 2024``
does; ``voor`` and ``before`` a date mean earlier than it.
"""

from __future__ import annotations

import datetime
import unicodedata
from typing import TYPE_CHECKING

from defsearch.dates.grammar import (
    RULES,
    LexedDate,
    Rule,
    lex,
)
from defsearch.dates.period import Period
from defsearch.errors import DateError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dates.period import Period

FREE_YEARS = range(1900, 2100)  # "op 1 mei 1500 militairen" counts soldiers


MOST_WORDS = 4  # of a date in free text: 3e kwartaal van 2025


CLOSING = ".,;:!?)"  # what may follow the last word of a date in running text


class DateSpan(NamedTuple):
    """A date among words: ``words[start:end]`` stand for ``period``."""

    start: int
    end: int
    period: Period


def lex_date(text: str) -> LexedDate | None:
    """The shape and the values of ``text``, without an article in front; None where a word of it is in no date."""
    lexed = lex(text)
    return lexed and lexed._replace(shape=lexed.shape.removeprefix("a "))


def period_of(text: str, today: datetime.date) -> Period | None:
    """The period of ``text``, all of it a date; None where it is none, or none that the calendar has."""
    found = _rule_of(lex_date(text))
    return _possible(found, today) if found else None


def find_date(words: Sequence[str], at: int, today: datetime.date) -> DateSpan | None:
    """The longest date that starts at ``words[at]`` of free text and can be nothing else, or None.

    ``words`` are divided by white space; the last of a date may carry closing punctuation. Unmistakable means
    a month, week, quarter or day with a year from 1900 to 2099: not ``2025``, ``mei`` or ``vandaag``. An
    impossible date is plain text, and so is its tail: there is no month in ``31 februari 2025``.
    """
    if at >= len(words) or lex(words[at].rstrip(CLOSING)) is None:
        return None  # most words: none of the longer texts need be read
    for end in range(min(at + MOST_WORDS, len(words)), at, -1):
        free = _free_rule(words, at, end)
        if free:
            period = _possible(free, today)
            return DateSpan(at, end, period) if period and not _is_tail(words, at, end, today) else None
    return None


def is_unmistakable(text: str) -> bool:
    """Whether ``text`` has the shape of what is a date in free text, though it may be an impossible one."""
    return _free_rule([text], 0, 1) is not None


def free_text_period(text: str, today: datetime.date) -> Period | None:
    """The period of ``text``, all of it a date, also one that could be something else (``2025``, ``vorig jaar``)."""
    found = _rule_of(lex_date(text))
    return _possible(found, today) if found and _is_likely(*found) else None


def _rule_of(lexed: LexedDate | None) -> tuple[Rule, LexedDate] | None:
    """The rule that a text has the shape of, with what it is applied to."""
    rule = RULES.get(lexed.shape) if lexed else None
    return (rule, lexed) if rule and lexed else None


def _is_likely(rule: Rule, lexed: LexedDate) -> bool:
    """Whether its year, if it has one, is a year that releases speak of."""
    return "year" not in rule.slots or lexed.values[rule.slots.index("year")] in FREE_YEARS


def _free_rule(words: Sequence[str], start: int, end: int) -> tuple[Rule, LexedDate] | None:
    """The rule that the words as a whole have the shape of, if they can be nothing but a date."""
    found = _rule_of(lex(" ".join(words[start:end]).rstrip(CLOSING)))
    return found if found and found[0].unmistakable and _is_likely(*found) else None


def _possible(found: tuple[Rule, LexedDate], today: datetime.date) -> Period | None:
    rule, lexed = found
    try:
        return rule.period(lexed.values, today)
    except DateError:
        return None


def _is_tail(words: Sequence[str], at: int, end: int, today: datetime.date) -> bool:
    """Whether the date is only the end of a longer one that does not exist."""
    longer = (_free_rule(words, start, end) for start in range(max(0, end - MOST_WORDS), at))
    return any(free is not None and _possible(free, today) is None for free in longer)


_SINCE, _AFTER, _BEFORE, _UNTIL = "since", "after", "before", "until"
_RELATIONS = {
    **dict.fromkeys(("sinds", "sedert", "vanaf", "since", "from"), _SINCE),
    **dict.fromkeys(("na", "after"), _AFTER),
    **dict.fromkeys(("voor", "vóór", "before"), _BEFORE),
    **dict.fromkeys(("tot en met", "t/m", "tot", "until", "till", "up to"), _UNTIL),
}
# A part of a date that has no fixed days; na begin mei may still be in May, na eind mei is not.
_EARLY, _MIDDLE, _LATE = ("begin", "early"), ("half", "medio", "midden", "mid"), ("eind", "einde", "late")
_LINKS = ("tot en met", "t/m", "tot", "until", "till", "through", "to")
# What opens a range, and what stands between its two dates; a link alone does without an opening.
_RANGES = (
    (("tussen", "between"), ("en", "and")),
    (("van", "vanaf", "sinds", "from", "since"), _LINKS),
    ((), _LINKS),
)
WITHIN = ("in", "uit", "van", "over", "op", "tijdens", "during", "of")  # before a year they make it a time
_ARTICLES = ("de", "het", "the")
_DAY = datetime.timedelta(days=1)


class FreeDate(NamedTuple):
    """``words[start:end]`` as days from ``first`` to ``last`` (None is open; a range may be reversed).

    ``sure``: it is read as a period. ``related``: other words than those of one date changed its days.
    ``typed``: the same period as the term ``date:`` takes it.
    """

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    sure: bool
    related: bool
    typed: str


class _Dated(NamedTuple):
    """One date: where it ends, its text, its days, and whether it can be nothing else."""

    end: int
    text: str
    period: Period
    sure: bool


def find_free_date(
    words: Sequence[str], at: int, today: datetime.date, *, is_all: bool = False
) -> FreeDate | None:
    """What starts at ``words[at]``: a range, a date with a word before it that changes its days, or a date.

    A year alone is only found where a word before it makes it a time (``in 2019``), or where it ``is_all`` there is.
    """
    if at >= len(words):
        return None
    ranges = list(_ranges(words, at, today))
    related = _related(words, at, today)
    for found in (*ranges, related):
        if found is not None and found.sure:
            return found
    alone = _date_at(words, at, today)
    if alone is not None and alone.sure:  # an article in front of it stays a word
        return None if _folded(words[at]) in _ARTICLES else _free(at, alone, alone)
    loose = next((found for found in (*ranges, related, _years(words, at)) if found is not None), None)
    if loose is not None or alone is None:
        return loose or _within(words, at, today)
    return _free(at, alone, None) if is_all or not _is_year(alone.text) else None


def _ranges(words: Sequence[str], at: int, today: datetime.date) -> Iterable[FreeDate]:
    """The ranges that start at ``words[at]``, those that are sure first."""
    found = [one for openers, links in _RANGES if (one := _range(words, at, today, openers, links))]
    return sorted(found, key=lambda one: not one.sure)


def _range(
    words: Sequence[str], at: int, today: datetime.date, openers: tuple[str, ...], links: tuple[str, ...]
) -> FreeDate | None:
    start = at + _length(words, at, openers)
    if openers and start == at:
        return None
    for link_at in range(start + 1, min(start + MOST_WORDS + 2, len(words))):
        length = _length(words, link_at, links)
        second = _date_at(words, link_at + length, today) if length else None
        if second is None:
            continue
        first = _date_at(words, start, today)
        if first is None or first.end != link_at:
            first = _completed(words, start, link_at, second, today)
        # Without an opening the year in front may be the end of a date that does not exist.
        if first is None or (second.sure and not first.sure and not openers):
            continue
        found = _free(at, first, second)
        return found._replace(sure=first.sure or second.sure, related=True)
    return None


def _completed(
    words: Sequence[str], start: int, end: int, second: _Dated, today: datetime.date
) -> _Dated | None:
    """The first date of a range that leaves to the second what both have: ``1`` of ``1 t/m 5 mei 2024``."""
    shared = second.text.split()[1:]
    for at in range(len(shared)):
        text = " ".join([*words[start:end], *shared[at:]])
        period = free_text_period(text, today) if is_unmistakable(text) else None
        if period is not None:
            return _Dated(end, text, period, sure=True)
    return None


def _related(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """A date behind ``sinds``, ``na``, ``voor`` or ``tot``."""
    length = _length(words, at, _RELATIONS)
    part = _length(words, at + length, (*_EARLY, *_MIDDLE, *_LATE)) if length else 0
    dated = _date_at(words, at + length + part, today) if length else None
    if dated is None:
        return None
    first, last = dated.period.first, dated.period.last
    relation = _RELATIONS[_folded(" ".join(words[at : at + length]))]
    if part and relation == _AFTER and not _length(words, at + length, _LATE):
        relation = _SINCE
    elif part and relation == _BEFORE and not _length(words, at + length, _EARLY):
        relation = _UNTIL
    if relation == _SINCE:
        found = _free(at, dated, None)._replace(last=None, typed=f"{dated.text}..")
    elif relation == _UNTIL:
        found = _free(at, dated, None)._replace(first=None, typed=f"..{dated.text}")
    elif relation == _AFTER:
        first = None if last is None or last == last.max else last + _DAY
        found = _free(at, dated, None)._replace(first=first, last=None, typed=f"{_written(first, 1)}..")
    else:
        last = None if first is None or first == first.min else first - _DAY
        found = _free(at, dated, None)._replace(first=None, last=last, typed=f"..{_written(last, 12)}")
    # There is no day after the last of the calendar, nor before its first.
    return found._replace(sure=dated.sure, related=True) if found.first or found.last else None


def _within(words: Sequence[str], at: int, today: datetime.date) -> FreeDate | None:
    """A year behind ``in`` and the like."""
    dated = _date_at(words, at + 1, today) if _folded(words[at]) in WITHIN else None
    return _free(at, dated, None) if dated is not None and _is_year(dated.text) else None


def _years(words: Sequence[str], at: int) -> FreeDate | None:
    """Two years with a dash between them."""
    first, dash, last = words[at].rstrip(CLOSING).replace("\N{EN DASH}", "-").partition("-")
    if not dash or not (_is_year(first) and _is_year(last)):
        return None
    days = datetime.date(int(first), 1, 1), datetime.date(int(last), 12, 31)
    return FreeDate(at, at + 1, *days, sure=False, related=True, typed=f"{first}..{last}")


def _date_at(words: Sequence[str], at: int, today: datetime.date) -> _Dated | None:
    """The longest date that starts at ``words[at]``, or behind an article there."""
    if at < len(words) and _folded(words[at]) in _ARTICLES:
        at += 1
    found = find_date(words, at, today)
    if found is not None:
        return _Dated(found.end, _text(words, at, found.end), found.period, sure=True)
    for end in range(min(at + MOST_WORDS, len(words)), at, -1):
        text = _text(words, at, end)
        period = None if is_unmistakable(text) else free_text_period(text, today)
        if period is not None:
            return _Dated(end, text, period, sure=False)
    return None


def _free(at: int, first: _Dated, last: _Dated | None) -> FreeDate:
    end = last or first
    typed = first.text if end is first else f"{first.text}..{end.text}"
    sure = last is not None and first.sure
    return FreeDate(
        at, end.end, first.period.first, end.period.last, sure=sure, related=end is not first, typed=typed
    )


def _length(words: Sequence[str], at: int, spellings: Iterable[str]) -> int:
    """The number of words of the spelling that stands at ``words[at]``; the longest comes first in its table."""
    for spelling in spellings:
        parts = spelling.split()
        if [_folded(word) for word in words[at : at + len(parts)]] == parts:
            return len(parts)
    return 0


def _folded(text: str) -> str:
    # No word of the tables is longer; composing can take a time that grows with the square of the length.
    return unicodedata.normalize("NFC", text).lower() if len(text) < 20 else ""


def _text(words: Sequence[str], start: int, end: int) -> str:
    return " ".join(words[start:end]).rstrip(CLOSING)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and int(text) in FREE_YEARS


def _written(day: datetime.date | None, month: int) -> str:
    """A day as short as it can be: the year where it is the first or last day of one, as ``month`` is."""
    if day is None:
        return ""
    is_edge = (day.month, day.day) == (month, 1 if month == 1 else 31)
    return str(day.year) if is_edge else str(day)
