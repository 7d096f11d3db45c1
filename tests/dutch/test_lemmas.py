"""Lemmas of known forms: what other entries of the word list say goes before what it files a form under."""

from __future__ import annotations

import pytest

from defsearch.dutch.lemmatizer import DictionaryLemmatizer
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
LEMMAS = DictionaryLemmatizer(WORDS, {"leden": "lid"}, Verbs(WORDS))


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
def test_lemma(form: str, lemma: str) -> None:
    """Each kind of contradiction in the word list is settled."""
    assert LEMMAS.lemma(form) == lemma


def test_an_unknown_form_is_refused() -> None:
    """Guessing is not done here."""
    with pytest.raises(KeyError):
        LEMMAS.lemma("drone")
