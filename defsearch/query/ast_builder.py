"""The leaves of a tree, each made from what was typed for it: words, phrases, patterns, periods.

Operands: nodes with all that was typed for them, and what joins them to one node.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.errors import DateError, QueryError
from defsearch.query.ast import And, Fuzzy, Node, Or, Phrase, Span, Wildcard, Word, is_filter
from defsearch.query.syntax import quoted
from defsearch.query.tokens import TokenKind
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime

    from defsearch.dates.free_text import FreeDate
    from defsearch.dates.period import Period
    from defsearch.query.ast import Span
    from defsearch.query.free_text import QueryItem


class Operand(NamedTuple):
    """A node with the span of all that was typed for it, brackets too.

    ``common``: holds only common words that nobody asked for. ``loose``: words side by side, no brackets.
    """

    node: Node
    span: Span
    common: bool = False
    loose: bool = False


def all_of(operands: list[Operand], *, implicit: bool) -> Operand:
    """``operands`` (one or more) under an And."""
    if len(operands) == 1:
        return operands[0]
    span = _extent(operands)
    node = And(tuple(operand.node for operand in operands), span, implicit)
    return Operand(node, span, all(operand.common for operand in operands), loose=implicit)


def any_of(operands: list[Operand]) -> Operand:
    """``operands`` (one or more) under an Or."""
    if len(operands) == 1:
        return operands[0]
    span = _extent(operands)
    node = Or(tuple(operand.node for operand in operands), span)
    return Operand(node, span, all(operand.common for operand in operands))


def any_of_words(operands: list[Operand]) -> Operand:
    """Any of ``operands``, which stand side by side; but exclusions and ``date:`` terms always hold."""
    words = [operand for operand in operands if not is_filter(operand.node)]
    filters = [operand for operand in operands if is_filter(operand.node)]
    if not words or not filters:
        return any_of(words) if words else all_of(filters, implicit=True)
    return all_of([any_of(words), *filters], implicit=True)._replace(span=_extent(operands))


def grouping(query: str, operands: list[Operand], marks: list[str]) -> str | None:
    """How alternatives were grouped, for those who come from tools that read ``a b OR c`` as ``a (b OR c)``.

    ``marks`` are the operators between ``operands``. None where no words stand side by side without brackets.
    """
    if not any(operand.loose for operand in operands):
        return None
    texts = [quoted(query[slice(*operand.span)], marks="") for operand in operands]
    shown = [f"({text})" if operand.loose else text for text, operand in zip(texts, operands, strict=True)]
    return shown[0] + "".join(f" {mark} {text}" for mark, text in zip(marks, shown[1:], strict=True))


def _extent(operands: list[Operand]) -> Span:
    return min(operand.span[0] for operand in operands), max(operand.span[1] for operand in operands)


_DATE_HINT = 'as in date:2025-03, date:2025-03..2025-09 or date:"1 maart 2025..september 2025"'
_RANGE = r"(?:\d{4}[-\dQW]*)?\.\.(?:\d{4}[-\dQW]*)?"
_SINGLE_QUOTES = "'‘’‚`"
_LONGEST_DATE = 4  # items behind the first: 3e kwartaal van 2025


def read_words(items: list[QueryItem], *, exact: bool) -> tuple[Word, ...]:
    """The words of ``items``."""
    return tuple(Word(word.text, (word.start, word.end), exact) for item in items for word in item.words)


def read_leaf(query: str, item: QueryItem, *, exact: bool) -> Node:
    """The node of a run of text, a phrase, a pattern or a fuzzy word.

    QueryError where a phrase or fuzzy word holds too few or too many words.
    """
    span = (item.start, item.end)
    words = read_words([item], exact=exact)
    if item.kind is TokenKind.PATTERN:
        return Wildcard(item.text, span)
    if item.kind is TokenKind.FUZZY and len(words) == 1:
        return Fuzzy(words[0].text, item.number, span)
    if item.kind is TokenKind.TEXT and ".." in item.text and re.fullmatch(_RANGE, item.text):
        raise _error(query, span, "needs a field before it to be a range of dates", f"type date:{item.text}")
    if item.kind is TokenKind.TEXT and len(words) == 1:
        return words[0]
    if item.kind is TokenKind.FUZZY:
        raise _error(query, span, "holds more than one word: ~ works on one", "as in fregat~ or fregat~2")
    if not words:
        raise _error(query, span, "holds no word", 'as in "minister van defensie"')
    if item.number and not 2 <= len(words) <= item.number:
        many = "holds one word only" if len(words) == 1 else f"holds more than {item.number} words"
        hint = 'as in "drone aanval"~5; a single word takes ~ without quotes: fregat~'
        raise _error(query, span, f"{many}: ~{item.number} finds words near each other", hint)
    return Phrase(words, item.number, span)


def read_period(
    query: str, items: list[QueryItem], today: datetime.date, *, following: list[QueryItem]
) -> Period:
    """The period of what was typed in ``date:``, as ``items``. QueryError where it is not a date.

    ``following`` is what stands behind it: when it belongs to the date, the hint says so.
    """
    from defsearch.dates.parser import parse_range  # most queries need no calendar

    start, end = items[0].start, items[-1].end
    kind, text = items[0].kind, query[start:end]
    if query[:start].rstrip().endswith("..") or query[end:].lstrip().startswith(".."):
        raise _error(query, (start, end), "stands apart from the dots of its range", _DATE_HINT)
    is_glued = bool(following) and following[0].start == end and following[0].kind is not TokenKind.CLOSE
    if kind in (TokenKind.PATTERN, TokenKind.FUZZY) or items[0].number or is_glued:
        raise _error(query, (start, end), "is not a date or A..B", _DATE_HINT)
    try:
        return parse_range(items[0].text if kind is TokenKind.PHRASE else text.rstrip(",;"), today)
    except DateError as error:
        longer = _longer_date(query, start, following[:_LONGEST_DATE], today)
        hint = error.hint if longer is None else f'put a date of several words in quotes: date:"{longer}"'
        if text[0] in _SINGLE_QUOTES:
            hint = 'quotes in a query are double: date:"vorig jaar"'
        raise QueryError(error.message, query=query, start=start, end=end, hint=hint) from error


def read_free_period(query: str, span: Span, date: FreeDate) -> Period:
    """The period of free words. QueryError where a range ends before it starts: it would find nothing."""
    from defsearch.dates.period import ordered  # loaded already, with the date

    try:
        return ordered(date.first, date.last)
    except DateError as error:
        raise QueryError(error.message, query=query, start=span[0], end=span[1], hint=error.hint) from error


def _longer_date(query: str, start: int, following: list[QueryItem], today: datetime.date) -> str | None:
    """The date that starts at ``start`` and goes on in ``following``."""
    from defsearch.dates.parser import parse_range  # most queries need no calendar

    for last in reversed(following):
        text = query[start : last.end]
        try:
            parse_range(text, today)
        except DateError:
            continue
        return text
    return None


def _error(query: str, span: Span, message: str, hint: str) -> QueryError:
    start, end = span
    return QueryError(f"{quoted(query[start:end])} {message}", query=query, start=start, end=end, hint=hint)
