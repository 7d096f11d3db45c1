"""Texts that are one date: by themselves, and among the words of free text, where some of them can be nothing else.

Not here: what is said of a text that is none (``calendar``), and what the words around dates do to them
(``date_ranges``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.date_rules import RULES, Rule
from defsearch.dutch.date_words import Lexed, lex
from defsearch.errors import DateError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from defsearch.dutch.period import Period

FREE_YEARS = range(1900, 2100)  # "op 1 mei 1500 militairen" counts soldiers
MOST_WORDS = 4  # of a date in free text: 3e kwartaal van 2025
CLOSING = ".,;:!?)"  # what may follow the last word of a date in running text


class DateSpan(NamedTuple):
    """A date among words: ``words[start:end]`` stand for ``period``."""

    start: int
    end: int
    period: Period


def lex_date(text: str) -> Lexed | None:
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


def _rule_of(lexed: Lexed | None) -> tuple[Rule, Lexed] | None:
    """The rule that a text has the shape of, with what it is applied to."""
    rule = RULES.get(lexed.shape) if lexed else None
    return (rule, lexed) if rule and lexed else None


def _is_likely(rule: Rule, lexed: Lexed) -> bool:
    """Whether its year, if it has one, is a year that releases speak of."""
    return "year" not in rule.slots or lexed.values[rule.slots.index("year")] in FREE_YEARS


def _free_rule(words: Sequence[str], start: int, end: int) -> tuple[Rule, Lexed] | None:
    """The rule that the words as a whole have the shape of, if they can be nothing but a date."""
    found = _rule_of(lex(" ".join(words[start:end]).rstrip(CLOSING)))
    return found if found and found[0].unmistakable and _is_likely(*found) else None


def _possible(found: tuple[Rule, Lexed], today: datetime.date) -> Period | None:
    rule, lexed = found
    try:
        return rule.period(lexed.values, today)
    except DateError:
        return None


def _is_tail(words: Sequence[str], at: int, end: int, today: datetime.date) -> bool:
    """Whether the date is only the end of a longer one that does not exist."""
    longer = (_free_rule(words, start, end) for start in range(max(0, end - MOST_WORDS), at))
    return any(free is not None and _possible(free, today) is None for free in longer)
