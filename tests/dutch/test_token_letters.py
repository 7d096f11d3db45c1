"""The letters of a token's form, told without spelling it out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.dutch.tokenizer import letters_of, normalize_token, tokenize

HARD = "zonm'’`éF16-.& www.@/:htps\u0301\u00adßﬁ½¼"


@settings(deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(HARD, max_size=10)))
def test_letters_are_those_of_the_form(text: str) -> None:
    """Wherever a token's letters are told without spelling it out."""
    for token in tokenize(text):
        letters = letters_of(token.text)
        assert letters in (None, "".join(filter(str.isalpha, normalize_token(token.text).form)))


@pytest.mark.parametrize(
    ("raw", "letters"),
    [("Risico’s", "risicos"), ("Zuid-Korea", "zuidkorea"), ("50.000", ""), ("F-16", "f"), ("Één", "een")],
)
def test_letters_of_ordinary_tokens_are_told(raw: str, letters: str) -> None:
    """They are not told for contractions, addresses and endings of numbers only."""
    assert letters_of(raw) == letters
    assert [letters_of(odd) for odd in ("zo'n", "F-16's", "www.defensie.nl")] == [None] * 3
