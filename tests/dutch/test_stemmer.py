"""Stems: the inflections of a word share one, other words do not, and it depends on the form alone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from benchmarks.inflection import LISTS, read_pairs, score, stem_of_spelling
from hypothesis import given
from hypothesis import strategies as st
from snowballstemmer.dutch_porter_stemmer import DutchPorterStemmer
from support.word_list import dutch_words

from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.tokenizer import fold

if TYPE_CHECKING:
    from pathlib import Path

WORDS = dutch_words()
STEMMER = Stemmer(WORDS)
KNOWN = sorted(WORDS)[::50]


@pytest.mark.parametrize("name", LISTS)
def test_judged_pairs(name: str) -> None:
    """At least 98% of the pairs of inflections share a stem, and at most 2% of the pairs of unrelated words."""
    got = score(stem_of_spelling(STEMMER), read_pairs(name))
    assert got.joined_share >= 0.98
    assert got.wrong_share <= 0.02


def test_judged_pairs_are_many_and_distinct() -> None:
    """Each half of our own pairs is large, and the halves share no pair."""
    given_pairs, develop, test = (read_pairs(name) for name in LISTS)
    for half in (develop, test):
        assert sum(pair.same for pair in half) >= 300
        assert sum(not pair.same for pair in half) >= 125
    assert not set(develop) & set(test)
    assert len({*given_pairs, *develop, *test}) > len(develop) + len(test)


@pytest.mark.parametrize(
    "forms",
    [
        # Agent nouns, for which the dictionary has the feminine noun.
        *("jager jagers", "werknemer werknemers", "instructeur instructeurs", "leraar leraren leraars"),
        *("officier officieren", "psycholoog psychologen", "handelaar handelaars handelaren"),
        # Adjectives of nationality, and nouns.
        *(
            "frans franse",
            "belgisch belgische",
            "chinees chinese",
            "oekraiens oekraiense",
            "fransman fransen",
        ),
        # Plurals.
        # Nouns in -ing, -atie and -ctie, and their verbs; verbs in -oeien, -ieren and -ueren; participles with her-.
        *(
            "dreiging dreigt",
            "melding gemeld",
            "training getraind trainingen",
            "schorsing geschorst",
            "keuring keuren",
        ),
        *(
            "evacuatie evacueren geevacueerd",
            "inspectie inspecteert",
            "communicatie gecommuniceerd",
            "desertie deserteren",
        ),
        *(
            "groei groeien gegroeid",
            "draai draaide",
            "subsidieer gesubsidieerd",
            "herkapitaliseren herkapitaliseerd",
        ),
        # Participles and plurals for which the dictionary has another word, or none.
        *(
            "opgezet opzetten",
            "achtergebleven achterblijft",
            "veld velden",
            "wand wanden",
            "event events",
            "slopen sloopt",
        ),
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
        # A verb and its noun without an ending, and nouns in -ing and -heid.
        *("inzet inzetten", "reis reizen", "oefening oefenen oefeningen", "veiligheid veilig veilige"),
        # Comparatives, superlatives and diminutives.
        *("groot grote groter grootst grootste", "veilig veiliger veiligst", "snel snelle sneller snelste"),
        *("schip scheepje scheepjes", "vliegtuig vliegtuigje", "boot bootje bootjes", "weg weggetje"),
        # Words that are in no dictionary.
        *(
            "drugsvangst drugsvangsten",
            "kamerlid kamerleden",
            "pedelec pedelecs",
            "navo navos",
            "tweet tweets",
        ),
    ],
)
def test_inflections_share_a_stem(forms: str) -> None:
    """The inflections of a word share a stem."""
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
def test_similar_words_differ_in_stem(words: str) -> None:
    """No two words that only look alike share a stem."""
    assert len({STEMMER.stem(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("noun", "verb"),
    [
        *(
            ("woning", "wonen"),
            ("mening", "menen"),
            ("richting", "richten"),
            ("houding", "houden"),
            ("lading", "laden"),
        ),
        *(("landing", "landen"), ("berging", "bergen"), ("scholing", "scholen"), ("stichting", "stichten")),
        *(
            ("actie", "acteren"),
            ("organisatie", "organiseren"),
            ("generatie", "genereren"),
            ("collectie", "collecteren"),
        ),
    ],
)
def test_nouns_that_mean_something_else_than_their_verb(noun: str, verb: str) -> None:
    """A dwelling is not the act of living: such a noun keeps its own stem, also in the plural."""
    assert STEMMER.stem(noun) != STEMMER.stem(verb)
    assert STEMMER.stem(noun) == STEMMER.stem(noun + ("en" if noun.endswith("g") else "s"))


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
    """The lemma is the dictionary word, or the form itself."""
    assert STEMMER.lemma(form) == lemma


def test_is_known() -> None:
    """A form is known if it is in the word list."""
    assert STEMMER.is_known("schepen")
    assert not STEMMER.is_known("dronevangsten")


@pytest.mark.slow
@given(st.lists(st.one_of(st.sampled_from(KNOWN), st.text(max_size=30).map(fold)), max_size=12))
def test_stems_are_independent_of_earlier_stems(forms: list[str]) -> None:
    """A stemmer that has seen other words gives the same stems as a new one."""
    new = Stemmer(WORDS)
    assert [new.stem(form) for form in reversed(forms)] == [STEMMER.stem(form) for form in reversed(forms)]


@given(st.text(max_size=60).map(fold))
def test_any_text_has_a_stem(form: str) -> None:
    """Any folded text has a stem and a lemma, which are empty only for the empty text."""
    assert bool(STEMMER.stem(form)) == bool(form)
    assert bool(STEMMER.lemma(form)) == bool(form)


@given(st.sampled_from(KNOWN))
def test_stem_is_the_stem_of_the_lemma(form: str) -> None:
    """A form has the stem of its lemma, so all forms of a lemma share a stem."""
    assert STEMMER.stem(form) == STEMMER.stem_of_lemma(STEMMER.lemma(form))


@given(st.sampled_from(KNOWN), st.sampled_from(["defensie", "navo", "drone", "luchtmacht"]))
def test_unknown_compounds_differ_from_their_last_word(form: str, head: str) -> None:
    """An unknown compound keeps the text before its last word, so its stem differs from that of this word."""
    compound = head + form
    if not STEMMER.is_known(compound):
        assert STEMMER.stem(compound) != STEMMER.stem(form)


def test_pystemmer_is_not_used(tmp_path: Path) -> None:
    """If PyStemmer is installed, which snowballstemmer prefers, it is not called."""
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


@given(st.text(max_size=12).map(fold), st.sampled_from("aeou"), st.sampled_from(["s", "en"]))
def test_snowball_removes_no_plural_ending_after_a_vowel(before: str, vowel: str, ending: str) -> None:
    """So the stemmer need not ask it about such a lemma."""
    snowball = DutchPorterStemmer()
    base = before + vowel
    stem = snowball.stemWord(base + ending)
    assert stem != base
    assert stem == base + ending or stem != snowball.stemWord(base)


@pytest.mark.parametrize("base", ["china", "mali", "eu", "jsf", "vvd", "06", "pdf", "navo", "foto", "baby"])
@pytest.mark.parametrize("ending", ["'s", "'er", "'ers", "'tje"])
def test_endings_after_an_apostrophe_do_not_count(base: str, ending: str) -> None:
    """The stem is that of the text before the apostrophe, whether the word list knows it or not."""
    assert STEMMER.stem(base + ending) == STEMMER.stem(base)


def test_a_stop_word_with_an_ending_is_another_word() -> None:
    """``IS'er`` is not a form of *is*."""
    assert STEMMER.stem("is'er") != STEMMER.stem("is")
