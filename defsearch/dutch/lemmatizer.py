"""The lemma of a form that the word list does not know: new words, names, rare forms and long compounds.

Safe readings first: a known word with an ending, a participle of a known verb, a word that ends in a known word
(``drugsvangsten`` is a kind of ``vangsten``). Only then the endings that hardly ever belong to a name. The rest is left
as it is, for Snowball.

The lemma of a form that the word list knows.

The word list is a union of sources that contradict each other: ``jager`` is filed under ``jagerin``, ``leden`` under
``lijden``, ``gestaan`` under ``afstaan``. The rules here decide by what its other entries say: a form that has a plural
of its own is a noun of its own, whatever it is filed under. What no rule can know is in ``data/exceptions.tsv``.
Forms that the word list does not know are for ``guesses``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.morphology import (
    PARTICLES,
    VOWELS,
    closed_forms,
    diminutive_bases,
    is_diminutive,
    is_inflection,
    plurals,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from defsearch.dutch.morphology import Verbs


_DEEPEST = 2  # a plural diminutive is filed under the diminutive, and that under the noun
_PARTICIPLES = ("d", "t")
_PARTICIPLES_ONLY = ("end", "aand", "eerd")  # hardly a noun ends in these
_MADE_NOUNS = ("ige", "igde", "ische", "ende", "eerde")
_PERSONS = ("aat", "ant", "ent", "graaf", "ist", "loog", "oot")  # where -e makes the word for a woman
_SHORTEST_PERSON = 6
_DEGREES = ("er", "ere", "st", "ste")


class DictionaryLemmatizer:
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
            return self._verbs.infinitive_of_participle(form) or form
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
        return (
            self._lemma(word, _DEEPEST) if word in self._words else self._verbs.infinitive_of_participle(word)
        )

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


_SHORTEST_HEAD = 2
_SHORTEST_TAIL = 5  # of four letters there are too many words that are also endings: eren, isch, ante
_SHORTEST_BASE = 4
_ADJECTIVES = (
    "aal", "aar", "achtig", "air", "baar", "eel", "end", "eus", "iek", "ief", "ig", "isch", "lijk", "loos", "zaam",
    "ees", "ds", "fs", "gs", "ks", "ls", "ms", "ns", "ps", "rs", "ts",
)  # fmt: skip
_VERBAL = ("d", "t", "en")
# Endings of words that are not in the list, and what they are an inflection of; the longest that fits counts.
_ENDINGS = {
    "lieden": "man", "heden": "heid", "heids": "heid", "schappen": "schap", "ingen": "ing", "ings": "ing",
    "isten": "ist", "anten": "ant", "enten": "ent", "teiten": "teit", "logen": "loog", "ieken": "iek", "aten": "aat",
    "anen": "aan", "ese": "ees", "aren": "aar", "oren": "or", "uren": "uur", "aars": "aar", "eurs": "eur",
    "iers": "ier", "ers": "er", "ors": "or", "ies": "ie",
    "ische": "isch", "ischen": "isch", "lijke": "lijk", "lijken": "lijk", "ige": "ig", "igen": "ig", "ieve": "ief",
    "ele": "eel", "bare": "baar", "zame": "zaam", "loze": "loos", "aire": "air", "ense": "ens", "aanse": "aans",
    "ende": "end", "enden": "end", "igde": "igd", "igden": "igd", "eerde": "eerd", "eerden": "eerd",
}  # fmt: skip
_ENDING_LENGTHS = sorted({len(ending) for ending in _ENDINGS}, reverse=True)
_LONGEST_PARTICLE = max(map(len, PARTICLES))
_STARTS_OF_PARTICLES = frozenset(particle[:2] for particle in PARTICLES)


class FallbackLemmatizer:
    """Lemmas of unknown forms, by way of the known ones."""

    def __init__(self, words: Mapping[str, str], lemmas: DictionaryLemmatizer, verbs: Verbs) -> None:
        self._words = words
        self._lemmas = lemmas
        self._verbs = verbs
        self._tails: dict[str, str] = {}
        self._splits: dict[str, tuple[str, str] | None] = {}

    def lemma(self, form: str) -> str:
        """The likeliest lemma of ``form``, ``form`` itself if it does not look like an inflection of anything."""
        if len(form) < _SHORTEST_BASE:
            return form
        return (
            self._of_known_word(form)
            or self._of_separable_verb(form)
            or self._verbs.infinitive_of_participle(form)
            or self._of_noun(form)
            or self._of_tail(form)
            or self._by_ending(form)
        )

    def split(self, form: str) -> tuple[str, str] | None:
        """Part ``form`` into a head and the lemma of the known word that it ends in; None if it ends in none.

        The longest such word counts, if possible one that leaves a known word (``keuze-delen``, not ``keuz-edelen``).
        """
        if form not in self._splits:
            self._splits[form] = self._find_split(form)
        return self._splits[form]

    def _find_split(self, form: str) -> tuple[str, str] | None:
        found = None
        for start in range(_SHORTEST_HEAD, len(form) - _SHORTEST_TAIL + 1):
            tail = form[start:]
            if tail not in self._words:
                continue
            head = form[:start]
            lemma = self._lemma_of_tail(tail)
            if (
                self._verbs.first_person(lemma)
                and head not in PARTICLES
                and not self._can_be_plural(tail, lemma)
            ):
                continue  # a compound ends in a noun: not beeindi-gingen or paki-staan
            if head in self._words or (head[-1] == "s" and head[:-1] in self._words):
                return head, lemma
            found = found or (head, lemma)
        return found

    @staticmethod
    def _can_be_plural(form: str, infinitive: str) -> bool:
        return form == infinitive and form.endswith("en")

    def _lemma_of_tail(self, tail: str) -> str:
        lemma = self._tails.get(tail)
        if lemma is None:
            lemma = self._tails[tail] = self._find_lemma_of_tail(tail)
        return lemma

    def _find_lemma_of_tail(self, tail: str) -> str:
        lemma = self._lemmas.lemma(tail)
        # At the end of a compound -er is who or what does it, not more of it: zuivel-bereiders.
        if tail.endswith(("er", "ers")) and not lemma.endswith("er"):
            return tail.removesuffix("s")
        # Nor is its end a form of another word: drink-waren has nothing to do with zijn.
        return lemma if lemma[0] == tail[0] else tail

    def _of_known_word(self, form: str) -> str:
        if is_diminutive(form):
            for base in diminutive_bases(form):
                if base in self._words:
                    return self._lemmas.lemma(base)
        if form.endswith("s") and len(form) > _SHORTEST_BASE and self._is_noun_or_adjective(form[:-1]):
            return self._lemmas.lemma(form[:-1])
        if form.endswith("ien") and self._lemmas.is_lemma(form[:-1]):
            return form[:-1]  # kolonien: the -e is the noun's own
        for ending in ("en", "e"):
            if form.endswith(ending):
                base = form.removesuffix(ending)
                for word in (base, *closed_forms(base)):
                    if len(word) >= _SHORTEST_BASE and self._can_take(word, ending):
                        return self._lemmas.lemma(word)
        return self._of_degree(form)

    def _is_noun_or_adjective(self, word: str) -> bool:
        """Whether ``word`` is listed under itself, or under the verb that has it as first person (tweet, tweeten)."""
        lemma = self._words.get(word, "")
        return lemma == word or (lemma != "" and self._verbs.first_person(lemma) == word)

    def _can_take(self, word: str, ending: str) -> bool:
        """Whether the known ``word`` can stand before -e or -en."""
        filed_under = self._words.get(word)
        if filed_under is None or self._verbs.first_person(word):
            return False
        if filed_under != word:  # betrokken-e and overlevend-en, but not schaad-e
            return word.endswith(_VERBAL) and self._verbs.first_person(filed_under) != word
        # A noun does not take -e: Brugge is not a bridge.
        return ending == "en" or word.endswith(_ADJECTIVES) or self._lemmas.is_adjective(word)

    def _of_degree(self, form: str) -> str:
        for ending in ("er", "ere", "st", "ste"):
            if form.endswith(ending):
                for word in closed_forms(form.removesuffix(ending)):
                    if (
                        len(word) > _SHORTEST_BASE
                        and word.endswith(_ADJECTIVES)
                        and self._lemmas.is_lemma(word)
                    ):
                        return word
        return ""

    def _of_separable_verb(self, form: str) -> str:
        if form[:2] not in _STARTS_OF_PARTICLES:
            return ""
        for end in range(2, min(len(form) - 2, _LONGEST_PARTICLE + 1)):
            particle = form[:end]
            if particle in PARTICLES and form[end:] in self._words:
                lemma = self._lemmas.lemma(form[end:])
                if self._verbs.first_person(lemma):
                    return particle + lemma
        return ""

    def _of_noun(self, form: str) -> str:
        """Plurals in -ingen and -heden, before anything known that they happen to end in (gingen, heden)."""
        for plural, singular in (("ingen", "ing"), ("heden", "heid")):
            if form.endswith(plural) and len(form) > len(plural) + 2:
                return form.removesuffix(plural) + singular
        return ""

    def _of_tail(self, form: str) -> str:
        return "".join(self.split(form) or ())

    def _by_ending(self, form: str) -> str:
        for length in _ENDING_LENGTHS:
            singular = _ENDINGS.get(form[-length:])
            if singular and len(form) > length + 2:
                return form[:-length] + singular
        if form.endswith("se") and form[-3] not in VOWELS:
            return form[:-1]
        if form.endswith("es") and len(form) > _SHORTEST_TAIL and form[-3] not in VOWELS:
            return form[:-1]
        return form
