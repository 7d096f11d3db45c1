"""What one word of a query is in the terms of an archive: its form, its stem, the forms it shares that stem with.

Looks words up in the lexicon that ingest made. Only a word that no release holds is analysed anew, by the code
that analysed the archive, with the dictionary read from the lexicon.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from defsearch.dutch.tokenizer import normalize_token
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.dutch.analysis import Analysis, Part
    from defsearch.dutch.analyzer import Analyzer
    from defsearch.index.vocabulary import Vocabulary


_LONGEST_LINK = 2  # bond-en-raad: letters between two parts that belong to neither


class AnalyzedWord(NamedTuple):
    """A query word: its folded form, the forms of its units, and what it became."""

    form: str
    units: tuple[str, ...]
    analysis: Analysis


class QueryAnalyzer:
    """Looks query words up; each once. ``analyse`` is asked only for forms that no release holds."""

    def __init__(self, vocabulary: Vocabulary, analyze: Callable[[str], Analysis]) -> None:
        self._vocabulary = vocabulary
        self._analyse = analyze
        self._analyses: dict[str, Analysis] = {}

    def read(self, text: str) -> AnalyzedWord:
        """The word that ``text``, one token, stands for."""
        reading = normalize_token(text)
        units = tuple(unit.form for unit in reading.subwords)
        return AnalyzedWord(reading.form, units, self.analysis(reading.form))

    def analysis(self, form: str) -> Analysis:
        """What a form became, or would have become."""
        found = self._analyses.get(form)
        if found is None:
            found = self._analyses[form] = self._vocabulary.get(form) or self._analyse(form)
        return found

    def stem(self, form: str) -> str:
        """The stem of a form."""
        return self.analysis(form).stem

    def siblings(self, form: str) -> tuple[str, ...]:
        """The forms in the archive that share their stem with ``form``."""
        return tuple(self._vocabulary.forms_of_stem(self.stem(form)))

    def forms_of_stem(self, stem: str) -> tuple[str, ...]:
        """The forms in the archive with this stem."""
        return tuple(self._vocabulary.forms_of_stem(stem))

    def holds(self, form: str) -> bool:
        """True when the archive has a word with the same stem as ``form``, and knows ``form`` or that stem."""
        return self._vocabulary.get(form) is not None


def cover(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Of the parts of a compound, those that follow on each other from its start: the fewest that reach its end.

    Parts may nest (``luchtverdediging`` over ``lucht`` and ``verdediging``), and linking letters lie between
    them; () when they do not reach the end.
    """
    end = max((part.end for part in parts), default=0)
    best: dict[int, tuple[Part, ...]] = {0: ()}
    for part in sorted(parts, key=lambda one: (one.start, one.end)):
        for gap in range(_LONGEST_LINK + 1):
            before = best.get(part.start - gap)
            if before is not None and len(before) + 1 < len(best.get(part.end, range(99))):
                best[part.end] = (*before, part)
    found = best.get(end, ())
    return found if len(found) > 1 else ()


class FallbackAnalyzer:
    """Says what forms that no release holds would have become at ingest; their stems may lead to words that exist."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _analyzer(self) -> Analyzer:
        # The stemmer and its tables take longer to load than a search; words the archive knows do without.
        from defsearch.dutch.analyzer import Analyzer

        return Analyzer(self._vocabulary.dictionary())

    def analyze(self, form: str) -> Analysis:
        """The analysis of ``form``."""
        return self._analyzer.analyze(form)
