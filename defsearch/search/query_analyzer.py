"""Analyzing query words: the lemma, stem and parts of a form, and the other forms in the index with that stem.

Ingest has stored the analysis of every form of the archive in the vocabulary. Only a form that no release contains is
analyzed anew, by the same code, with the word list of the program.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from defsearch.dutch.morphology import derivations
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.synonyms import synonym_analysis
from defsearch.index.fields import CAPITALS_MARK, forms_field, stems_field
from defsearch.search.plan import FORMS, STEMS, TermVariant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.dutch.analysis import Analysis, Part
    from defsearch.index.segment import Postings
    from defsearch.index.vocabulary import Vocabulary
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
            # Loading the stemmer takes longer than a search, and most queries do without it.
            from defsearch.dutch.analyzer import Analyzer
            from defsearch.dutch.wordlist import WordList

            self._analyze = Analyzer(WordList()).analyze
        return self._analyze(form)

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
                yield from islice((other for other in forms if self.lemma(other) == lemma), 1)

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
