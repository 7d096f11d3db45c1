"""Timelines: the releases that match, counted by year, month or week."""

from __future__ import annotations

import datetime
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from defsearch.dates.period import Period
from defsearch.index.doc_store import UNDATED, period_of_value
from defsearch.records import NamedTuple
from defsearch.search.matcher import docs_in_period
from defsearch.search.results import Per, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from defsearch.search.executor import QueryExecutor

_MEMORY = 50_000  # dates: a program that asks for many timelines labels each once
_MAX_DAYS_IN_WEEKS = 12 * 7  # up to a quarter is shown by week
_MAX_DAYS_IN_MONTHS = 3 * 366  # up to three years by month, more by year


class TimelineRequest(NamedTuple):
    """A count of the releases that match each of ``queries`` in every period; without a query, of all releases.

    ``per`` None: chosen by the length of the span. ``period`` limits the span; without it, the span goes from the first
    release of the archive to the last.
    """

    queries: tuple[str, ...] = ()
    per: Per | None = None
    period: Period | None = None
    any_word: bool = False
    exact: bool = False
    compounds: bool = True
    synonyms: bool = True
    added: str = ""


class TimelinePeriod(NamedTuple):
    """One period: ``2025``, ``2025-09`` or ``2025-W36``, and its ``first`` day.

    ``matching`` has a number for each query, in order; without a query, one number equal to ``releases``.
    """

    period: str
    first: datetime.date
    matching: tuple[int, ...]
    releases: int

    @property
    def shares(self) -> list[float]:
        """The share of the releases that match each query; 0 for a period without releases."""
        return [count / self.releases if self.releases else 0.0 for count in self.matching]


class Timeline(NamedTuple):
    """Every period of the span in order, empty ones included; none when the archive has no release in an open span.

    ``not_counted`` releases match but are in no period: their date is unknown, or longer than a period.
    """

    queries: tuple[str, ...]
    per: Per
    periods: tuple[TimelinePeriod, ...]
    notices: tuple[str, ...] = ()
    not_counted: int = 0


def make_timeline(executor: QueryExecutor, request: TimelineRequest, today: datetime.date) -> Timeline:
    """Return how many releases match each query, and how many there are, in every period of the span.

    A release counts where its date fits: one that is known by its month counts per month and per year, not per week.

    Raises:
        QueryError: a query cannot be understood.
    """
    reader = executor.reader
    within = reader.all_docs() if request.period is None else docs_in_period(reader, request.period)
    notices: list[str] = []
    found: list[set[int]] = []
    for query in request.queries:
        one = executor.execute(_search_request(request, query), today, score=False)
        found.append(one.hits & within)
        notices += one.notices
    date_of = reader.doc_values("date").__getitem__
    all_dates = Counter(map(date_of, within))
    counted = Counter(map(date_of, set().union(*found))) if request.queries else all_dates
    span = _span(request.period or Period(None, None), all_dates)
    has_months = any(value % 4 for value in counted)
    per = request.per or (_best_unit(span, has_months=has_months) if span else Per.YEAR)
    labels = {value: label for value in all_dates if (label := _label_of(value, per)) is not None}
    counts = [_by_label(Counter(map(date_of, hits)), labels) for hits in found]
    totals = _by_label(all_dates, labels)
    periods = tuple(
        TimelinePeriod(name, day, tuple(count[name] for count in counts) or (totals[name],), totals[name])
        for name, day in (_periods(*span, per) if span and reader.num_docs else ())
    )
    not_counted = sum(count for value, count in counted.items() if value not in labels)
    return Timeline(request.queries, per, periods, tuple(notices), not_counted)


def count_dates(dates: Counter[int], per: Per, wanted: Period | None) -> tuple[list[tuple[str, int]], int]:
    """Return the number of ``dates`` in every period of the span, and how many of them are in no period."""
    span = _span(wanted or Period(None, None), dates)
    labels = {value: label for value in dates if (label := _label_of(value, per)) is not None}
    counts = _by_label(dates, labels)
    not_counted = sum(count for value, count in dates.items() if value not in labels)
    return [(name, counts[name]) for name, _ in (_periods(*span, per) if span else ())], not_counted


def _search_request(request: TimelineRequest, query: str) -> SearchRequest:
    return SearchRequest(
        query=query,
        any_word=request.any_word,
        exact=request.exact,
        compounds=request.compounds,
        synonyms=request.synonyms,
        added=request.added,
    )


def _span(wanted: Period, dates: Counter[int]) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day to show: those asked for, else those of the releases; None without any."""
    # Values are in the order of first days, and of last days among those of one precision.
    known = sorted(value for value in dates if value != UNDATED)
    latest = {value % 4: value for value in known}
    periods = [one for value in (*known[:1], *latest.values()) if (one := period_of_value(value))]
    first = wanted.first or min((one.first for one in periods if one.first), default=None)
    last = wanted.last or max((one.last for one in periods if one.last), default=None)
    return None if first is None or last is None or first > last else (first, last)


def _best_unit(span: tuple[datetime.date, datetime.date], *, has_months: bool) -> Per:
    days = (span[1] - span[0]).days + 1
    if days <= _MAX_DAYS_IN_WEEKS and not has_months:
        return Per.WEEK
    return Per.MONTH if days <= _MAX_DAYS_IN_MONTHS else Per.YEAR


def _week(day: datetime.date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


_LABELS: dict[Per, Callable[[datetime.date], str]] = {
    Per.YEAR: lambda day: f"{day.year:04}",
    Per.MONTH: lambda day: f"{day.year:04}-{day.month:02}",
    Per.WEEK: _week,
}
_MAX_PRECISION = {Per.WEEK: 0, Per.MONTH: 1, Per.YEAR: 2}  # of a date value: a day, a month, a year


@lru_cache(_MEMORY)
def _label_of(value: int, per: Per) -> str | None:
    """Return the period of a date; None if the date is longer than a period, or unknown."""
    if value == UNDATED or value % 4 > _MAX_PRECISION[per]:
        return None
    return _LABELS[per](datetime.date.fromordinal(value // 4))


def _by_label(dates: Counter[int], labels: Mapping[int, str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for value, count in dates.items():
        if value in labels:
            counts[labels[value]] += count
    return counts


def _periods(first: datetime.date, last: datetime.date, per: Per) -> Iterator[tuple[str, datetime.date]]:
    """Yield the name and the first day of every period that has a day in the span."""
    label = _LABELS[per]
    day = first
    if per is Per.WEEK:
        day -= datetime.timedelta(days=day.weekday())
    elif per is Per.MONTH:
        day = day.replace(day=1)
    else:
        day = day.replace(month=1, day=1)
    while day <= last:
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
