"""What an ingest knows of Dutch: a word list, and what makes analyses of it. Another one can stand in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from defsearch.dutch.analysed import Analysis


class Analyses(Protocol):
    """Whatever turns a form into its analysis."""

    def analyse(self, form: str) -> Analysis:
        """The lemma, stem and parts of one form."""


def _load_dutch_words() -> Mapping[str, str]:
    # The dictionary takes a second to load, and most runs find no word that the index does not know.
    from defsearch.dutch.wordlist import load_words

    return load_words()


def _make_dutch_analyzer(words: Mapping[str, str]) -> Analyses:
    from defsearch.dutch.analysis import Analyzer  # nor do they need a stemmer

    return Analyzer(words)


class Language(NamedTuple):
    """``load_words`` gives the word list for a new index; ``make_analyzer`` an analyzer over the index's own list."""

    load_words: Callable[[], Mapping[str, str]] = _load_dutch_words
    make_analyzer: Callable[[Mapping[str, str]], Analyses] = _make_dutch_analyzer


DUTCH = Language()
