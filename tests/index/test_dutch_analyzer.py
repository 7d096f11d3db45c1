"""Whoosh's analyzer of Dutch: which terms it yields for a text, a word, a phrase and a pattern of a query."""

from __future__ import annotations

import pickle
from typing import Any

from defsearch.index.dutch_analyzer import DutchAnalyzer

ANALYZER = DutchAnalyzer()


def terms(text: str, **options: Any) -> list[str]:
    """Return the terms of a text, as copies of the token that the analyzer changes."""
    return [token.text for token in ANALYZER(text, **options)]


def test_a_text_has_stems_forms_and_subwords_with_positions_and_offsets() -> None:
    """Each subword has a position of its own; the offsets are those of the whole word."""
    found = [
        (token.text, token.pos, token.startchar, token.endchar)
        for token in ANALYZER("Twee zee-schepen.", positions=True, chars=True, mode="index", start_pos=5)
    ]
    assert found == [
        ("twee", 5, 0, 4), ("=twee", 5, 0, 4), ("+twee", 5, 0, 4),
        ("zeeschip", 6, 5, 16), ("zee", 6, 5, 16), ("schip", 6, 5, 16), ("=zee-schepen", 6, 5, 16),
        ("+zee", 6, 5, 16), ("+schip", 7, 5, 16),
    ]  # fmt: skip


def test_compound_parts_are_in_a_text_only() -> None:
    """A query for a compound does not find each of its parts."""
    assert "fregat" in terms("luchtverdedigingsfregat", mode="index")
    assert len(terms("luchtverdedigingsfregat", mode="query")) == 1


def test_a_word_of_a_query_is_its_stem() -> None:
    """Without stop words, unless they are asked for."""
    assert terms("De schepen", mode="query") == ["schip"]
    assert terms("F-16", mode="query") == terms("F16", mode="query") == terms("f 16", mode="query")
    assert terms("de", mode="query", removestops=False) == ["=de"]


def test_a_word_with_the_stem_of_a_stop_word_is_its_form() -> None:
    """Otherwise ``mijnen`` would find every *mijn*."""
    assert terms("mijnen", mode="query") == ["=mijnen"]


def test_a_phrase_is_the_stems_of_its_subwords_and_a_pattern_its_form() -> None:
    """Both folded; a phrase has its stop words."""
    assert terms("De Zee-Schepen", mode="query", chars=True) == ["+de", "+zee", "+schip"]
    assert terms("Fréga*", mode="query", tokenize=False) == ["=frega*"]


def test_it_is_pickled_without_a_word_list() -> None:
    """So that a schema with it is small; it is equal to any other."""
    assert terms("schepen", mode="query")
    data = pickle.dumps(ANALYZER)
    assert len(data) < 200
    assert pickle.loads(data) == ANALYZER  # noqa: S301
    assert [token.text for token in pickle.loads(data)("schepen", mode="query")] == ["schip"]  # noqa: S301
