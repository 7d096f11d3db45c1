"""Lemmas of forms in the word list, and lemmas of other forms."""

from __future__ import annotations

import pytest

from defsearch.dutch.lemmatizer import DictionaryLemmatizer, FallbackLemmatizer
from defsearch.dutch.morphology import Verbs

# form>lemma, as a dictionary might have it.
ENTRIES = """
    jager>jagerin jagers>jager fotograaf>fotograaf fotografe>fotografe fotografen>fotografe
    lerares>leraar leraressen>lerares leraar>leraar
    frans>frans franse>fransman belgisch>belgisch belgische>belg
    pakjes>pakje pakje>pak pak>pak
    start>starten startte>starten starts>start starten>starten
    maskeert>maskeren masker>maskeren maskers>masker
    boet>boeten boette>boeten boete>boeten boetes>boete
    staat>staan afstaat>afstaan gestaan>afstaan
    dreigt>dreigen dreigend>dreigend traint>trainen getraind>getraind
    bijdraagt>bijdragen bijdragen>bijdrage
    blokkeert>blokkeren geblokkeerd>geblokkeerd geblokkeerden>geblokkeerd
    adresseert>adresseren geadresseerde>geadresseerde
    gebied>gebied gebieden>gebied biedt>bieden
    lid>lid leden>lijden lijdt>lijden
"""
WORDS = dict(entry.split(">") for entry in ENTRIES.split())
DICTIONARY = DictionaryLemmatizer(WORDS, {"leden": "lid"}, Verbs(WORDS))


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("jager", "jager"),
        ("jagers", "jager"),
        ("fotografen", "fotograaf"),
        ("fotografe", "fotografe"),
        ("lerares", "lerares"),
        ("franse", "frans"),
        ("belgische", "belgisch"),
        ("pakjes", "pak"),
        ("start", "start"),
        ("starts", "start"),
        ("startte", "starten"),
        ("maskers", "masker"),
        ("maskeert", "maskeren"),
        ("boetes", "boete"),
        ("boette", "boeten"),
        ("gestaan", "staan"),
        ("dreigend", "dreigen"),
        ("getraind", "trainen"),
        ("geblokkeerd", "blokkeren"),
        ("geadresseerde", "adresseren"),
        ("bijdragen", "bijdragen"),
        ("gebied", "gebied"),
        ("gebieden", "gebied"),
        ("leden", "lid"),
    ],
)
def test_dictionary_lemma(form: str, lemma: str) -> None:
    """Each kind of contradiction in the word list is resolved."""
    assert DICTIONARY.lemma(form) == lemma


def test_dictionary_lemmatizer_rejects_unknown_forms() -> None:
    """A form that is not in the word list raises KeyError."""
    with pytest.raises(KeyError):
        DICTIONARY.lemma("drone")


FALLBACK_ENTRIES = """
    vangst>vangst vangsten>vangst keuze>keuze deel>deel delen>deel edel>edel edelen>edel lid>lid leden>lid
    bereid>bereid bereider>bereid bereiders>bereid gaat>gaan ging>gaan gingen>gaan
    toren>toren torens>toren detector>detector span>span brug>brug bruggen>brug
    ernstig>ernstig russisch>russisch exact>exact exacter>exact onderzeeer>onderzeeer tank>tank
    kolonie>kolonie kolonies>kolonie registreert>registreren
    zendt>zenden zond>zenden gezonden>zenden zont>zonnen
    overleeft>overleven overlevend>overleven schaad>schaden schaadt>schaden
"""
FALLBACK_WORDS = dict(entry.split(">") for entry in FALLBACK_ENTRIES.split())
FALLBACK_VERBS = Verbs(FALLBACK_WORDS)
FALLBACK = FallbackLemmatizer(
    FALLBACK_WORDS, DictionaryLemmatizer(FALLBACK_WORDS, {}, FALLBACK_VERBS), FALLBACK_VERBS
)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        # Inflections of known words.
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
        # Compounds that end in a known word.
        ("drugsvangsten", "drugsvangst"),
        ("keuzedelen", "keuzedeel"),
        ("kamerleden", "kamerlid"),
        ("zuivelbereiders", "zuivelbereider"),
        ("beeindigingen", "beeindiging"),
        # Endings of unknown words.
        ("munities", "munitie"),
        ("instructeurs", "instructeur"),
        ("werkzaamheden", "werkzaamheid"),
        ("reisuren", "reisuur"),
        ("congolese", "congolees"),
        ("ambtslieden", "ambtsman"),
    ],
)
def test_fallback_lemma(form: str, lemma: str) -> None:
    """Inflections of known words, participles, compounds and certain endings lead to the lemma."""
    assert FALLBACK.lemma(form) == lemma


@pytest.mark.parametrize("name", ["spanje", "brugge", "schade", "leuven", "biden", "poetin", "kmar", "s", ""])
def test_fallback_leaves_names_unchanged(name: str) -> None:
    """A name that only looks like an inflection of a known word is its own lemma."""
    assert FALLBACK.lemma(name) == name


def test_split_prefers_two_known_words() -> None:
    """The longest known tail counts, unless a shorter one leaves a known word before it."""
    assert FALLBACK.split("keuzedelen") == ("keuze", "deel")
    assert FALLBACK.split("drugsvangsten") == ("drugs", "vangst")
    assert FALLBACK.split("poetin") is None
