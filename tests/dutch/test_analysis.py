"""The value that an analysis is."""

from __future__ import annotations

from defsearch.dutch.analysis import Analysis, Part


def test_part_stems_are_distinct_and_in_order() -> None:
    """Each stem of a part is returned once, in the order of the parts."""
    parts = (Part("lucht", 0, 5), Part("macht", 5, 10), Part("lucht", 10, 15))
    assert list(Analysis("luchtmachtlucht", "luchtmachtlucht", parts).part_stems()) == ["lucht", "macht"]
