"""The abstract syntax tree (AST) of a query: what was typed, before any index is asked; and an outline of it in words.

Every node keeps its span: the character offsets [start, end) in the query. Not here: how a query becomes an AST
(``parser``), and what releases its nodes match (``search``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dates.period import Period

Span: TypeAlias = tuple[int, int]


class Field(enum.Enum):
    """A field of a release that a query can be limited to. The body includes its sub-headings."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


class Word(NamedTuple):
    """One word as typed (``NAVO-oefening``, ``F-16``, ``drones``).

    ``exact``: only in this form. ``capitals``: only where it is written in capitals (``OM``, which is no ``om``).
    """

    text: str
    span: Span
    exact: bool = False
    capitals: bool = False


class Wildcard(NamedTuple):
    """A word with ``*`` (any letters) or ``?`` (one letter), and at least one letter."""

    text: str
    span: Span


class Fuzzy(NamedTuple):
    """A word within ``distance`` (1 or 2) Levenshtein edits of ``text``."""

    text: str
    distance: int
    span: Span


class Phrase(NamedTuple):
    """Adjacent words in this order; with ``slop`` > 0, all within a window of ``slop`` words, in any order."""

    words: tuple[Word, ...]
    slop: int
    span: Span


class DateClause(NamedTuple):
    """Releases of ``period`` (``date:2025``)."""

    period: Period
    span: Span


class DateOrWords(NamedTuple):
    """Free words that can only be a date: releases of one of those periods, or with the words as a phrase."""

    periods: tuple[Period, ...]
    words: tuple[Word, ...]
    span: Span


class FieldScope(NamedTuple):
    """``child`` limited to one field (``title:…``)."""

    field: Field
    child: Node
    span: Span


class And(NamedTuple):
    """All of ``children`` (two or more). ``implicit``: no AND was typed between them."""

    children: tuple[Node, ...]
    span: Span
    implicit: bool = True


class Or(NamedTuple):
    """Any of ``children`` (two or more). ``implicit``: no OR was typed between them, any word will do."""

    children: tuple[Node, ...]
    span: Span
    implicit: bool = False


class Not(NamedTuple):
    """Everything but ``child``."""

    child: Node
    span: Span


Node: TypeAlias = Word | Wildcard | Fuzzy | Phrase | DateClause | DateOrWords | FieldScope | And | Or | Not


def children(node: Node) -> tuple[Node, ...]:
    """Return the child nodes of ``node``, in the order of the query; the words of a phrase or date."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Phrase | DateOrWords):
        return node.words
    if isinstance(node, FieldScope | Not):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and all nodes below it, in the order of the query."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def words_of(node: Node) -> list[Word]:
    """Return all words of ``node``, also those of its phrases and dates."""
    return [part for part in walk(node) if isinstance(part, Word)]


def is_year_or_word(node: Node) -> bool:
    """Return whether ``node`` is a year beside other words, which may be a number as well."""
    return isinstance(node, DateOrWords) and len(node.words) == 1 and node.words[0].text.isdecimal()


def is_positive(node: Node) -> bool:
    """Return whether ``node`` says what a release must contain, not only what it must not contain."""
    if isinstance(node, And | Or):
        return any(is_positive(child) for child in node.children)
    if isinstance(node, FieldScope):
        return is_positive(node.child)
    return not is_positive(node.child) if isinstance(node, Not) else True


def is_filter(node: Node) -> bool:
    """Return whether ``node`` only limits what other nodes match: dates and exclusions."""
    if isinstance(node, And | Or):
        return all(is_filter(child) for child in node.children)
    if isinstance(node, FieldScope):
        return is_filter(node.child)
    return isinstance(node, DateClause | DateOrWords | Not)


_INDENT = "  "
_FIELDS = {Field.TITLE: "in the title:", Field.HEADING: "in a sub-heading:", Field.BODY: "in the body:"}


def format_ast(tree: Node | None) -> tuple[str, ...]:
    """Return a line for each node, indented by its level. Texts are as typed: nothing is escaped."""
    return ("every release",) if tree is None else tuple(_outline(tree, 0))


def _outline(node: Node, depth: int) -> Iterator[str]:
    yield _INDENT * depth + _line(node)
    if isinstance(node, And | Or | Not | FieldScope):
        for child in children(node):
            yield from _outline(child, depth + 1)


def _line(node: Node) -> str:
    if isinstance(node, Word):
        return f"the word {node.text}{', in this form only' if node.exact else ''}"
    if isinstance(node, Phrase):
        return _phrase_line(node)
    if isinstance(node, Wildcard):
        return f"words like {node.text} (* any letters, ? one letter)"
    if isinstance(node, Fuzzy):
        letters = "1 letter" if node.distance == 1 else f"{node.distance} letters"
        return f"words at most {letters} away from {node.text}"
    if isinstance(node, DateClause):
        return f"dated {node.period.describe()}"
    if isinstance(node, DateOrWords):
        periods = " or ".join(period.describe() for period in node.periods)
        return f"dated {periods}, or the phrase “{_texts(node.words)}”"
    if isinstance(node, FieldScope):
        return _FIELDS[node.field]
    if isinstance(node, Not):
        return "not:"
    return "all of these:" if isinstance(node, And) else "any of these:"


def _phrase_line(phrase: Phrase) -> str:
    only = ", in these forms only" if all(word.exact for word in phrase.words) else ""
    if phrase.slop:
        return f"“{_texts(phrase.words)}” within {phrase.slop} words, in any order{only}"
    return f"the phrase “{_texts(phrase.words)}”{only}"


def _texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)
