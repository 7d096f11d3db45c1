"""Derivation: lemma → the lemmas of words with the same root and another suffix, each with its stem.

- ``terrorisme``, ``terrorist`` and ``terroristisch`` lead to each other.
- A verb leads to the person who does it, and the person to the verb: ``verkennen`` and ``verkenner``, ``handelen`` and
  ``handelaar``, ``besturen`` and ``bestuurder``, ``spreken`` and ``spreekster``.
- The person leads to the other suffix: ``verpleger`` and ``verpleegster``.

The rules follow spelling only, so most of what they yield is not a word. The caller keeps the lemmas that occur in the
index. Not here: inflection (``lemmatizer``), and nouns in -ing and -heid, which have the stem of
their verb (``stemmer``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.morphology import closed_forms, first_persons, open_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DOCTRINE_ENDINGS = ("istisch", "isme", "ist")
_MIN_ROOT_LENGTH = 3
# Nouns and adverbs in -er or -aar that mean something else than the verb that they look like (leger, legen).
# Source: from general knowledge, and from the words of tests/benchmarks/docs.jsonl.xz that the rules take for persons.
_WORDS = """
    ader anker baker beker bester booster boter bunker cijfer container dokter donder echter filter gevaar
    halter hamer hoever holster jammer kader kamer kanker kater kelder keten kever klooster koffer koster ladder
    lager laser later leder leger letter lever masker meter moeder nader offer onder ouder panter partner passer
    pater peper pleister poeder polder poster rechter ridder rooster slager slinger spijker steiger suiker
    tanker tender tijger toeter vader vandaar vinger voeder vogelaar waaier waarnaar wakker water wekker wijzer
    winter zeker zolder zomaar zomer zuiver zwager
"""
_NOT_PERSONS = frozenset(_WORDS.split())


def derivations(lemma: str) -> Iterator[tuple[str, str]]:
    """Yield the lemmas that can have the same root as ``lemma``, each with the stem that it then has."""
    for ending in _DOCTRINE_ENDINGS:
        root = lemma.removesuffix(ending)
        if root != lemma and len(root) >= _MIN_ROOT_LENGTH:
            yield from ((root + other, root + other) for other in _DOCTRINE_ENDINGS if other != ending)
            return
    if lemma.endswith("en"):
        yield from ((person, person) for person in _persons(lemma) if person not in _NOT_PERSONS)
    elif lemma not in _NOT_PERSONS:
        for root in _roots_of_person(lemma):
            yield from ((root + "en", stem) for stem in first_persons(root + "en"))
        yield from ((person, person) for person in _other_persons(lemma))


def _persons(infinitive: str) -> Iterator[str]:
    """Yield what the person who does it can be called."""
    root = infinitive.removesuffix("en")
    yield root + "er"
    if root.endswith(("el", "en")):
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
