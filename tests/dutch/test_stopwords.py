"""Stop words: function words, in their normalized form."""

from __future__ import annotations

import pytest

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import fold, normalize_token, token_texts


def test_stop_words_are_normalized() -> None:
    """Each stop word is its own normalized form."""
    assert {fold(word) for word in STOP_WORDS} == STOP_WORDS
    assert all(normalize_token(word) == word for word in STOP_WORDS)


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
def test_function_words_are_stop_words(text: str) -> None:
    """Each text contains a stop word, with or without an apostrophe."""
    assert any(normalize_token(raw) in STOP_WORDS for raw in token_texts(text))


@pytest.mark.parametrize(
    "text",
    [
        "kamer nieuwe eerste nieuw oude jaar tijd land zee lucht Nederland Nederlandse Defensie minister",
        "meer weer bos IT AI VN EU inzet krijgsmacht twee drie oorlog vrede hulp",
        "Tweede Kamer",
    ],
)
def test_content_words_are_not_stop_words(text: str) -> None:
    """A word that a user could search for is not a stop word."""
    assert [raw for raw in token_texts(text) if normalize_token(raw) in STOP_WORDS] == []


def test_stop_word_list_is_short() -> None:
    """The list is short, so that a query loses no words that matter."""
    assert len(STOP_WORDS) < 180
