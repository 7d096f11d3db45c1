"""The periods of a query: of ``date:`` and of free words that are a date.

Not here: how a date is read (``dates``). Loaded only for a query that has a date.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from defsearch.dates.free_text import is_year
from defsearch.dates.parser import parse_range
from defsearch.dates.period import Unit, ordered, whole
from defsearch.errors import DateError, QueryError
from defsearch.query.ast import DateOrWords
from defsearch.query.syntax import TokenKind, not_understood

if TYPE_CHECKING:
    from defsearch.dates.free_text import FreeDate
    from defsearch.dates.period import Period
    from defsearch.query.ast import Node, Span, Word
    from defsearch.query.syntax import Token

_HINT = 'as in date:2025-03, date:2025-03..2025-09 or date:"1 maart 2025..september 2025"'
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


def read_free_date(query: str, span: Span, date: FreeDate) -> Period:
    """Return the period of free words. QueryError where a range ends before it starts."""
    try:
        return ordered(date.first, date.last)
    except DateError as error:
        raise QueryError(error.message, query=query, start=span[0], end=span[1], hint=error.hint) from error


def year_or_word(word: Word) -> Node:
    """Return releases of the year ``word``, or with that number; the word itself where it is no year of releases."""
    if not is_year(word.text):
        return word
    return DateOrWords(whole(Unit.YEAR, datetime.date(int(word.text), 1, 1)), (word,), word.span)


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
