"""Bounds hold for every release, and whoever is among the first is a contender."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import TODAY, Item, build_index, item, query_executor

from defsearch.search import collector as room
from defsearch.search.collector import top_k_candidates
from defsearch.search.results import SearchRequest
from defsearch.search.scoring import group_score_bounds, group_scores, recency, score_all

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = st.sampled_from(["tank", "tanks", "zeetank", "drone", "drones", "x", "y"])
TEXT = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ITEMS = st.lists(st.tuples(TEXT, TEXT, st.integers(1, 28)), min_size=4, max_size=30).map(
    lambda drawn: [
        item(f"r{at:02}", f"2025-02-{day:02}", title, body) for at, (title, body, day) in enumerate(drawn)
    ]
)
SLACK = 1e-12


@settings(max_examples=120, deadline=None)
@given(
    ITEMS,
    st.sampled_from(["tank", "tanks", "=tank", "tan*", "tank~", "tank OF drones", '"tank drone" OF x']),
    st.integers(1, 6),
    st.sampled_from([0.0, 0.3]),
    st.booleans(),
)
def test_none_of_the_first_is_left_out(
    items: list[Item], query: str, count: int, spare: float, favour: bool
) -> None:
    """Against the scores of all hits, raised by as much as may be: each of the best is a contender."""
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(Path(folder), items) as index,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(room, "_FEW", 0)
        one = query_executor(index)
        found = one.execute(SearchRequest(query=query, limit=100), TODAY)
        hits = list(found.hits)
        groups = [found.matcher.group(group) for group in found.plan.groups]
        for group in groups:
            lows, highs = group_score_bounds(one.reader, group, hits, one.weights)
            scores = group_scores(one.reader, group, hits, one.weights)
            for low, score, high in zip(lows, scores, highs, strict=True):
                assert low <= score + SLACK
                assert score <= high + SLACK
        days = one.reader.doc_values("date")
        factor: Callable[[int], float] | None = None
        if favour:
            factor = lambda number: recency(days[number], TODAY.toordinal())  # noqa: E731
        chosen = set(
            top_k_candidates(
                *(one.reader, groups, found.hits, one.weights), count=count, max_bonus=spare, factor=factor
            )
        )
        worth = dict(zip(hits, score_all(one.reader, groups, hits, one.weights), strict=True))
        worth = {number: score * (factor(number) if factor else 1) for number, score in worth.items()}
        assert chosen <= found.hits
        last = sorted(worth.values(), reverse=True)[:count][-1:] or [0.0]
        # Whoever could rise to where the last of the first stands, were it not raised itself.
        assert {number for number, score in worth.items() if score + spare >= last[0]} <= chosen


def test_most_hits_of_a_large_set_are_left_out(tmp_path: Path) -> None:
    """Otherwise there would be no use in it."""
    items = [
        item(f"r{at:03}", "2025-01-01", "nieuws", "tank " * (at % 17 + 1) + "woord " * 20)
        for at in range(400)
    ]
    with build_index(tmp_path, items) as index:
        one = query_executor(index)
        found = one.execute(SearchRequest(query="tank", limit=5), TODAY)
        assert len(found.hits) == 400
        assert len(found.scores) < 200
