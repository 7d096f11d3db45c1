"""Compounds of which a part is not a part word: the split by nouns of the word list, and what stays whole."""

from __future__ import annotations

import pytest
from benchmarks.compounds import HALVES, parts_of, read_judged, score
from support.word_list import dutch_words

from defsearch.dutch.analyzer import Analyzer

ANALYZER = Analyzer(dutch_words())


@pytest.mark.parametrize("half", HALVES)
def test_precision_and_recall_on_the_judged_list(half: str) -> None:
    """With the split by nouns, precision is at least 0.97 and recall at least 0.96, in both halves."""
    got = score(ANALYZER, [one for one in read_judged() if one.half == half])
    assert got.precision >= 0.97
    assert got.recall >= 0.96


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("straaljagerpiloot", "straaljager piloot"),
        ("brokkenpiloten", "brokken piloten"),
        ("raketartillerie", "raket artillerie"),
        ("bejaardenwoningen", "bejaarden woningen"),
        ("besturingsmechanisme", "besturings mechanisme"),
        ("binnenstadbewoners", "binnen stad bewoners"),
        ("heldendaden", "helden daden"),
        ("bonuskorting", "bonus korting"),
    ],
)
def test_nouns_of_the_word_list_are_parts(word: str, parts: str) -> None:
    """Either part may be a noun that is no part word; the first may be a compound."""
    assert parts_of(ANALYZER, word) == tuple(parts.split())


@pytest.mark.parametrize(
    "word",
    [
        "bondgenootschap", "noodzakelijk", "verschillende", "productschap", "minimaal", "betaalbaarste", "bedelaars",
        "kleinoden", "boodschappers", "overleving", "aanbesteding", "bevolkingen", "bijleveld", "noorwegen",
        "eindhoven",
    ],
)  # fmt: skip
def test_derivations_and_names_stay_whole(word: str) -> None:
    """A suffix that is also a noun is no part, nor is a prefix, nor the end of a name."""
    assert ANALYZER.split(word) == ()


@pytest.mark.parametrize("form", ["stroomlijnen", "stortregent", "dijkhuizen", "duurkoper"])
def test_the_lemma_does_not_bypass_the_list_of_whole_words(form: str) -> None:
    """A form of the list stays whole although its lemma, which is not in the list, could be split."""
    assert ANALYZER.split(form) == ()
    assert not ANALYZER.analyze(form).parts
