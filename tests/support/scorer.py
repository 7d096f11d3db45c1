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
from defsearch.search.plan import Reach
from defsearch.search.request import Sort

if TYPE_CHECKING:
    import datetime

    from support.judge import Judge
    from support.plain import PlainRelease
    from support.readings import Thing

    from defsearch.search.ranking import Weights
    from defsearch.search.request import SearchRequest
    from defsearch.search.tree import Node

ZONES = ("title", "heading", "body")


class Scorer:
    """Scores every release of an archive for a tree."""

    def __init__(self, judge: Judge, weights: Weights) -> None:
        self._judge = judge
        self._readings = judge.readings
        self._weights = weights
        self._lengths = {zone: [_length(one, zone) for one in judge.releases] for zone in ZONES}

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

        def place(one: PlainRelease) -> tuple[float, float, str]:
            worth, day = -comparable(scores.get(one.id, 0.0)), one.date.toordinal()
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
                for zone in set(one.zones) & set(other.zones) & {"title", "body"}:
                    near = self._closeness((one, other), typed, release, zone)
                    totals[release.id] += self._weights.near[zone] * worth * near
        return totals

    def _add_thing(self, thing: Thing, totals: dict[str, float]) -> float:
        """Add what one thing is worth in every release; its idf."""
        searched = (*thing.zones, "heading") if "body" in thing.zones else thing.zones
        counts = [
            {zone: self._counts(thing, release, zone) for zone in searched}
            for release in self._judge.releases
        ]
        far = (Reach.PART, Reach.SYNONYM)
        near = sum(
            any(found[how] for found in one.values() for how in found if how not in far) for one in counts
        )
        holders = near or sum(any(found[how] for found in one.values() for how in found) for one in counts)
        size = len(self._judge.releases)
        idf = math.log(1 + (size - holders + 0.5) / (holders + 0.5))
        k1 = self._weights.saturation
        for number, release in enumerate(self._judge.releases):
            x = sum(
                self._weights.zone[zone] * self._weights.reach[how] * count / self._normal(zone, number)
                for zone, found in counts[number].items()
                for how, count in found.items()
            )
            if self._counts_in(thing, release):
                totals[release.id] += idf * (k1 + 1) * x / (k1 + x)
        return idf

    def _counts_in(self, thing: Thing, release: PlainRelease) -> bool:
        return all(self._judge.holds(node, release, zones) for node, zones in thing.conditions)

    def _counts(self, thing: Thing, release: PlainRelease, zone: str) -> Counter[Reach]:
        total: Counter[Reach] = Counter()
        for paragraph in release.zones[zone]:
            total += self._readings.counts(thing, paragraph)
        return total

    def _closeness(self, pair: tuple[Thing, Thing], typed: int, release: PlainRelease, zone: str) -> float:
        """1 for as far apart as typed, less for each unit more or less; half of 1/d in the other order."""
        best = 0.0
        for paragraph in release.zones[zone]:
            first, second = (self._readings.places(thing, paragraph) for thing in pair)
            for distance in (against - place for place in first for against in second):
                if 0 < distance <= 12:
                    best = max(best, 1 / (1 + abs(distance - typed)))
                elif -12 <= distance < 0:
                    best = max(best, 0.5 / -distance)
        return best

    def _normal(self, zone: str, number: int) -> float:
        lengths = self._lengths[zone]
        mean = max(1.0, sum(lengths) / len(lengths))
        b = self._weights.length[zone]
        return 1 - b + b * lengths[number] / mean


def comparable(score: float) -> float:
    """A score to nine digits, so that the same sum in another order is the same score."""
    return float(f"{score:.8e}")


def _distance(one: Thing, other: Thing, query: str) -> int:
    """1, or more when only common words were typed between the two, and no operator."""
    assert one.node is not None
    assert other.node is not None
    words = re.findall(r"[\w'’-]+", query[one.node.span[1] : other.node.span[0]])
    return 1 + len(words) if all(word in STOP_WORDS for word in words) else 1


def _length(release: PlainRelease, zone: str) -> int:
    return sum(len(token.units) for paragraph in release.zones[zone] for token in paragraph)
