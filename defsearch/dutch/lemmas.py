"""The lemma of a form that the word list knows.

The word list is a union of sources that contradict each other: ``jager`` is filed under ``jagerin``, ``leden`` under
``lijden``, ``gestaan`` under ``afstaan``. The rules here decide by what its other entries say: a form that has a plural
of its own is a noun of its own, whatever it is filed under. What no rule can know is in ``data/exceptions.tsv``.
Forms that the word list does not know are for ``guesses``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.inflection import closed_forms, is_inflection, plurals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from defsearch.dutch.verbs import Verbs

_DEEPEST = 2  # a plural diminutive is filed under the diminutive, and that under the noun
_PARTICIPLES = ("d", "t")
_PARTICIPLES_ONLY = ("end", "aand", "eerd")  # hardly a noun ends in these
_MADE_NOUNS = ("ige", "igde", "ische", "ende", "eerde")
_PERSONS = ("aat", "ant", "ent", "graaf", "ist", "loog", "oot")  # where -e makes the word for a woman
_SHORTEST_PERSON = 6
_DEGREES = ("er", "ere", "st", "ste")


class Lemmas:
    """Lemmas of known forms. ``words``: folded form -> lemma as the word list has it, the exceptions included."""

    def __init__(self, words: Mapping[str, str], exceptions: Mapping[str, str], verbs: Verbs) -> None:
        self._words = words
        self._exceptions = exceptions
        self._verbs = verbs

    def lemma(self, form: str) -> str:
        """The lemma of ``form``. Raises KeyError if the word list does not know it."""
        return self._lemma(form, 0)

    def _lemma(self, form: str, depth: int) -> str:
        exception = self._exceptions.get(form)
        if exception is not None:
            return exception
        lemma = self._words[form]
        if lemma == form:
            return self._lemma_of_own(form)
        first = self._verbs.first_person(lemma)
        if first:
            if self._is_noun_beside_verb(form, lemma, first):
                return form
            return self._verbs.without_prefix(lemma, form) or lemma
        return self._lemma_of_nominal(form, lemma, depth)

    def _lemma_of_own(self, form: str) -> str:
        """Decide for a form that is filed under itself."""
        if not form.endswith(_PARTICIPLES):
            return self._adjective_of(form) or form
        # Some participles stand for themselves while the rest of the verb is filed under the infinitive. A noun in ge-
        # looks the same (gebied, gezant), but has no degrees.
        if form.endswith(_PARTICIPLES_ONLY) or self.is_adjective(form) or not self.is_noun(form):
            return self._verbs.of_participle(form) or form
        return form

    def _lemma_of_nominal(self, form: str, lemma: str, depth: int) -> str:
        """Decide for a form that is filed under a noun or an adjective."""
        if self._verbs.first_person(form) and lemma not in closed_forms(form[:-2]):
            return form  # filed under a noun that it is not a plural of: bijdragen under bijdrage
        man = self._masculine(form, lemma)
        if man:
            return man
        if not is_inflection(form, lemma):
            if form.endswith(("se", "sche")) and self.is_lemma(form[:-1]):
                return form[:-1]  # franse is filed under Fransman, belgische under Belg
            if self.is_noun(form):
                return form
        if depth < _DEEPEST and lemma in self._words:
            return self._lemma(lemma, depth + 1)
        return lemma

    def _masculine(self, form: str, lemma: str) -> str:
        """The noun for a man or for both, where the word list has that for a woman (``fotografen``: fotografe)."""
        if not lemma.endswith("e") or not (form == lemma + "n" or lemma.startswith(form[:-2])):
            return ""
        for word in closed_forms(lemma[:-1]):
            if word.endswith(_PERSONS) and len(word) >= _SHORTEST_PERSON and word in self._words:
                return word if form in (word, lemma + "n") else ""
        return ""

    def _is_noun_beside_verb(self, form: str, infinitive: str, first: str) -> bool:
        """Whether ``form`` is a noun, although it is filed under a verb (``start``, ``masker``, ``boete``)."""
        if form == first or form + "en" == infinitive:
            return self.is_noun(form)
        return form == first + "e" and self.is_noun(form)

    def _adjective_of(self, form: str) -> str:
        """The lemma of the adjective or participle that a noun in -e is made of (``geadresseerde``); else empty."""
        if not form.endswith(_MADE_NOUNS):
            return ""
        word = form[:-1]
        return self._lemma(word, _DEEPEST) if word in self._words else self._verbs.of_participle(word)

    def is_lemma(self, word: str) -> bool:
        """Whether the word list files ``word`` under itself."""
        return self._words.get(word) == word

    def is_noun(self, word: str) -> bool:
        """Whether the word list has a plural of ``word``."""
        words = self._words
        return words.get(word + "s") == word or any(words.get(plural) == word for plural in plurals(word))

    def is_adjective(self, word: str) -> bool:
        """Whether the word list has a comparative or superlative of ``word``."""
        return any(self._words.get(word + degree) == word for degree in _DEGREES)
