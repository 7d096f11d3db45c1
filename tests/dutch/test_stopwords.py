"""Which words are too common to search for on their own."""

from __future__ import annotations

import pytest

from defsearch.dutch.normalization import fold
from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, token_texts


def test_stop_words_are_folded_forms() -> None:
    """A stop word is looked up by its form, so each must be one."""
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS
    assert all(normalize_token(word).form == word for word in STOP_WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "De minister van Financiën",
        "zo'n",
        "’s avonds aan 't water",
        "the Hague",
        "de inzet in en om de haven",
    ],
)
def test_words_that_hold_a_sentence_together(text: str) -> None:
    """Every text here has a stop word, with its apostrophe or without."""
    assert any(normalize_token(raw).form in STOP_WORDS for raw in token_texts(text))


@pytest.mark.parametrize(
    "text",
    [
        "kamer nieuwe eerste nieuw oude jaar tijd land zee lucht Nederland Nederlandse Defensie minister",
        "meer weer bos IT AI VN EU inzet krijgsmacht twee drie oorlog vrede hulp",
        "Tweede Kamer",
    ],
)
def test_words_that_mean_something(text: str) -> None:
    """What somebody could be looking for is no stop word."""
    assert [raw for raw in token_texts(text) if normalize_token(raw).form in STOP_WORDS] == []


def test_the_list_is_short() -> None:
    """A long list would throw words away that a searcher typed with a purpose."""
    assert len(STOP_WORDS) < 180
