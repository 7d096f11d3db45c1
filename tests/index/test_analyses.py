"""The analyses of an ingest: a dictionary that keeps text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.analysis import Analysis, Part
from defsearch.index.analyses import Analyses

words = st.text("ab3,:'\ud800", min_size=1, max_size=5)
analyses = st.dictionaries(
    words,
    st.builds(Analysis, words, words, st.lists(st.builds(Part, words, st.just(0), st.just(2))).map(tuple)),
)


@given(analyses, analyses, st.sets(words))
def test_analyses_are_a_dictionary(
    own: dict[str, Analysis], others: dict[str, Analysis], known: set[str]
) -> None:
    """Also with those that another process made and the index does not know."""
    made, theirs = Analyses(), Analyses()
    for mapping, filled in ((own, made), (others, theirs)):
        for form, analysis in mapping.items():
            filled[form] = analysis
        assert dict(filled) == mapping
        assert len(filled) == len(mapping)
        assert all(form in filled for form in mapping)
    made.adopt(theirs, lambda form: Analysis(form, form, ()) if form in known else None)
    assert dict(made) == {**own, **{form: one for form, one in others.items() if form not in known}}
