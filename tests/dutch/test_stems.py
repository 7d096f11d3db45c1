"""Stems: inflections of a word share one, other words do not, and nothing but the form decides."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from benchmarks.inflection import LISTS, read_pairs, score, stem_of_spelling
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.normalization import fold
from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.wordlist import load_words

if TYPE_CHECKING:
    from pathlib import Path

WORDS = load_words()
STEMMER = Stemmer(WORDS)
KNOWN = sorted(WORDS)[::50]


@pytest.mark.parametrize("name", LISTS)
def test_pairs(name: str) -> None:
    """Of 100 pairs of inflections at least 98 share a stem, of 100 pairs of unrelated words at most 2."""
    got = score(stem_of_spelling(STEMMER), read_pairs(name))
    assert got.joined_share >= 0.98
    assert got.wrong_share <= 0.02


def test_our_own_pairs_are_enough_and_new() -> None:
    """There are many of them, in two halves that share no pair with each other or with the given list."""
    given_pairs, develop, test = (read_pairs(name) for name in LISTS)
    for half in (develop, test):
        assert sum(pair.same for pair in half) >= 300
        assert sum(not pair.same for pair in half) >= 125
    assert not set(develop) & set(test)
    assert len({*given_pairs, *develop, *test}) > len(develop) + len(test)


@pytest.mark.parametrize(
    "forms",
    [
        # Agent nouns, filed under the word for a woman.
        *("jager jagers", "werknemer werknemers", "instructeur instructeurs", "leraar leraren leraars"),
        *("officier officieren", "psycholoog psychologen", "handelaar handelaars handelaren"),
        # Adjectives of peoples, and the people.
        *(
            "frans franse",
            "belgisch belgische",
            "chinees chinese",
            "oekraiens oekraiense",
            "fransman fransen",
        ),
        # Plurals.
        *("munitie munities", "lid leden", "schip schepen", "stad steden", "kind kinderen", "museum musea"),
        *("brief brieven", "huis huizen", "grens grenzen", "plan plannen", "bom bommen", "boom bomen"),
        *("zee zeeen", "cafe cafes", "nota notas", "sensor sensors sensoren", "historicus historici"),
        *("oorlog oorlogen", "wapen wapens", "bijdrage bijdragen", "bevel bevelen", "verbod verboden"),
        # Verbs: weak, strong, separable, and their participles as adjectives and nouns.
        *("oefenen oefent oefende oefenden geoefend oefenend", "trainen traint trainde getraind getrainde"),
        *("vliegen vliegt vloog vlogen gevlogen", "bezoeken bezoekt bezocht bezochten", "leven leeft leefde"),
        *("uitzenden uitzendt uitzond uitgezonden", "inzetten inzet ingezet ingezette", "opleiden opgeleid"),
        *("aankondigen aangekondigd aangekondigde", "deelnemen deelgenomen", "terugtrekken teruggetrokken"),
        *("gewond gewonde gewonden", "verdacht verdachte verdachten", "vermist vermiste vermisten"),
        *("evacueren geevacueerd geevacueerde geevacueerden", "registreren geregistreerde"),
        # A verb and the noun without an ending, and what Snowball takes -ing and -heid off.
        *("inzet inzetten", "reis reizen", "oefening oefenen oefeningen", "veiligheid veilig veilige"),
        # Degrees and diminutives.
        *("groot grote groter grootst grootste", "veilig veiliger veiligst", "snel snelle sneller snelste"),
        *("schip scheepje scheepjes", "vliegtuig vliegtuigje", "boot bootje bootjes", "weg weggetje"),
        # Words that no dictionary has.
        *(
            "drugsvangst drugsvangsten",
            "kamerlid kamerleden",
            "pedelec pedelecs",
            "navo navos",
            "tweet tweets",
        ),
    ],
)
def test_forms_of_one_word(forms: str) -> None:
    """The forms share a stem."""
    assert len({STEMMER.stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        *(
            "minister mini ministerie",
            "geweer weer",
            "gebied bied",
            "leger legen",
            "politie polis politiek",
        ),
        *("marine marinier", "vloot vloog vlot", "post poot", "gewond won", "bom boom", "missie mis mist"),
        *(
            "orde order",
            "reserve reservaat",
            "officier officieel",
            "basis bas",
            "munitie munt",
            "korps korpus",
        ),
        *(
            "man maan",
            "val vals",
            "pen peen",
            "las lassen",
            "geld gelden",
            "uit uiten",
            "in innen",
            "indien indienen",
        ),
        *("overheid over", "koning kon", "landing land", "verenigd vereniging", "apart apartheid"),
        *("spanje span", "brugge brug", "geslacht slachten", "vorst vorsen", "new news", "reden rijden rede"),
    ],
)
def test_words_that_only_look_alike(words: str) -> None:
    """No two of the words share a stem."""
    assert len({STEMMER.stem(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("schepen", "schip"),
        ("geoefend", "oefenen"),
        ("ingezet", "inzetten"),
        ("bedragen", "bedrag"),
        ("jagers", "jager"),
        ("drugsvangsten", "drugsvangst"),
        ("kmar", "kmar"),
    ],
)
def test_lemma(form: str, lemma: str) -> None:
    """The lemma is the word that a dictionary would have, or the form itself."""
    assert STEMMER.lemma(form) == lemma


def test_is_known() -> None:
    """Known is what the word list has, as a form."""
    assert STEMMER.is_known("schepen")
    assert not STEMMER.is_known("dronevangsten")


@given(st.lists(st.one_of(st.sampled_from(KNOWN), st.text(max_size=30).map(fold)), max_size=12))
def test_only_the_form_decides(forms: list[str]) -> None:
    """A stemmer that has seen other words, in any order, gives the stem that a new one gives."""
    new = Stemmer(WORDS)
    assert [new.stem(form) for form in reversed(forms)] == [STEMMER.stem(form) for form in reversed(forms)]


@given(st.text(max_size=60).map(fold))
def test_every_text_has_a_stem(form: str) -> None:
    """Whatever stands where a word should be: nothing raises, and a stem is empty only for an empty form."""
    assert bool(STEMMER.stem(form)) == bool(form)
    assert bool(STEMMER.lemma(form)) == bool(form)


@given(st.sampled_from(KNOWN))
def test_a_known_word_has_the_stem_of_its_lemma(form: str) -> None:
    """A stem belongs to a lemma, so that all the forms of a lemma share it."""
    assert STEMMER.stem(form) == STEMMER.stem_of_lemma(STEMMER.lemma(form))


@given(st.sampled_from(KNOWN), st.sampled_from(["defensie", "navo", "drone", "luchtmacht"]))
def test_a_compound_is_not_its_last_word(form: str, head: str) -> None:
    """An unknown compound keeps what stands before its last word: it never shares a stem with that word alone."""
    compound = head + form
    if not STEMMER.is_known(compound):
        assert STEMMER.stem(compound) != STEMMER.stem(form)


def test_another_snowball_is_not_used(tmp_path: Path) -> None:
    """Where PyStemmer is installed, which snowballstemmer prefers, the stems are the same: it is not asked."""
    module = (
        "def algorithms():\n    return []\n\ndef Stemmer(language):\n    raise AssertionError(language)\n"
    )
    (tmp_path / "Stemmer.py").write_text(module, encoding="utf-8")
    program = "import Stemmer, defsearch.dutch.stemmer as s; print(Stemmer.__file__, s.Stemmer({}).stem('pedelecs'))"
    path = os.pathsep.join([str(tmp_path), *sys.path])
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [str(tmp_path / "Stemmer.py"), "pedelec"]
