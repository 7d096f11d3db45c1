"""The periods of a query: of ``date:`` and of free words that are a date.

Not here: how a date is read (``dates``). Loaded only for a query that has a date.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from defsearch.dates.free_text import FreeText, is_year
from defsearch.dates.parser import parse_range
from defsearch.dates.period import Period, Unit, whole
from defsearch.errors import DateError, QueryError
from defsearch.query.ast import (
    DateClause,
    DateOrWords,
    Or,
    TokenKind,
    is_year_or_word,
    listed,
    not_understood,
    quoted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.dates.free_text import FreeDate
    from defsearch.query.ast import Node, Span, Token, Word

_HINT = 'as in date:2025-03, date:2025-03..2025-09 or date:"1 maart 2025..september 2025"'
_COMPARISON = re.compile(r"([<>]=?|[\[{])")
_TEXT_WORDS = 4  # beside its dates, for a query to be a text that was pasted
_SINGLE_QUOTES = "'‘’‚`"
_MAX_DATE_TOKENS = 4  # after the first one: 3e kwartaal van 2025


def read_date_clause(query: str, tokens: list[Token], today: datetime.date, following: list[Token]) -> Period:
    """Return the period of ``tokens``, which were typed after ``date:``. QueryError where they are no date.

    ``following`` are the tokens after them: where they belong to the date, the hint says so.
    """
    start, end = span = tokens[0].start, tokens[-1].end
    kind, text = tokens[0].kind, query[start:end]
    if query[:start].rstrip().endswith("..") or query[end:].lstrip().startswith(".."):
        raise not_understood(query, span, "is separated from the dots of its range", _HINT)
    is_glued = bool(following) and following[0].start == end and following[0].kind is not TokenKind.CLOSE
    if kind in (TokenKind.WILDCARD, TokenKind.FUZZY) or tokens[0].number or is_glued:
        raise not_understood(query, span, "is not a date or A..B", _HINT)
    if compared := _COMPARISON.match(text):
        ends = _compared(compared[1], text[compared.end() :], today)
        raise not_understood(query, span, "is not a date or A..B", f"type date:{ends}" if ends else _HINT)
    try:
        return parse_range(tokens[0].text if kind is TokenKind.PHRASE else text.rstrip(",;"), today)
    except DateError as error:
        longer = _longer_date(query, start, following[:_MAX_DATE_TOKENS], today)
        hint, typed_range = error.hint, error.typed_range
        if text[0] in _SINGLE_QUOTES:
            hint, typed_range = 'quotes in a query are double: date:"vorig jaar"', None
        elif longer is not None:
            hint, typed_range = f'put a date of several words in quotes: date:"{longer}"', None
        raise QueryError(
            error.message, query=query, start=start, end=end, hint=hint, typed_range=typed_range
        ) from error


def read_free_date(query: str, span: Span, date: FreeDate) -> tuple[Period, ...]:
    """Return the periods of free words. QueryError where they have a problem: a range ends before it starts."""
    if date.problem:
        message, hint = date.problem
        raise QueryError(message, query=query, start=span[0], end=span[1], hint=hint)
    return tuple(Period(*days) for days in date.periods)


def year_or_word(word: Word) -> Node:
    """Return releases of the year ``word``, or with that number; the word itself where it is no year of releases."""
    if not is_year(word.text):
        return word
    return DateOrWords((whole(Unit.YEAR, datetime.date(int(word.text), 1, 1)),), (word,), word.span)


def join_dates(query: str, nodes: list[Node]) -> tuple[list[Node], list[str]]:
    """Return nodes side by side with dates in free words that share no day as alternatives, and what to say about it.

    QueryError where no day is in all periods and at least one of them was typed as a limit: ``date:2018 date:2020``,
    ``sinds 2020 voor 2018``. A year alone is no period here: in ``begroting 2019 september 2018`` it is a number.
    """
    check_clauses(query, nodes)
    free = [one for one in nodes if isinstance(one, DateOrWords) and not is_year_or_word(one)]
    if not _share_no_day([one.periods for one in free]):
        return nodes, []
    is_text = len(nodes) - len(free) >= _TEXT_WORDS
    if not is_text and any(None in period for one in free for period in one.periods):
        raise _no_common_day(query, free)
    either = Or(tuple(free), (free[0].span[0], free[-1].span[1]))
    typed = listed([quoted(query[slice(*one.span)]) for one in free], "and")
    return [*(node for node in nodes if node not in free), either], [
        f"{typed} share no day: releases of either"
    ]


def check_clauses(query: str, nodes: list[Node]) -> None:
    """Refuse nodes of which all must match where no day is in all their ``date:`` periods."""
    clauses = [node for node in nodes if isinstance(node, DateClause)]
    if _share_no_day([(clause.period,) for clause in clauses]):
        raise _no_common_day(query, clauses)


def _share_no_day(dates: list[tuple[Period, ...]]) -> bool:
    """Return whether no day is in one of the periods of each date."""
    common: list[Period] = [Period(None, None)]
    for periods in dates:
        common = [days for one in common for period in periods if (days := one.intersect(period))]
    return not common


def _no_common_day(query: str, dates: Sequence[DateClause | DateOrWords]) -> QueryError:
    """Return the error for periods that exclude each other."""
    either = " OF ".join(
        f'date:"{query[slice(*one.span)].strip(chr(34))}"'
        if isinstance(one, DateClause)
        else query[slice(*one.span)]
        for one in dates
    )
    return QueryError(
        "no day is in all of these periods",
        query=query,
        start=min(one.span[0] for one in dates),
        end=max(one.span[1] for one in dates),
        hint=f"for releases of either: ({either})",
    )


def _compared(sign: str, date: str, today: datetime.date) -> str | None:
    """Return what to type after ``date:`` for a date after a sign of comparison; None where it is no date."""
    words = {">": "na", ">=": "sinds", "<": "voor", "<=": "tot"}
    has_date = sign in words and date
    found = FreeText([words[sign], *date.split()], today).find(0) if has_date else None
    return found.typed if found and not found.problem and found.end == len(date.split()) + 1 else None


def _longer_date(query: str, start: int, following: list[Token], today: datetime.date) -> str | None:
    """Return the longest date from ``start`` to the end of one of ``following``."""
    for last in reversed(following):
        text = query[start : last.end]
        try:
            parse_range(text, today)
        except DateError:
            continue
        return text
    return None
