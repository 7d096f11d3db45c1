"""Collecting the first hits: which hits can be among the first k, and the first k in their order.

Both are exact. A hit is left out only when k others score at least as much as it can at best.
Not here: what a hit scores (``scoring``).
"""

from __future__ import annotations

import heapq
from itertools import groupby
from operator import add, mul
from typing import TYPE_CHECKING

from defsearch.index.fields import newest_first, oldest_first
from defsearch.search.results import Sort
from defsearch.search.scoring import group_frequency_bounds, group_score_bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from defsearch.search.matcher import MatchedGroup
    from defsearch.search.reader import IndexReader
    from defsearch.search.scoring import Weights

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
