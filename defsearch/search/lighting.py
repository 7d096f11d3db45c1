"""Where a release says what a query named: offsets in its text, found again by the forms that matched.

Nothing is stemmed here: the lexicon says which forms lead to a concept. A phrase is one match, and only where it
is a phrase; of a compound only the part that matched. Not here: which sentences to show (``passages``).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from defsearch.dutch.tokens import find_texts, form_offsets, read_token
from defsearch.search.passages import Match
from defsearch.search.phrases import count_near
from defsearch.search.plan import FORMS, STEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.releases.release import Paragraph
    from defsearch.search.plan import Concept, PhraseWay
    from defsearch.store.lexicon import Lexicon


class _Unit(NamedTuple):
    """A unit of a token in a text."""

    form: str
    start: int
    end: int


class _ZoneLights:
    """What to light in one zone: forms as a whole, parts of forms, phrases."""

    def __init__(self, concepts: Iterable[Concept], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.whole: dict[str, int] = {}
        self.parts: dict[str, list[tuple[str, int]]] = {}
        self.phrases: list[tuple[PhraseWay, int]] = []
        for concept in concepts:
            for way in concept.terms:
                if way.kind == FORMS:
                    self.whole.setdefault(way.term, concept.number)
                elif way.kind == STEMS:
                    for form in lexicon.forms_of_stem(way.term):
                        self.whole.setdefault(form, concept.number)
                else:
                    for form in lexicon.forms_with_part(way.term):
                        self.parts.setdefault(form, []).append((way.term, concept.number))
            self.phrases += [(phrase, concept.number) for phrase in concept.phrases]
        self._interesting: dict[str, bool] = {}

    def _is_lit(self, raw: str) -> bool:
        form = read_token(raw).form
        return form in self.whole or form in self.parts

    def _lit(self, raw: str, start: int, end: int) -> Iterable[Match]:
        form = read_token(raw).form
        number = self.whole.get(form)
        if number is not None:
            yield Match(start, end, number)
        for stem, part_number in self.parts.get(form, ()):
            yield from self._part_matches(form, raw, start, stem, part_number)

    def matches(self, text: str) -> list[Match]:
        """All matches in ``text``, sorted, not overlapping: where two would overlap, the longer one stands."""
        found: list[Match] = []
        units: list[_Unit] = []
        known, end = self._interesting, 0
        for raw in find_texts(text):
            # Between tokens there are no letters, so each token is the next place where its text stands.
            start = text.index(raw, end)
            end = start + len(raw)
            if self.phrases:
                units += [
                    _Unit(one.form, start + one.start, start + one.end) for one in read_token(raw).units
                ]
            is_lit = known.get(raw)
            if is_lit is None:
                is_lit = known[raw] = self._is_lit(raw)
            if is_lit:
                found += self._lit(raw, start, end)
        for phrase, number in self.phrases:
            find = _adjacent if phrase.slop is None else _near
            found += [Match(start, end, number) for start, end in find(units, phrase)]
        return _longest(found)

    def _part_matches(self, form: str, raw: str, at: int, stem: str, number: int) -> Iterable[Match]:
        entry = self._lexicon.get(form)
        offsets = form_offsets(raw)
        for part in entry.parts if entry is not None else ():
            if part.stem == stem and part.end <= len(offsets):
                yield Match(at + offsets[part.start][0], at + offsets[part.end - 1][1], number)


class Lights:
    """Finds what to light for the concepts of one plan."""

    def __init__(self, concepts: Sequence[Concept], lexicon: Lexicon) -> None:
        # Most queries look for the same everywhere: what to light is then found out once.
        made: dict[tuple[int, ...], _ZoneLights] = {}
        self._zones: dict[str, _ZoneLights] = {}
        for zone, searched in (("title", {"title"}), ("heading", {"heading", "body"}), ("body", {"body"})):
            wanted = [concept for concept in concepts if not searched.isdisjoint(concept.zones)]
            key = tuple(concept.number for concept in wanted)
            if key not in made:
                made[key] = _ZoneLights(wanted, lexicon)
            self._zones[zone] = made[key]

    def in_title(self, title: str) -> list[Match]:
        """The matches in a title."""
        return self._in("title", title)

    def in_body(self, body: str, paragraphs: Iterable[Paragraph]) -> list[Match]:
        """The matches in a body, paragraph by paragraph, as no match runs across two."""
        found: list[Match] = []
        for start, end, is_heading in paragraphs:
            inside = self._in("heading" if is_heading else "body", body[start:end])
            found += [Match(match.start + start, match.end + start, match.word) for match in inside]
        return found

    def _in(self, zone: str, text: str) -> list[Match]:
        return self._zones[zone].matches(text)


def _adjacent(units: list[_Unit], phrase: PhraseWay) -> Iterable[tuple[int, int]]:
    elements = [frozenset(element) for element in phrase.elements]
    for at in range(len(units) - len(elements) + 1):
        if all(units[at + step].form in element for step, element in enumerate(elements)):
            yield units[at].start, units[at + len(elements) - 1].end


def _near(units: list[_Unit], phrase: PhraseWay) -> Iterable[tuple[int, int]]:
    """The words of every stretch that holds all elements near each other, each word by itself."""
    elements = [frozenset(element) for element in phrase.elements]
    places = [[at for at, unit in enumerate(units) if unit.form in element] for element in elements]
    slop = max(phrase.slop or 0, len(elements) - 1)
    lit: set[int] = set()
    for start in sorted({place for element in places for place in element}):
        windows = [
            element[bisect_left(element, start) : bisect_left(element, start + slop + 1)]
            for element in places
        ]
        if count_near(windows, slop):
            lit.update(place for window in windows for place in window)
    return [(units[at].start, units[at].end) for at in sorted(lit)]


def _longest(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and match.start < kept[-1].end:
            if match.end - match.start > kept[-1].end - kept[-1].start:
                kept[-1] = match
            continue
        kept.append(match)
    return kept
