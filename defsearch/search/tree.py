"""A query as a small typed tree: what was typed, understood, and not yet looked up in any archive.

Every node keeps its span: character offsets [start, end) in the query text.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dutch.calendar import Period

Span: TypeAlias = tuple[int, int]


class Zone(enum.Enum):
    """A part of a release that a query can be limited to. The body includes its sub-headings."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


class Word(NamedTuple):
    """One word as typed (``NAVO-oefening``, ``F-16``, ``drones``); ``exact`` means this form only."""

    text: str
    span: Span
    exact: bool = False


class Pattern(NamedTuple):
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


class InPeriod(NamedTuple):
    """Releases dated in ``period`` (``date:2025``)."""

    period: Period
    span: Span


class DateWords(NamedTuple):
    """Free words that are unmistakably a date: releases of that period, or with that text as a phrase."""

    period: Period
    words: tuple[Word, ...]
    span: Span


class InZone(NamedTuple):
    """``child`` limited to one zone (``title:…``)."""

    zone: Zone
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


Node: TypeAlias = Word | Pattern | Fuzzy | Phrase | InPeriod | DateWords | InZone | And | Or | Not
