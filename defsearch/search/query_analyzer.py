"""Analyzing query words: the lemma, stem and parts of a form, and the forms in the index that a word stands for.

Ingest has stored the analysis of every form of the archive in the vocabulary. Only a form that no release contains is
analyzed anew, by the same code, with the word list of the program.

A pattern or a fuzzy word stands for the whole folded forms that it matches, up to a maximum. For a pattern, the
vocabulary is searched at the speed of the regular expression engine. For a fuzzy word, the forms that contain a piece
of it are compared with it letter by letter.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from defsearch.dutch.morphology import derivations
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.synonyms import synonym_analysis
from defsearch.dutch.tokenizer import APOSTROPHES, fold, normalize_token
from defsearch.errors import QueryError
from defsearch.index.segment import CAPITALS_MARK, forms_field, stems_field
from defsearch.search.plan import FORMS, STEMS, TermVariant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.dutch.analysis import Analysis, Part
    from defsearch.dutch.analyzer import Analyzer
    from defsearch.index.segment import Postings
    from defsearch.index.vocabulary import Vocabulary
    from defsearch.query.ast import Span
    from defsearch.search.plan import MatchKind
    from defsearch.search.reader import IndexReader

_NAME_SHARE = 0.95  # of the releases with a name, those that write it with a capital only
_COMMON_SHARE = 0.25  # at most, of the releases with a common word
_MAX_LINKING_LETTERS = 2  # between two parts of a compound, as in bond-en-raad


class QueryAnalyzer:
    """Analyzes forms, each once. ``analyze`` is called only for forms that no release contains."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        reader: IndexReader,
        analyze: Callable[[str], Analysis] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self._reader = reader
        self._analyze = analyze
        self._analyses: dict[str, Analysis] = {}
        self.multi_terms: dict[tuple[str, int], tuple[TermVariant, ...]] = {}  # of patterns and fuzzy words

    def analysis(self, form: str) -> Analysis:
        """Return what a form is indexed under, or would be."""
        found = self._analyses.get(form)
        if found is None:
            found = self._analyses[form] = self.vocabulary.get(form) or self._analyze_unknown(form)
        return found

    def _analyze_unknown(self, form: str) -> Analysis:
        if self._analyze is None:
            ready = synonym_analysis(form)
            if ready is not None:
                return ready
            return self._dutch_analyzer.analyze(form)
        return self._analyze(form)

    @cached_property
    def _dutch_analyzer(self) -> Analyzer:
        # Loading the stemmer takes longer than a search, and most queries do without it.
        from defsearch.dutch.analyzer import Analyzer
        from defsearch.dutch.wordlist import WordList

        return Analyzer(WordList())

    def is_correct(self, form: str) -> bool:
        """Whether ``form`` is a Dutch word, a place or a word of a synonym, whatever the archive contains."""
        return synonym_analysis(form) is not None or self._dutch_analyzer.is_known(form)

    def lemma(self, form: str) -> str:
        """Return the lemma of a form."""
        return self.analysis(form).lemma

    def stem(self, form: str) -> str:
        """Return the stem of a form."""
        return self.analysis(form).stem

    def derivations(self, form: str) -> Iterator[str]:
        """Yield a form in the index of each derivation of ``form`` (``terrorisme``: terroristen)."""
        # The form itself too: the lemma of vliegen is that of the plural of vlieg.
        for base in dict.fromkeys((self.lemma(form), form)):
            for lemma, stem in derivations(base):
                forms = self.vocabulary.forms_of_stem(stem)
                yield from islice((other for other in forms if lemma in (other, self.lemma(other))), 1)

    def same_stem(self, form: str) -> list[str]:
        """Return the forms in the index that are inflections of the same word as ``form``."""
        return self.inflections(self.stem(form), form)

    def inflections(self, stem: str, form: str) -> list[str]:
        """Return the forms in the index with this stem, which ``form`` has, that can be forms of the same word.

        Not the stop words that it is not: ``mijnen`` has the stem of *mijn*, *my*. And not what the archive uses as
        a name, if ``form`` is a common word, or the other way round: ``Maarten`` is no plural of *maart*.
        """
        forms = self.vocabulary.forms_of_stem(stem)
        return [
            one
            for one in forms
            if one == form or not (one in STOP_WORDS or self._is_name_of_other(one, form))
        ]

    def _is_name_of_other(self, one: str, other: str) -> bool:
        """Whether one of two forms with the same stem is a common word, and the other a name that looks inflected."""
        pairs = ((one, other), (other, one))
        return any(
            self._is_name(name) and self._looks_inflected(name) and self._is_common(word)
            for name, word in pairs
        )

    def _looks_inflected(self, form: str) -> bool:
        lemma, _, parts = self.analysis(form)
        # An adjective in a name is still that adjective: Koninklijke Marine.
        return lemma != form and not parts and form != f"{lemma}e"

    def _is_name(self, form: str) -> bool:
        """Whether nearly every release writes ``form`` with a capital only, and one does inside a sentence."""
        ids, counts, _ = self._capitalized(form)
        return sum(counts) > len(ids) and len(ids) >= _NAME_SHARE * self._doc_freq(form)

    def _is_common(self, form: str) -> bool:
        """Whether the archive contains ``form``, and few releases write it with a capital only."""
        doc_freq = self._doc_freq(form)
        return doc_freq > 0 and len(self._capitalized(form).ids) <= _COMMON_SHARE * doc_freq

    def _capitalized(self, form: str) -> Postings:
        return self._reader.postings(stems_field("body"), CAPITALS_MARK + form)

    def _doc_freq(self, form: str) -> int:
        return len(self._reader.postings(forms_field("body"), form).ids)

    def variants(self, number: str) -> list[str]:
        """Return the forms in the index of a type with this number and a variant (``2``: 2a6), but no ordinal."""
        if not number.isdecimal():
            return []
        forms = self.vocabulary.forms_with_part(number)
        return [one for one in forms if one.startswith(number) and "-" not in one and one != number + "e"]

    def stem_terms(self, how: MatchKind, form: str) -> list[TermVariant]:
        """Return the terms that match the forms of ``same_stem``: their stem, if no other form has it.

        A form of two words (``namen``) has the terms of both.
        """
        stem, forms = self.stem(form), self.same_stem(form)
        other_words = [part.stem for part in self.analysis(form).parts if part.end - part.start == len(form)]
        if len(forms) == len(self.vocabulary.forms_of_stem(stem)):
            return [TermVariant(how, STEMS, one) for one in (stem, *other_words)]
        return [
            *(TermVariant(how, FORMS, one) for one in forms),
            *(TermVariant(how, STEMS, one) for one in other_words),
        ]

    def is_marked(self, mark: str, stem: str) -> bool:
        """Whether a release writes a word with this stem apart (APART_MARK) or splits it (SPLIT_MARK)."""
        return any(self._reader.postings(stems_field(field), mark + stem).ids for field in ("title", "body"))


def cover(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return the fewest parts that make up a whole compound, in order; () when they do not reach its end.

    Parts may nest (``luchtverdediging`` over ``lucht`` and ``verdediging``), with linking letters between them.
    """
    end = max((part.end for part in parts), default=0)
    best: dict[int, tuple[Part, ...]] = {0: ()}  # by where they end
    for part in sorted(parts, key=lambda one: (one.start, one.end)):
        for gap in range(_MAX_LINKING_LETTERS + 1):
            before = best.get(part.start - gap)
            if before is not None and len(before) + 1 < len(best.get(part.end, range(99))):
                best[part.end] = (*before, part)
    found = best.get(end, ())
    return found if len(found) > 1 else ()


MAX_FORMS = 2_000
# Texts, because ``re`` compiles them at first use, and few queries have a pattern.
_APOSTROPHE = f"[{re.escape(APOSTROPHES)}]"
_LITERAL_END = f"[*?{re.escape(APOSTROPHES)}]"
# The start of a pattern that is a designation, a number, an address (F-16, 3.5, www.defensie) or initials (Zr.Ms.).
_WITH_SIGN = r"(?=[^*?]*[\d.])[^*?]*[^\W_](?=[*?])|(?:[^\W\d_]{1,2}\.){2,}(?=[*?])"
_THOUSANDS_BEGUN = r"(\d{1,3}(?:\.\d{3})*)\.(\d{1,3})\*"
_MAX_GROUPS = 3  # of three digits, after the typed ones
_LETTER = r"[^\t\n]"


def pattern_forms(vocabulary: Vocabulary, pattern: str, query: str, span: Span) -> list[str]:
    """Return the forms that ``pattern`` matches: ``*`` is any letters or none, ``?`` one letter.

    Raises:
        QueryError: there are more than ``MAX_FORMS``.
    """
    literal = fold(re.split(_LITERAL_END, pattern, maxsplit=1)[0])
    found = vocabulary.forms_matching(_expression(pattern), literal)
    if len(found) > MAX_FORMS:
        raise QueryError(
            f"{pattern} matches more than {MAX_FORMS:,} different words in this archive",
            query=query,
            start=span[0],
            end=span[1],
            hint="Add letters to it, such as oefen* for oe*.",
        )
    return found


def pattern_spellings(pattern: str) -> list[str]:
    """Return a pattern as it is typed, and as the forms are spelled that it is compared with.

    Forms have no sign in a designation, number or initials: ``F-16*`` is also ``f16*``, and ``50.00*`` also ``5000?``.
    """
    thousands = re.fullmatch(_THOUSANDS_BEGUN, pattern)
    spellings = [pattern]
    start = re.match(_WITH_SIGN, pattern)
    if start and not (thousands and len(thousands[2]) == 3):
        spellings.append(normalize_token(start[0].rstrip(".")) + pattern[start.end() :])
    if thousands:
        digits = pattern[:-1].replace(".", "")
        rest = 3 - len(thousands[2])
        spellings += [digits + "?" * (rest + 3 * groups) for groups in range(_MAX_GROUPS)]
    return list(dict.fromkeys(spellings))


def _expression(pattern: str) -> str:
    """Return the regular expression of a pattern.

    The piece between two stars is matched where it first occurs, by an atomic group: ``a*b*c`` becomes
    ``a(?>LETTER*?b)LETTER*c``. Backtracking would match the same forms, but each star would multiply its time.
    """
    pieces = [""]
    for piece in re.split(r"([*?]+)", pattern):
        if "*" in piece:
            pieces.append(_LETTER * piece.count("?"))
        elif "?" in piece:
            pieces[-1] += _LETTER * len(piece)
        else:
            # Only some words keep their apostrophe: see ``dutch.tokenizer``.
            pieces[-1] += "'?".join(re.escape(fold(text)) for text in re.split(_APOSTROPHE, piece))
    if len(pieces) == 1:
        return pieces[0]
    first, *inner, last = pieces
    once = (f"(?>{_LETTER}*?{piece})" for piece in inner)
    return f"{first}{''.join(once)}{_LETTER}*{last}"


def fuzzy_forms(vocabulary: Vocabulary, word: str, distance: int) -> list[tuple[str, int]]:
    """Return the forms within ``distance`` Levenshtein edits of the folded ``word``, with their distance."""
    letters = set(word)
    found = []
    for form in _candidates(vocabulary, word, distance):
        # An edit adds or removes at most one letter: this rejects most forms without comparing them.
        if len(letters.difference(form)) <= distance and len(set(form).difference(letters)) <= distance:
            edits = levenshtein(word, form, distance)
            if edits <= distance:
                found.append((form, edits))
    return sorted(found)


def _candidates(vocabulary: Vocabulary, word: str, distance: int) -> set[str]:
    """Return the forms worth comparing with ``word``.

    When a word is cut into distance + 1 pieces, every form that is near enough contains at least one piece unchanged.
    Each letter by which it is moved, from the start or from the end, is an edit. The line ends before and after a
    word are part of its first and last piece, which are found there only.
    """
    line = f"\n{word}\n"
    edges = [len(line) * at // (distance + 1) for at in range(distance + 2)]
    lengths = range(max(1, len(word) - distance), len(word) + distance + 1)
    return {
        form
        for start, end in pairwise(edges)
        for form, place in vocabulary.forms_containing(line[start:end], lengths)
        if abs(place - start) + abs(len(form) - place - (len(word) - start)) <= distance
    }


def levenshtein(one: str, other: str, max_distance: int) -> int:
    """Return the Levenshtein distance of two words, or ``max_distance`` + 1 when it is larger."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        previous, row = row, [at]
        for place, against in enumerate(other, 1):
            row.append(min(previous[place] + 1, row[-1] + 1, previous[place - 1] + (letter != against)))
        if min(row) > max_distance:
            return max_distance + 1
    return row[-1] if row[-1] <= max_distance else max_distance + 1
