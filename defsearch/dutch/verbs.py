"""Verbs in the word list: from an infinitive to its first person and back, and from a participle to its infinitive.

The word list does not say what is a verb. A verb shows itself by its forms: ``lopen`` is one because ``loopt`` is
listed under it, and ``haven`` is none. Strong forms (``vloog``, ``gevlogen``) are the word list's own knowledge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.inflection import first_persons

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def of_participle(self, form: str) -> str:
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
