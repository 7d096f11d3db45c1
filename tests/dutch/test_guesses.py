"""Guesses: unknown words by way of known ones, and hands off names."""

from __future__ import annotations

import pytest

from defsearch.dutch.lemmatizer import DictionaryLemmatizer, FallbackLemmatizer
from defsearch.dutch.morphology import Verbs

# form>lemma, as a dictionary might have it.
ENTRIES = """
    vangst>vangst vangsten>vangst keuze>keuze deel>deel delen>deel edel>edel edelen>edel lid>lid leden>lid
    bereid>bereid bereider>bereid bereiders>bereid gaat>gaan ging>gaan gingen>gaan
    toren>toren torens>toren detector>detector span>span brug>brug bruggen>brug
    ernstig>ernstig russisch>russisch exact>exact exacter>exact onderzeeer>onderzeeer tank>tank
    kolonie>kolonie kolonies>kolonie registreert>registreren
    zendt>zenden zond>zenden gezonden>zenden zont>zonnen
    overleeft>overleven overlevend>overleven schaad>schaden schaadt>schaden
"""
WORDS = dict(entry.split(">") for entry in ENTRIES.split())
VERBS = Verbs(WORDS)
GUESSES = FallbackLemmatizer(WORDS, DictionaryLemmatizer(WORDS, {}, VERBS), VERBS)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        # Known words with an ending.
        ("onderzeeers", "onderzeeer"),
        ("tankje", "tank"),
        ("russische", "russisch"),
        ("exacte", "exact"),
        ("ernstiger", "ernstig"),
        ("detectoren", "detector"),
        ("kolonien", "kolonie"),
        ("overlevenden", "overleven"),
        # Verbs.
        ("geregistreerd", "registreren"),
        ("geregistreerde", "registreren"),
        ("ingezonden", "inzenden"),
        # Compounds, by the word that they end in.
        ("drugsvangsten", "drugsvangst"),
        ("keuzedelen", "keuzedeel"),
        ("kamerleden", "kamerlid"),
        ("zuivelbereiders", "zuivelbereider"),
        ("beeindigingen", "beeindiging"),
        # Endings.
        ("munities", "munitie"),
        ("instructeurs", "instructeur"),
        ("werkzaamheden", "werkzaamheid"),
        ("reisuren", "reisuur"),
        ("congolese", "congolees"),
        ("ambtslieden", "ambtsman"),
    ],
)
def test_lemma(form: str, lemma: str) -> None:
    """An inflection of a known word, a participle, a compound and a telling ending lead to the lemma."""
    assert GUESSES.lemma(form) == lemma


@pytest.mark.parametrize("name", ["spanje", "brugge", "schade", "leuven", "biden", "poetin", "kmar", "s", ""])
def test_names_and_unlike_words_are_left_alone(name: str) -> None:
    """What only looks like an inflection of a known word is not taken for one."""
    assert GUESSES.lemma(name) == name


def test_a_split_that_leaves_a_known_word_goes_before_a_longer_tail() -> None:
    """The longest tail counts, except where a shorter one covers the word with known ones."""
    assert GUESSES.split("keuzedelen") == ("keuze", "deel")
    assert GUESSES.split("drugsvangsten") == ("drugs", "vangst")
    assert GUESSES.split("poetin") is None
