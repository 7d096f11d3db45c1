"""Which releases match a plan: sets, exact, for every operator. No scores, no order.

Every posting list that a plan needs is read whole, so a set is never cut short. What each concept was found by is
kept for ``ranking``.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import reduce
from operator import and_, ior
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.search.phrases import phrase_counts
from defsearch.search.plan import FORMS, PARTS, AllOf, AnyOf, Concept, InDays, Reach
from defsearch.store.fields import forms_field, parts_field, stems_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dutch.calendar import Period
    from defsearch.search.corpus import Corpus
    from defsearch.search.plan import PhraseWay, PlanNode, TermWay

_FAR = (Reach.PART, Reach.SYNONYM)


class Evidence(NamedTuple):
    """What a concept was found by in one zone: releases, how often each, and how the words got there.

    ``phrase`` is the phrase that was found, if it was one.
    """

    zone: str
    how: Reach
    ids: Sequence[int]
    counts: Sequence[int]
    phrase: PhraseWay | None = None


class HeldPhrase(NamedTuple):
    """A phrase that a release holds in a zone, and the number of the concept that it stands for."""

    zone: str
    phrase: PhraseWay
    concept: int


class FoundConcept(NamedTuple):
    """What a concept was found by, and where: ``holders`` is how many releases hold the thing itself.

    Those that hold it only as a part of a longer word or under another name do not count, unless there are no others.
    """

    evidence: Sequence[Evidence]
    holders: int


def limited(found: FoundConcept, within: set[int]) -> FoundConcept:
    """What a concept was found by in the releases ``within``; it tells as much there as it does anywhere."""
    evidence = []
    for one in found.evidence:
        both = [(id_, count) for id_, count in zip(one.ids, one.counts, strict=True) if id_ in within]
        if both:
            ids, counts = zip(*both, strict=True)
            evidence.append(one._replace(ids=ids, counts=counts))
    return FoundConcept(evidence, found.holders)


class Matching:
    """Finds the releases of one plan in one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._found: dict[int, FoundConcept] = {}
        self._alike: dict[Concept, FoundConcept] = {}
        self._latest: tuple[FoundConcept, set[int]] | None = None

    def releases(self, node: PlanNode) -> set[int]:
        """The numbers of the releases that match ``node``."""
        if isinstance(node, Concept):
            return self._held(self.concept(node))
        if isinstance(node, InDays):
            return in_days(self._corpus, node.period)
        if isinstance(node, AllOf):
            return reduce(and_, map(self.releases, node.children))
        if isinstance(node, AnyOf):
            return reduce(ior, map(self.releases, node.children), set())  # never all of them at once
        return self._corpus.everything() - self.releases(node.child)

    def concept(self, concept: Concept) -> FoundConcept:
        """What ``concept`` is found by, looked up once."""
        found = self._found.get(concept.number)
        if found is None:
            alike = concept._replace(number=0, text="", span=(0, 0))  # the same words typed again
            if alike not in self._alike:
                self._alike[alike] = self._look_up(alike)
            found = self._found[concept.number] = self._alike[alike]
        return found

    def _look_up(self, concept: Concept) -> FoundConcept:
        evidence = list(self._gather(concept))
        distinct = distinct_lists(evidence)
        releases: set[int] = set().union(*(one.ids for one in distinct if one.how not in _FAR))
        holders = len(releases)
        releases.update(*(one.ids for one in distinct if one.how in _FAR))
        found = FoundConcept(evidence, holders or len(releases))
        self._latest = found, releases
        return found

    def _held(self, found: FoundConcept) -> set[int]:
        """The releases that hold a concept. Only the latest is kept: those of hundreds would fill the memory."""
        if self._latest is None or self._latest[0] is not found:
            distinct = distinct_lists(found.evidence)
            self._latest = found, set().union(*(one.ids for one in distinct))
        return self._latest[1]

    def scopes(self, node: PlanNode | None) -> dict[int, set[int]]:
        """By concept number, the releases in which it counts; a concept that counts everywhere is not in it.

        What stands in an alternative of several conditions counts only where all of them are met:
        ``fregat OF (drone EN raket)`` makes nothing of a drone without a rocket.
        """
        found: dict[int, set[int]] = {}
        if node is not None:
            self._limit(node, None, found)
        return found

    def _limit(self, node: PlanNode, within: set[int] | None, found: dict[int, set[int]]) -> None:
        if isinstance(node, Concept) and within is not None:
            found[node.number] = within
        elif isinstance(node, AllOf):
            for child in node.children:
                self._limit(child, within, found)
        elif isinstance(node, AnyOf):
            for child in node.children:
                inside = within
                is_met_whole = isinstance(child, AllOf) or (isinstance(child, AnyOf) and child.is_one_thing)
                if is_met_whole and not node.is_one_thing:
                    inside = self.releases(child) if within is None else within & self.releases(child)
                self._limit(child, inside, found)

    def phrases_in(self, number: int) -> list[HeldPhrase]:
        """The phrases by which a release was found."""
        return [
            HeldPhrase(one.zone, one.phrase, concept)
            for concept, found in self._found.items()
            for one in found.evidence
            if one.phrase is not None and _holds(one.ids, number)
        ]

    def _gather(self, concept: Concept) -> Iterable[Evidence]:
        # Sub-headings are in the body, so they find nothing new; they are what makes a hit worth more.
        zones = (*concept.zones, "heading") if "body" in concept.zones else concept.zones
        for zone in zones:
            for way in concept.terms:
                ids, counts, _ = self._corpus.postings(term_field(zone, way), way.term)
                if ids:
                    yield Evidence(zone, way.how, ids, counts)
            for phrase in concept.phrases:
                counted = phrase_counts(self._corpus, zone, phrase)
                if counted:
                    yield Evidence(zone, phrase.how, list(counted), list(counted.values()), phrase)


def _holds(ids: Sequence[int], number: int) -> bool:
    at = bisect_left(ids, number)
    return at < len(ids) and ids[at] == number


def distinct_lists(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """As much of ``evidence`` as holds every release: a form's have its stem, a heading's are in the body."""
    zones = {one.zone for one in evidence}
    stemmed = {one.zone for one in evidence if one.how is Reach.STEM}
    return [
        one
        for one in evidence
        if not (one.how is Reach.EXACT and one.zone in stemmed)
        and not (one.zone == "heading" and "body" in zones)
    ]


def term_field(zone: str, way: TermWay) -> str:
    """The index field in which a way's term stands."""
    if way.kind == FORMS:
        return forms_field(zone)
    return parts_field(zone) if way.kind == PARTS else stems_field(zone)


def in_days(corpus: Corpus, period: Period) -> set[int]:
    """The numbers of the releases dated in ``period``."""
    first = period.first.toordinal() if period.first is not None else 0
    last = period.last.toordinal() if period.last is not None else 1 << 32
    return corpus.in_days(first, last)
