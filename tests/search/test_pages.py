"""However few hits are asked for, they are the first of the full order: for every kind of query, with filters."""

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
from defsearch.search.collector import collect_top
from defsearch.search.results import SearchRequest, Sort

if TYPE_CHECKING:
    from defsearch.search.executor import MatchResult, QueryExecutor

WORDS = st.sampled_from(
    ["tank", "tanks", "boot", "drone", "drones", "zeeboot", "boot-drones", "wapens", "mijn"]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
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
    """The first ``count`` of what was found."""
    return collect_top(one.reader, found.hits, count, sort=sort, scores=found.scores)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(RELEASE, min_size=4, max_size=14),
    st.lists(QUERIES, min_size=3, max_size=6, unique=True),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_a_page_is_a_piece_of_the_full_list(
    drawn: list[tuple[datetime.date, str, list[str]]],
    queries: list[str],
    segments: int,
    any_word: bool,
    recent: bool,
) -> None:
    """One hit, two hits, … are the beginning of all hits, in each order, inside a period and without one."""
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


def test_an_impossible_query_is_impossible_on_every_page(tmp_path: Path) -> None:
    """The page that is asked for changes nothing about what a query means."""
    with build_index(tmp_path, [item("r", "2025-09-01", "tank", "boot")]) as index:
        for page in (1, 9):
            with pytest.raises(QueryError):
                query_executor(index).execute(SearchRequest(query="tank AND", page=page), TODAY)
