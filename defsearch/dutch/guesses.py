"""The lemma of a form that the word list does not know: new words, names, rare forms and long compounds.

Safe readings first: a known word with an ending, a participle of a known verb, a word that ends in a known word
(``drugsvangsten`` is a kind of ``vangsten``). Only then the endings that hardly ever belong to a name. The rest is left
as it is, for Snowball.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.inflection import VOWELS, closed_forms, diminutive_bases, is_diminutive
from defsearch.dutch.verbs import PARTICLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from defsearch.dutch.lemmas import Lemmas
    from defsearch.dutch.verbs import Verbs

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


class Guesses:
    """Lemmas of unknown forms, by way of the known ones."""

    def __init__(self, words: Mapping[str, str], lemmas: Lemmas, verbs: Verbs) -> None:
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
            or self._verbs.of_participle(form)
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
