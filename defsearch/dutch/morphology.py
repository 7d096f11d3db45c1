"""Dutch spelling at the seam of a word and its ending: pure rules on folded text, no dictionary.

A closed syllable writes a long vowel twice and an open one once (``boot``, ``bo-ten``), a short vowel doubles the
consonant behind it (``bom``, ``bom-men``), and v and z stand only before a vowel (``brief``, ``brie-ven``; ``huis``,
``hui-zen``). Spelling alone cannot tell which of two readings is the word (``bomen``: ``boom`` or ``bom``), so the
functions give every candidate, the likelier first, and the caller asks the dictionary.

Verbs in the word list: from an infinitive to its first person and back, and from a participle to its infinitive.

The word list does not say what is a verb. A verb shows itself by its forms: ``lopen`` is one because ``loopt`` is
listed under it, and ``haven`` is none. Strong forms (``vloog``, ``gevlogen``) are the word list's own knowledge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


VOWELS = "aeiouy"
_DOUBLED = "aeou"  # the vowels that are written twice in a closed syllable; a long i is written ie
_TO_VOICELESS = {"v": "f", "z": "s"}
_TO_VOICED = {"f": "v", "s": "z"}

_OTHER_PLURALS = (("e", "en"), ("us", "i"), ("um", "a"), ("heid", "heden"), ("man", "lieden"), ("man", "lui"))
_OTHER_PLURALS_OF = tuple(ending for ending, _ in _OTHER_PLURALS)
_ADJECTIVE_ENDINGS = frozenset({"e", "en", "s", "er", "ere", "ers", "eren"})
_SUPERLATIVE_ENDINGS = frozenset({"st", "ste", "sten", "t", "te", "der", "dere", "ders", "deren"})


def closed_forms(base: str) -> tuple[str, ...]:
    """The words that ``base`` can stand for, cut off before an ending with a vowel.

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
    """What can be left of ``word`` before an ending with a vowel: `closed_forms` the other way round.

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
    """The ways in which ``noun`` can make a plural, regular or learned; plurals with another vowel are not here."""
    forms = [noun + "s", *(base + "en" for base in open_forms(noun))]
    if noun.endswith(_OTHER_PLURALS_OF):
        forms += [noun.removesuffix(end) + plural for end, plural in _OTHER_PLURALS if noun.endswith(end)]
    return tuple(forms)


def is_inflection(form: str, word: str) -> bool:
    """Whether ``form`` is regularly made of the noun or adjective ``word``: plural, -e, degree or diminutive."""
    if form.startswith(word):
        ending = form[len(word) :]
        if ending in _ADJECTIVE_ENDINGS or ending in _SUPERLATIVE_ENDINGS:
            return True
    if is_diminutive(form) or form in plurals(word):
        return True
    return any(form.startswith(base) and form[len(base) :] in _ADJECTIVE_ENDINGS for base in open_forms(word))


def is_diminutive(form: str) -> bool:
    """Whether ``form`` ends like a diminutive, singular or plural."""
    return form.endswith(("je", "jes"))


def diminutive_bases(form: str) -> tuple[str, ...]:
    """What a diminutive can be made of: ``huisje`` huis, ``boompje`` boom, ``vlaggetje`` vlag, ``koninkje`` koning.

    Plain -je follows only b, d, f, g, k, p, s, t and x: ``spanje`` is not a small ``span``.
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
    """The candidates for the first person of a verb, the likelier first (``lopen``: loop, ``oefenen``: oefen).

    Empty if ``infinitive`` does not end like one.
    """
    if infinitive.endswith("aan"):
        return (infinitive[:-2],)
    if infinitive.endswith(("ien", "oen")):
        return (infinitive[:-1],)
    if not infinitive.endswith("en"):
        return ()
    forms = closed_forms(infinitive[:-2])
    # An e before l, m or n is mostly unstressed there and stays single: handelen, ademen, oefenen.
    return forms[::-1] if infinitive.endswith(("elen", "emen", "enen")) else forms


# What a separable verb can start with (uit-zenden, deel-nemen).
PARTICLES = frozenset({
    "aan", "achter", "achteruit", "af", "bij", "bijeen", "binnen", "bloot", "buiten", "deel", "dicht", "dood", "door",
    "droog", "fijn", "gelijk", "goed", "groot", "hoog", "in", "ineen", "klaar", "kwijt", "lam", "langs", "leeg", "los",
    "mede", "mee", "mis", "na", "neder", "neer", "om", "omhoog", "omlaag", "onder", "op", "opeen", "open", "over",
    "plaats", "recht", "rond", "samen", "schoon", "stand", "stil", "stop", "tegemoet", "tegen", "teleur", "tentoon",
    "terecht", "terug", "teweeg", "thuis", "toe", "tot", "tussen", "uit", "uiteen", "vast", "veilig", "vol", "voor",
    "vooraf", "voorbij", "voorop", "vooruit", "voort", "vrij", "waar", "weer", "weg", "zeker",
})  # fmt: skip
_INSEPARABLE = ("be", "er", "ge", "her", "ont", "ver")
# Behind these the past has a t (werkte, gewerkt), behind the others a d (leerde, geleerd).
_VOICELESS = "tkfschpx"


class Verbs:
    """The verbs of a word list (folded form -> lemma)."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        self._first_persons: dict[str, str] = {}

    def first_person(self, infinitive: str) -> str:
        """The first person of a verb (``lopen``: loop), empty if ``infinitive`` is not a verb that the list knows."""
        cached = self._first_persons.get(infinitive)
        if cached is None:
            cached = self._first_persons[infinitive] = self._find_first_person(infinitive)
        return cached

    def _find_first_person(self, infinitive: str) -> str:
        words = self._words
        candidates = first_persons(infinitive)
        for first in candidates:
            if any(words.get(first + ending) == infinitive for ending in ("t", "de", "te")):
                return first
        # Left are gaan and zien (gaat, ziet), and strong verbs whose stem ends in t (sluit): the present participle.
        others = (infinitive[:-1] + "t", infinitive + "d")
        return candidates[0] if candidates and any(words.get(form) == infinitive for form in others) else ""

    def infinitive(self, first_person: str) -> str:
        """The verb with this first person (``loop``: lopen), empty if there is none."""
        for ending in ("t", "", "de", "te"):
            infinitive = self._words.get(first_person + ending, "")
            if infinitive and self.first_person(infinitive) == first_person:
                return infinitive
        return ""

    def infinitive_of_participle(self, form: str) -> str:
        """The infinitive of a weak past participle, also separable or inflected, or of a present one; else empty.

        ``geoefend``, ``aangekondigde``, ``verkend``, ``dreigend``.
        """
        bare = form.removesuffix("n").removesuffix("e") if form.endswith(("de", "den", "te", "ten")) else form
        if bare[-1:] not in ("d", "t"):
            return ""
        if bare.endswith("d") and self.first_person(bare[:-1]):
            return bare[:-1]
        at = bare.find("ge")
        while at >= 0:
            if at == 0 or bare[:at] in PARTICLES:
                infinitive = self._of_weak(bare[at + 2 :])
                if infinitive:
                    return bare[:at] + infinitive
            at = bare.find("ge", at + 1)
        return self._of_weak(bare) if bare.startswith(_INSEPARABLE) else ""

    def _of_weak(self, past: str) -> str:
        """The infinitive of what a participle has behind ge- (``oefend``, ``red``)."""
        infinitive = self.infinitive(past[:-1])
        if infinitive and (infinitive[-3] in _VOICELESS) == (past[-1] == "t"):
            return infinitive
        return self.infinitive(past)

    def without_prefix(self, infinitive: str, form: str) -> str:
        """The verb without a prefix that ``form`` does not have: the word list files gestaan under afstaan.

        Empty if the prefix is in ``form``, or if what is left is not a verb.
        """
        bare_form = form.removeprefix("ge")
        if form.startswith(infinitive[:2]) or bare_form.startswith(infinitive[:2]):
            return ""  # so it is nearly always
        for end in range(2, min(len(infinitive) - 3, 7)):
            prefix = infinitive[:end]
            if (prefix in PARTICLES or prefix in _INSEPARABLE) and self.first_person(infinitive[end:]):
                return infinitive[end:]
        return ""
