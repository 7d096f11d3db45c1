"""Spelling rules for endings, and verb forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.morphology import (
    Verbs,
    closed_forms,
    derivations,
    diminutive_bases,
    first_persons,
    is_inflection,
    open_forms,
    plurals,
)

# Dutch syllables as they are spelled at the end of a word: no final v or z, no vowel three times, no double consonant.
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
def test_closed_forms_invert_open_forms(word: str) -> None:
    """A word is one of the closed forms of each of its open forms."""
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
    """Regular and Latin plurals are among the possible plurals of a noun."""
    assert plural in plurals(noun)
    assert is_inflection(plural, noun)


@pytest.mark.parametrize(
    ("form", "word"),
    [("grote", "groot"), ("lieve", "lief"), ("zwaarder", "zwaar"), ("snelste", "snel"), ("dwaze", "dwaas")],
)
def test_inflected_adjectives(form: str, word: str) -> None:
    """The -e form, comparative and superlative of an adjective are inflections, with their changes of spelling."""
    assert is_inflection(form, word)


@pytest.mark.parametrize(
    ("form", "word"), [("jager", "jagerin"), ("geloof", "wangeloof"), ("schepen", "schip")]
)
def test_words_that_are_not_inflections(form: str, word: str) -> None:
    """A feminine noun, another word and a plural with a vowel change are not regular inflections."""
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
    """For each kind of diminutive, the noun is one of the candidates."""
    assert noun in diminutive_bases(diminutive)


def test_je_follows_only_some_letters() -> None:
    """``spanje`` is not a diminutive of ``span``: after n, a diminutive has -tje."""
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
    """The first candidate for the first person is the right one, also if the last e is unstressed."""
    assert first_persons(infinitive)[0] == first


def test_only_infinitives_have_a_first_person() -> None:
    """A word without the ending of an infinitive has no candidates."""
    assert first_persons("oorlog") == ()


WORDS = {
    **dict.fromkeys(("loop", "loopt", "liep"), "lopen"),
    **dict.fromkeys(("oefent", "oefende"), "oefenen"),
    **dict.fromkeys(("redt", "redde"), "redden"),
    **dict.fromkeys(("werkt", "werkte"), "werken"),
    **dict.fromkeys(("staat", "stond"), "staan"),
    **dict.fromkeys(("sluitend", "sloot"), "sluiten"),
    **dict.fromkeys(("verkent", "verkende"), "verkennen"),
    **dict.fromkeys(("kondigt", "kondigde"), "kondigen"),
    **dict.fromkeys(("vogelt", "vogelde"), "vogelen"),
    **dict.fromkeys(("dreigt", "dreigde"), "dreigen"),
    "haven": "haven",
    "havens": "haven",
}
VERBS = Verbs(WORDS)


@pytest.mark.parametrize(
    ("infinitive", "first"),
    [("lopen", "loop"), ("oefenen", "oefen"), ("redden", "red"), ("staan", "sta"), ("sluiten", "sluit")],
)
def test_verbs_are_recognized_by_their_forms(infinitive: str, first: str) -> None:
    """The first person of a verb is the candidate that agrees with the forms in the word list."""
    assert VERBS.first_person(infinitive) == first


@pytest.mark.parametrize("word", ["haven", "oorlog", "zwemmen", ""])
def test_words_without_verb_forms_are_not_verbs(word: str) -> None:
    """A noun in -en is not a verb; neither is a verb that is not in the word list."""
    assert VERBS.first_person(word) == ""


def test_infinitive_of_a_first_person() -> None:
    """A first person leads to its infinitive; another form does not."""
    assert VERBS.infinitive("oefen") == "oefenen"
    assert VERBS.infinitive("oefent") == ""


@pytest.mark.parametrize(
    ("participle", "infinitive"),
    [
        ("geoefend", "oefenen"),
        ("geoefende", "oefenen"),
        ("geoefenden", "oefenen"),
        ("gered", "redden"),
        ("gewerkt", "werken"),
        ("verkend", "verkennen"),
        ("verkende", "verkennen"),
        ("aangekondigd", "aankondigen"),
        ("aangekondigde", "aankondigen"),
        ("dreigend", "dreigen"),
        ("dreigende", "dreigen"),
    ],
)
def test_participles(participle: str, infinitive: str) -> None:
    """Weak past participles and present participles lead to the infinitive, also of separable verbs."""
    assert VERBS.infinitive_of_participle(participle) == infinitive


@pytest.mark.parametrize("form", ["gevogelte", "gezwommen", "haven", "eend", "ge", ""])
def test_words_that_are_not_participles(form: str) -> None:
    """A noun that starts with ge-, and a participle whose verb is not in the word list, have no infinitive."""
    assert VERBS.infinitive_of_participle(form) == ""


def test_prefix_that_the_form_lacks() -> None:
    """gestaan, which the word list has under afstaan, is a form of staan; afgestaan is not."""
    assert VERBS.without_prefix("afstaan", "gestaan") == "staan"
    assert VERBS.without_prefix("afstaan", "afgestaan") == ""
    assert VERBS.without_prefix("oefenen", "geoefend") == ""


@pytest.mark.parametrize(
    ("lemma", "other", "stem"),
    [
        ("terrorisme", "terrorist", "terrorist"),
        ("terrorist", "terroristisch", "terroristisch"),
        ("populistisch", "populisme", "populisme"),
        ("verkenner", "verkennen", "verken"),
        ("verkennen", "verkenner", "verkenner"),
        ("duiker", "duiken", "duik"),
        ("smokkelaar", "smokkelen", "smokkel"),
        ("smokkelen", "smokkelaar", "smokkelaar"),
        ("bestuurder", "besturen", "bestuur"),
        ("besturen", "bestuurder", "bestuurder"),
        ("woordvoerder", "woordvoerster", "woordvoerster"),
        ("spreekster", "spreken", "spreek"),
        ("verpleegster", "verpleger", "verpleger"),
        ("verpleger", "verpleegster", "verpleegster"),
    ],
)
def test_words_with_one_root_lead_to_each_other(lemma: str, other: str, stem: str) -> None:
    """The other word is among the candidates, with the stem that it has."""
    assert (other, stem) in list(derivations(lemma))


@pytest.mark.parametrize("lemma", ["leger", "later", "gevaar", "schip", "is", "ist", "", "en", "er"])
def test_words_without_a_root_lead_nowhere_near(lemma: str) -> None:
    """A word that only looks like a derivation, or is too short for one, has no candidates of three letters or more."""
    assert [other for other, _ in derivations(lemma) if len(other) > 5] == []


@pytest.mark.parametrize(("verb", "noun"), [("legen", "leger"), ("laten", "later"), ("posten", "poster")])
def test_verbs_do_not_lead_to_words_that_only_look_like_persons(verb: str, noun: str) -> None:
    """A noun that means something else than the verb is not found by the verb either."""
    assert noun not in [other for other, _ in derivations(verb)]
