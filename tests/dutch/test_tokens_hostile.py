"""Hostile text costs no more than other text."""

from __future__ import annotations

import time

import pytest

from defsearch.dutch.tokenizer import normalize_token, token_texts

HOSTILE_PIECES = [
    *("a", "a.", "ab.", "a-", "a@", "a'", "&a", "a.b-", "-", "www.", "Zr.", "F 16", "1.", "1,", "12 345 "),
    *("e\u0301", "\u00ad", "a\u200b"),
]


@pytest.mark.parametrize("piece", HOSTILE_PIECES)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Eight times the text takes about eight times as long, whatever it repeats."""

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        return min(_seconds_for(text) for _ in range(2))

    def _seconds_for(text: str) -> float:
        start = time.perf_counter()
        for found in token_texts(text)[:50]:
            normalize_token(found)
        return time.perf_counter() - start

    seconds(1_000)
    assert seconds(40_000) < 40 * seconds(5_000) + 0.05
