"""The Dutch word list, loaded once for all tests."""

from __future__ import annotations

from functools import cache

from defsearch.dutch.wordlist import WordList


@cache
def dutch_words() -> dict[str, str]:
    """Return the whole word list."""
    return WordList().load()
