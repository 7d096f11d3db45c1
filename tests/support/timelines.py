"""Timelines for tests: random ones, and one period with the queries that a test names."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from defsearch.search.results import Per
from defsearch.search.timeline import Timeline, TimelinePeriod


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Generate timelines of up to three queries and 40 years."""
    queries = draw(st.lists(st.text("abé<&\x1b日 ", min_size=1, max_size=60), max_size=3))
    rows = draw(st.lists(st.tuples(*[st.integers(0, 30)] * (len(queries) or 1)), min_size=1, max_size=40))
    return Timeline(
        queries=tuple(queries),
        per=Per.YEAR,
        periods=tuple(
            TimelinePeriod(str(1980 + at), datetime.date(1980 + at, 1, 1), row, max(row) + 2)
            for at, row in enumerate(rows)
        ),
    )


def one_year(*queries: str) -> Timeline:
    """Return a timeline of one year in which one of three releases matches each query."""
    year = TimelinePeriod("2024", datetime.date(2024, 1, 1), (1,) * len(queries), 3)
    return Timeline(queries=queries, per=Per.YEAR, periods=(year,))
