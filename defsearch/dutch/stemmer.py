"""Word form → lemma → stem: the index term that the inflections of a word share.

The lemma comes from the word list, or from the fallback lemmatizer for other forms. The stem is the root of the lemma
in Dutch spelling. Each form has one stem, which depends on the form alone.

Snowball's Dutch Porter stemmer alone removes too much: it makes ``bom`` of ``boom``, ``val`` of ``vals`` and ``over``
of ``overheid``. So it only helps where the word list has no answer: for the plural of an unknown word, and to decide
whether -heid is a suffix. Then the word list must also contain the adjective that remains. A noun in -ing or -atie has
the stem of its verb, if the word list contains the verb; the nouns that mean something else (``woning``) are
exceptions.

Not here: the parts of compounds (``decompounder``), and text that is not normalized (``tokenizer``).
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from defsearch.dutch.lemmatizer import DictionaryLemmatizer, FallbackLemmatizer
from defsearch.dutch.morphology import Verbs
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.wordlist import load_exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_LEMMAS = 1 << 12  # the analysis of a form asks for its lemma several times
_PLURAL_ENDINGS = ("s", "en")
_VOWELS = ("a", "e", "o", "u")  # i and y are consonants for Snowball after another vowel
# The endings of nouns with a verb in -eren, and what of them the verb has too: inspe-ctie, inspe-ct-eren.
_NOUN_ENDINGS = (
    ("atie", ""), ("ctie", "ct"), ("ctie", "c"), ("ptie", "pt"), ("ptie", "b"), ("grafie", "graf"), ("ertie", "ert"),
    ("ficatie", "fi"), ("structie", "stru"), ("ventie", "veni"), ("initie", "ini"), ("utie", "u"), ("utie", "ut"),
    ("sie", "d"), ("otie", "ov"), ("legatie", "leg"),
)  # fmt: skip


class Stemmer:
    """The lemmas and stems of folded word forms.

    ``words`` is a ``wordlist.WordList``, or one that is loaded whole. ``lemma`` returns the lemma of a folded form
    (``schepen``: schip, ``geoefend``: oefenen, ``china's``: china).
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        exceptions = load_exceptions()
        self._verbs = Verbs(self.words)
        self._dictionary_lemmatizer = DictionaryLemmatizer(self.words, exceptions.lemmas, self._verbs)
        self._fallback_lemmatizer = FallbackLemmatizer(self.words, self._dictionary_lemmatizer, self._verbs)
        self._stems = dict(exceptions.stems)  # by lemma
        self.lemma = lru_cache(_MAX_LEMMAS)(self._find_lemma)

    @cached_property
    def _snowball(self) -> Any:
        """Snowball's Dutch Porter stemmer.

        Not from ``snowballstemmer.stemmer()``: that prefers PyStemmer where installed, with another algorithm.
        """
        # Its package imports the stemmers of forty languages; most query words need none.
        from snowballstemmer.dutch_porter_stemmer import DutchPorterStemmer

        return DutchPorterStemmer()

    def is_known(self, form: str) -> bool:
        """Whether ``form`` is in the word list."""
        return form in self.words

    def _find_lemma(self, form: str) -> str:
        base, apostrophe, _ = form.partition("'")
        if apostrophe and base not in STOP_WORDS:
            return self.lemma(base)
        return (
            self._dictionary_lemmatizer.lemma(form)
            if form in self.words
            else self._fallback_lemmatizer.lemma(form)
        )

    def noun(self, form: str) -> str:
        """Return the lemma of a known form if it is a noun and no verb; else an empty string."""
        if form not in self.words:
            return ""
        lemma = self.lemma(form)
        is_noun = self._dictionary_lemmatizer.is_noun(lemma) or (
            lemma == form and self._dictionary_lemmatizer.is_mass_noun(form)
        )
        return lemma if is_noun and not self._verbs.first_person(lemma) else ""

    def is_first_person(self, form: str) -> bool:
        """Whether ``form`` is the first person of a verb of the word list."""
        return self._verbs.infinitive(form) != ""

    def is_verb(self, form: str) -> bool:
        """Whether the lemma of ``form`` is a verb of the word list."""
        return self._verbs.first_person(self.lemma(form)) != ""

    def stem(self, form: str) -> str:
        """Return the stem of a folded form; it is empty only if the form is empty."""
        return self.stem_of_lemma(self.lemma(form))

    def stem_of_lemma(self, lemma: str) -> str:
        """Return the stem of a lemma, which must be a result of ``lemma``."""
        stem = self._stems.get(lemma)
        if stem is None:
            stem = self._stems[lemma] = self._find_stem(lemma)
        return stem

    def _find_stem(self, lemma: str) -> str:
        first = self._verbs.first_person(lemma)
        if first:
            # The first person is often a noun as well (loop, lopen). But if only the infinitive is a noun (leven,
            # levens), the infinitive is the stem.
            only_infinitive = self.words.get(
                lemma + "s"
            ) == lemma and not self._dictionary_lemmatizer.is_noun(first)
            return lemma if only_infinitive else first
        base = self._base_of_derivation(lemma)
        if base:
            return self.stem_of_lemma(base)
        if lemma in self.words:
            return lemma
        parts = self._fallback_lemmatizer.split(lemma)
        if parts:
            return parts[0] + self.stem_of_lemma(parts[1])
        return self._stem_of_unknown(lemma)

    def _base_of_derivation(self, lemma: str) -> str:
        """Return the verb of a noun in -ing or -ie, or the adjective of a noun in -heid; else an empty string."""
        if lemma.endswith("ing"):
            base = lemma.removesuffix("ing") + "en"
            return base if self._verbs.first_person(base) else ""
        for ending, kept in _NOUN_ENDINGS if lemma.endswith("ie") else ():
            base = lemma.removesuffix(ending) + kept + "eren"
            if lemma.endswith(ending) and self._verbs.first_person(base):
                return base
        base = lemma.removesuffix("heid")
        if base == lemma or not self.words.get(base + "e") == base == self.lemma(base):
            return ""
        return "" if self._snowball.stemWord(lemma).endswith("heid") else base

    def _stem_of_unknown(self, lemma: str) -> str:
        """Return ``lemma`` without a plural ending that Snowball removes, if the rest is not another known word."""
        for ending in _PLURAL_ENDINGS:
            if not lemma.endswith(ending):
                continue
            base = lemma.removesuffix(ending)
            # An unknown word that starts with a known one has nothing to do with it: Biden, bid. And Snowball, which
            # is slow, removes these endings only after a consonant.
            if base in self.words or base.endswith(_VOWELS):
                return lemma
            stem = self._snowball.stemWord(lemma)
            # Snowball may also shorten a vowel (tweets, twet): what counts is that it removes the ending.
            if stem == base or (stem != lemma and stem == self._snowball.stemWord(base)):
                return self.stem(base) if ending == "s" else base  # evertsens: evertsen, evert
        return lemma
