"""What a hit is worth: BM25F over title, sub-headings and body, with nearness on top. Pure arithmetic.

The formula is the one of Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3.6: a word's frequencies in the fields, each divided by its field's length normalisation, are weighted and
added before they saturate, so that a word that stands in title and body is not counted as two words.

    x = Σ_zone w_zone · Σ_reach w_reach · tf / (1 - b_zone + b_zone · length / mean length)
    score = Σ_concept idf · (k1 + 1) · x / (k1 + x),     idf = ln(1 + (N - df + ½) / (df + ½))

Ours is what counts as a frequency: an exact form counts in full, its inflections, compounds and synonyms less.
The weights were chosen on one half of a judged set and reported on the other (tests/benchmarks/ranking.py).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.search.plan import Reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from defsearch.search.corpus import Corpus
    from defsearch.search.matching import Evidence, FoundConcept

_SPARSE = 16  # times fewer releases than there are, or than a list holds: then each is looked up by itself
_RECENT = 0.5  # what --recent adds to the score of a release of today, as a share of it
_HALF_LIFE = 730  # days in which that share is halved


class Weights(NamedTuple):
    """Every number in the formula. ``length`` is b; ``zone`` and ``reach`` are w.

    ``near`` is what words next to each other are worth in a zone, in idf of the rarer one (``nearness``).
    """

    saturation: float = 1.4
    zone: Mapping[str, float] = {"title": 3.0, "heading": 1.0, "body": 1.0}
    length: Mapping[str, float] = {"title": 0.6, "heading": 0.3, "body": 0.65}
    reach: Mapping[Reach, float] = {
        Reach.EXACT: 1.0,
        Reach.STEM: 0.75,
        Reach.PART: 0.5,
        Reach.SYNONYM: 0.4,
        Reach.PATTERN: 1.0,
        Reach.FUZZY: 0.6,
    }
    near: Mapping[str, float] = {"title": 1.0, "body": 0.5}


def inverse_document_frequency(releases: float, size: float) -> float:
    """How much a word that ``releases`` of ``size`` releases hold tells; always above 0."""
    return math.log(1 + (size - releases + 0.5) / (releases + 0.5))


def concept_scores(
    corpus: Corpus, found: FoundConcept, numbers: Sequence[int], weights: Weights
) -> list[float]:
    """What one concept is worth in each of ``numbers``; 0 in those that do not hold it."""
    frequencies = _frequencies(corpus, found.evidence, numbers, weights)
    return _saturated(frequencies, _top(corpus, found, weights), weights.saturation)


def concept_bounds(
    corpus: Corpus, found: FoundConcept, numbers: Sequence[int], weights: Weights
) -> tuple[list[float], list[float]]:
    """The least and the most that one concept can be worth in each of ``numbers``, in half the time."""
    lows, closer = concept_frequencies(corpus, found, numbers, weights)
    top, k1 = _top(corpus, found, weights), weights.saturation
    return _saturated(lows, top, k1), _saturated(lows, top, k1 / closer)


def concept_frequencies(
    corpus: Corpus, found: FoundConcept, numbers: Sequence[int], weights: Weights
) -> tuple[list[float], float]:
    """The least frequency x that one concept can have in each of ``numbers``; at most it is so many times larger.

    It is not looked at where the word stands in its own form, which is in nearly as many places as its stem: the
    least is as if that were nowhere, the most as if it were everywhere.
    """
    evidence, closer = found.evidence, 1.0
    if any(one.how is Reach.STEM for one in evidence):
        evidence = [one for one in evidence if one.how is not Reach.EXACT]
        closer = weights.reach[Reach.EXACT] / weights.reach[Reach.STEM]
    return list(_frequencies(corpus, evidence, numbers, weights)), closer


def _top(corpus: Corpus, found: FoundConcept, weights: Weights) -> float:
    """What a concept would be worth in a release that says nothing else."""
    return inverse_document_frequency(found.holders, corpus.size) * (weights.saturation + 1)


def _saturated(frequencies: Iterable[float], top: float, k1: float) -> list[float]:
    return [top * x / (k1 + x) if x else 0.0 for x in frequencies]


def _frequencies(
    corpus: Corpus, evidence: Sequence[Evidence], numbers: Sequence[int], weights: Weights
) -> Iterable[float]:
    """The weighted, length-normalised frequency x of a concept in each of ``numbers``."""
    totals: dict[int, float] | list[float]
    is_sparse = len(numbers) * _SPARSE < corpus.numbers
    totals = dict.fromkeys(numbers, 0.0) if is_sparse else [0.0] * corpus.numbers
    has_stems = any(one.how is Reach.STEM for one in evidence)
    for one in evidence:
        weight = weights.zone[one.zone] * weights.reach[one.how]
        if one.how is Reach.EXACT and has_stems:
            # A word's own form has its stem too and is counted there: here only what it is worth more.
            weight = weights.zone[one.zone] * (weights.reach[Reach.EXACT] - weights.reach[Reach.STEM])
        b = weights.length[one.zone]
        lengths = corpus.column(one.zone)
        fixed, slope = (1 - b) / weight, b / corpus.average_length(one.zone) / weight
        counts = zip(one.ids, one.counts, strict=True)
        for number, count in _counts(one, totals) if isinstance(totals, dict) else counts:
            totals[number] += count / (fixed + slope * lengths[number])
    return map(totals.__getitem__, numbers)


def _counts(one: Evidence, wanted: Collection[int]) -> Iterable[tuple[int, int]]:
    """The releases in ``wanted`` that are in a posting list, and how often."""
    ids, counts = one.ids, one.counts
    if len(ids) < len(wanted) * _SPARSE:
        return ((number, count) for number, count in zip(ids, counts, strict=True) if number in wanted)
    places = ((number, bisect_left(ids, number)) for number in wanted)
    return ((number, counts[at]) for number, at in places if at < len(ids) and ids[at] == number)


def scores_of(
    corpus: Corpus, concepts: Iterable[FoundConcept], numbers: Sequence[int], weights: Weights
) -> list[float]:
    """What each of ``numbers`` is worth: the sum over the concepts in the order they were typed."""
    rows = (concept_scores(corpus, concept, numbers, weights) for concept in concepts)
    return reduce(added, rows, [0.0] * len(numbers))


def added(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """The sums of two rows, place by place."""
    return list(map(add, one, other))


def comparable(score: float) -> float:
    """``score`` to nine digits: equal sums of other numbers differ in their last ones, and are ties all the same."""
    return float(f"{score:.9g}")


def recency(day: int, today: int) -> float:
    """What to multiply the score of a release of ``day`` by (ordinals): 1.5 today, 1.25 two years ago, …"""
    return 1 + _RECENT * math.pow(0.5, max(0, today - day) / _HALF_LIFE)
