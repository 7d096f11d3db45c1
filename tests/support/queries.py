"""Random queries: words and phrases of a test put together with everything that the language has for it."""

from __future__ import annotations

from hypothesis import strategies as st


def queries_of(atoms: st.SearchStrategy[str], most_atoms: int) -> st.SearchStrategy[str]:
    """Queries of one to ``most_atoms`` of ``atoms``."""
    return st.recursive(atoms, _combined, max_leaves=most_atoms)


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
