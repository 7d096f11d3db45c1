"""The order of hits: best first, then newest, then by id. Exactly the first of the full order, never a guess."""

from __future__ import annotations

import heapq
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
    score = scores.get
    key: dict[int, tuple[float, float]]
    if sort is Sort.NEWEST:
        key = {number: (-dates[number], -score(number, 0.0)) for number in numbers}
    elif sort is Sort.OLDEST:
        key = {number: (dates[number], -score(number, 0.0)) for number in numbers}
    else:
        key = {number: (-score(number, 0.0), -dates[number]) for number in numbers}
    if count < len(key):
        # Ids are read only for those that could be among the first: all that tie with the last of them come along.
        last = heapq.nsmallest(count, key.values())[-1] if count else (-1.0, -1.0)
        key = {number: one for number, one in key.items() if one <= last}
    return sorted(key, key=lambda number: (key[number], id_of(number)))[:count]
