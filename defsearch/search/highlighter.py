"""Where a release says what a query named: offsets in its text, found again by the forms that matched.

Nothing is stemmed here: the lexicon says which forms lead to a concept. A phrase is one match, and only where it
is a phrase; of a compound only the part that matched. Not here: how a text is looked through (``spotting``), which
sentences to show (``passages``).
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.dutch.tokenizer import form_offsets, normalize_token, token_matches
from defsearch.records import NamedTuple
from defsearch.search.literal_prefilter import SearchedText, pieces_of
from defsearch.search.matcher import count_near
from defsearch.search.plan import FORMS, STEMS
from defsearch.search.snippets import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.index.vocabulary import Vocabulary
    from defsearch.releases.release import Paragraph
    from defsearch.search.matcher import MatchedPhrase
    from defsearch.search.plan import PhraseVariant, TermGroup


_SEARCHED = {
    "title": {"title"},
    "heading": {"heading", "body"},
    "body": {"body"},
}  # a heading is in the body too


class _Unit(NamedTuple):
    """A unit of a token in a text."""

    form: str
    start: int
    end: int


class _FieldHighlighter:
    """What to light in one zone: forms as a whole, parts of forms, and what phrases a release is known to hold."""

    def __init__(self, groups: Iterable[TermGroup], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._whole: dict[str, int] = {}
        self._parts: dict[str, list[tuple[str, int]]] = {}
        for group in groups:
            for variant in group.terms:
                if variant.kind == FORMS:
                    self._whole.setdefault(variant.term, group.number)
                elif variant.kind == STEMS:
                    for form in vocabulary.forms_of_stem(variant.term):
                        self._whole.setdefault(form, group.number)
                else:
                    for form in vocabulary.forms_with_part(variant.term):
                        self._parts.setdefault(form, []).append((variant.term, group.number))
        self._pieces = pieces_of([*self._whole, *self._parts])
        self._lights: dict[str, tuple[Match, ...]] = {}  # by raw token, as offsets into it

    def matches(
        self, text: SearchedText, spans: Sequence[tuple[int, int]], phrases: Iterable[MatchedPhrase]
    ) -> list[Match]:
        """All matches in each of ``spans``, sorted, not overlapping: where two would overlap, the longer one stands."""
        found: list[Match] = []
        known = self._lights
        for at, raw in text.tokens(self._pieces, spans):
            highlighter = known.get(raw)
            if highlighter is None:
                highlighter = known[raw] = tuple(self._lights_of(raw))
            if highlighter:
                found += [Match(start + at, end + at, number) for start, end, number in highlighter]
        for _, phrase, number in phrases:
            find = _adjacent if phrase.slop is None else _near
            for start, end in _with_all(text, spans, phrase):
                places = find(_units(text.text, start, end), phrase)
                found += [Match(first, last, number) for first, last in places]
        return _longest(found)

    def _lights_of(self, raw: str) -> Iterator[Match]:
        form = normalize_token(raw).form
        number = self._whole.get(form)
        if number is not None:
            yield Match(0, len(raw), number)
        parts = self._parts.get(form)
        if parts:
            analysis = self._vocabulary.get(form)
            offsets = form_offsets(raw)
            for stem, part_number in parts:
                for part in analysis.parts if analysis is not None else ():
                    if part.stem == stem and part.end <= len(offsets):
                        yield Match(offsets[part.start][0], offsets[part.end - 1][1], part_number)


class Highlighter:
    """Finds what to light for the concepts of one plan, in releases of which ``phrases`` they hold is known."""

    def __init__(self, groups: Sequence[TermGroup], vocabulary: Vocabulary) -> None:
        # Most queries look for the same everywhere: what to light is then found out once.
        made: dict[tuple[int, ...], _FieldHighlighter] = {}
        self._fields: dict[str, _FieldHighlighter] = {}
        self._concepts: dict[str, tuple[int, ...]] = {}
        for field, searched in _SEARCHED.items():
            wanted = [group for group in groups if not searched.isdisjoint(group.fields)]
            key = self._concepts[field] = tuple(group.number for group in wanted)
            if key not in made:
                made[key] = _FieldHighlighter(wanted, vocabulary)
            self._fields[field] = made[key]

    def in_title(self, title: str, phrases: Iterable[MatchedPhrase]) -> list[Match]:
        """The matches in a title."""
        return self._matches("title", SearchedText(title), [(0, len(title))], phrases)

    def in_body(
        self, body: str, paragraphs: Sequence[Paragraph], phrases: Iterable[MatchedPhrase]
    ) -> list[Match]:
        """The matches in a body; none runs across two paragraphs."""
        text = SearchedText(body)
        if self._fields["heading"] is self._fields["body"]:
            return self._matches("body", text, [(start, end) for start, end, _ in paragraphs], phrases)
        spans: dict[str, list[tuple[int, int]]] = {"heading": [], "body": []}
        for start, end, is_heading in paragraphs:
            spans["heading" if is_heading else "body"].append((start, end))
        return sorted(match for field in spans for match in self._matches(field, text, spans[field], phrases))

    def _matches(
        self,
        field: str,
        text: SearchedText,
        spans: Sequence[tuple[int, int]],
        phrases: Iterable[MatchedPhrase],
    ) -> list[Match]:
        held = [
            one for one in phrases if one.field in _SEARCHED[field] and one.group in self._concepts[field]
        ]
        return self._fields[field].matches(text, spans, held)


def _with_all(
    text: SearchedText, spans: Sequence[tuple[int, int]], phrase: PhraseVariant
) -> Sequence[tuple[int, int]]:
    """Those of ``spans`` that hold a unit of each element of ``phrase``, wherever in them."""
    for element in phrase.elements:
        forms, pieces = frozenset(element), pieces_of(element, shortest=1)
        spans = [
            span
            for span in spans
            if any(
                unit.form in forms
                for _, raw in text.tokens(pieces, [span])
                for unit in normalize_token(raw).subwords
            )
        ]
    return spans


def _units(text: str, start: int, end: int) -> list[_Unit]:
    return [
        _Unit(unit.form, token.start() + unit.start, token.start() + unit.end)
        for token in token_matches(text, start, end)
        for unit in normalize_token(token.group()).subwords
    ]


def _adjacent(units: list[_Unit], phrase: PhraseVariant) -> Iterable[tuple[int, int]]:
    elements = [frozenset(element) for element in phrase.elements]
    for at in range(len(units) - len(elements) + 1):
        if all(units[at + step].form in element for step, element in enumerate(elements)):
            yield units[at].start, units[at + len(elements) - 1].end


def _near(units: list[_Unit], phrase: PhraseVariant) -> Iterable[tuple[int, int]]:
    """The words of every stretch that holds all elements near each other, each word by itself."""
    elements = [frozenset(element) for element in phrase.elements]
    places = {element: [at for at, unit in enumerate(units) if unit.form in element] for element in elements}
    slop = max(phrase.slop or 0, len(elements) - 1)
    highlighted: set[int] = set()
    for start in sorted(set().union(*places.values())):
        windows = {
            element: found[bisect_left(found, start) : bisect_left(found, start + slop + 1)]
            for element, found in places.items()
        }
        if all(windows.values()) and count_near([windows[element] for element in elements], slop):
            highlighted.update(*windows.values())
    return [(units[at].start, units[at].end) for at in sorted(highlighted)]


def _longest(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and match.start < kept[-1].end:
            if match.end - match.start > kept[-1].end - kept[-1].start:
                kept[-1] = match
            continue
        kept.append(match)
    return kept
