"""Which releases match a plan: sets, exact, for every operator. No scores, no order.

Every posting list that a plan needs is read whole, so a set is never cut short. What each concept was found by is
kept for ``ranking``.

Words next to each other, or near each other, in a zone of a release: how often, from their positions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import reduce
from operator import and_, ior
from typing import TYPE_CHECKING

from defsearch.index.fields import UNIT_MARK, forms_field, parts_field, stems_field
from defsearch.records import NamedTuple
from defsearch.search.plan import FORMS, PARTS, Conjunction, DateRange, Disjunction, MatchKind, TermGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dates.parser import Period
    from defsearch.search.plan import PhraseVariant, PlanNode, TermVariant
    from defsearch.search.reader import IndexReader


def phrase_counts(reader: IndexReader, field: str, phrase: PhraseVariant) -> dict[int, int]:
    """How often each release holds ``phrase`` in ``zone``; only those that do, rising."""
    index_field = forms_field(field)
    terms = [[term for form in element for term in (form, UNIT_MARK + form)] for element in phrase.elements]
    terms = [[term for term in element if reader.postings(index_field, term).ids] for element in terms]
    # By element, as a phrase may hold the same word many times.
    distinct = {tuple(element) for element in terms}
    candidates = sorted(
        _in_all([[reader.postings(index_field, term).ids for term in element] for element in distinct])
    )
    places = {element: reader.places(index_field, element, candidates) for element in distinct}
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


_FAR = (MatchKind.PART, MatchKind.SYNONYM)


class TermMatch(NamedTuple):
    """What a concept was found by in one zone: releases, how often each, and how the words got there.

    ``phrase`` is the phrase that was found, if it was one.
    """

    field: str
    how: MatchKind
    ids: Sequence[int]
    counts: Sequence[int]
    phrase: PhraseVariant | None = None


class MatchedPhrase(NamedTuple):
    """A phrase that a release holds in a zone, and the number of the concept that it stands for."""

    field: str
    phrase: PhraseVariant
    group: int


class MatchedGroup(NamedTuple):
    """What a concept was found by, and where: ``holders`` is how many releases hold the thing itself.

    Those that hold it only as a part of a longer word or under another name do not count, unless there are no others.
    """

    term_matches: Sequence[TermMatch]
    doc_freq: int


def restrict(found: MatchedGroup, within: set[int]) -> MatchedGroup:
    """What a concept was found by in the releases ``within``; it tells as much there as it does anywhere."""
    term_matches = []
    for one in found.term_matches:
        both = [(id_, count) for id_, count in zip(one.ids, one.counts, strict=True) if id_ in within]
        if both:
            ids, counts = zip(*both, strict=True)
            term_matches.append(one._replace(ids=ids, counts=counts))
    return MatchedGroup(term_matches, found.doc_freq)


class Matcher:
    """Finds the releases of one plan in one corpus."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._found: dict[int, MatchedGroup] = {}
        self._alike: dict[TermGroup, MatchedGroup] = {}
        self._latest: tuple[MatchedGroup, set[int]] | None = None

    def releases(self, node: PlanNode) -> set[int]:
        """The numbers of the releases that match ``node``."""
        if isinstance(node, TermGroup):
            return self._held(self.group(node))
        if isinstance(node, DateRange):
            return in_days(self._reader, node.period)
        if isinstance(node, Conjunction):
            return reduce(and_, map(self.releases, node.children))
        if isinstance(node, Disjunction):
            return reduce(ior, map(self.releases, node.children), set())  # never all of them at once
        return self._reader.everything() - self.releases(node.child)

    def group(self, group: TermGroup) -> MatchedGroup:
        """What ``concept`` is found by, looked up once."""
        found = self._found.get(group.number)
        if found is None:
            alike = group._replace(number=0, text="", span=(0, 0))  # the same words typed again
            if alike not in self._alike:
                self._alike[alike] = self._look_up(alike)
            found = self._found[group.number] = self._alike[alike]
        return found

    def _look_up(self, group: TermGroup) -> MatchedGroup:
        term_matches = list(self._gather(group))
        distinct = distinct_lists(term_matches)
        releases: set[int] = set().union(*(one.ids for one in distinct if one.how not in _FAR))
        doc_freq = len(releases)
        releases.update(*(one.ids for one in distinct if one.how in _FAR))
        found = MatchedGroup(term_matches, doc_freq or len(releases))
        self._latest = found, releases
        return found

    def _held(self, found: MatchedGroup) -> set[int]:
        """The releases that hold a concept. Only the latest is kept: those of hundreds would fill the memory."""
        if self._latest is None or self._latest[0] is not found:
            distinct = distinct_lists(found.term_matches)
            self._latest = found, set().union(*(one.ids for one in distinct))
        return self._latest[1]

    def scopes(self, node: PlanNode | None) -> dict[int, set[int]]:
        """By concept number, the releases in which it counts; a concept that counts everywhere is not in it.

        What stands in an alternative of several conditions counts only where all of them are met:
        ``fregat OF (drone EN raket)`` makes nothing of a drone without a rocket.
        """
        found: dict[int, set[int]] = {}
        if node is not None:
            self._limit(node, None, found)
        return found

    def _limit(self, node: PlanNode, within: set[int] | None, found: dict[int, set[int]]) -> None:
        if isinstance(node, TermGroup) and within is not None:
            found[node.number] = within
        elif isinstance(node, Conjunction):
            for child in node.children:
                self._limit(child, within, found)
        elif isinstance(node, Disjunction):
            for child in node.children:
                inside = within
                is_met_whole = isinstance(child, Conjunction) or (
                    isinstance(child, Disjunction) and child.is_one_thing
                )
                if is_met_whole and not node.is_one_thing:
                    inside = self.releases(child) if within is None else within & self.releases(child)
                self._limit(child, inside, found)

    def phrases_in(self, number: int) -> list[MatchedPhrase]:
        """The phrases by which a release was found."""
        return [
            MatchedPhrase(one.field, one.phrase, group)
            for group, found in self._found.items()
            for one in found.term_matches
            if one.phrase is not None and _holds(one.ids, number)
        ]

    def _gather(self, group: TermGroup) -> Iterable[TermMatch]:
        # Sub-headings are in the body, so they find nothing new; they are what makes a hit worth more.
        fields = (*group.fields, "heading") if "body" in group.fields else group.fields
        for field in fields:
            for variant in group.terms:
                ids, counts, _ = self._reader.postings(term_field(field, variant), variant.term)
                if ids:
                    yield TermMatch(field, variant.how, ids, counts)
            for phrase in group.phrases:
                counted = phrase_counts(self._reader, field, phrase)
                if counted:
                    yield TermMatch(field, phrase.how, list(counted), list(counted.values()), phrase)


def _holds(ids: Sequence[int], number: int) -> bool:
    at = bisect_left(ids, number)
    return at < len(ids) and ids[at] == number


def distinct_lists(term_matches: Sequence[TermMatch]) -> Sequence[TermMatch]:
    """As much of ``evidence`` as holds every release: a form's have its stem, a heading's are in the body."""
    fields = {one.field for one in term_matches}
    stemmed = {one.field for one in term_matches if one.how is MatchKind.STEM}
    return [
        one
        for one in term_matches
        if not (one.how is MatchKind.EXACT and one.field in stemmed)
        and not (one.field == "heading" and "body" in fields)
    ]


def term_field(field: str, variant: TermVariant) -> str:
    """The index field in which a way's term stands."""
    if variant.kind == FORMS:
        return forms_field(field)
    return parts_field(field) if variant.kind == PARTS else stems_field(field)


def in_days(reader: IndexReader, period: Period) -> set[int]:
    """The numbers of the releases dated in ``period``."""
    first = period.first.toordinal() if period.first is not None else 0
    last = period.last.toordinal() if period.last is not None else 1 << 32
    return reader.in_days(first, last)
