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

from defsearch.records import NamedTuple
from defsearch.search.plan import FORMS, STEMS, Reach
from defsearch.store.fields import UNIT_MARK, forms_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.search.corpus import Corpus
    from defsearch.search.plan import Concept
    from defsearch.search.ranking import Weights
    from defsearch.store.lexicon import Lexicon

_FAR = 12  # words further apart than this have nothing to do with each other
_OTHER_ORDER = 0.5


class Neighbours(NamedTuple):
    """Two concepts, how many words behind the first the second was typed, and how much that can tell.

    ``within`` are the releases in which both count; None for all.
    """

    first: Concept
    second: Concept
    distance: int
    idf: float
    within: set[int] | None = None


class Nearness:
    """Measures how near neighbours stand in one release after the other."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, weights: Weights) -> None:
        self._corpus = corpus
        self._lexicon = lexicon
        self._weights = weights

    def most(self, neighbours: Sequence[Neighbours]) -> float:
        """The most that nearness can be worth."""
        return sum(pair.idf * sum(self._weights.near[zone] for zone in _zones(pair)) for pair in neighbours)

    def worth(self, neighbours: Sequence[Neighbours], numbers: Iterable[int]) -> dict[int, float]:
        """What the nearness of all neighbours is worth in each of ``numbers``."""
        rising = sorted(numbers)
        totals = dict.fromkeys(rising, 0.0)
        held: dict[tuple[int, str], dict[int, Sequence[int]]] = {}
        for pair in neighbours:
            # The second of one pair is mostly the first of the next: its places are looked up once.
            both = (pair.first.number, pair.second.number)
            held = {key: places for key, places in held.items() if key[0] in both}
            for zone in _zones(pair):
                for concept in (pair.first, pair.second):
                    if (concept.number, zone) not in held:
                        held[concept.number, zone] = self._places(concept, zone, rising)
                first, second = (held[number, zone] for number in both)
                worth = pair.idf * self._weights.near[zone]
                for number, places in first.items():
                    if number in second and (pair.within is None or number in pair.within):
                        totals[number] += worth * closeness(places, second[number], pair.distance)
        return totals

    def _places(self, concept: Concept, zone: str, numbers: Sequence[int]) -> dict[int, Sequence[int]]:
        field = forms_field(zone)
        forms = [form for way in concept.terms for form in self._forms(way.how, way.kind, way.term)]
        terms = (term for form in dict.fromkeys(forms) for term in (form, UNIT_MARK + form))
        return self._corpus.places(field, terms, numbers)

    def _forms(self, how: Reach, kind: str, term: str) -> Sequence[str]:
        if kind == FORMS:
            return (term,)
        return self._lexicon.forms_of_stem(term) if kind == STEMS and how is not Reach.SYNONYM else ()


def _zones(pair: Neighbours) -> list[str]:
    return [zone for zone in pair.first.zones if zone in pair.second.zones and zone != "heading"]


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
