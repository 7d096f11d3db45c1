"""A word form -> its lemma -> its stem: the index term that a word shares with its inflections.

The chain: the word list's lemma (``lemmas``; ``guesses`` for a form it does not know), the lemma's root in Dutch
spelling, Snowball's ``dutch_porter``. Each form has one stem, which depends on nothing but the form.

Snowball alone takes too much off a word: it makes ``bom`` of ``boom``, ``val`` of ``vals`` and ``over`` of
``overheid``. It is asked where the word list cannot answer: for the plural and other endings of words that are not in
it, and whether -ing and -heid are endings (``oefening``) or part of the word (``koning``); there the word list must
also know the verb or adjective that would be left.

Not here: compounds (``compounds``), and text that is not folded yet (``tokens``).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from defsearch.dutch.lemmatizer import DictionaryLemmatizer, FallbackLemmatizer
from defsearch.dutch.morphology import Verbs
from defsearch.dutch.wordlist import load_exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping

# The endings of an inflection that Snowball may take off a word which the word list does not know.
_INFLECTIONS = ("s", "en")


class Stemmer:
    """Lemmas and stems of folded word forms; a new form takes some microseconds.

    ``words`` is what ``wordlist.load_words`` gives, or the same read from where an index keeps it.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        exceptions = load_exceptions()
        self._verbs = Verbs(self._words)
        self._lemmas = DictionaryLemmatizer(self._words, exceptions.lemmas, self._verbs)
        self._guesses = FallbackLemmatizer(self._words, self._lemmas, self._verbs)
        self._stems = dict(exceptions.stems)  # by lemma

    @cached_property
    def _snowball(self) -> Any:
        """Snowball's Dutch Porter stemmer.

        Not from ``snowballstemmer.stemmer()``: that prefers PyStemmer where installed, with another algorithm.
        """
        # Its package imports the stemmers of forty languages; most query words need none.
        from snowballstemmer.dutch_porter_stemmer import DutchPorterStemmer

        return DutchPorterStemmer()

    def is_known(self, form: str) -> bool:
        """Whether the word list knows ``form``."""
        return form in self._words

    def lemma(self, form: str) -> str:
        """The lemma of a folded form: ``schepen`` schip, ``geoefend`` oefenen; ``form`` itself if there is none."""
        return self._lemmas.lemma(form) if form in self._words else self._guesses.lemma(form)

    def stem(self, form: str) -> str:
        """The stem of a folded form, never empty unless the form is."""
        return self.stem_of_lemma(self.lemma(form))

    def stem_of_lemma(self, lemma: str) -> str:
        """The stem of a lemma that `lemma` gave."""
        stem = self._stems.get(lemma)
        if stem is None:
            stem = self._stems[lemma] = self._find_stem(lemma)
        return stem

    def _find_stem(self, lemma: str) -> str:
        first = self._verbs.first_person(lemma)
        if first:
            # The first person is also the noun: loop, lopen. But leven, levens and optreden, optredens are whole.
            is_whole = self._words.get(lemma + "s") == lemma and not self._lemmas.is_noun(first)
            return lemma if is_whole else first
        origin = self._origin(lemma)
        if origin:
            return self.stem_of_lemma(origin)
        if lemma in self._words:
            return lemma
        parts = self._guesses.split(lemma)
        if parts:
            return parts[0] + self.stem_of_lemma(parts[1])
        return self._stem_of_unknown(lemma)

    def _origin(self, lemma: str) -> str:
        """The verb that a noun in -ing comes from, the adjective of one in -heid; empty if there is none."""
        if lemma.endswith("ing"):
            origin = lemma.removesuffix("ing") + "en"
            known = bool(self._verbs.first_person(origin))
        elif lemma.endswith("heid"):
            origin = lemma.removesuffix("heid")
            known = self._words.get(origin + "e") == origin == self.lemma(origin)
        else:
            return ""
        return origin if known and not self._snowball.stemWord(lemma).endswith(("ing", "heid")) else ""

    def _stem_of_unknown(self, lemma: str) -> str:
        for ending in _INFLECTIONS:
            if not lemma.endswith(ending):
                continue
            base = lemma.removesuffix(ending)
            stem = self._snowball.stemWord(lemma)
            # Snowball may shorten a vowel as well (tweets, twet): what counts is that it takes the ending off.
            if stem == base or (stem != lemma and stem == self._snowball.stemWord(base)):
                # A known word is not taken for the root of an unknown one, that would be chance: Biden, bid.
                return lemma if base in self._words else base
        return lemma
