"""Highlighting: where a release matches a query, as character offsets into its title and body.

The text is tokenized again. A token is highlighted when its form is one of those that the query's term groups lead
to; of a compound, only the part that matched. A phrase is one match, and only where the words form the phrase.

Most paragraphs of a release contain nothing of the query. They are not tokenized: a string search in their letters and
digits, without the signs between them, tells that none of the forms can be there.

Not here: which sentences to show (``snippets``), how a match looks (``defsearch.render``).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.normalization import FOREIGN_LETTERS
from defsearch.dutch.stopwords import is_acronym
from defsearch.dutch.tokenizer import MAX_TOKEN_LENGTH, Subword, form_offsets, normalize_token, token_matches
from defsearch.index.fields import CAPITALS_MARK
from defsearch.search.matcher import count_near
from defsearch.search.plan import APART, FORMS, SPLIT, STEMS
from defsearch.search.snippets import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from defsearch.releases.release import Paragraph
    from defsearch.search.matcher import MatchedPhrase
    from defsearch.search.plan import PhraseVariant, TermGroup
    from defsearch.search.query_analyzer import QueryAnalyzer


# The fields of a query that apply to each part of a release: a heading is in the body too.
_SEARCHED = {"title": {"title"}, "heading": {"heading", "body"}, "body": {"body"}}


class Highlighter:
    """Finds the matches of ``groups`` in releases. Which phrases a release contains, the caller knows."""

    def __init__(self, groups: Sequence[TermGroup], analyzer: QueryAnalyzer) -> None:
        # Most queries search title, heading and body for the same words: one table then serves all three.
        tables: dict[tuple[int, ...], _MatchTable] = {}
        self._tables: dict[str, _MatchTable] = {}
        self._groups: dict[str, tuple[int, ...]] = {}
        for field, searched in _SEARCHED.items():
            wanted = [group for group in groups if not searched.isdisjoint(group.fields)]
            numbers = self._groups[field] = tuple(group.number for group in wanted)
            if numbers not in tables:
                tables[numbers] = _MatchTable(wanted, analyzer)
            self._tables[field] = tables[numbers]
        self._pieces: dict[PhraseVariant, list[_Pieces]] = {}

    def in_title(self, title: str, phrases: Iterable[MatchedPhrase]) -> list[Match]:
        """Return the matches in a title, sorted, not overlapping."""
        return self._matches("title", title, (0, len(title)), phrases)

    def in_body(
        self, body: str, paragraphs: Iterable[Paragraph], phrases: Iterable[MatchedPhrase]
    ) -> list[Match]:
        """Return the matches in a body, sorted, not overlapping; none runs across two paragraphs."""
        phrases = list(phrases)
        return [
            match
            for start, end, is_heading in paragraphs
            for match in self._matches("heading" if is_heading else "body", body, (start, end), phrases)
        ]

    def _matches(
        self, field: str, text: str, span: tuple[int, int], phrases: Iterable[MatchedPhrase]
    ) -> list[Match]:
        squeezed = _squeezed(text[span[0] : span[1]])
        found = self._tables[field].matches(text, *span, squeezed)
        searched, groups = _SEARCHED[field], self._groups[field]
        wanted = [one for one in phrases if one.field in searched and one.group in groups]
        wanted = [one for one in wanted if self._can_contain(squeezed, one.phrase)]
        if wanted:
            subwords = _subwords(text, *span)
            for _, phrase, group in wanted:
                find = _adjacent if phrase.slop is None else _near
                found += [Match(start, end, group) for start, end in find(subwords, phrase)]
        return _without_overlaps(found) if found else found

    def _can_contain(self, squeezed: bytes | None, phrase: PhraseVariant) -> bool:
        if phrase not in self._pieces:
            self._pieces[phrase] = [_pieces_of(element) for element in set(phrase.elements)]
        return all(_contains_any(squeezed, pieces) for pieces in self._pieces[phrase])


_Pieces: TypeAlias = "tuple[bytes, ...] | None"  # None: any text could contain one of the forms
_RUN = re.compile(r"[a-z]+|[0-9]+")
_MAX_PIECES = 64
_SPELLED_OTHERWISE = frozenset({"procent", "mijn", "zijn", "zoeen"})  # %, m'n, z'n, zo'n
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())


def _pieces_of(forms: Iterable[str]) -> _Pieces:
    """Return texts of which at least one is in the letters and digits of every token with one of ``forms``."""
    pieces: list[str] = []
    for form in sorted(forms, key=len):
        if any(piece in form for piece in pieces):
            continue
        piece = max(_RUN.findall(form), key=len, default="")
        if not piece or form in _SPELLED_OTHERWISE or len(pieces) == _MAX_PIECES:
            return None
        pieces.append(piece)
    return tuple(piece.encode() for piece in pieces)


def _contains_any(squeezed: bytes | None, pieces: _Pieces) -> bool:
    return squeezed is None or pieces is None or any(piece in squeezed for piece in pieces)


def _squeezed(text: str) -> bytes | None:
    """Return the plain letters and digits of ``text``, in lower case, as the forms of its tokens have them.

    None where a letter becomes another one in a form (ø).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        if any(letter in text for letter in FOREIGN_LETTERS):
            return None
    return text.encode("ascii", "ignore").lower().translate(None, _SIGNS)


_CLAUSE_END = re.compile(r"[,;] |\. (?![Mm][Ss])|\n")  # no token contains one


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE_END.finditer(text, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


_HEAD_LENGTH = 2  # characters
_SHARE_OF_SPLIT_VERB = 0.25  # of each part: a sentence with the solid verb is shown rather than one with both
_STEM_HEAD_LENGTH = 3  # characters in which a form that is written apart is as its stem: opeten, opeet


class _MatchTable:
    """The forms that match as a whole and the forms of which a part matches, each with its term group."""

    def __init__(self, groups: Iterable[TermGroup], analyzer: QueryAnalyzer) -> None:
        self._vocabulary = vocabulary = analyzer.vocabulary
        self._analyzer = analyzer
        self._apart: dict[str, int] = {}  # stem of a word that a release writes apart -> group
        self._split: dict[str, int] = {}  # stem of a verb that a release splits -> group
        self._whole: dict[str, int] = {}
        self._parts: dict[str, list[tuple[str, int]]] = {}  # form -> stems of its parts that match
        for group in groups:
            for variant in group.terms:
                if variant.kind == FORMS:
                    self._whole.setdefault(variant.term, group.number)
                elif variant.kind == STEMS:
                    for form in vocabulary.forms_of_stem(variant.term):
                        self._whole.setdefault(form, group.number)
                elif variant.kind == APART:
                    self._apart.setdefault(variant.term, group.number)
                elif variant.kind == SPLIT:
                    self._split.setdefault(variant.term, group.number)
                else:
                    for form in vocabulary.forms_with_part(variant.term):
                        self._parts.setdefault(form, []).append((variant.term, group.number))
        forms = [form.lstrip(CAPITALS_MARK) for form in (*self._whole, *self._parts)]
        self._heads = {form[:length] for form in forms for length in range(1, _HEAD_LENGTH + 1)}
        self._pieces = _pieces_of(forms)
        self._by_token: dict[str, Sequence[Match]] = {}

    def matches(self, text: str, start: int, end: int, squeezed: bytes | None) -> list[Match]:
        """Return the matches of words in ``text[start:end]``, of which ``squeezed`` has the letters and digits."""
        found: list[Match] = []
        if self._pieces is None or squeezed is None:
            self._add_matches(text, start, end, found)
        elif _contains_any(squeezed, self._pieces):
            for first, last in _clauses(text, start, end):
                if _contains_any(_squeezed(text[first:last]), self._pieces):
                    self._add_matches(text, first, last, found)
        if self._apart:
            found += self._written_apart(text, start, end)
        if self._split:
            found += self._split_verbs(text, start, end)
        return found

    def _add_matches(self, text: str, start: int, end: int, found: list[Match]) -> None:
        by_token = self._by_token
        for token in token_matches(text, start, end):
            raw = token.group()
            matches = by_token.get(raw)
            if matches is None:
                matches = by_token[raw] = self._in_token(raw)
            if matches:
                at = token.start()
                found += [Match(one.start + at, one.end + at, one.word) for one in matches]

    def _written_apart(self, text: str, start: int, end: int) -> Iterator[Match]:
        from defsearch.dutch.written_apart import words_written_apart  # few queries need it

        for word in words_written_apart(text, lambda form: self._analyzer.analysis(form).parts, start, end):
            group = self._group_of_stem(self._apart, word.form)
            if group is not None:
                yield Match(word.start, word.end, group)

    def _split_verbs(self, text: str, start: int, end: int) -> Iterator[Match]:
        from defsearch.dutch.written_apart import split_verbs  # few queries need it

        for word in split_verbs(text, start, end):
            group = self._group_of_stem(self._split, word.form)
            if group is not None:
                yield Match(*word.verb, group, _SHARE_OF_SPLIT_VERB)
                yield Match(*word.particle, group, _SHARE_OF_SPLIT_VERB)

    def _group_of_stem(self, groups: Mapping[str, int], form: str) -> int | None:
        """Return the group of the stem of ``form``; the stem is not computed if no stem begins like the form."""
        if not any(stem.startswith(form[:_STEM_HEAD_LENGTH]) for stem in groups):
            return None
        return groups.get(self._analyzer.stem(form))

    def _can_match(self, raw: str) -> bool:
        """Tell by its first characters whether a token can match: normalizing it takes longer."""
        head = raw[:_HEAD_LENGTH]
        if head.isascii() and head.isalnum() and raw.replace("-", "").isalnum():
            return head.lower() in self._heads
        # The form begins as the token does, but for an address, which loses its http:// or www.
        first = head[0].lower()
        return not (first.isascii() and first.isalnum()) or first in "hw" or first in self._heads

    def _in_token(self, raw: str) -> Sequence[Match]:
        """Return the matches in one token, as offsets into it."""
        # Most tokens are plain letters: the form is then the lower case, at a tenth of the time.
        is_plain = raw.isascii() and raw.isalpha() and len(raw) <= MAX_TOKEN_LENGTH
        if not is_plain and not self._can_match(raw):
            return ()
        form = raw.lower() if is_plain else normalize_token(raw).form
        if CAPITALS_MARK + form in self._whole and is_acronym(raw):
            form = CAPITALS_MARK + form
        if form not in self._whole and form not in self._parts:
            return ()
        found = [Match(0, len(raw), self._whole[form])] if form in self._whole else []
        analysis = self._vocabulary.get(form) if form in self._parts else None
        if analysis is not None:
            offsets = form_offsets(raw)
            found += [
                Match(offsets[part.start][0], offsets[part.end - 1][1], group)
                for stem, group in self._parts[form]
                for part in analysis.parts
                if part.stem == stem and part.end <= len(offsets)
            ]
        return found


def _subwords(text: str, start: int, end: int) -> list[Subword]:
    """Return the subwords of ``text[start:end]``, with their places in the text."""
    return [
        Subword(form, token.start() + first, token.start() + last)
        for token in token_matches(text, start, end)
        for form, first, last in normalize_token(token.group()).subwords
    ]


def _adjacent(subwords: list[Subword], phrase: PhraseVariant) -> Iterator[tuple[int, int]]:
    """Yield the spans of ``phrase``: one form of each element, next to each other, in order."""
    elements = [frozenset(element) for element in phrase.elements]
    for at in range(len(subwords) - len(elements) + 1):
        if all(subwords[at + step].form in element for step, element in enumerate(elements)):
            yield subwords[at].start, subwords[at + len(elements) - 1].end


def _near(subwords: list[Subword], phrase: PhraseVariant) -> Iterable[tuple[int, int]]:
    """Return the span of each word in the windows that contain all elements of ``phrase``."""
    elements = [frozenset(element) for element in phrase.elements]
    positions = {
        element: [at for at, subword in enumerate(subwords) if subword.form in element]
        for element in elements
    }
    if not all(positions.values()):
        return []
    slop = max(phrase.slop or 0, len(elements) - 1)
    highlighted: set[int] = set()
    for start in sorted(set().union(*positions.values())):
        windows = {
            element: found[bisect_left(found, start) : bisect_left(found, start + slop + 1)]
            for element, found in positions.items()
        }
        if all(windows.values()) and count_near([windows[element] for element in elements], slop):
            highlighted.update(*windows.values())
    return [(subwords[at].start, subwords[at].end) for at in sorted(highlighted)]


def _without_overlaps(found: list[Match]) -> list[Match]:
    """Return ``found`` in text order; of two matches that overlap, only the longer one."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and match.start < kept[-1].end:
            if match.end - match.start > kept[-1].end - kept[-1].start:
                kept[-1] = match
            continue
        kept.append(match)
    return kept
