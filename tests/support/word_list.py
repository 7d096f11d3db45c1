"""The Dutch word list, loaded once for all tests."""

from __future__ import annotations

from functools import cache

from defsearch.dutch.wordlist import load_words

dutch_words = cache(load_words)
