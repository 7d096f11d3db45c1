"""Which hits can be among the first: bounds on what each is worth, so that most of them are never scored in full.

Nothing is guessed: a hit is left out only when so many others are worth more than it could be at best.
"""

from __future__ import annotations

import heapq
from functools import reduce
from typing import TYPE_CHECKING

from defsearch.search.ranking import added, concept_bounds, concept_frequencies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from defsearch.search.corpus import Corpus
    from defsearch.search.matching import FoundConcept
    from defsearch.search.ranking import Weights

_FEW = 256  # hits that are scored sooner than bounded
_ROUNDING = 1 - 1e-8  # bounds are sums in another order than scores, and scores are rounded (``comparable``)


def contenders(
    corpus: Corpus,
    concepts: Sequence[FoundConcept],
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
    if len(concepts) == 1 and factor is None and spare == 0:
        # What holds one concept more often is worth more: that is told before it is worked out how much.
        lows, closer = concept_frequencies(corpus, concepts[0], numbers, weights)
        least = heapq.nlargest(count, lows)[-1] / closer * _ROUNDING
        return [number for number, low in zip(numbers, lows, strict=True) if low >= least]
    # Added up one after the other: the rows of hundreds of words would fill the memory.
    bounds = (concept_bounds(corpus, concept, numbers, weights) for concept in concepts)
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
