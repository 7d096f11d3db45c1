"""The first hits are exactly the first of the full order, and no candidate for them is left out."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archive import TODAY, Item, build_index, item, query_executor

from defsearch.dates.period import Period
from defsearch.errors import QueryError
from defsearch.search import collector
from defsearch.search.collector import collect_top, top_k_candidates
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.scoring import group_score_bounds, group_scores, recency, score_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.search.executor import MatchResult, QueryExecutor

WORDS = st.sampled_from(["tank", "tanks", "zeetank", "drone", "drones", "x", "y"])
TEXT = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ITEMS = st.lists(st.tuples(TEXT, TEXT, st.integers(1, 28)), min_size=4, max_size=30).map(
    lambda drawn: [
        item(f"r{at:02}", f"2025-02-{day:02}", title, body) for at, (title, body, day) in enumerate(drawn)
    ]
)
SLACK = 1e-12


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(
    ITEMS,
    st.sampled_from(["tank", "tanks", "=tank", "tan*", "tank~", "tank OF drones", '"tank drone" OF x']),
    st.integers(1, 6),
    st.sampled_from([0.0, 0.3]),
    st.booleans(),
)
def test_none_of_the_first_is_left_out(
    items: list[Item], query: str, count: int, max_bonus: float, recent: bool
) -> None:
    """By the scores of all hits with the largest bonus: each of the best is a candidate."""
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(Path(folder), items) as index,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(collector, "_FEW", 0)
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
        if recent:
            factor = lambda number: recency(days[number], TODAY.toordinal())  # noqa: E731
        chosen = set(
            top_k_candidates(
                *(one.reader, groups, found.hits, one.weights),
                count=count,
                max_bonus=max_bonus,
                factor=factor,
            )
        )
        worth = dict(zip(hits, score_all(one.reader, groups, hits, one.weights), strict=True))
        worth = {number: score * (factor(number) if factor else 1) for number, score in worth.items()}
        assert chosen <= found.hits
        last = sorted(worth.values(), reverse=True)[:count][-1:] or [0.0]
        # The hits that could reach the last of the first, if only they got the bonus.
        assert {number for number, score in worth.items() if score + max_bonus >= last[0]} <= chosen


def test_most_hits_of_a_large_set_are_left_out(tmp_path: Path) -> None:
    """Of 400 hits, fewer than half are candidates for the first five."""
    items = [
        item(f"r{at:03}", "2025-01-01", "nieuws", "tank " * (at % 17 + 1) + "woord " * 20)
        for at in range(400)
    ]
    with build_index(tmp_path, items) as index:
        one = query_executor(index)
        found = one.execute(SearchRequest(query="tank", limit=5), TODAY)
        assert len(found.hits) == 400
        assert len(found.scores) < 200


PAGE_WORDS = st.sampled_from(
    ["tank", "tanks", "boot", "drone", "drones", "zeeboot", "boot-drones", "wapens", "mijn"]
)
SENTENCE = st.lists(PAGE_WORDS, min_size=1, max_size=12).map(" ".join)
DATES = st.dates(datetime.date(2025, 9, 1), datetime.date(2025, 9, 9))
RELEASE = st.tuples(DATES, SENTENCE, st.lists(SENTENCE, min_size=1, max_size=3))
QUERIES = st.sampled_from(
    [
        "tank drone",
        "tank OF drones boot",
        '"tank drone" OF boot',
        '"tank boot"~4 OF drone',
        "dro* tank",
        "t?nk OF boot",
        "trank~ OF bot~2",
        "=drone OF wapens",
        "title:tank OF drone boot",
        "kop:drone OF tekst:tank",
        "date:2025-09-04.. drone",
        "drone -wapens",
        "boot drone OF 4 september 2025",
        "zeeboot OF boot-drones OF mijn",
    ]
)
PERIOD = Period(datetime.date(2025, 9, 2), datetime.date(2025, 9, 6))


def ordered(one: QueryExecutor, found: MatchResult, count: int, sort: Sort) -> list[int]:
    """Return the first ``count`` hits."""
    return collect_top(one.reader, found.hits, count, sort=sort, scores=found.scores)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(RELEASE, min_size=4, max_size=14),
    st.lists(QUERIES, min_size=3, max_size=6, unique=True),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_the_first_hits_begin_the_full_list(
    drawn: list[tuple[datetime.date, str, list[str]]],
    queries: list[str],
    segments: int,
    any_word: bool,
    recent: bool,
) -> None:
    """The first 1, 2, 3 or 7 hits are the beginning of all hits, in each order, with and without a period."""
    items: list[Item] = [
        item(f"r{number:02}", date.isoformat(), title, "\n\n".join(paragraphs))
        for number, (date, title, paragraphs) in enumerate(drawn)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(Path(folder), items, segments=segments) as index,
    ):
        one = query_executor(index)
        for query in queries:
            for sort in Sort:
                for period in (None, PERIOD):
                    request = SearchRequest(
                        query=query, any_word=any_word, recent=recent, sort=sort, period=period, limit=1_000
                    )
                    full = ordered(one, one.execute(request, TODAY), 1_000, sort)
                    for count in (1, 2, 3, 7):
                        page = one.execute(request._replace(limit=count), TODAY)
                        assert ordered(one, page, count, sort) == full[:count], (query, sort, count)


def test_an_invalid_query_is_refused_on_every_page(tmp_path: Path) -> None:
    """The number of the page does not change the meaning of a query."""
    with build_index(tmp_path, [item("r", "2025-09-01", "tank", "boot")]) as index:
        for page in (1, 9):
            with pytest.raises(QueryError):
                query_executor(index).execute(SearchRequest(query="tank AND", page=page), TODAY)
