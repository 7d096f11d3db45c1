"""A plain scorer: BM25F and nearness written out over the words of each release, for all releases, sorted in full.

Written apart from the search's ranking: it counts words in text, where that counts postings. It takes the
weights, the tree and the plain readings of words as given.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.search.plan import MatchKind
from defsearch.search.results import Sort

if TYPE_CHECKING:
    import datetime

    from support.reference_documents import ReferenceRelease
    from support.reference_matcher import ReferenceMatcher
    from support.reference_terms import QueryTerm

    from defsearch.query.ast import Node
    from defsearch.search.results import SearchRequest
    from defsearch.search.scoring import Weights

TEXT_FIELDS = ("title", "heading", "body")


class ReferenceScorer:
    """Scores every release of an archive for a tree."""

    def __init__(self, judge: ReferenceMatcher, weights: Weights) -> None:
        self._judge = judge
        self._readings = judge.readings
        self._weights = weights
        self._lengths = {field: [_length(one, field) for one in judge.releases] for field in TEXT_FIELDS}

    def order(
        self, tree: Node | None, request: SearchRequest, today: datetime.date
    ) -> list[tuple[str, float]]:
        """All hits with their scores, in the order that ``request`` asks for."""
        scores = self.scores(tree, request.query, today if request.recent else None)
        hits = self._judge.ids(tree)
        found = [
            one
            for one in self._judge.releases
            if one.id in hits and (request.period is None or request.period.contains(one.date))
        ]

        def place(one: ReferenceRelease) -> tuple[float, float, str]:
            worth, day = -rounded(scores.get(one.id, 0.0)), one.date.toordinal()
            if request.sort is Sort.RELEVANCE:
                return worth, -day, one.id
            return (-day if request.sort is Sort.NEWEST else day), worth, one.id

        return [(one.id, scores.get(one.id, 0.0)) for one in sorted(found, key=place)]

    def scores(self, tree: Node | None, query: str, recent: datetime.date | None = None) -> dict[str, float]:
        """The score of each release, whether it matches or not; newer ones favoured from ``recent`` on."""
        named = self._readings.named(tree)
        totals = dict.fromkeys((one.id for one in self._judge.releases), 0.0)
        idf: dict[int, float] = {}
        for thing in named.things:
            idf[id(thing)] = self._add_thing(thing, totals)
        if recent is not None:
            for release in self._judge.releases:
                age = max(0, (recent - release.date).days)
                totals[release.id] *= 1 + 0.5 * 0.5 ** (age / 730)
        for one, other in named.pairs:
            worth = min(idf[id(one)], idf[id(other)])
            typed = _distance(one, other, query)
            for release in self._judge.releases:
                if not self._counts_in(one, release) or not self._counts_in(other, release):
                    continue
                for field in set(one.fields) & set(other.fields) & {"title", "body"}:
                    near = self._closeness((one, other), typed, release, field)
                    totals[release.id] += self._weights.proximity[field] * worth * near
        return totals

    def _add_thing(self, thing: QueryTerm, totals: dict[str, float]) -> float:
        """Add what one thing is worth in every release; its idf."""
        searched = (*thing.fields, "heading") if "body" in thing.fields else thing.fields
        counts = [
            {field: self._counts(thing, release, field) for field in searched}
            for release in self._judge.releases
        ]
        far = (MatchKind.PART, MatchKind.SYNONYM)
        near = sum(
            any(found[how] for found in one.values() for how in found if how not in far) for one in counts
        )
        doc_freq = near or sum(any(found[how] for found in one.values() for how in found) for one in counts)
        size = len(self._judge.releases)
        idf = math.log(1 + (size - doc_freq + 0.5) / (doc_freq + 0.5))
        k1 = self._weights.k1
        for number, release in enumerate(self._judge.releases):
            x = sum(
                self._weights.field[field] * self._weights.kind[how] * count / self._normal(field, number)
                for field, found in counts[number].items()
                for how, count in found.items()
            )
            if self._counts_in(thing, release):
                totals[release.id] += idf * (k1 + 1) * x / (k1 + x)
        return idf

    def _counts_in(self, thing: QueryTerm, release: ReferenceRelease) -> bool:
        return all(self._judge.holds(node, release, fields) for node, fields in thing.conditions)

    def _counts(self, thing: QueryTerm, release: ReferenceRelease, field: str) -> Counter[MatchKind]:
        total: Counter[MatchKind] = Counter()
        for paragraph in release.fields[field]:
            total += self._readings.counts(thing, paragraph)
        return total

    def _closeness(
        self, pair: tuple[QueryTerm, QueryTerm], typed: int, release: ReferenceRelease, field: str
    ) -> float:
        """1 for as far apart as typed, less for each unit more or less; half of 1/d in the other order."""
        best = 0.0
        for paragraph in release.fields[field]:
            first, second = (self._readings.places(thing, paragraph) for thing in pair)
            for distance in (against - place for place in first for against in second):
                if 0 < distance <= 12:
                    best = max(best, 1 / (1 + abs(distance - typed)))
                elif -12 <= distance < 0:
                    best = max(best, 0.5 / -distance)
        return best

    def _normal(self, field: str, number: int) -> float:
        lengths = self._lengths[field]
        mean = max(1.0, sum(lengths) / len(lengths))
        b = self._weights.b[field]
        return 1 - b + b * lengths[number] / mean


def rounded(score: float) -> float:
    """A score to nine digits, so that the same sum in another order is the same score."""
    return float(f"{score:.8e}")


def _distance(one: QueryTerm, other: QueryTerm, query: str) -> int:
    """1, or more when only common words were typed between the two, and no operator."""
    assert one.node is not None
    assert other.node is not None
    words = re.findall(r"[\w'’-]+", query[one.node.span[1] : other.node.span[0]])
    return 1 + len(words) if all(word in STOP_WORDS for word in words) else 1


def _length(release: ReferenceRelease, field: str) -> int:
    return sum(len(token.units) for paragraph in release.fields[field] for token in paragraph)
