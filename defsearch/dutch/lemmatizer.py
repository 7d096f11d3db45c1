"""Word form → lemma: ``DictionaryLemmatizer`` for forms in the word list, ``FallbackLemmatizer`` for other forms.

The word list is a union of sources that contradict each other: it has ``jager`` under the lemma ``jagerin``, ``leden``
under ``lijden``, ``gestaan`` under ``afstaan``. The dictionary lemmatizer corrects this with its other entries: a form
that has a plural of its own is a noun of its own, whatever its lemma in the list. What no rule can decide is in
``data/exceptions.tsv``.

The fallback lemmatizer is for new words, names, rare forms and long compounds. It tries the safe rules first: a known
word with an ending, a participle of a known verb, a form that ends in a known word (``drugsvangsten`` ends in
``vangsten``). Then it tries endings that names hardly ever have. Other forms stay unchanged.

Not here: stems (``stemmer``), spelling rules and verb forms (``morphology``).
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
    open_forms,
    plurals,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from defsearch.dutch.morphology import Verbs


_MIN_PREFIX_LENGTH = 2
_MAX_DEPTH = 2  # the lemma of a plural diminutive is the diminutive, and the lemma of that is the noun
_PARTICIPLE_ENDINGS = ("d", "t")
_PARTICIPLE_ONLY_ENDINGS = ("end", "aand", "eerd")  # hardly any noun has these
_NOMINALIZED_ENDINGS = ("ige", "igde", "ische", "ende", "eerde")
_PERSON_ENDINGS = ("aat", "ant", "ent", "graaf", "ist", "loog", "oot")  # these take -e for a woman
_MIN_PERSON_LENGTH = 6
_ADVERB_OR_ADJECTIVE_ENDINGS = ("aan", "d", "e", "en", "ig", "lijk", "s")
_DEGREE_ENDINGS = ("er", "ere", "st", "ste")


class DictionaryLemmatizer:
    """The lemmas of known forms. ``words``: folded form → lemma, from the word list and the exceptions."""

    def __init__(self, words: Mapping[str, str], exceptions: Mapping[str, str], verbs: Verbs) -> None:
        self._words = words
        self._exceptions = exceptions
        self._verbs = verbs

    def lemma(self, form: str) -> str:
        """Return the lemma of ``form``.

        Raises:
            KeyError: the form is not in the word list.
        """
        return self._lemma(form, 0)

    def _lemma(self, form: str, depth: int) -> str:
        exception = self._exceptions.get(form)
        if exception is not None:
            return exception
        lemma = self._words[form]
        if lemma == form:
            return self._lemma_of_lemma(form)
        first = self._verbs.first_person(lemma)
        if first:
            if self._is_noun_beside_verb(form, lemma, first):
                return form
            return self._verbs.without_prefix(lemma, form) or lemma
        return self._third_person(form, lemma) or self._lemma_of_nominal(form, lemma, depth)

    def _third_person(self, form: str, lemma: str) -> str:
        """Return the verb of a third person that the list has as a superlative (``wijst``: wijs); "" for others."""
        first = form[:-1]
        if not (form.endswith("t") and first.startswith(lemma)):
            return ""
        infinitives = (base + "en" for base in open_forms(first))
        return next((verb for verb in infinitives if self._verbs.first_person(verb) == first), "")

    def _lemma_of_lemma(self, form: str) -> str:
        """Return the lemma of a form that is its own lemma in the word list."""
        separable = self._infinitive_of_separable(form)
        if separable:
            return separable
        if not form.endswith(_PARTICIPLE_ENDINGS):
            return self._lemma_of_nominalized(form) or form
        # Some participles are their own lemma in the list, while the other forms of the verb have the infinitive. A
        # noun that starts with ge- looks the same (gebied, gezant), but has no comparative.
        if form.endswith(_PARTICIPLE_ONLY_ENDINGS) or self.is_adjective(form) or not self.is_noun(form):
            return self._verbs.infinitive_of_participle(form) or form
        return form

    def _infinitive_of_separable(self, form: str) -> str:
        """Return the infinitive of a separable verb if ``form`` is its participle (``achtergebleven``).

        An empty string for other forms, and for participles with a comparative (``ingewikkeld``).
        """
        start = form.find("ge", _MIN_PREFIX_LENGTH)
        particle, participle = form[:start], form[start:]
        if particle not in PARTICLES or participle not in self._words or self.is_adjective(form):
            return ""
        infinitive = particle + self._lemma(participle, _MAX_DEPTH)
        return infinitive if self._verbs.first_person(infinitive) else ""

    def _lemma_of_nominal(self, form: str, lemma: str, depth: int) -> str:
        """Return the lemma of a form whose lemma in the word list is a noun or an adjective."""
        if self._verbs.first_person(form) and lemma not in closed_forms(form[:-2]):
            return form  # the verb bijdragen, which the list has only as a plural of bijdrage
        masculine = self._masculine(form, lemma)
        if masculine:
            return masculine
        if not is_inflection(form, lemma):
            if form.endswith(("se", "sche")) and self.is_lemma(form[:-1]):
                return form[:-1]  # the list has Fransman as the lemma of franse, Belg of belgische
            if self.is_noun(form):
                return form
        if depth < _MAX_DEPTH and lemma in self._words:
            return self._lemma(lemma, depth + 1)
        return lemma

    def _masculine(self, form: str, lemma: str) -> str:
        """Return the masculine noun where the list has the feminine one (``fotografen``: fotografe).

        An empty string if there is none.
        """
        if not lemma.endswith("e") or not (form == lemma + "n" or lemma.startswith(form[:-2])):
            return ""
        for word in closed_forms(lemma[:-1]):
            if word.endswith(_PERSON_ENDINGS) and len(word) >= _MIN_PERSON_LENGTH and word in self._words:
                return word if form in (word, lemma + "n") else ""
        return ""

    def _is_noun_beside_verb(self, form: str, infinitive: str, first: str) -> bool:
        """Whether ``form`` is a noun although its lemma in the list is a verb (``start``, ``masker``, ``boete``)."""
        return form in (first, first + "e", infinitive.removesuffix("en")) and self.is_noun(form)

    def _lemma_of_nominalized(self, form: str) -> str:
        """Return the lemma of the adjective or participle from which a noun in -e is made (``geadresseerde``).

        An empty string if there is none.
        """
        if not form.endswith(_NOMINALIZED_ENDINGS):
            return ""
        word = form[:-1]
        return (
            self._lemma(word, _MAX_DEPTH)
            if word in self._words
            else self._verbs.infinitive_of_participle(word)
        )

    def is_lemma(self, word: str) -> bool:
        """Whether ``word`` is its own lemma in the word list."""
        return self._words.get(word) == word

    def is_noun(self, word: str) -> bool:
        """Whether the word list contains a plural of ``word``."""
        words = self._words
        return words.get(word + "s") == word or any(words.get(plural) == word for plural in plurals(word))

    def is_mass_noun(self, word: str) -> bool:
        """Whether ``word`` is its own lemma and has no other forms in the word list: a noun without a plural."""
        words = self._words
        return (
            words.get(word) == word
            and len(word) >= _MIN_TAIL_LENGTH
            and (word.endswith(("ie", "isme")) or not word.endswith(_ADVERB_OR_ADJECTIVE_ENDINGS))
            and not self.is_adjective(word)
            and all(words.get(base + "e") != word for base in open_forms(word))
        )

    def is_adjective(self, word: str) -> bool:
        """Whether the word list contains a comparative or superlative of ``word``."""
        return any(self._words.get(word + degree) == word for degree in _DEGREE_ENDINGS)


_MIN_TAIL_LENGTH = 5  # too many words of four letters are also endings: eren, isch, ante
_MIN_BASE_LENGTH = 4
_ADJECTIVE_ENDINGS = (
    "aal", "aar", "achtig", "air", "baar", "eel", "end", "eus", "iek", "ief", "ig", "isch", "lijk", "loos", "zaam",
    "ees", "ds", "fs", "gs", "ks", "ls", "ms", "ns", "ps", "rs", "ts",
)  # fmt: skip
_VERBAL_ENDINGS = ("d", "t", "en")
# The inflected ending of an unknown word → the ending of its lemma; the longest match counts.
_ENDINGS = {
    "lieden": "man", "heden": "heid", "heids": "heid", "schappen": "schap", "ingen": "ing", "ings": "ing",
    "isten": "ist", "anten": "ant", "enten": "ent", "teiten": "teit", "logen": "loog", "ieken": "iek", "aten": "aat",
    "anen": "aan", "ese": "ees", "aren": "aar", "oren": "or", "uren": "uur", "aars": "aar", "eurs": "eur",
    "iers": "ier", "ers": "er", "ors": "or", "ies": "ie",
    "ische": "isch", "ischen": "isch", "lijke": "lijk", "lijken": "lijk", "ige": "ig", "igen": "ig", "ieve": "ief",
    "ele": "eel", "bare": "baar", "zame": "zaam", "loze": "loos", "aire": "air", "ense": "ens", "aanse": "aans",
    "ende": "end", "enden": "end", "igde": "igd", "igden": "igd", "eerde": "eerd", "eerden": "eerd",
}  # fmt: skip
_PLURALS_LIKE_WORDS = {
    "ingen": "ing", "heden": "heid", "atoren": "ator", "ctoren": "ctor", "itoren": "itor", "utoren": "utor",
}  # fmt: skip
_LAST_LETTERS_OF_INFLECTIONS = "denrst"
_ENDING_LENGTHS = sorted({len(ending) for ending in _ENDINGS}, reverse=True)
_LONGEST_PARTICLE = max(map(len, PARTICLES))
_PARTICLE_PREFIXES = frozenset(particle[:2] for particle in PARTICLES)


class FallbackLemmatizer:
    """The lemmas of forms that are not in the word list, derived from words that are."""

    def __init__(self, words: Mapping[str, str], dictionary: DictionaryLemmatizer, verbs: Verbs) -> None:
        self._words = words
        self._dictionary = dictionary
        self._verbs = verbs
        self._lemmas_of_tails: dict[str, str] = {}
        self._splits: dict[str, tuple[str, str] | None] = {}

    def lemma(self, form: str) -> str:
        """Return the most likely lemma of ``form``; ``form`` itself if it does not look inflected."""
        if len(form) < _MIN_BASE_LENGTH:
            return form
        if form[-1] not in _LAST_LETTERS_OF_INFLECTIONS:
            return self._separable_verb(form) or "".join(self.split(form) or ()) or form
        return (
            self._lemma_of_known_word(form)
            or self._separable_verb(form)
            or self._verbs.infinitive_of_participle(form)
            or self._regular_singular(form)
            or "".join(self.split(form) or ())
            or self._replace_ending(form)
        )

    def split(self, form: str) -> tuple[str, str] | None:
        """Split ``form`` before a known word at its end; return the text before it, and the lemma of that word.

        The longest known word counts, but a split into two known words is preferred (``keuze-delen``, not
        ``keuz-edelen``). None if ``form`` does not end in a known word.
        """
        if form not in self._splits:
            self._splits[form] = self._find_split(form)
        return self._splits[form]

    def _find_split(self, form: str) -> tuple[str, str] | None:
        found = None
        words = self._words
        for start in range(_MIN_PREFIX_LENGTH, len(form) - _MIN_TAIL_LENGTH + 1):
            tail = form[start:]
            if tail not in words:
                continue
            before = form[:start]
            lemma = self._lemma_of_tail(tail)
            if (
                self._verbs.first_person(lemma)
                and before not in PARTICLES
                and not (tail == lemma and tail.endswith("en"))
            ):
                continue  # a compound ends in a noun: not beeindi-gingen or paki-staan
            if before in words or (before[-1] == "s" and before[:-1] in words):
                return before, lemma
            found = found or (before, lemma)
        return found

    def _lemma_of_tail(self, tail: str) -> str:
        lemma = self._lemmas_of_tails.get(tail)
        if lemma is None:
            lemma = self._lemmas_of_tails[tail] = self._find_lemma_of_tail(tail)
        return lemma

    def _find_lemma_of_tail(self, tail: str) -> str:
        lemma = self._dictionary.lemma(tail)
        # At the end of a compound, -er is an agent noun, not a comparative: zuivel-bereiders.
        if tail.endswith(("er", "ers")) and not lemma.endswith("er"):
            return tail.removesuffix("s")
        # Nor is the tail an irregular form: drink-waren has nothing to do with zijn.
        return lemma if lemma[0] == tail[0] else tail

    def _lemma_of_known_word(self, form: str) -> str:
        """Return the lemma of the known word of which ``form`` is an inflection; an empty string if there is none."""
        if is_diminutive(form):
            for base in diminutive_bases(form):
                if base in self._words:
                    return self._dictionary.lemma(base)
        if form.endswith("s") and len(form) > _MIN_BASE_LENGTH and self._is_noun_or_adjective(form[:-1]):
            return self._dictionary.lemma(form[:-1])
        if form.endswith("ien") and self._dictionary.is_lemma(form[:-1]):
            return form[:-1]  # kolonien: the noun itself ends in -e
        for ending in ("en", "e"):
            if form.endswith(ending):
                base = form.removesuffix(ending)
                for word in (base, *closed_forms(base)):
                    if len(word) >= _MIN_BASE_LENGTH and self._can_take(word, ending):
                        return self._dictionary.lemma(word)
        return self._positive(form)

    def _is_noun_or_adjective(self, word: str) -> bool:
        """Whether ``word`` is its own lemma, or the first person of its lemma (tweet, tweeten)."""
        lemma = self._words.get(word, "")
        return lemma == word or (lemma != "" and self._verbs.first_person(lemma) == word)

    def _can_take(self, word: str, ending: str) -> bool:
        """Whether ``word`` is known and can take the ending -e or -en."""
        lemma = self._words.get(word)
        if lemma is None or self._verbs.first_person(word):
            return False
        if lemma != word:  # betrokken-e and overlevend-en, but not schaad-e
            return word.endswith(_VERBAL_ENDINGS) and self._verbs.first_person(lemma) != word
        # A noun does not take -e: Brugge is not a form of brug.
        return ending == "en" or word.endswith(_ADJECTIVE_ENDINGS) or self._dictionary.is_adjective(word)

    def _positive(self, form: str) -> str:
        """Return the adjective of which ``form`` is a comparative or superlative; else an empty string."""
        for ending in _DEGREE_ENDINGS:
            if form.endswith(ending):
                for word in closed_forms(form.removesuffix(ending)):
                    if (
                        len(word) > _MIN_BASE_LENGTH
                        and word.endswith(_ADJECTIVE_ENDINGS)
                        and self._dictionary.is_lemma(word)
                    ):
                        return word
        return ""

    def _separable_verb(self, form: str) -> str:
        """Return the infinitive of a particle and a known verb form (``inzond``: inzenden); else an empty string."""
        if form[:2] not in _PARTICLE_PREFIXES:
            return ""
        for end in range(2, min(len(form) - 2, _LONGEST_PARTICLE + 1)):
            particle = form[:end]
            if particle in PARTICLES and form[end:] in self._words:
                lemma = self._dictionary.lemma(form[end:])
                if self._verbs.first_person(lemma):
                    return particle + lemma
        return ""

    @staticmethod
    def _regular_singular(form: str) -> str:
        """Return the singular of a plural in -ingen, -heden or -toren; else an empty string.

        Before ``split``, because such plurals can end in a known word by chance (gingen, heden, toren).
        """
        for plural, singular in _PLURALS_LIKE_WORDS.items() if form.endswith("en") else ():
            if form.endswith(plural) and len(form) > len(plural) + 2:
                return form.removesuffix(plural) + singular
        return ""

    @staticmethod
    def _replace_ending(form: str) -> str:
        """Replace an inflected ending by the ending of the lemma."""
        for length in _ENDING_LENGTHS:
            ending = _ENDINGS.get(form[-length:])
            if ending and len(form) > length + 2:
                return form[:-length] + ending
        if form.endswith("se") and form[-3] not in VOWELS:
            return form[:-1]
        if form.endswith("es") and len(form) > _MIN_TAIL_LENGTH and form[-3] not in VOWELS:
            return form[:-1]
        return form
