"""Hypothesis strategies for queries and file names."""

from __future__ import annotations

import os

from hypothesis import strategies as st


def queries_of(words: st.SearchStrategy[str], max_words: int) -> st.SearchStrategy[str]:
    """Return queries that combine up to ``max_words`` of ``words`` with operators and fields."""
    return st.recursive(words, _combined, max_leaves=max_words)


def _combined(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(children, children)
    return st.one_of(
        pair.map(" ".join),
        pair.map(lambda two: f"{two[0]} AND {two[1]}"),
        pair.map(lambda two: f"({two[0]} OF {two[1]})"),
        pair.map(lambda two: f"{two[0]} -({two[1]})"),
        pair.map(lambda two: f"{two[0]} NIET ({two[1]})"),
        children.map(lambda one: f"title:({one})"),
        children.map(lambda one: f"kop:({one})"),
        children.map(lambda one: f"tekst:({one})"),
    )


def file_names(odd: str, *, max_size: int) -> st.SearchStrategy[str]:
    """Return file names of any characters, with those of ``odd`` more often than others."""
    return st.text(st.sampled_from(odd) | st.characters(), max_size=max_size).map(as_file_name)


def as_file_name(text: str) -> str:
    """Return ``text`` as a file name: without NUL, and with lone surrogates as the bytes that they encode to."""
    return os.fsdecode(text.replace("\0", "").encode("utf-8", "surrogatepass"))
