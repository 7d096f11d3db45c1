"""How a subject comes and goes: matching releases counted by year, month or week."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING

from defsearch.search.results import Per, SearchRequest, Timeline, TimelinePeriod

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.search.executor import QueryExecutor
    from defsearch.search.results import TimelineRequest

_MOST_WEEKS = 12 * 7  # days: a quarter in weeks, three years in months, then years
_MOST_MONTHS = 3 * 366


def make_timeline(finder: QueryExecutor, request: TimelineRequest, today: datetime.date) -> Timeline:
    """Count the releases that match each query, and all releases, in every period of the span.

    Raises:
        QueryError: a query cannot be understood.
    """
    dates = finder.reader.column("date")
    everything = [dates[number] for number in finder.reader.everything()]
    notices: list[str] = []
    found: list[list[int]] = []
    for query in request.queries:
        one = finder.find(_search(request, query), today, score=False)
        found.append([dates[number] for number in one.hits])
        notices += one.notices
    wanted = request.period
    first = wanted.first.toordinal() if wanted and wanted.first else min(everything, default=0)
    last = wanted.last.toordinal() if wanted and wanted.last else max(everything, default=-1)
    if first > last or not everything:
        return Timeline(
            queries=request.queries, per=request.per or Per.YEAR, periods=(), notices=tuple(notices)
        )
    per = request.per or _fitting(last - first + 1)
    label = _LABELS[per]
    counts = [_count(days, first, last, label) for days in found]
    totals = _count(everything, first, last, label)
    periods = tuple(
        TimelinePeriod(name, day, tuple(count[name] for count in counts) or (totals[name],), totals[name])
        for name, day in _periods(first, last, per)
    )
    return Timeline(queries=request.queries, per=per, periods=periods, notices=tuple(notices))


def _search(request: TimelineRequest, query: str) -> SearchRequest:
    return SearchRequest(
        query=query,
        any_word=request.any_word,
        exact=request.exact,
        compounds=request.compounds,
        synonyms=request.synonyms,
    )


def _fitting(days: int) -> Per:
    return Per.WEEK if days <= _MOST_WEEKS else Per.MONTH if days <= _MOST_MONTHS else Per.YEAR


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
    """Every period that has a day in the span: its name and its first day."""
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
