"""Words typed one behind the other that also stand so: what a hit is worth more for it.

For each two neighbours of the query the closest places in one zone of the release count: 1 for as far apart as they
were typed, which is next to each other when no common word between them was left out; 1/(1 + n) for n words more or
less; in the other order half of 1/d for d words apart. That is weighed by the rarer word's idf and the zone, so a
release with the query as a phrase in its title comes out near the top.

Positions are read only for hits that this could bring onto the page (``contenders``).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.index.fields import UNIT_MARK, forms_field
from defsearch.records import NamedTuple
from defsearch.search.plan import FORMS, STEMS, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.index.vocabulary import Vocabulary
    from defsearch.search.plan import TermGroup
    from defsearch.search.reader import IndexReader
    from defsearch.search.scoring import Weights

_FAR = 12  # words further apart than this have nothing to do with each other
_OTHER_ORDER = 0.5


class AdjacentTerms(NamedTuple):
    """Two concepts, how many words behind the first the second was typed, and how much that can tell.

    ``within`` are the releases in which both count; None for all.
    """

    first: TermGroup
    second: TermGroup
    distance: int
    idf: float
    within: set[int] | None = None


class Proximity:
    """Measures how near neighbours stand in one release after the other."""

    def __init__(self, reader: IndexReader, vocabulary: Vocabulary, weights: Weights) -> None:
        self._reader = reader
        self._vocabulary = vocabulary
        self._weights = weights

    def most(self, adjacent_terms: Sequence[AdjacentTerms]) -> float:
        """The most that nearness can be worth."""
        return sum(
            pair.idf * sum(self._weights.near[field] for field in _fields(pair)) for pair in adjacent_terms
        )

    def worth(self, adjacent_terms: Sequence[AdjacentTerms], numbers: Iterable[int]) -> dict[int, float]:
        """What the nearness of all neighbours is worth in each of ``numbers``."""
        rising = sorted(numbers)
        totals = dict.fromkeys(rising, 0.0)
        held: dict[tuple[int, str], dict[int, Sequence[int]]] = {}
        for pair in adjacent_terms:
            # The second of one pair is mostly the first of the next: its places are looked up once.
            both = (pair.first.number, pair.second.number)
            held = {key: places for key, places in held.items() if key[0] in both}
            for field in _fields(pair):
                for group in (pair.first, pair.second):
                    if (group.number, field) not in held:
                        held[group.number, field] = self._places(group, field, rising)
                first, second = (held[number, field] for number in both)
                worth = pair.idf * self._weights.near[field]
                for number, places in first.items():
                    if number in second and (pair.within is None or number in pair.within):
                        totals[number] += worth * closeness(places, second[number], pair.distance)
        return totals

    def _places(self, group: TermGroup, field: str, numbers: Sequence[int]) -> dict[int, Sequence[int]]:
        index_field = forms_field(field)
        forms = [
            form for variant in group.terms for form in self._forms(variant.how, variant.kind, variant.term)
        ]
        terms = (term for form in dict.fromkeys(forms) for term in (form, UNIT_MARK + form))
        return self._reader.places(index_field, terms, numbers)

    def _forms(self, how: MatchKind, kind: str, term: str) -> Sequence[str]:
        if kind == FORMS:
            return (term,)
        return self._vocabulary.forms_of_stem(term) if kind == STEMS and how is not MatchKind.SYNONYM else ()


def _fields(pair: AdjacentTerms) -> list[str]:
    return [field for field in pair.first.fields if field in pair.second.fields and field != "heading"]


def closeness(places: Sequence[int], others: Sequence[int], distance: int = 1) -> float:
    """1 where one of ``others`` stands ``distance`` behind one of ``places``, else less; see above. Both rise."""
    best = 0.0
    for place in places:
        at = bisect_left(others, place + distance)
        if at < len(others) and others[at] - place <= _FAR:
            best = max(best, 1 / (1 + others[at] - place - distance))
        if at and others[at - 1] > place:
            best = max(best, 1 / (1 + distance - others[at - 1] + place))
        before = bisect_left(others, place) - 1
        if before >= 0 and place - others[before] <= _FAR:
            best = max(best, _OTHER_ORDER / (place - others[before]))
        if best == 1.0:
            break
    return best
