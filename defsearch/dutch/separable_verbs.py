"""Separable verbs that a main clause splits: ``zet het leger in`` is a form of *inzetten*.

The particle comes after the finite verb, at the end of the clause or before a preposition or conjunction (``riep op
tot``, ``kondigde aan dat``). In other places it is mostly a preposition, unless it is never one (``neemt niet deel``).
Its verb is before it, and together they are a verb of ``data/separable_verbs.tsv``. No comma, no relative
pronoun and no auxiliary is between the two.

Not here: te-infinitives (``written_apart``), and which of the verbs a query looks for (``search.expansion``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dutch.decompounder import read_lines
from defsearch.dutch.morphology import PARTICLES
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARABLE_VERBS = Path(__file__).with_name("data") / "separable_verbs.tsv"
# Not those that are mostly adverbs, adjectives or conjunctions at the end of a clause.
SPLIT_PARTICLES = PARTICLES - {
    "dood", "door", "droog", "fijn", "gelijk", "groot", "hoog", "lam", "om", "open", "recht", "tot", "tussen", "vol",
    "waar", "weer", "zeker",
}  # fmt: skip
_NEVER_PREPOSITIONS = frozenset({
    "af", "bijeen", "bloot", "deel", "ineen", "kwijt", "mede", "mee", "mis", "neer", "omhoog", "omlaag", "plaats",
    "stop", "tegemoet", "teleur", "tentoon", "terecht", "terug", "teweeg", "toe", "uiteen", "vast", "voort", "weg",
})  # fmt: skip
_NOUNS = frozenset({"deel", "plaats", "stand", "stop", "weg"})  # particles that are nouns after an article
_PREPOSITIONS = (
    "aan|bij|door|in|met|na|naar|op|over|per|sinds|tegen|tijdens|tot|uit|van|vanaf|volgens|voor|zonder"
)
_CONJUNCTIONS = "als|dat|en|maar|nadat|om|omdat|terwijl|wanneer|want|zodat"
_MAX_DISTANCE = 120  # characters from the verb to the particle
_BREAK = re.compile(
    r"[.,;:!?()\n\"“”]"
    r"|\b(?:als|dat|die|hoewel|indien|maar|nadat|of|omdat|terwijl|toen|waar|wanneer|want|wat|wie|zodat)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_WITH_PREPOSITION = frozenset({"inzage", "kracht", "zorg", "zorgen"})  # nouns: zorgen over, inzage bij
# A word after one of these is no finite verb.
_BEFORE_NOUNS = """
    de het een dit dat deze die zijn haar hun hen ons onze mijn uw geen elk elke ieder iedere te ter
"""
_DETERMINERS = frozenset(_BEFORE_NOUNS.split())
# With one of these, the other verb of a clause is an infinitive or a participle.
_BESIDE_VERBS = """
    is ben bent zijn was waren heeft heb hebt hebben had hadden wordt worden werd werden zal zult zullen zou zouden kan
    kunt kunnen kon konden moet moeten moest moesten mag mogen mocht mochten wil wilt willen wilde wilden gaat gaan
    blijft blijven
"""
_AUXILIARIES = frozenset(_BESIDE_VERBS.split())


class SplitVerb(NamedTuple):
    """The infinitive of a verb that a text splits, and the places of its finite form and of its particle."""

    form: str
    verb: tuple[int, int]
    particle: tuple[int, int]


def split_verbs(text: str, start: int = 0, end: int | None = None) -> Iterator[SplitVerb]:
    """Yield the verbs that ``text[start:end]`` splits."""
    for match in _particles().finditer(text, start, len(text) if end is None else end):
        particle, place = match[1], match.span(1)
        first = max(start, place[0] - _MAX_DISTANCE)
        for one in _BREAK.finditer(text, first, place[0]):
            first = one.end()
        words = list(_WORD.finditer(text, first, place[0]))
        found = _verb_before(particle, [word[0].lower() for word in words])
        if found is not None:
            yield SplitVerb(particle + found[1], words[found[0]].span(), place)


def _verb_before(particle: str, words: list[str]) -> tuple[int, str] | None:
    """Return the place of the finite verb among ``words``, those of a clause up to its particle, and its infinitive.

    Of two words that can be it, the first is, unless there is *en* between them: *delen zeilen uit*.
    """
    table, found = _table(), None
    if not words or words[-1] in _WITH_PREPOSITION or (particle in _NOUNS and words[-1] in _DETERMINERS):
        return None
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if found and word == "en":
            break
        verb = table.get(word, {}).get(particle)
        if verb and not _is_noun_or_infinitive(words[: at + 1]):
            found = at, verb
        elif word in _AUXILIARIES:
            break
    return found


def _is_noun_or_infinitive(words: list[str]) -> bool:
    """Whether the last of ``words``, those of a clause up to a verb, is rather a noun or an infinitive."""
    *before, form = words
    if before and before[-1] in _DETERMINERS:
        return True
    return form.endswith("n") and not _AUXILIARIES.isdisjoint(before)


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return the verb without its particle, by its finite form and the particle."""
    table: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in read_lines(SEPARABLE_VERBS):
        verb, forms, particles = line.split("\t")
        for form in forms.split():
            table[form].update(dict.fromkeys(particles.split(), verb))
    return dict(table)


@cache
def _particles() -> re.Pattern[str]:
    """Return the pattern of a particle in its place; grouped by first letter, it is twice as fast."""
    at_end = rf"(?=[.,;:!?)\n]|\Z| (?:{_PREPOSITIONS}|{_CONJUNCTIONS})\b(?! te ))"
    anywhere = r"(?![\w-])(?! te )"
    branches = []
    for first, group in groupby(sorted(SPLIT_PARTICLES), lambda particle: particle[0]):
        rest = [
            particle[1:] + (anywhere if particle in _NEVER_PREPOSITIONS else at_end) for particle in group
        ]
        branches.append(f"{first}(?:{'|'.join(rest)})")
    return re.compile(f" ({'|'.join(branches)})")
