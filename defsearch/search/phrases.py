"""Words next to each other, or near each other, in a zone of a release: how often, from their positions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
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
    # By element, as a phrase may hold the same word many times.
    distinct = {tuple(element) for element in terms}
    candidates = sorted(
        _in_all([[corpus.postings(field, term).ids for term in element] for element in distinct])
    )
    places = {element: corpus.places(field, element, candidates) for element in distinct}
    in_order = [places[tuple(element)] for element in terms]
    counted: dict[int, int] = {}
    for number in candidates:
        here = [of_element[number] for of_element in in_order]
        count = count_adjacent(here) if phrase.slop is None else count_near(here, phrase.slop)
        if count:
            counted[number] = count
    return counted


def count_adjacent(places: Sequence[Sequence[int]]) -> int:
    """How often there is a position with each element one further than the one before."""
    if len(places) == 2:  # as most have
        one, other = places
        return len({place + 1 for place in one}.intersection(other))
    # From the element with the fewest positions: of a common word many stand elsewhere.
    first, *others = sorted(enumerate(places), key=lambda element: len(element[1]))
    starts = {place - first[0] for place in first[1]}
    held: dict[int, set[int]] = {}  # a phrase may hold the same word many times
    for offset, element in others:
        if not starts:
            break
        if id(element) not in held:
            held[id(element)] = set(element)
        positions = held[id(element)]
        starts = {start for start in starts if start + offset in positions}
    return len(starts)


def count_near(places: Sequence[Sequence[int]], slop: int) -> int:
    """How many places begin a stretch that holds every element, at positions of its own, ``slop`` apart at most.

    A stretch is too short for n elements when ``slop`` is less than n - 1, which is then taken instead.
    """
    slop = max(slop, len(places) - 1)
    if len(places) == 2 and places[0] is not places[1] and set(places[0]).isdisjoint(places[1]):
        one, other = places  # as in most
        return _count_followed(one, (other,), slop) + _count_followed(other, (one,), slop)
    # A word that comes twice has the same places, and needs two of them.
    elements = {id(element): element for element in places}
    starts = set().union(*elements.values())
    apart = len(starts) == sum(map(len, elements.values()))  # no two elements want the same position
    if apart and len(elements) == len(places):
        return sum(
            _count_followed(element, [other for other in places if other is not element], slop)
            for element in places
        )
    needs = [(elements[key], times) for key, times in Counter(map(id, places)).items()]
    count = 0
    for start in sorted(starts):
        windows = []
        for element, times in needs:
            first = bisect_left(element, start)
            last = bisect_right(element, start + slop, first)
            if last - first < times:
                break
            windows += [element[first:last]] * times
        else:
            count += apart or _share(windows)
    return count


def _count_followed(starts: Sequence[int], others: Sequence[Sequence[int]], slop: int) -> int:
    """How many of ``starts``, which rise, have a position of each of ``others`` behind them, ``slop`` away at most."""
    count = 0
    reached = [0] * len(others)
    for start in starts:
        for number, other in enumerate(others):
            at = reached[number] = bisect_left(other, start, reached[number])
            if at == len(other):
                return count
            if other[at] > start + slop:
                break
        else:
            count += 1
    return count


def _share(windows: list[Sequence[int]]) -> bool:
    """Whether each of ``windows`` can have a position of its own: a matching, by augmenting paths."""
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
