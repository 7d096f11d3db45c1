"""Dutch morphology: spelling rules for words with an ending, the verbs of the word list, and derivation.

A closed syllable has two letters for a long vowel, an open syllable has one (``boot``, ``bo-ten``). A short vowel
doubles the next consonant (``bom``, ``bom-men``). v and z occur only before a vowel (``brief``, ``brie-ven``; ``huis``,
``hui-zen``). Spelling alone cannot tell which of two words is meant (``bomen``: ``boom`` or ``bom``), so the functions
return every candidate, the likelier one first, and the caller looks them up in the word list.

The word list does not say which words are verbs. ``Verbs`` recognizes a verb by its forms: ``lopen`` is a verb because
``loopt`` has it as its lemma; ``haven`` is not. The word list itself contains the strong forms (``vloog``,
``gevlogen``).

Derivation leads from a lemma to the lemmas of words with the same root and another suffix, each with its stem:

- ``terrorisme``, ``terrorist`` and ``terroristisch`` lead to each other.
- A verb leads to the person who does it, and the person to the verb: ``verkennen`` and ``verkenner``, ``handelen`` and
  ``handelaar``, ``besturen`` and ``bestuurder``, ``spreken`` and ``spreekster``.
- The person leads to the other suffix: ``verpleger`` and ``verpleegster``.

These rules follow spelling only, so most of what they yield is not a word. The caller keeps the lemmas that occur in
the index. Nouns in -ing and -heid have the stem of their verb (``stemmer``).

Not here: the choice of a lemma (``lemmatizer``). All text is folded (``normalization.fold``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

VOWELS = "aeiouy"
_DOUBLED = "aeou"  # the vowels that are written twice in a closed syllable; a long i is written ie
_TO_VOICELESS = {"v": "f", "z": "s"}
_TO_VOICED = {"f": "v", "s": "z"}

_OTHER_PLURALS = (("e", "en"), ("us", "i"), ("um", "a"), ("heid", "heden"), ("man", "lieden"), ("man", "lui"))
_OTHER_PLURALS_OF = tuple(ending for ending, _ in _OTHER_PLURALS)
_ADJECTIVE_ENDINGS = frozenset({"e", "en", "s", "er", "ere", "ers", "eren"})
_SUPERLATIVE_ENDINGS = frozenset({"st", "ste", "sten", "t", "te", "der", "dere", "ders", "deren"})


def closed_forms(base: str) -> tuple[str, ...]:
    """Return the words that can become ``base`` before an ending that starts with a vowel.

    >>> closed_forms("bom"), closed_forms("bomm"), closed_forms("briev")
    (('boom', 'bom'), ('bom',), ('brief',))
    """
    if len(base) < 2:
        return ()
    if base[-1] in VOWELS:
        return (base,)
    if base[-1] == base[-2]:
        return (base[:-1],)
    last = _TO_VOICELESS.get(base[-1], base[-1])
    short = base[:-1] + last
    if base[-2] in _DOUBLED and (len(base) == 2 or base[-3] not in VOWELS):
        return (base[:-1] + base[-2] + last, short)
    return (short,)


def open_forms(word: str) -> tuple[str, ...]:
    """Return what ``word`` can become before an ending that starts with a vowel: the inverse of ``closed_forms``.

    >>> open_forms("boot"), open_forms("brief"), open_forms("bom")
    (('bot', 'boot'), ('briev', 'brief'), ('bomm', 'bom'))
    """
    if len(word) < 2 or word[-1] in VOWELS:
        return (word,)
    last = word[-1]
    voiced = (word[:-1] + _TO_VOICED[last],) if last in _TO_VOICED else ()
    if word[-2] not in VOWELS:
        return (*voiced, word)
    if len(word) > 2 and word[-3] in VOWELS:
        if word[-3] == word[-2] and word[-2] in _DOUBLED:
            short = word[:-2]
            return (*(short + end for end in (_TO_VOICED.get(last), last) if end), word)
        return (*voiced, word)
    return (word + last, *voiced, word)


def plurals(noun: str) -> tuple[str, ...]:
    """Return the possible plurals of ``noun``, regular or Latin; not those with a vowel change (schip, schepen)."""
    forms = [noun + "s", *(base + "en" for base in open_forms(noun))]
    if noun.endswith(_OTHER_PLURALS_OF):
        forms += [noun.removesuffix(end) + plural for end, plural in _OTHER_PLURALS if noun.endswith(end)]
    return tuple(forms)


def is_inflection(form: str, word: str) -> bool:
    """Whether ``form`` is a regular plural, -e form, comparative, superlative or diminutive of ``word``."""
    if form.startswith(word):
        ending = form[len(word) :]
        if ending in _ADJECTIVE_ENDINGS or ending in _SUPERLATIVE_ENDINGS:
            return True
    if is_diminutive(form) or form in plurals(word):
        return True
    return any(form.startswith(base) and form[len(base) :] in _ADJECTIVE_ENDINGS for base in open_forms(word))


def is_diminutive(form: str) -> bool:
    """Whether ``form`` has the ending of a diminutive, singular or plural."""
    return form.endswith(("je", "jes"))


def diminutive_bases(form: str) -> tuple[str, ...]:
    """Return the nouns that can have this diminutive: ``huisje`` huis, ``vlaggetje`` vlag, ``koninkje`` koning.

    -je without t or p follows only b, d, f, g, h, k, p, s, t and x: ``spanje`` is not a diminutive of ``span``.
    """
    stem = form.removesuffix("s").removesuffix("je")
    if len(stem) < 3:
        return ()
    bases = [stem] if stem[-1] in "bdfghkpstx" else []
    if stem.endswith("et"):
        bases += closed_forms(stem[:-2])
    if stem.endswith(("mp", "t")):
        bases.append(stem[:-1])
    if stem.endswith("nk"):
        bases.append(stem[:-1] + "g")
    if stem[-1] == "t" and stem[-2] == stem[-3] and stem[-2] in _DOUBLED:
        bases.append(stem[:-2])  # autootje, fotootje: the last vowel is doubled before -tje
    return tuple(bases)


def first_persons(infinitive: str) -> tuple[str, ...]:
    """Return the candidates for the first person of a verb (``lopen``: loop, ``oefenen``: oefen).

    Empty if ``infinitive`` does not have the ending of an infinitive.
    """
    if infinitive.endswith("aan"):
        return (infinitive[:-2],)
    if infinitive.endswith(("aaien", "oeien", "ooien", "eien", "uien")):
        return (infinitive[:-2],)
    if infinitive.endswith(("ien", "oen")):
        return (infinitive[:-1],)
    if infinitive.endswith(("ieren", "ueren")):
        return (infinitive[:-3] + "er", infinitive[:-2])  # subsidieer (subsidiëren), financier (financieren)
    if not infinitive.endswith("en"):
        return ()
    forms = closed_forms(infinitive[:-2])
    # An e before l, m or n is usually unstressed and stays single: handelen, ademen, oefenen.
    return forms[::-1] if infinitive.endswith(("elen", "emen", "enen")) else forms


# The first parts of separable verbs (uit-zenden, deel-nemen).
PARTICLES = frozenset({
    "aan", "achter", "achteruit", "af", "bij", "bijeen", "binnen", "bloot", "buiten", "deel", "dicht", "dood", "door",
    "droog", "fijn", "gelijk", "goed", "groot", "hoog", "in", "ineen", "klaar", "kwijt", "lam", "langs", "leeg", "los",
    "mede", "mee", "mis", "na", "neder", "neer", "om", "omhoog", "omlaag", "onder", "op", "opeen", "open", "over",
    "plaats", "recht", "rond", "samen", "schoon", "stand", "stil", "stop", "tegemoet", "tegen", "teleur", "tentoon",
    "terecht", "terug", "teweeg", "thuis", "toe", "tot", "tussen", "uit", "uiteen", "vast", "veilig", "vol", "voor",
    "vooraf", "voorbij", "voorop", "vooruit", "voort", "vrij", "waar", "weer", "weg", "zeker",
})  # fmt: skip
_INSEPARABLE_PREFIXES = ("be", "er", "ge", "her", "ont", "ver")
# After these letters the past has a t (werkte, gewerkt), after others a d (leerde, geleerd).
_VOICELESS = "tkfschpx"


class Verbs:
    """The verbs of a word list (folded form → lemma)."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._first_persons: dict[str, str] = {}

    def first_person(self, infinitive: str) -> str:
        """Return the first person of a verb (``lopen``: loop); an empty string if it is not a verb of the list."""
        if not infinitive.endswith("n"):
            return ""
        cached = self._first_persons.get(infinitive)
        if cached is None:
            cached = self._first_persons[infinitive] = self._find_first_person(infinitive)
        return cached

    def _find_first_person(self, infinitive: str) -> str:
        words = self._words
        candidates = first_persons(infinitive)
        for first in candidates:
            for ending in ("t", "de", "te"):
                if words.get(first + ending) == infinitive:
                    return first
        # The remaining verbs: gaan and zien have gaat and ziet; sluiten, whose stem ends in t, has sluitend.
        others = (infinitive[:-1] + "t", infinitive + "d")
        return candidates[0] if candidates and any(words.get(form) == infinitive for form in others) else ""

    def infinitive(self, first_person: str) -> str:
        """Return the verb with this first person (``loop``: lopen); an empty string if there is none."""
        for ending in ("t", "", "de", "te"):
            infinitive = self._words.get(first_person + ending, "")
            if infinitive and self.first_person(infinitive) == first_person:
                return infinitive
        return ""

    def infinitive_of_participle(self, form: str) -> str:
        """Return the infinitive of a weak past participle or a present participle; else an empty string.

        Also of separable verbs and with an ending: ``geoefend``, ``aangekondigde``, ``verkend``, ``dreigend``.
        """
        participle = (
            form.removesuffix("n").removesuffix("e") if form.endswith(("de", "den", "te", "ten")) else form
        )
        if participle[-1:] not in ("d", "t"):
            return ""
        if participle.endswith("d") and self.first_person(participle[:-1]):
            return participle[:-1]
        start = participle.find("ge")
        while start >= 0:
            particle = participle[:start]
            if not particle or particle in PARTICLES:
                infinitive = self._infinitive_of_weak(participle[start + 2 :])
                if infinitive:
                    return particle + infinitive
            start = participle.find("ge", start + 1)
        if not participle.startswith(_INSEPARABLE_PREFIXES):
            return ""
        return self._infinitive_of_weak(participle) or self._infinitive_with_her(participle)

    def _infinitive_with_her(self, participle: str) -> str:
        """Return the infinitive of a verb in her- that the list has only without it (``herkapitaliseerd``)."""
        past = participle.removeprefix("ge").removeprefix("her")
        infinitive = self._infinitive_of_weak(past) if "her" + past in (participle, participle[2:]) else ""
        return "her" + infinitive if infinitive else ""

    def _infinitive_of_weak(self, past: str) -> str:
        """Return the infinitive of a past participle without ge- (``oefend``, ``red``)."""
        infinitive = self.infinitive(past[:-1])
        if infinitive and (infinitive[-3] in _VOICELESS) == (past[-1] == "t"):
            return infinitive
        return self.infinitive(past)

    def without_prefix(self, infinitive: str, form: str) -> str:
        """Return ``infinitive`` without a prefix that ``form`` lacks: the word list has gestaan under afstaan.

        An empty string if ``form`` has the prefix, or if the rest is not a verb.
        """
        if form.startswith(infinitive[:2]) or form.removeprefix("ge").startswith(infinitive[:2]):
            return ""  # nearly always
        for end in range(2, min(len(infinitive) - 3, 7)):
            prefix = infinitive[:end]
            if (prefix in PARTICLES or prefix in _INSEPARABLE_PREFIXES) and self.first_person(
                infinitive[end:]
            ):
                return infinitive[end:]
        return ""


_DOCTRINE_ENDINGS = ("istisch", "isme", "ist")
_ENDINGS_OF_EREN = ("eur", "age", "ement")
_MIN_ROOT_LENGTH = 3
# Nouns and adverbs in -er or -aar that mean something else than the verb that they look like (leger, legen).
# Source: from general knowledge, and from the words of tests/benchmarks/docs.jsonl.xz that the rules take for persons.
_NOT_PERSON_LINES = """
    ader anker baker beker bester booster boter bunker cijfer container dokter donder echter filter gevaar
    halter hamer hoever holster jammer kader kamer kanker kater kelder keten kever klooster koffer koster ladder
    lager laser later leder leger letter lever masker meter moeder nader offer onder ouder panter partner passer
    pater peper pleister poeder polder poster rechter ridder rooster slager slinger spijker steiger suiker
    tanker tender tijger toeter vader vandaar vinger voeder vogelaar waaier waarnaar wakker water wekker wijzer
    winter zeker zolder zomaar zomer zuiver zwager
"""
_NOT_PERSONS = frozenset(_NOT_PERSON_LINES.split())


def derivations(lemma: str) -> Iterator[tuple[str, str]]:
    """Yield the lemmas that can have the same root as ``lemma``, each with the stem that it then has."""
    for ending in _DOCTRINE_ENDINGS:
        root = lemma.removesuffix(ending)
        if root != lemma and len(root) >= _MIN_ROOT_LENGTH:
            yield from ((root + other, root + other) for other in _DOCTRINE_ENDINGS if other != ending)
            return
    yield from _derivations_of_eren(lemma)
    if lemma.endswith("en"):
        yield from ((person, person) for person in _persons(lemma) if person not in _NOT_PERSONS)
    elif lemma not in _NOT_PERSONS:
        for root in _roots_of_person(lemma):
            yield from ((root + "en", stem) for stem in first_persons(root + "en"))
        yield from ((person, person) for person in _other_persons(lemma))


def _derivations_of_eren(lemma: str) -> Iterator[tuple[str, str]]:
    """Yield the verb, the person in -eur and the nouns with this root: ``saboteren``, ``saboteur``, ``sabotage``."""
    for ending in ("eren", *_ENDINGS_OF_EREN):
        root = lemma.removesuffix(ending)
        if root != lemma and len(root) >= _MIN_ROOT_LENGTH:
            if ending != "eren":
                yield root + "eren", root + "eer"
            yield from ((root + other, root + other) for other in _ENDINGS_OF_EREN if other != ending)


def _persons(infinitive: str) -> Iterator[str]:
    """Yield what the person who does it can be called."""
    root = infinitive.removesuffix("en")
    yield root + "er"
    if root.endswith(("el", "en", "er")):
        yield root + "aar"
    for first in first_persons(infinitive):
        yield first + "ster"
        if first.endswith("r"):
            yield first + "der"


def _roots_of_person(person: str) -> Iterable[str]:
    """Return what can come before the -en of the infinitive."""
    if person.endswith("ster"):
        first = person.removesuffix("ster")
        return (first, *open_forms(first))
    if person.endswith("rder"):
        return open_forms(person.removesuffix("der"))
    return [person.removesuffix(ending) for ending in ("er", "aar") if person.endswith(ending)]


def _other_persons(person: str) -> Iterator[str]:
    """Yield the same person with the suffix of the other sex."""
    if person.endswith("ster"):
        first = person.removesuffix("ster")
        yield from (first + "der", *(root + "er" for root in dict.fromkeys((first, *open_forms(first)))))
    elif person.endswith("rder"):
        yield person.removesuffix("der") + "ster"
    elif person.endswith("er"):
        yield from (first + "ster" for first in closed_forms(person.removesuffix("er")))
