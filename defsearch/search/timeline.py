"""Timelines: the releases that match, counted by year, month or week."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING

from defsearch.search.results import Per, SearchRequest, Timeline, TimelinePeriod

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.search.executor import QueryExecutor
    from defsearch.search.results import TimelineRequest

_MAX_DAYS_IN_WEEKS = 12 * 7  # up to a quarter is shown by week
_MAX_DAYS_IN_MONTHS = 3 * 366  # up to three years by month, more by year


def make_timeline(executor: QueryExecutor, request: TimelineRequest, today: datetime.date) -> Timeline:
    """Return how many releases match each query, and how many there are, in every period of the span.

    Raises:
        QueryError: a query cannot be understood.
    """
    dates = executor.reader.doc_values("date")
    all_days = [dates[doc_id] for doc_id in executor.reader.all_docs()]
    notices: list[str] = []
    found: list[list[int]] = []
    for query in request.queries:
        one = executor.execute(_search_request(request, query), today, score=False)
        found.append([dates[doc_id] for doc_id in one.hits])
        notices += one.notices
    wanted = request.period
    first = wanted.first.toordinal() if wanted and wanted.first else min(all_days, default=0)
    last = wanted.last.toordinal() if wanted and wanted.last else max(all_days, default=-1)
    if first > last or not all_days:
        return Timeline(
            queries=request.queries, per=request.per or Per.YEAR, periods=(), notices=tuple(notices)
        )
    per = request.per or _best_unit(last - first + 1)
    label = _LABELS[per]
    counts = [_count(days, first, last, label) for days in found]
    totals = _count(all_days, first, last, label)
    periods = tuple(
        TimelinePeriod(name, day, tuple(count[name] for count in counts) or (totals[name],), totals[name])
        for name, day in _periods(first, last, per)
    )
    return Timeline(queries=request.queries, per=per, periods=periods, notices=tuple(notices))


def _search_request(request: TimelineRequest, query: str) -> SearchRequest:
    return SearchRequest(
        query=query,
        any_word=request.any_word,
        exact=request.exact,
        compounds=request.compounds,
        synonyms=request.synonyms,
    )


def _best_unit(days: int) -> Per:
    return Per.WEEK if days <= _MAX_DAYS_IN_WEEKS else Per.MONTH if days <= _MAX_DAYS_IN_MONTHS else Per.YEAR


def _week(day: datetime.date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


_LABELS: dict[Per, Callable[[datetime.date], str]] = {
    Per.YEAR: lambda day: f"{day.year:04}",
    Per.MONTH: lambda day: f"{day.year:04}-{day.month:02}",
    Per.WEEK: _week,
}


def _count(days: list[int], first: int, last: int, label: Callable[[datetime.date], str]) -> Counter[str]:
    by_day = Counter(day for day in days if first <= day <= last)
    counted: Counter[str] = Counter()
    for day, count in by_day.items():
        counted[label(datetime.date.fromordinal(day))] += count
    return counted


def _periods(first: int, last: int, per: Per) -> Iterator[tuple[str, datetime.date]]:
    """Yield the name and the first day of every period that has a day in the span."""
    label = _LABELS[per]
    day = datetime.date.fromordinal(first)
    if per is Per.WEEK:
        day -= datetime.timedelta(days=day.weekday())
    elif per is Per.MONTH:
        day = day.replace(day=1)
    else:
        day = day.replace(month=1, day=1)
    while day.toordinal() <= last:
        yield label(day), day
        try:
            day = _next(day, per)
        except (OverflowError, ValueError):  # the calendar ends with the year 9999
            return


def _next(day: datetime.date, per: Per) -> datetime.date:
    if per is Per.WEEK:
        return day + datetime.timedelta(days=7)
    if per is Per.MONTH:
        return (day + datetime.timedelta(days=31)).replace(day=1)
    return day.replace(year=day.year + 1)
