"""Scoring: BM25F over title, headings and body, with a bonus for proximity; and the first hits in their order.

The formula is that of Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section
3.6. The term frequencies of the fields, each divided by the length normalization of its field, are weighted and added
before they saturate, so that a word in title and body does not count as two words.

    x = Σ_field w_field · Σ_kind w_kind · tf / (1 - b_field + b_field · length / average length)
    score = Σ_group idf · (k1 + 1) · x / (k1 + x),     idf = ln(1 + (N - df + ½) / (df + ½))

What counts as a frequency is ours: an exact form counts in full, its inflections, compounds and synonyms less.

The proximity bonus is for two term groups that were typed one after the other. In each field, the closest pair of
positions counts: 1 for as far apart as they were typed, which is next to each other when no common word between them
was left out; 1/(1 + n) for n words more or less; half of 1/d for d words apart in the other order. It is weighted by
the idf of the rarer group and by the field, so a release with the query as a phrase in its title ranks near the top.

The weights were chosen on one half of a judged set and reported on the other (tests/benchmarks/ranking.py).

Which hits can be among the first k, and which are the first k, is exact. A hit is left out only when k others score at
least as much as it can at best.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from itertools import groupby
from operator import add, mul
from typing import TYPE_CHECKING

from defsearch.index.doc_store import newest_first, oldest_first
from defsearch.index.segment import SUBWORD_MARK, forms_field
from defsearch.records import NamedTuple
from defsearch.search.plan import FORMS, STEMS, MatchKind
from defsearch.search.results import Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from defsearch.index.vocabulary import Vocabulary
    from defsearch.search.matcher import MatchedGroup, TermMatch
    from defsearch.search.plan import AdjacentTerms, TermGroup
    from defsearch.search.reader import IndexReader

_SPARSE = 16  # times fewer documents than the index or a posting list has: then each is looked up by itself
_RECENCY_BOOST = 0.5  # of a release of today
_RECENCY_HALF_LIFE = 730  # days
_MAX_DISTANCE = 12  # words further apart than this have nothing to do with each other
_REVERSED = 0.5


class Weights(NamedTuple):
    """The parameters of the formula: ``b``, ``field`` and ``proximity`` by field, ``kind`` by match kind."""

    k1: float = 1.4
    field: Mapping[str, float] = {"title": 3.0, "heading": 1.0, "body": 1.0}
    b: Mapping[str, float] = {"title": 0.6, "heading": 0.3, "body": 0.65}
    kind: Mapping[MatchKind, float] = {
        MatchKind.EXACT: 1.0,
        MatchKind.STEM: 0.75,
        MatchKind.SPLIT: 0.4,
        MatchKind.PART: 0.5,
        MatchKind.SYNONYM: 0.4,
        MatchKind.DERIVATION: 0.4,
        MatchKind.SYNONYM_PART: 0.2,
        MatchKind.PATTERN: 1.0,
        MatchKind.FUZZY: 0.6,
    }
    proximity: Mapping[str, float] = {"title": 1.0, "body": 0.5}


def inverse_document_frequency(doc_freq: float, num_docs: float) -> float:
    """Return the inverse document frequency; always positive."""
    return math.log(1 + (num_docs - doc_freq + 0.5) / (doc_freq + 0.5))


def score_all(
    reader: IndexReader, groups: Iterable[MatchedGroup], doc_ids: Sequence[int], weights: Weights
) -> list[float]:
    """Return the score of each of ``doc_ids``: the sum over the groups, in the order they were typed."""
    totals = [0.0] * len(doc_ids)
    for group in groups:
        totals = list(map(add, totals, group_scores(reader, group, doc_ids, weights)))
    return totals


def group_scores(
    reader: IndexReader, group: MatchedGroup, doc_ids: Sequence[int], weights: Weights
) -> list[float]:
    """Return the score of one term group in each of ``doc_ids``; 0 where it does not match."""
    frequencies = _frequencies(reader, group.term_matches, doc_ids, weights)
    return _saturate(frequencies, _max_score(reader, group, weights), weights.k1)


def group_score_bounds(
    reader: IndexReader, group: MatchedGroup, doc_ids: Sequence[int], weights: Weights
) -> tuple[list[float], list[float]]:
    """Return a lower and an upper bound of the score of one group in each of ``doc_ids``, in half the time."""
    lows, ratio = group_frequency_bounds(reader, group, doc_ids, weights)
    max_score, k1 = _max_score(reader, group, weights), weights.k1
    return _saturate(lows, max_score, k1), _saturate(lows, max_score, k1 / ratio)


def group_frequency_bounds(
    reader: IndexReader, group: MatchedGroup, doc_ids: Sequence[int], weights: Weights
) -> tuple[list[float], float]:
    """Return a lower bound of the frequency x in each of ``doc_ids``, and the ratio of the upper bound to it.

    The postings of the exact form are not read: they are nearly as many as those of its stem. The lower bound is as
    if the exact form were nowhere, the upper bound as if it were everywhere.
    """
    term_matches, ratio = group.term_matches, 1.0
    if any(one.how is MatchKind.STEM for one in term_matches):
        term_matches = [one for one in term_matches if one.how is not MatchKind.EXACT]
        ratio = weights.kind[MatchKind.EXACT] / weights.kind[MatchKind.STEM]
    return _frequencies(reader, term_matches, doc_ids, weights), ratio


def _max_score(reader: IndexReader, group: MatchedGroup, weights: Weights) -> float:
    """Return the limit of a group's score for an endless frequency."""
    return inverse_document_frequency(group.doc_freq, reader.num_docs) * (weights.k1 + 1)


def _saturate(frequencies: Iterable[float], max_score: float, k1: float) -> list[float]:
    return [max_score * x / (k1 + x) if x else 0.0 for x in frequencies]


def _frequencies(
    reader: IndexReader, term_matches: Sequence[TermMatch], doc_ids: Sequence[int], weights: Weights
) -> list[float]:
    """Return the weighted, length-normalized frequency x of a group in each of ``doc_ids``."""
    totals: dict[int, float] | list[float]
    is_sparse = len(doc_ids) * _SPARSE < reader.max_doc
    totals = dict.fromkeys(doc_ids, 0.0) if is_sparse else [0.0] * reader.max_doc
    has_stems = any(one.how is MatchKind.STEM for one in term_matches)
    for one in term_matches:
        weight = weights.field[one.field] * weights.kind[one.how]
        if one.how is MatchKind.EXACT and has_stems:
            # The postings of the stem count the exact form as well: here it gets only the difference.
            weight = weights.field[one.field] * (weights.kind[MatchKind.EXACT] - weights.kind[MatchKind.STEM])
        b = weights.b[one.field]
        lengths = reader.doc_values(one.field)
        fixed, slope = (1 - b) / weight, b / reader.average_length(one.field) / weight
        counts = zip(one.ids, one.counts, strict=True)
        for doc_id, count in _counts(one, totals) if isinstance(totals, dict) else counts:
            totals[doc_id] += count / (fixed + slope * lengths[doc_id])
    return list(map(totals.__getitem__, doc_ids))


def _counts(one: TermMatch, wanted: Collection[int]) -> Iterable[tuple[int, int]]:
    """Return the documents in ``wanted`` that match, with their counts."""
    ids, counts = one.ids, one.counts
    if len(ids) < len(wanted) * _SPARSE:
        return ((doc_id, count) for doc_id, count in zip(ids, counts, strict=True) if doc_id in wanted)
    places = ((doc_id, bisect_left(ids, doc_id)) for doc_id in wanted)
    return ((doc_id, counts[at]) for doc_id, at in places if at < len(ids) and ids[at] == doc_id)


class Proximity:
    """Scores how close the term groups of ``adjacent_terms`` are to each other in a document."""

    def __init__(
        self,
        reader: IndexReader,
        vocabulary: Vocabulary,
        weights: Weights,
        adjacent_terms: Sequence[AdjacentTerms],
    ) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._weights = weights.proximity
        self._adjacent_terms = adjacent_terms

    def max_bonus(self) -> float:
        """Return the most that a document can get."""
        return sum(
            pair.idf * sum(self._weights[field] for field in _common_fields(pair))
            for pair in self._adjacent_terms
        )

    def bonuses(self, doc_ids: Iterable[int]) -> dict[int, float]:
        """Return the bonus of each of ``doc_ids``."""
        in_order = sorted(doc_ids)
        totals = dict.fromkeys(in_order, 0.0)
        positions: dict[tuple[int, str], dict[int, Sequence[int]]] = {}
        for pair in self._adjacent_terms:
            # The second group of one pair is mostly the first of the next: its positions are read once.
            both = (pair.first.number, pair.second.number)
            positions = {key: of_doc for key, of_doc in positions.items() if key[0] in both}
            for field in _common_fields(pair):
                for group in (pair.first, pair.second):
                    if (group.number, field) not in positions:
                        positions[group.number, field] = self._positions(group, field, in_order)
                first, second = (positions[number, field] for number in both)
                weight = pair.idf * self._weights[field]
                for doc_id, places in first.items():
                    if doc_id in second and (pair.within is None or doc_id in pair.within):
                        totals[doc_id] += weight * closeness(places, second[doc_id], pair.distance)
        return totals

    def _positions(self, group: TermGroup, field: str, doc_ids: Sequence[int]) -> dict[int, Sequence[int]]:
        forms: list[str] = []
        for how, kind, term in group.terms:
            if how in (MatchKind.SYNONYM, MatchKind.DERIVATION):
                continue
            if kind == FORMS:
                forms.append(term)
            elif kind == STEMS:
                forms += self._vocabulary.forms_of_stem(term)
        terms = (term for form in dict.fromkeys(forms) for term in (form, SUBWORD_MARK + form))
        return self._reader.positions(forms_field(field), terms, doc_ids)


def _common_fields(pair: AdjacentTerms) -> list[str]:
    return [field for field in pair.first.fields if field in pair.second.fields and field != "heading"]


def closeness(places: Sequence[int], others: Sequence[int], distance: int = 1) -> float:
    """Return 1 when one of ``others`` is ``distance`` after one of ``places``, else less. Both are sorted."""
    best = 0.0
    for place in places:
        at = bisect_left(others, place + distance)
        if at < len(others) and others[at] - place <= _MAX_DISTANCE:
            best = max(best, 1 / (1 + others[at] - place - distance))
        if at and others[at - 1] > place:
            best = max(best, 1 / (1 + distance - others[at - 1] + place))
        before = bisect_left(others, place) - 1
        if before >= 0 and place - others[before] <= _MAX_DISTANCE:
            best = max(best, _REVERSED / (place - others[before]))
        if best == 1.0:
            break
    return best


def recency(day: int, today: int) -> float:
    """Return the factor of ``--recent`` for a release of ``day`` (ordinals): 1.5 today, 1.25 two years ago, …"""
    return 1 + _RECENCY_BOOST * math.pow(0.5, max(0, today - day) / _RECENCY_HALF_LIFE)


def comparable(score: float) -> float:
    """Return ``score`` to nine digits: equal sums of different numbers differ in their last digits, and must tie."""
    return float(f"{score:.9g}")


_FEW = 256  # hits: up to here scoring all of them is faster than computing bounds
_ROUNDING = (
    1 - 1e-8
)  # bounds are summed in another order than scores, and scores are rounded (``comparable``)


def top_k_candidates(
    reader: IndexReader,
    groups: Sequence[MatchedGroup],
    hits: set[int],
    weights: Weights,
    *,
    count: int,
    max_bonus: float,
    factor: Callable[[int], float] | None = None,
) -> list[int]:
    """Return the hits that can be among the first ``count`` by score.

    A hit's score may be multiplied by its ``factor``, and then at most ``max_bonus`` added to it.
    """
    doc_ids = list(hits)
    if len(doc_ids) <= max(count, _FEW):
        return doc_ids
    if len(groups) == 1 and factor is None and max_bonus == 0:
        # A higher frequency is a higher score: the frequencies are enough.
        lows, ratio = group_frequency_bounds(reader, groups[0], doc_ids, weights)
        threshold = heapq.nlargest(count, lows)[-1] / ratio * _ROUNDING
        return [doc_id for doc_id, low in zip(doc_ids, lows, strict=True) if low >= threshold]
    lows = highs = [0.0] * len(doc_ids)
    for group in groups:
        group_lows, group_highs = group_score_bounds(reader, group, doc_ids, weights)
        lows, highs = list(map(add, lows, group_lows)), list(map(add, highs, group_highs))
    if factor is not None:
        factors = list(map(factor, doc_ids))
        lows, highs = list(map(mul, lows, factors)), list(map(mul, highs, factors))
    threshold = (heapq.nlargest(count, lows)[-1] - max_bonus) * _ROUNDING
    return [doc_id for doc_id, high in zip(doc_ids, highs, strict=True) if high >= threshold]


def collect_top(
    reader: IndexReader, doc_ids: Collection[int], count: int, *, sort: Sort, scores: Mapping[int, float]
) -> list[int]:
    """Return the first ``count`` of ``doc_ids`` in the order of ``sort``; a hit without a score has 0.

    By relevance: the highest score first, then the newest, then by id. By date: then by score, then by id.
    """
    dates = reader.doc_values("date")
    key: dict[int, tuple[float, float]]
    if sort is Sort.RELEVANCE:
        candidates = _highest(doc_ids, count, scores)
        key = {doc_id: (-scores.get(doc_id, 0.0), newest_first(dates[doc_id])) for doc_id in candidates}
    else:
        date_key = newest_first if sort is Sort.NEWEST else oldest_first
        keys = {doc_id: date_key(dates[doc_id]) for doc_id in doc_ids}
        candidates = _highest(doc_ids, count, {doc_id: -value for doc_id, value in keys.items()})
        key = {doc_id: (keys[doc_id], -scores.get(doc_id, 0.0)) for doc_id in candidates}
    first: list[int] = []
    for _, group in groupby(sorted(key, key=key.__getitem__), key=key.__getitem__):
        ties = list(group)
        if len(ties) > 1:
            ties.sort(key=reader.id)  # reading an id is slow: only ties need it
        first += ties
        if len(first) >= count:
            break
    return first[:count]


def _highest(doc_ids: Collection[int], count: int, values: Mapping[int, float]) -> Collection[int]:
    """Return the documents with a value at least as high as the ``count``-th highest."""
    if not 0 < count < len(doc_ids):
        return doc_ids if count else ()
    threshold = heapq.nlargest(count, [values.get(doc_id, 0.0) for doc_id in doc_ids])[-1]
    return [doc_id for doc_id in doc_ids if values.get(doc_id, 0.0) >= threshold]
