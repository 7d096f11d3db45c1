"""Which hits can be among the first: bounds on what each is worth, so that most of them are never scored in full.

Nothing is guessed: a hit is left out only when so many others are worth more than it could be at best.

The order of hits: best first, then newest, then by id. Exactly the first of the full order, never a guess.
"""

from __future__ import annotations

import heapq
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING

from defsearch.search.results import Sort
from defsearch.search.scoring import added, group_frequencies, group_max_scores

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from defsearch.search.matcher import MatchedGroup
    from defsearch.search.reader import IndexReader
    from defsearch.search.scoring import Weights


def collect_top(
    numbers: Collection[int],
    count: int,
    *,
    sort: Sort,
    scores: Mapping[int, float],
    dates: Sequence[int],
    id_of: Callable[[int], str],
) -> list[int]:
    """The first ``count`` of ``numbers`` in the order of ``sort``; ``scores`` counts where it has a number."""
    key: dict[int, tuple[float, float]]
    if sort is Sort.RELEVANCE:
        top_k_candidates = _best(numbers, count, scores)
        key = {number: (-scores.get(number, 0.0), -dates[number]) for number in top_k_candidates}
    else:
        sign = -1 if sort is Sort.NEWEST else 1
        days = {number: sign * dates[number] for number in numbers}
        top_k_candidates = _best(numbers, count, {number: -day for number, day in days.items()})
        key = {number: (days[number], -scores.get(number, 0.0)) for number in top_k_candidates}
    first: list[int] = []
    for _, group in groupby(sorted(key, key=key.__getitem__), key=key.__getitem__):
        equals = list(group)
        if len(equals) > 1:
            equals.sort(key=id_of)  # ids are read only where nothing else decides
        first += equals
        if len(first) >= count:
            break
    return first[:count]


def _best(numbers: Collection[int], count: int, worth: Mapping[int, float]) -> Collection[int]:
    """The numbers that can be among the first ``count``: those worth as much as the last of them, or more."""
    if not 0 < count < len(numbers):
        return numbers if count else ()
    get = worth.get
    least = heapq.nlargest(count, [get(number, 0.0) for number in numbers])[-1]
    return [number for number in numbers if get(number, 0.0) >= least]


_FEW = 256  # hits that are scored sooner than bounded
_ROUNDING = 1 - 1e-8  # bounds are sums in another order than scores, and scores are rounded (``comparable``)


def top_k_candidates(
    reader: IndexReader,
    groups: Sequence[MatchedGroup],
    hits: set[int],
    weights: Weights,
    *,
    count: int,
    spare: float,
    factor: Callable[[int], float] | None = None,
) -> list[int]:
    """The hits that can be among the first ``count``.

    A hit's score may be multiplied by its ``factor`` and then grow by ``spare`` at most.
    """
    numbers = list(hits)
    if len(numbers) <= max(count, _FEW):
        return numbers
    if len(groups) == 1 and factor is None and spare == 0:
        # What holds one concept more often is worth more: that is told before it is worked out how much.
        lows, closer = group_frequencies(reader, groups[0], numbers, weights)
        least = heapq.nlargest(count, lows)[-1] / closer * _ROUNDING
        return [number for number, low in zip(numbers, lows, strict=True) if low >= least]
    # Added up one after the other: the rows of hundreds of words would fill the memory.
    bounds = (group_max_scores(reader, group, numbers, weights) for group in groups)
    nothing = [0.0] * len(numbers)
    lows, highs = reduce(
        lambda one, other: (added(one[0], other[0]), added(one[1], other[1])), bounds, (nothing, nothing)
    )
    if factor is not None:
        factors = list(map(factor, numbers))
        lows, highs = (
            [score * by for score, by in zip(scores, factors, strict=True)] for scores in (lows, highs)
        )
    least = (heapq.nlargest(count, lows)[-1] - spare) * _ROUNDING
    return [number for number, high in zip(numbers, highs, strict=True) if high >= least]
