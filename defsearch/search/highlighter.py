"""Highlighting: where a release matches a query, as character offsets into its title and body.

The text is tokenized again. A token is highlighted when its form is one of those that the query's term groups lead
to; of a compound, only the part that matched. A phrase is one match, and only where the words form the phrase.

Most words of a release have nothing of the query in them, and are not tokenized. A string search in the letters and
digits of the text, without the signs between them, tells how often a piece of one of the forms is there; only the words
around these places are looked at.

Not here: which sentences to show (``snippets``), how a match looks (``defsearch.render``).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.stopwords import ACRONYMS
from defsearch.dutch.tokenizer import (
    ASCII_SIGNS,
    FOREIGN_LETTERS,
    MAX_TOKEN_LENGTH,
    form_with_offsets,
    normalize_token,
    plain_bytes,
    subword_spans,
    token_matches,
)
from defsearch.index.segment import CAPITALS_MARK
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
        forms = {form for table in set(self._tables.values()) for form in table.forms()}
        short = {form for form in forms if len(form) <= _SHORT and form.isascii() and form.isalpha()}
        if len(short) > _MAX_SHORT:
            short.clear()
        self._pieces = _pieces_of(forms - short)
        self._short = [(set(form.encode()), _whole_word(form)) for form in short]
        self._pieces_of_phrases: dict[PhraseVariant, list[_Pieces]] = {}

    def in_title(self, title: str, phrases: Sequence[MatchedPhrase]) -> list[Match]:
        """Return the matches in a title, sorted, not overlapping."""
        return self._matches(title, [("title", 0, len(title))], phrases)

    def in_body(
        self, body: str, paragraphs: Iterable[Paragraph], phrases: Sequence[MatchedPhrase]
    ) -> list[Match]:
        """Return the matches in a body, sorted, not overlapping; none runs across two paragraphs."""
        spans = [("heading" if is_heading else "body", start, end) for start, end, is_heading in paragraphs]
        return self._matches(body, spans, phrases)

    def _matches(
        self, text: str, spans: Sequence[_FieldSpan], phrases: Sequence[MatchedPhrase]
    ) -> list[Match]:
        found: list[Match] = []
        for field, start, end in self._telling_spans(text, spans):
            self._tables[field].add_words(text, start, end, found)
        if phrases or any(table.finds_more for table in self._tables.values()):
            for field, start, end in spans:
                self._tables[field].add_words_apart(text, start, end, found)
                self._add_phrases(text, (field, start, end), phrases, found)
        return _without_overlaps(found)

    def _telling_spans(self, text: str, spans: Sequence[_FieldSpan]) -> Iterable[_FieldSpan]:
        """Return the parts of ``spans`` that can contain a match; together they contain all of them."""
        squeezed = None if self._pieces is None else _squeezed(text)
        if self._pieces is None or squeezed is None:
            return spans
        plain = plain_bytes(text)
        places: list[int] = []
        for piece in self._pieces:
            found = _find_all(piece, squeezed)
            if found:
                in_text = _find_all(piece, plain)
                if len(in_text) < len(found):  # some are written with signs or spaces in them
                    return spans
                places += in_text
        for letters, whole_word in self._short:
            if any(squeezed.count(letter) > plain.count(letter) for letter in letters):
                return spans  # some letters are written as other characters (ﬁ, ĳ)
            places += [found.start() for found in whole_word.finditer(plain)]
        return _around(sorted(places), plain, spans)

    def _add_phrases(
        self, text: str, span: _FieldSpan, phrases: Sequence[MatchedPhrase], found: list[Match]
    ) -> None:
        field, start, end = span
        searched, groups = _SEARCHED[field], self._groups[field]
        wanted = [one for one in phrases if one.field in searched and one.group in groups]
        squeezed = _squeezed(text[start:end]) if wanted else None
        wanted = [one for one in wanted if self._can_contain(squeezed, one.phrase)]
        if wanted:
            subwords = _subwords(text, start, end)
            for _, phrase, group in wanted:
                find = _adjacent if phrase.slop is None else _near
                found += [Match(first, last, group) for first, last in find(subwords, phrase)]

    def _can_contain(self, squeezed: bytes | None, phrase: PhraseVariant) -> bool:
        if phrase not in self._pieces_of_phrases:
            self._pieces_of_phrases[phrase] = [_pieces_of(element) for element in set(phrase.elements)]
        return squeezed is None or all(
            pieces is None or any(piece in squeezed for piece in pieces)
            for pieces in self._pieces_of_phrases[phrase]
        )


class HighlighterCache:
    """Makes one highlighter for all releases in which the same term groups count, in the same way."""

    def __init__(self, analyzer: QueryAnalyzer) -> None:
        self._analyzer = analyzer
        self._made: dict[tuple[tuple[int, int], ...], Highlighter] = {}

    def get(self, groups: Sequence[TermGroup]) -> Highlighter:
        """Return the highlighter of ``groups``, which are of one plan."""
        key = tuple((group.number, len(group.terms)) for group in groups)
        if key not in self._made:
            self._made[key] = Highlighter(groups, self._analyzer)
        return self._made[key]


_FieldSpan: TypeAlias = "tuple[str, int, int]"  # the name of a part of a release, and offsets
_Subword: TypeAlias = "tuple[str, int, int]"  # its form, and its offsets in the text
_Pieces: TypeAlias = "tuple[bytes, ...] | None"  # None: any text could contain one of the forms
_RUN = re.compile(r"[a-z]+|[0-9]+")
_MAX_PIECES = 64
_SHORT = 3  # letters: so short a form is in many other words, so only whole words are looked at
_MAX_SHORT = 8  # forms that are looked for one by one
_SPELLED_OTHERWISE = frozenset({"procent", "mijn", "zijn", "zoeen"})  # %, m'n, z'n, zo'n
# A space that is in no token, unlike those of "F 16", "50 000" and "Zr. Ms.".
_WORD_EDGE = re.compile(rb"(?<=[a-z]{3}) (?![0-9%]|ms)")


def _pieces_of(forms: Iterable[str]) -> _Pieces:
    """Return texts of which at least one is in the letters and digits of every token with one of ``forms``."""
    pieces: list[str] = []
    for form in sorted(forms, key=len):
        if form in _SPELLED_OTHERWISE:
            return None
        if any(piece in form for piece in pieces):
            continue
        piece = max(_RUN.findall(form), key=len, default="")
        if not piece or len(pieces) == _MAX_PIECES:
            return None
        pieces.append(piece)
    return tuple(piece.encode() for piece in pieces)


def _whole_word(form: str) -> re.Pattern[bytes]:
    """Return a pattern that finds each token with ``form``, which has plain letters only, in ``plain_bytes``.

    There may be signs between its letters (``d.w.z``), but no letter before the first one and after the last one.
    Only a very long web address ends in the middle of a word, where the next token then begins.
    """
    begin = f"(?:(?<![a-z]{form[0]})|(?<=[^ ]{{62}}{form[0]}))"
    others = "".join(f"[^a-z]*{letter}" for letter in form[1:])
    return re.compile(f"{form[0]}{begin}{others}(?![a-z])".encode())


def _squeezed(text: str) -> bytes | None:
    """Return the plain letters and digits of each line of ``text``, in lower case, as its forms have them.

    None where a letter becomes another one in a form (ø).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        if any(letter in text for letter in FOREIGN_LETTERS):
            return None
    return text.encode("ascii", "ignore").lower().translate(None, ASCII_SIGNS)


def _find_all(piece: bytes, text: bytes) -> list[int]:
    """Return where ``piece`` is in ``text``, also where it overlaps itself."""
    places = []
    at = text.find(piece)
    while at >= 0:
        places.append(at)
        at = text.find(piece, at + 1)
    return places


def _around(places: Sequence[int], plain: bytes, spans: Sequence[_FieldSpan]) -> Iterator[_FieldSpan]:
    """Yield the words around each of ``places``, which are sorted, as far as a token could reach."""
    upto, number = 0, 0
    for place in places:
        if place < upto:
            continue
        while number < len(spans) and spans[number][2] <= place:
            number += 1
        if number == len(spans):
            return
        field, first, last = spans[number]
        if place < first:
            continue
        start = place
        while start > first and not _WORD_EDGE.match(plain, start):
            start = plain.rfind(b" ", first, start)
        edge = _WORD_EDGE.search(plain, place, last)
        upto = edge.end() if edge else last
        yield field, max(start, first), upto


_HEAD_LENGTH = 2  # characters
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
        self._heads = {form[:length] for form in self.forms() for length in range(1, _HEAD_LENGTH + 1)}
        self._by_token: dict[str, Sequence[Match]] = {}

        self.finds_more = bool(self._apart or self._split)

    def forms(self) -> list[str]:
        """Return the forms of the tokens that match."""
        return [form.lstrip(CAPITALS_MARK) for form in (*self._whole, *self._parts)]

    def add_words(self, text: str, start: int, end: int, found: list[Match]) -> None:
        """Add the matches of the tokens in ``text[start:end]`` to ``found``."""
        by_token = self._by_token
        for token in token_matches(text, start, end):
            raw = token.group()
            matches = by_token.get(raw)
            if matches is None:
                matches = by_token[raw] = self._in_token(raw)
            if matches:
                at = token.start()
                found += [Match(one.start + at, one.end + at, one.word, one.is_whole) for one in matches]

    def add_words_apart(self, text: str, start: int, end: int, found: list[Match]) -> None:
        """Add the matches of the words that ``text[start:end]`` writes apart or splits to ``found``."""
        if self._apart:
            found += self._written_apart(text, start, end)
        if self._split:
            found += self._split_verbs(text, start, end)

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
                yield Match(*word.verb, group, is_whole=False)
                yield Match(*word.particle, group, is_whole=False)

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
        is_plain = _is_plain(raw)
        if not is_plain and not self._can_match(raw):
            return ()
        form = raw.lower() if is_plain else normalize_token(raw)
        if CAPITALS_MARK + form in self._whole and raw in ACRONYMS:
            form = CAPITALS_MARK + form
        if form not in self._whole and form not in self._parts:
            return ()
        found = [Match(0, len(raw), self._whole[form])] if form in self._whole else []
        analysis = self._vocabulary.get(form) if form in self._parts else None
        if analysis is not None:
            _, offsets = form_with_offsets(raw)
            found += [
                Match(offsets[part.start][0], offsets[part.end - 1][1], group, is_whole=False)
                for stem, group in self._parts[form]
                for part in analysis.parts
                if part.stem == stem and part.end <= len(offsets)
            ]
        return found


def _is_plain(raw: str) -> bool:
    """Return whether the form of a token is its lower case, and has no hyphen."""
    return raw.isascii() and raw.isalpha() and len(raw) <= MAX_TOKEN_LENGTH


def _subwords(text: str, start: int, end: int) -> list[_Subword]:
    """Return the subwords of ``text[start:end]``, with their places in the text."""
    found: list[_Subword] = []
    for token in token_matches(text, start, end):
        raw, at = token.group(), token.start()
        if _is_plain(raw):
            found.append((raw.lower(), at, token.end()))
            continue
        form, offsets = form_with_offsets(raw)
        found += [
            (form[first:last], at + offsets[first][0], at + offsets[last - 1][1])
            for first, last in subword_spans(form)
        ]
    return found


def _adjacent(subwords: list[_Subword], phrase: PhraseVariant) -> Iterator[tuple[int, int]]:
    """Yield the spans of ``phrase``: one form of each element, next to each other, in order."""
    elements = [frozenset(element) for element in phrase.elements]
    for at in range(len(subwords) - len(elements) + 1):
        if all(subwords[at + step][0] in element for step, element in enumerate(elements)):
            yield subwords[at][1], subwords[at + len(elements) - 1][2]


def _near(subwords: list[_Subword], phrase: PhraseVariant) -> Iterable[tuple[int, int]]:
    """Return the span of each word in the windows that contain all elements of ``phrase``."""
    elements = [frozenset(element) for element in phrase.elements]
    positions = {
        element: [at for at, (form, _, _) in enumerate(subwords) if form in element] for element in elements
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
    return [subwords[at][1:] for at in sorted(highlighted)]


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
