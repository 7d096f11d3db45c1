"""Whoosh's analyzer of Dutch text: what a field of an index contains, and what a query of Whoosh looks for.

A token gives several terms at the same position:

- the stem of the word, and the stems of its compound parts: ``schip``
- ``=form``, the normalized form: ``=schepen``
- ``+stem`` of each subword, at a position of its own: ``+zee`` and ``+schip`` of ``zee-schepen``; ``+schip``

A word of a query is its stem, without stop words; a word in a phrase the stems of its subwords, with stop words; a
pattern its form. Whoosh says which it is by the keyword arguments: ``chars`` for a phrase, ``tokenize=False`` for a
pattern. So patterns are of forms, and phrases do not match parts of compounds, as in the query language of defsearch.

Not here: the analysis (``defsearch.dutch``), the terms in the files of an index (``whoosh_codec``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import fold, normalize_token, subwords_of, token_spans
from defsearch.index.whoosh_guard import analysis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dutch.analysis import Analysis
    from defsearch.dutch.analyzer import Analyzer

FORM_PREFIX, SUBWORD_PREFIX = "=", "+"


@cache
def _analyzer() -> Analyzer:
    # To open an index takes no stemmer.
    from defsearch.dutch.analyzer import Analyzer
    from defsearch.dutch.wordlist import WordList

    return Analyzer(WordList())


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(_analyzer().analyze(word).stem for word in STOP_WORDS)


def phrase_term(form: str, stem: str) -> str:
    """Return the stem of a form, or the form itself if a stop word has the same stem.

    As in a search of defsearch, ``mijnen`` does not find the stop word ``mijn``.
    """
    return form if stem in _stop_stems() else stem


class DutchAnalyzer(analysis.Analyzer):  # type: ignore[misc]
    """Dutch analysis for a text field of any Whoosh schema: ``TEXT(analyzer=DutchAnalyzer(), stored=True)``."""

    def __init__(self) -> None:
        self._analyses: dict[str, Analysis] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {}  # an index that contains this analyzer contains no word list

    def __setstate__(self, _state: dict[str, Any]) -> None:
        DutchAnalyzer.__init__(self)

    def __eq__(self, other: object) -> bool:
        return type(other) is DutchAnalyzer

    __hash__ = None  # type: ignore[assignment]

    def __call__(
        self,
        value: str,
        *,
        positions: bool = False,
        chars: bool = False,
        mode: str = "",
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        removestops: bool = True,
        **others: Any,
    ) -> Iterator[Any]:
        """Yield the terms of ``value`` as tokens of Whoosh: one object that is changed for each term."""
        token = analysis.Token(positions, chars, mode=mode, removestops=removestops, **others)
        if not tokenize:
            token.text, token.pos = FORM_PREFIX + fold(value), start_pos
            token.startchar, token.endchar = start_char, start_char + len(value)
            yield token
            return
        position = start_pos
        for start, end in token_spans(value, is_query=mode == "query"):
            token.original = value[start:end]
            form = normalize_token(token.original)
            subwords = subwords_of(form)
            token.startchar, token.endchar = start_char + start, start_char + end
            texts = [] if mode == "query" and chars else self._terms(form, mode, removestops=removestops)
            for text in texts:
                token.text, token.pos = text, position
                yield token
            if mode != "query" or chars:
                for offset, subword in enumerate(subwords):
                    term = phrase_term(subword, self._analysis(subword).stem)
                    token.text, token.pos = SUBWORD_PREFIX + term, position + offset
                    yield token
            position += len(subwords)

    def _terms(self, form: str, mode: str, *, removestops: bool) -> list[str]:
        """Return the terms of a form but for its subwords."""
        found = self._analysis(form)
        if mode != "query":
            return [*dict.fromkeys((found.stem, *found.part_stems())), FORM_PREFIX + form]
        if form in STOP_WORDS:
            return [] if removestops else [FORM_PREFIX + form]
        return [found.stem if phrase_term(form, found.stem) == found.stem else FORM_PREFIX + form]

    def _analysis(self, form: str) -> Analysis:
        found = self._analyses.get(form)
        if found is None:
            found = self._analyses[form] = _analyzer().analyze(form)
        return found
