"""The plan of a query: which terms of the index each word of it matches. Values only.

The AST says what was typed; the plan says where to look. A term group is one thing that the query names: all the
terms and phrases by which a release can match it.

Not here: making the plan (``expansion``), matching (``matcher``), scores (``scoring``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from defsearch.dates.period import Period
    from defsearch.query.ast import Span


class MatchKind(str, enum.Enum):
    """How a form in the index matches a query word, closest first."""

    EXACT = "exact"
    STEM = "stem"
    SPLIT = "split"
    PART = "part"
    SYNONYM = "synonym"
    DERIVATION = "derivation"
    SYNONYM_PART = "synonym_part"
    PATTERN = "pattern"
    FUZZY = "fuzzy"


STEMS, FORMS, PARTS, APART, SPLIT = "stems", "forms", "parts", "apart", "split"


class TermVariant(NamedTuple):
    """A ``term`` of one kind that matches.

    The kinds: STEMS, FORMS, PARTS, APART (the stem of a word written apart) and SPLIT (that of a verb in two parts).
    """

    how: MatchKind
    kind: str
    term: str


class PhraseVariant(NamedTuple):
    """A phrase that matches: one form of each element, next to each other, in order.

    With ``slop``, the elements may be in any order within that many positions. A form may be a word of its own or
    a subword of a hyphenated one.
    """

    how: MatchKind
    elements: tuple[tuple[str, ...], ...]
    slop: int | None = None


class TermGroup(NamedTuple):
    """One thing that the query names. ``number`` counts from 0; ``fields`` is where to look."""

    number: int
    text: str
    span: Span
    fields: tuple[str, ...]
    terms: tuple[TermVariant, ...] = ()
    phrases: tuple[PhraseVariant, ...] = ()


class DateRange(NamedTuple):
    """Releases dated in ``period``."""

    period: Period


class Conjunction(NamedTuple):
    """Releases that match every child."""

    children: tuple[PlanNode, ...]


class Disjunction(NamedTuple):
    """Releases that match a child. ``is_one_thing``: the children are spellings of the same thing."""

    children: tuple[PlanNode, ...]
    is_one_thing: bool = False


class Exclusion(NamedTuple):
    """Releases that do not match the child."""

    child: PlanNode


PlanNode: TypeAlias = TermGroup | DateRange | Conjunction | Disjunction | Exclusion


class AdjacentTerms(NamedTuple):
    """Two term groups that were typed one after the other.

    ``distance`` is how far apart they were typed: 1 for next to each other, more where common words between them
    were left out. Before scoring, the executor adds the ``idf`` of the rarer group, and the documents in which both
    count (``within``; None for all).
    """

    first: TermGroup
    second: TermGroup
    distance: int = 1
    idf: float = 0.0
    within: set[int] | None = None


class Plan(NamedTuple):
    """The plan of a whole query. ``groups`` are in the order of the query, without those that are excluded.

    ``joined`` has, by the number of a word's group, the group of the name or compound that it is with its neighbours.
    """

    root: PlanNode | None
    groups: tuple[TermGroup, ...] = ()
    adjacent_terms: tuple[AdjacentTerms, ...] = ()
    joined: Mapping[int, TermGroup] = {}
