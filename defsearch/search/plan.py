"""A query looked up: which terms of the archive each word of it reaches, and how. Values only.

The tree says what was typed; the plan says where to look. A concept is one thing that the searcher named: all the
ways in which a release can hold it. Not here: finding (``matching``), scoring (``ranking``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.parser import Period
    from defsearch.query.ast import Span


class MatchKind(str, enum.Enum):
    """How a query word reaches a form of the archive, closest first."""

    EXACT = "exact"
    STEM = "stem"
    PART = "part"
    SYNONYM = "synonym"
    PATTERN = "pattern"
    FUZZY = "fuzzy"


STEMS, FORMS, PARTS = "stems", "forms", "parts"


class TermVariant(NamedTuple):
    """Hold ``term`` of one kind (STEMS, FORMS or PARTS)."""

    how: MatchKind
    kind: str
    term: str


class PhraseVariant(NamedTuple):
    """Hold one form of each element, next to each other in order; ``slop`` not None: that near, in any order.

    Each element is the forms that will do, as words of their own or as units of hyphenated ones.
    """

    how: MatchKind
    elements: tuple[tuple[str, ...], ...]
    slop: int | None = None


class TermGroup(NamedTuple):
    """One thing named in the query. ``number`` counts them from 0; ``zones`` is where to look."""

    number: int
    text: str
    span: Span
    fields: tuple[str, ...]
    terms: tuple[TermVariant, ...] = ()
    phrases: tuple[PhraseVariant, ...] = ()


class DateRange(NamedTuple):
    """Be dated in ``period``."""

    period: Period


class Conjunction(NamedTuple):
    """Match every child."""

    children: tuple[PlanNode, ...]


class Disjunction(NamedTuple):
    """Match a child. ``is_one_thing``: they are ways to write one thing, and what is in any of them counts."""

    children: tuple[PlanNode, ...]
    is_one_thing: bool = False


class Exclusion(NamedTuple):
    """Do not match the child."""

    child: PlanNode


PlanNode: TypeAlias = TermGroup | DateRange | Conjunction | Disjunction | Exclusion


class TypedPair(NamedTuple):
    """Two concepts of one group, one typed behind the other, as their numbers.

    ``distance`` is how far apart they stand in a text that has the words just as they were typed: 1 for next to each
    other, more where common words between them were left out.
    """

    first: int
    second: int
    distance: int = 1


class Plan(NamedTuple):
    """A whole query looked up."""

    root: PlanNode | None
    pairs: tuple[TypedPair, ...] = ()


def term_groups(node: PlanNode | None) -> list[TermGroup]:
    """The concepts below ``node`` in the order they were typed, without those that must be absent."""
    if isinstance(node, TermGroup):
        return [node]
    if isinstance(node, Conjunction | Disjunction):
        return [found for child in node.children for found in term_groups(child)]
    return []
