"""A plain scorer: BM25F written out over the words of each release, for all releases, sorted in full.

Written apart from the search's ranking: it counts words in text, where that counts postings. It takes the
weights, the tree and the judge's readings of words as given.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from support.plain import Judge, PlainRelease, analyse

from defsearch.dutch.tokens import read_token
from defsearch.search.plan import Reach
from defsearch.search.tree import And, InZone, Node, Not, Or, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.ranking import Weights


def positive_words(
    node: Node | None, zones: tuple[str, ...] = ("title", "body")
) -> Iterator[tuple[Word, tuple[str, ...]]]:
    """The words that a hit may hold, each with the zones it is looked for in."""
    if isinstance(node, Word):
        yield node, zones
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from positive_words(child, zones)
    elif isinstance(node, InZone):
        yield from positive_words(node.child, (node.zone.value,))
    else:
        assert node is None or isinstance(node, Not), "this scorer knows words only"


def neighbours(node: Node | None) -> list[tuple[tuple[Word, tuple[str, ...]], tuple[Word, tuple[str, ...]]]]:
    """The words that were typed next to each other, and may be wanted next to each other."""
    if isinstance(node, InZone):
        return neighbours(node.child)
    if not isinstance(node, And | Or):
        return []
    words: list[tuple[Word, tuple[str, ...]]] = []
    for child in node.children:
        if isinstance(child, InZone) and isinstance(child.child, Word):
            words.append((child.child, (child.zone.value,)))
        elif isinstance(child, Word):
            words.append((child, ("title", "body")))
    inner = [pair for child in node.children for pair in neighbours(child)]
    return [*pairwise(words), *inner]


def _stands(word: Word, unit: str, part_of_hyphenated: bool) -> bool:
    """Whether a unit is the word itself or, unless exact, an inflection of it."""
    form = read_token(word.text).form
    return unit == form or (not word.exact and analyse(unit).stem == analyse(form).stem)


class Scorer:
    """Scores every release of an archive for a tree of words."""

    def __init__(self, judge: Judge, weights: Weights) -> None:
        self._judge = judge
        self._weights = weights
        self._idf: dict[str, float] = {}
        self._lengths = {
            zone: [self._length(release, zone) for release in judge.releases]
            for zone in ("title", "heading", "body")
        }

    @staticmethod
    def _length(release: PlainRelease, zone: str) -> int:
        return sum(len(token.units) for paragraph in release.zones[zone] for token in paragraph)

    def scores(self, tree: Node | None) -> dict[str, float]:
        """The score of each release, whether it matches or not."""
        totals: Counter[str] = Counter()
        for word, zones in positive_words(tree):
            searched = (*zones, "heading") if "body" in zones else zones
            counts = [
                {zone: self._counts(word, release, zone) for zone in searched}
                for release in self._judge.releases
            ]
            close = (Reach.EXACT, Reach.STEM)
            holders = sum(any(zone[how] for zone in one.values() for how in close) for one in counts)
            holders = holders or sum(any(zone[Reach.PART] for zone in one.values()) for one in counts)
            size = len(self._judge.releases)
            idf = math.log(1 + (size - holders + 0.5) / (holders + 0.5))
            for number, release in enumerate(self._judge.releases):
                x = sum(
                    self._weights.zone[zone] * weighted / self._normal(zone, number)
                    for zone, found in counts[number].items()
                    if (weighted := sum(self._weights.reach[how] * count for how, count in found.items()))
                )
                k1 = self._weights.saturation
                totals[release.id] += idf * (k1 + 1) * x / (k1 + x)  # type: ignore[assignment]
            self._idf[word.text] = idf
        for one, other in neighbours(tree):
            worth = min(self._idf[one[0].text], self._idf[other[0].text])
            for release in self._judge.releases:
                for zone in set(one[1]) & set(other[1]) & {"title", "body"}:
                    near = self._closeness(one[0], other[0], release, zone)
                    totals[release.id] += self._weights.near[zone] * worth * near  # type: ignore[assignment]
        return dict(totals)

    @staticmethod
    def _closeness(one: Word, other: Word, release: PlainRelease, zone: str) -> float:
        """1/d for the closest places, d units apart in the order of the query; half in the other order."""
        best = 0.0
        for paragraph in release.zones[zone]:
            units = [(unit, len(token.units) > 1) for token in paragraph for unit in token.units]
            places = [at for at, (unit, part) in enumerate(units) if _stands(one, unit, part)]
            others = [at for at, (unit, part) in enumerate(units) if _stands(other, unit, part)]
            for place in places:
                for against in others:
                    distance = against - place
                    if 0 < distance <= 12:
                        best = max(best, 1 / distance)
                    elif -12 <= distance < 0:
                        best = max(best, 0.5 / -distance)
        return best

    def _normal(self, zone: str, number: int) -> float:
        lengths = self._lengths[zone]
        mean = max(1.0, sum(lengths) / len(lengths))
        b = self._weights.length[zone]
        return 1 - b + b * lengths[number] / mean

    @staticmethod
    def _counts(word: Word, release: PlainRelease, zone: str) -> Counter[Reach]:
        """How often a zone holds the word exactly, else by its stem; and as a part of other words."""
        found: Counter[Reach] = Counter()
        form = read_token(word.text).form
        stem = analyse(form).stem
        for paragraph in release.zones[zone]:
            for token in paragraph:
                if token.form == form:
                    found[Reach.EXACT] += 1
                elif word.exact:
                    continue
                elif analyse(token.form).stem == stem:
                    found[Reach.STEM] += 1
                elif any(part.stem == stem for part in analyse(token.form).parts):
                    found[Reach.PART] += 1
        return found
