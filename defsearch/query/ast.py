"""A query as a small typed tree: what was typed, understood, and not yet looked up in any archive.

Every node keeps its span: character offsets [start, end) in the query text.

Questions about a tree that need no archive: what it holds, and whether it looks for anything.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dates.parser import Period


Span: TypeAlias = tuple[int, int]


class Field(enum.Enum):
    """A part of a release that a query can be limited to. The body includes its sub-headings."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


class Word(NamedTuple):
    """One word as typed (``NAVO-oefening``, ``F-16``, ``drones``); ``exact`` means this form only."""

    text: str
    span: Span
    exact: bool = False


class Wildcard(NamedTuple):
    """A word with ``*`` (any letters) or ``?`` (one letter) in it, at least one letter besides."""

    text: str
    span: Span


class Fuzzy(NamedTuple):
    """A word within ``distance`` (1 or 2) Levenshtein edits of ``text``."""

    text: str
    distance: int
    span: Span


class Phrase(NamedTuple):
    """Words next to each other in this order; with ``slop`` > 0, all within a window, in any order."""

    words: tuple[Word, ...]
    slop: int
    span: Span


class DateClause(NamedTuple):
    """Releases dated in ``period`` (``date:2025``)."""

    period: Period
    span: Span


class DateOrWords(NamedTuple):
    """Free words that are unmistakably a date: releases of that period, or with that text as a phrase."""

    period: Period
    words: tuple[Word, ...]
    span: Span


class FieldScope(NamedTuple):
    """``child`` limited to one zone (``title:…``)."""

    field: Field
    child: Node
    span: Span


class And(NamedTuple):
    """All of ``children`` (two or more). ``implicit`` when no AND was typed between them."""

    children: tuple[Node, ...]
    span: Span
    implicit: bool = True


class Or(NamedTuple):
    """Any of ``children`` (two or more)."""

    children: tuple[Node, ...]
    span: Span


class Not(NamedTuple):
    """Everything but ``child``."""

    child: Node
    span: Span


Node: TypeAlias = Word | Wildcard | Fuzzy | Phrase | DateClause | DateOrWords | FieldScope | And | Or | Not


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below ``node``, in the order of the query; words for a phrase or date."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Phrase | DateOrWords):
        return node.words
    if isinstance(node, FieldScope | Not):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, in the order of the query."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def words_of(node: Node) -> list[Word]:
    """All words of ``node``, those of its phrases and dates too."""
    return [part for part in walk(node) if isinstance(part, Word)]


def looks_for(node: Node) -> bool:
    """Whether ``node`` says what a release must hold, and not only what it must not."""
    if isinstance(node, And | Or):
        return any(looks_for(child) for child in node.children)
    if isinstance(node, FieldScope):
        return looks_for(node.child)
    return not looks_for(node.child) if isinstance(node, Not) else True


def is_filter(node: Node) -> bool:
    """Whether ``node`` only limits what others find: a ``date:`` term or an exclusion, or several of them."""
    if isinstance(node, And | Or):
        return all(is_filter(child) for child in node.children)
    if isinstance(node, FieldScope):
        return is_filter(node.child)
    return isinstance(node, DateClause | Not)
