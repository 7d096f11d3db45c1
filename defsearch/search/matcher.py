"""Matching: the set of documents that match a plan, exact for every operator. No scores, no order.

Every posting list of a plan is read whole. What each term group matched by is kept for ``scoring``, and the phrases
that a document contains for the ``highlighter``. Phrases and proximity are counted from positions.

Not here: which terms to look for (``expansion``), reading postings (``reader``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import reduce
from operator import ior
from typing import TYPE_CHECKING

from defsearch.index.segment import (
    APART_MARK,
    SPLIT_MARK,
    SUBWORD_MARK,
    forms_field,
    parts_field,
    stems_field,
)
from defsearch.records import NamedTuple
from defsearch.search.plan import (
    APART,
    FORMS,
    PARTS,
    SPLIT,
    Conjunction,
    DateRange,
    Disjunction,
    MatchKind,
    TermGroup,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dates.period import Period
    from defsearch.search.plan import PhraseVariant, PlanNode, TermVariant
    from defsearch.search.reader import IndexReader

_INDIRECT = (MatchKind.PART, MatchKind.SYNONYM, MatchKind.DERIVATION, MatchKind.SYNONYM_PART)
_MARKS = {APART: APART_MARK, SPLIT: SPLIT_MARK}


class TermMatch(NamedTuple):
    """The postings of one term or phrase of a group in one field. ``phrase`` is None for a term."""

    field: str
    how: MatchKind
    ids: Sequence[int]
    counts: Sequence[int]
    phrase: PhraseVariant | None = None


class MatchedGroup(NamedTuple):
    """What a term group matched. ``doc_freq`` is in how many documents.

    Documents that match only by a part of a compound or by a synonym do not count, unless there are no others.
    """

    term_matches: Sequence[TermMatch]
    doc_freq: int

    def within(self, doc_ids: set[int]) -> MatchedGroup:
        """Return the matches in ``doc_ids`` only, with the same ``doc_freq``."""
        term_matches = []
        for one in self.term_matches:
            both = [(id_, count) for id_, count in zip(one.ids, one.counts, strict=True) if id_ in doc_ids]
            if both:
                ids, counts = zip(*both, strict=True)
                term_matches.append(one._replace(ids=ids, counts=counts))
        return MatchedGroup(term_matches, self.doc_freq)


class MatchedPhrase(NamedTuple):
    """A phrase that a document contains in ``field``, with the number of its term group."""

    field: str
    phrase: PhraseVariant
    group: int


class Matcher:
    """Matches one plan against one index. ``known`` is what was looked up for other plans; it is used and extended."""

    def __init__(self, reader: IndexReader, known: dict[TermGroup, MatchedGroup] | None = None) -> None:
        self._reader = reader
        self._matched: dict[int, MatchedGroup] = {}
        self._by_content = {} if known is None else known
        self._latest: tuple[MatchedGroup, set[int]] | None = None

    def docs(self, node: PlanNode) -> set[int]:
        """Return the documents that match ``node``."""
        if isinstance(node, TermGroup):
            return self._docs_of(self.group(node))
        if isinstance(node, DateRange):
            return docs_in_period(self._reader, node.period)
        if isinstance(node, Conjunction):
            return self._docs_of_all(node.children)
        if isinstance(node, Disjunction):
            return reduce(ior, map(self.docs, node.children), set())  # one child in memory at a time
        return self._reader.all_docs() - self.docs(node.child)

    def _docs_of_all(self, nodes: Sequence[PlanNode]) -> set[int]:
        """Return the documents that match all ``nodes``; after an empty set the other nodes are not looked up."""
        found = self.docs(nodes[0])
        for node in nodes[1:]:
            if not found:
                break
            found = found & self.docs(node)
        return found

    def is_match(self, group: TermGroup, doc_id: int) -> bool:
        """Whether one document matches ``group``."""
        return any(contains(one.ids, doc_id) for one in self.group(group).term_matches)

    def group(self, group: TermGroup) -> MatchedGroup:
        """Return what ``group`` matches; it is looked up once."""
        found = self._matched.get(group.number)
        if found is None:
            content = group._replace(number=0, text="", span=(0, 0))  # the same words may be typed twice
            if content not in self._by_content:
                self._by_content[content] = self._look_up(content)
            found = self._matched[group.number] = self._by_content[content]
        return found

    def _look_up(self, group: TermGroup) -> MatchedGroup:
        term_matches = list(self._term_matches(group))
        covering = covering_matches(term_matches)
        docs: set[int] = set().union(*(one.ids for one in covering if one.how not in _INDIRECT))
        doc_freq = len(docs)
        docs.update(*(one.ids for one in covering if one.how in _INDIRECT))
        found = MatchedGroup(term_matches, doc_freq or len(docs))
        self._latest = found, docs
        return found

    def _term_matches(self, group: TermGroup) -> Iterable[TermMatch]:
        # The body contains the headings: those find nothing new, but they raise the score.
        fields = (*group.fields, "heading") if "body" in group.fields else group.fields
        for field in fields:
            for variant in group.terms:
                term = _MARKS.get(variant.kind, "") + variant.term
                ids, counts, _ = self._reader.postings(index_field(field, variant), term)
                if ids:
                    yield TermMatch(field, variant.how, ids, counts)
            for phrase in group.phrases:
                counted = phrase_counts(self._reader, field, phrase)
                if counted:
                    yield TermMatch(field, phrase.how, list(counted), list(counted.values()), phrase)

    def _docs_of(self, matched: MatchedGroup) -> set[int]:
        """Return the documents of a group. Only the latest set is kept: hundreds would fill the memory."""
        if self._latest is None or self._latest[0] is not matched:
            covering = covering_matches(matched.term_matches)
            self._latest = matched, set().union(*(one.ids for one in covering))
        return self._latest[1]

    def scopes(self, root: PlanNode | None) -> dict[int, set[int]]:
        """Return, by group number, the documents in which a group counts; a group without a scope counts in all.

        A group in a conjunction below an OR counts only where the whole conjunction matches:
        ``fregat OF (drone EN raket)`` gives nothing for a drone without a rocket.
        """
        found: dict[int, set[int]] = {}
        if root is not None:
            self._add_scopes(root, None, found)
        return found

    def _add_scopes(self, node: PlanNode, scope: set[int] | None, found: dict[int, set[int]]) -> None:
        if isinstance(node, TermGroup) and scope is not None:
            found[node.number] = scope
        elif isinstance(node, Conjunction):
            for child in node.children:
                self._add_scopes(child, scope, found)
        elif isinstance(node, Disjunction):
            for child in node.children:
                inner = scope
                is_whole = isinstance(child, Conjunction) or (
                    isinstance(child, Disjunction) and child.is_one_thing
                )
                if is_whole and not node.is_one_thing:
                    inner = self.docs(child) if scope is None else scope & self.docs(child)
                self._add_scopes(child, inner, found)

    def phrases_in(self, doc_id: int) -> list[MatchedPhrase]:
        """Return the phrases of the plan that a document contains."""
        return [
            MatchedPhrase(one.field, one.phrase, group)
            for group, matched in self._matched.items()
            for one in matched.term_matches
            if one.phrase is not None and contains(one.ids, doc_id)
        ]


def contains(ids: Sequence[int], doc_id: int) -> bool:
    """Whether ``ids``, which are sorted, contain ``doc_id``."""
    at = bisect_left(ids, doc_id)
    return at < len(ids) and ids[at] == doc_id


def covering_matches(term_matches: Sequence[TermMatch]) -> Sequence[TermMatch]:
    """Return as many of ``term_matches`` as cover all documents: a stem covers its form, the body its headings."""
    fields = {one.field for one in term_matches}
    stemmed = {one.field for one in term_matches if one.how is MatchKind.STEM}
    return [
        one
        for one in term_matches
        if not (one.how is MatchKind.EXACT and one.field in stemmed)
        and not (one.field == "heading" and "body" in fields)
    ]


def index_field(field: str, variant: TermVariant) -> str:
    """Return the index field for a variant's kind of term."""
    if variant.kind == FORMS:
        return forms_field(field)
    return parts_field(field) if variant.kind == PARTS else stems_field(field)


def docs_in_period(reader: IndexReader, period: Period) -> set[int]:
    """Return the documents dated in ``period``."""
    first = period.first.toordinal() if period.first is not None else 0
    last = period.last.toordinal() if period.last is not None else 1 << 32
    return reader.in_days(first, last)


def phrase_counts(reader: IndexReader, field: str, phrase: PhraseVariant) -> dict[int, int]:
    """Return how often each document contains ``phrase`` in ``field``; only those that do, sorted."""
    name = forms_field(field)
    terms = [
        [term for form in element for term in (form, SUBWORD_MARK + form)] for element in phrase.elements
    ]
    terms = [[term for term in element if reader.postings(name, term).ids] for element in terms]
    distinct = {tuple(element) for element in terms}  # a phrase may contain the same word many times
    sets = [set().union(*(reader.postings(name, term).ids for term in element)) for element in distinct]
    candidates = sorted(set.intersection(*sorted(sets, key=len))) if sets else []
    positions = {element: reader.positions(name, element, candidates) for element in distinct}
    in_order = [positions[tuple(element)] for element in terms]
    counted: dict[int, int] = {}
    for doc_id in candidates:
        here = [of_element[doc_id] for of_element in in_order]
        count = count_adjacent(here) if phrase.slop is None else count_near(here, phrase.slop)
        if count:
            counted[doc_id] = count
    return counted


def count_adjacent(positions: Sequence[Sequence[int]]) -> int:
    """Return at how many positions the elements follow each other, given the positions of each."""
    if len(positions) == 2:  # most phrases
        one, other = positions
        return len({place + 1 for place in one}.intersection(other))
    # Start with the element that has the fewest positions.
    first, *others = sorted(enumerate(positions), key=lambda element: len(element[1]))
    starts = {place - first[0] for place in first[1]}
    as_sets: dict[int, set[int]] = {}  # a phrase may contain the same word many times
    for offset, element in others:
        if not starts:
            break
        if id(element) not in as_sets:
            as_sets[id(element)] = set(element)
        places = as_sets[id(element)]
        starts = {start for start in starts if start + offset in places}
    return len(starts)


def count_near(positions: Sequence[Sequence[int]], slop: int) -> int:
    """Return at how many positions a window of ``slop`` begins that contains every element at its own position.

    A window is never too short for n elements: ``slop`` is at least n - 1.
    """
    slop = max(slop, len(positions) - 1)
    if (
        len(positions) == 2
        and positions[0] is not positions[1]
        and set(positions[0]).isdisjoint(positions[1])
    ):
        one, other = positions  # most queries
        return _count_followed(one, (other,), slop) + _count_followed(other, (one,), slop)
    # A word that comes twice has the same positions, and needs two of them.
    elements = {id(element): element for element in positions}
    starts = set().union(*elements.values())
    are_disjoint = len(starts) == sum(map(len, elements.values()))
    if are_disjoint and len(elements) == len(positions):
        return sum(
            _count_followed(element, [other for other in positions if other is not element], slop)
            for element in positions
        )
    needs = [(elements[key], times) for key, times in Counter(map(id, positions)).items()]
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
            count += are_disjoint or _can_share_out(windows)
    return count


def _count_followed(starts: Sequence[int], others: Sequence[Sequence[int]], slop: int) -> int:
    """Return how many of ``starts`` have a position of each of ``others`` within ``slop`` after them."""
    count = 0
    next_places = [0] * len(others)
    for start in starts:
        for number, other in enumerate(others):
            at = next_places[number] = bisect_left(other, start, next_places[number])
            if at == len(other):
                return count
            if other[at] > start + slop:
                break
        else:
            count += 1
    return count


def _can_share_out(windows: list[Sequence[int]]) -> bool:
    """Whether each window can have a position of its own: a bipartite matching, by augmenting paths."""
    owner: dict[int, int] = {}

    def assign(element: int, tried: set[int]) -> bool:
        for position in windows[element]:
            if position not in tried:
                tried.add(position)
                if position not in owner or assign(owner[position], tried):
                    owner[position] = element
                    return True
        return False

    return all(assign(element, set()) for element in range(len(windows)))
