"""Derivations: which lemmas can have the same root."""

from __future__ import annotations

import pytest

from defsearch.dutch.derivations import derivations


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
