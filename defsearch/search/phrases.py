"""Words next to each other, or near each other, in a zone of a release: how often, from their positions."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.store.fields import UNIT_MARK, forms_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.search.corpus import Corpus
    from defsearch.search.plan import PhraseWay


def phrase_counts(corpus: Corpus, zone: str, phrase: PhraseWay) -> dict[int, int]:
    """How often each release holds ``phrase`` in ``zone``; only those that do, rising."""
    field = forms_field(zone)
    terms = [[term for form in element for term in (form, UNIT_MARK + form)] for element in phrase.elements]
    terms = [[term for term in element if corpus.postings(field, term).ids] for element in terms]
    candidates = sorted(
        _in_all([[corpus.postings(field, term).ids for term in element] for element in terms])
    )
    places = [corpus.places(field, element, candidates) for element in terms]
    counted: dict[int, int] = {}
    for number in candidates:
        here = [of_element[number] for of_element in places]
        count = count_adjacent(here) if phrase.slop is None else count_near(here, phrase.slop)
        if count:
            counted[number] = count
    return counted


def count_adjacent(places: Sequence[Sequence[int]]) -> int:
    """How often there is a position with each element one further than the one before."""
    # From the element with the fewest positions: of a common word many stand elsewhere.
    first, *others = sorted(enumerate(places), key=lambda element: len(element[1]))
    starts = {place - first[0] for place in first[1]}
    for offset, element in others:
        starts = {start for start in starts if start + offset in element}
    return len(starts)


def count_near(places: Sequence[Sequence[int]], slop: int) -> int:
    """How many places begin a stretch that holds every element, at positions of its own, ``slop`` apart at most.

    A stretch is too short for n elements when ``slop`` is less than n - 1, which is then taken instead.
    """
    slop = max(slop, len(places) - 1)
    return sum(
        _fits([_between(element, start, start + slop) for element in places], start)
        for start in sorted({place for element in places for place in element})
    )


def _between(places: Sequence[int], first: int, last: int) -> Sequence[int]:
    return places[bisect_left(places, first) : bisect_left(places, last + 1)]


def _fits(windows: list[Sequence[int]], start: int) -> bool:
    """Whether each element can have a position of its own, one of them ``start``."""
    if not all(windows) or not any(start in window for window in windows):
        return False
    owner: dict[int, int] = {}

    def place(element: int, tried: set[int]) -> bool:
        for position in windows[element]:
            if position not in tried:
                tried.add(position)
                if position not in owner or place(owner[position], tried):
                    owner[position] = element
                    return True
        return False

    return all(place(element, set()) for element in range(len(windows)))


def _in_all(elements: list[list[Sequence[int]]]) -> set[int]:
    sets = sorted((set().union(*lists) for lists in elements), key=len)
    return set.intersection(*sets) if sets else set()
