"""Spelling rules: what a word becomes before an ending, and what can have stood there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.morphology import (
    closed_forms,
    diminutive_bases,
    first_persons,
    is_inflection,
    open_forms,
    plurals,
)

# Dutch syllables as they are spelled at the end of a word: never v or z, no vowel written three times, no double end.
ONSETS = st.sampled_from(
    ["", "b", "br", "d", "gr", "h", "k", "kl", "m", "p", "schr", "st", "t", "vl", "w", "z"]
)
RHYMES = st.sampled_from(
    ["aa", "ee", "oo", "uu", "a", "e", "i", "o", "u", "ie", "oe", "eu", "ij", "ui", "ou"]
)
CODAS = st.sampled_from(
    ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "ls", "nd", "rf", "rs", "lf"]
)
SYLLABLES = st.builds("".join, st.tuples(ONSETS, RHYMES, CODAS)).filter(lambda syllable: len(syllable) > 1)


@given(SYLLABLES)
def test_a_word_is_found_again_behind_each_of_its_open_forms(word: str) -> None:
    """Whatever is left of a word before an ending, the word is among the words that can stand for it."""
    assert all(word in closed_forms(base) for base in open_forms(word))


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("boot", "boten"),
        ("bom", "bommen"),
        ("brief", "brieven"),
        ("huis", "huizen"),
        ("grens", "grenzen"),
        ("zee", "zeeen"),
        ("bende", "benden"),
        ("jager", "jagers"),
        ("museum", "musea"),
        ("historicus", "historici"),
        ("eenheid", "eenheden"),
        ("zeeman", "zeelieden"),
    ],
)
def test_plurals(noun: str, plural: str) -> None:
    """The regular and learned plurals of a noun are among those that it can make."""
    assert plural in plurals(noun)
    assert is_inflection(plural, noun)


@pytest.mark.parametrize(
    ("form", "word"),
    [("grote", "groot"), ("lieve", "lief"), ("zwaarder", "zwaar"), ("snelste", "snel"), ("dwaze", "dwaas")],
)
def test_adjectives(form: str, word: str) -> None:
    """An adjective takes -e and degrees, with the spelling that they bring."""
    assert is_inflection(form, word)


@pytest.mark.parametrize(
    ("form", "word"), [("jager", "jagerin"), ("geloof", "wangeloof"), ("schepen", "schip")]
)
def test_other_relations_are_no_inflection(form: str, word: str) -> None:
    """A word for a woman, another word and a plural with another vowel are not regular inflections."""
    assert not is_inflection(form, word)


@pytest.mark.parametrize(
    ("diminutive", "noun"),
    [
        ("bootje", "boot"),
        ("huisjes", "huis"),
        ("boompje", "boom"),
        ("vlaggetje", "vlag"),
        ("wagentje", "wagen"),
        ("koninkje", "koning"),
        ("autootje", "auto"),
    ],
)
def test_diminutives(diminutive: str, noun: str) -> None:
    """Each way to make a diminutive is undone."""
    assert noun in diminutive_bases(diminutive)


def test_je_does_not_follow_every_letter() -> None:
    """Spain is not a small span: behind n a diminutive has -tje."""
    assert "span" not in diminutive_bases("spanje")


@pytest.mark.parametrize(
    ("infinitive", "first"),
    [
        ("lopen", "loop"),
        ("leven", "leef"),
        ("reizen", "reis"),
        ("zetten", "zet"),
        ("oefenen", "oefen"),
        ("handelen", "handel"),
        ("trainen", "train"),
        ("gaan", "ga"),
        ("zien", "zie"),
        ("doen", "doe"),
    ],
)
def test_first_persons(infinitive: str, first: str) -> None:
    """The likeliest first person of a verb is the right one, also where the last e is not stressed."""
    assert first_persons(infinitive)[0] == first


def test_what_is_no_infinitive_has_no_first_person() -> None:
    """A word that does not end like an infinitive has none."""
    assert first_persons("oorlog") == ()
