"""The order of hits: best first, then newest, then by id. Exactly the first of the full order, never a guess."""

from __future__ import annotations

import heapq
from itertools import groupby
from typing import TYPE_CHECKING

from defsearch.search.request import Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence


def first_hits(
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
        contenders = _best(numbers, count, scores)
        key = {number: (-scores.get(number, 0.0), -dates[number]) for number in contenders}
    else:
        sign = -1 if sort is Sort.NEWEST else 1
        days = {number: sign * dates[number] for number in numbers}
        contenders = _best(numbers, count, {number: -day for number, day in days.items()})
        key = {number: (days[number], -scores.get(number, 0.0)) for number in contenders}
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
