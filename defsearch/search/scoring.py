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
from defsearch.search.plan import MatchKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from defsearch.search.matcher import MatchedGroup, TermMatch
    from defsearch.search.reader import IndexReader

_SPARSE = 16  # times fewer releases than there are, or than a list holds: then each is looked up by itself
_RECENT = 0.5  # what --recent adds to the score of a release of today, as a share of it
_HALF_LIFE = 730  # days in which that share is halved


class Weights(NamedTuple):
    """Every number in the formula. ``length`` is b; ``zone`` and ``reach`` are w.

    ``near`` is what words next to each other are worth in a zone, in idf of the rarer one (``nearness``).
    """

    k1: float = 1.4
    field: Mapping[str, float] = {"title": 3.0, "heading": 1.0, "body": 1.0}
    length: Mapping[str, float] = {"title": 0.6, "heading": 0.3, "body": 0.65}
    reach: Mapping[MatchKind, float] = {
        MatchKind.EXACT: 1.0,
        MatchKind.STEM: 0.75,
        MatchKind.PART: 0.5,
        MatchKind.SYNONYM: 0.4,
        MatchKind.PATTERN: 1.0,
        MatchKind.FUZZY: 0.6,
    }
    near: Mapping[str, float] = {"title": 1.0, "body": 0.5}


def inverse_document_frequency(releases: float, size: float) -> float:
    """How much a word that ``releases`` of ``size`` releases hold tells; always above 0."""
    return math.log(1 + (size - releases + 0.5) / (releases + 0.5))


def group_scores(
    reader: IndexReader, found: MatchedGroup, numbers: Sequence[int], weights: Weights
) -> list[float]:
    """What one concept is worth in each of ``numbers``; 0 in those that do not hold it."""
    frequencies = _frequencies(reader, found.term_matches, numbers, weights)
    return _saturate(frequencies, _top(reader, found, weights), weights.k1)


def group_max_scores(
    reader: IndexReader, found: MatchedGroup, numbers: Sequence[int], weights: Weights
) -> tuple[list[float], list[float]]:
    """The least and the most that one concept can be worth in each of ``numbers``, in half the time."""
    lows, closer = group_frequencies(reader, found, numbers, weights)
    top, k1 = _top(reader, found, weights), weights.k1
    return _saturate(lows, top, k1), _saturate(lows, top, k1 / closer)


def group_frequencies(
    reader: IndexReader, found: MatchedGroup, numbers: Sequence[int], weights: Weights
) -> tuple[list[float], float]:
    """The least frequency x that one concept can have in each of ``numbers``; at most it is so many times larger.

    It is not looked at where the word stands in its own form, which is in nearly as many places as its stem: the
    least is as if that were nowhere, the most as if it were everywhere.
    """
    term_matches, closer = found.term_matches, 1.0
    if any(one.how is MatchKind.STEM for one in term_matches):
        term_matches = [one for one in term_matches if one.how is not MatchKind.EXACT]
        closer = weights.reach[MatchKind.EXACT] / weights.reach[MatchKind.STEM]
    return list(_frequencies(reader, term_matches, numbers, weights)), closer


def _top(reader: IndexReader, found: MatchedGroup, weights: Weights) -> float:
    """What a concept would be worth in a release that says nothing else."""
    return inverse_document_frequency(found.doc_freq, reader.size) * (weights.k1 + 1)


def _saturate(frequencies: Iterable[float], top: float, k1: float) -> list[float]:
    return [top * x / (k1 + x) if x else 0.0 for x in frequencies]


def _frequencies(
    reader: IndexReader, term_matches: Sequence[TermMatch], numbers: Sequence[int], weights: Weights
) -> Iterable[float]:
    """The weighted, length-normalised frequency x of a concept in each of ``numbers``."""
    totals: dict[int, float] | list[float]
    is_sparse = len(numbers) * _SPARSE < reader.numbers
    totals = dict.fromkeys(numbers, 0.0) if is_sparse else [0.0] * reader.numbers
    has_stems = any(one.how is MatchKind.STEM for one in term_matches)
    for one in term_matches:
        weight = weights.field[one.field] * weights.reach[one.how]
        if one.how is MatchKind.EXACT and has_stems:
            # A word's own form has its stem too and is counted there: here only what it is worth more.
            weight = weights.field[one.field] * (
                weights.reach[MatchKind.EXACT] - weights.reach[MatchKind.STEM]
            )
        b = weights.length[one.field]
        lengths = reader.column(one.field)
        fixed, slope = (1 - b) / weight, b / reader.average_length(one.field) / weight
        counts = zip(one.ids, one.counts, strict=True)
        for number, count in _counts(one, totals) if isinstance(totals, dict) else counts:
            totals[number] += count / (fixed + slope * lengths[number])
    return map(totals.__getitem__, numbers)


def _counts(one: TermMatch, wanted: Collection[int]) -> Iterable[tuple[int, int]]:
    """The releases in ``wanted`` that are in a posting list, and how often."""
    ids, counts = one.ids, one.counts
    if len(ids) < len(wanted) * _SPARSE:
        return ((number, count) for number, count in zip(ids, counts, strict=True) if number in wanted)
    places = ((number, bisect_left(ids, number)) for number in wanted)
    return ((number, counts[at]) for number, at in places if at < len(ids) and ids[at] == number)


def scores_of(
    reader: IndexReader, groups: Iterable[MatchedGroup], numbers: Sequence[int], weights: Weights
) -> list[float]:
    """What each of ``numbers`` is worth: the sum over the concepts in the order they were typed."""
    rows = (group_scores(reader, group, numbers, weights) for group in groups)
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
