"""Timelines count each release once, in its own period, and include empty periods."""

from __future__ import annotations

import datetime
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import TODAY, build_index, item, query_executor

from defsearch.dates.period import Period
from defsearch.search.results import Per
from defsearch.search.timeline import Timeline, TimelineRequest, make_timeline

DAY = datetime.date


def draw(folder: Path, releases: list[tuple[str, str]], request: TimelineRequest) -> Timeline:
    """Return the timeline of an archive of (date, body)."""
    items = [item(f"r{at}", date, "Nieuws", body) for at, (date, body) in enumerate(releases)]
    with build_index(folder, items) as index:
        return make_timeline(query_executor(index), request, TODAY)


def test_empty_periods_are_included(tmp_path: Path) -> None:
    """Months without a release are listed; a release without the word counts as a release only."""
    releases = [("2024-11-30", "Tank."), ("2025-02-01", "Tank."), ("2025-02-28", "Drone.")]
    made = draw(tmp_path, releases, TimelineRequest(("tank",), Per.MONTH))
    assert made.per is Per.MONTH
    assert [tuple(period) for period in made.periods] == [
        ("2024-11", DAY(2024, 11, 1), (1,), 1),
        ("2024-12", DAY(2024, 12, 1), (0,), 0),
        ("2025-01", DAY(2025, 1, 1), (0,), 0),
        ("2025-02", DAY(2025, 2, 1), (1,), 2),
    ]


def test_weeks_cross_the_new_year(tmp_path: Path) -> None:
    """ISO weeks: 30 December 2024 is in the first week of 2025, 3 January 2027 in the last of 2026."""
    releases = [("2024-12-29", "Tank."), ("2024-12-30", "Tank."), ("2025-01-05", "Tank.")]
    made = draw(tmp_path / "one", releases, TimelineRequest(("tank",), Per.WEEK))
    assert [(one.period, one.first, one.matching) for one in made.periods] == [
        ("2024-W52", DAY(2024, 12, 23), (1,)),
        ("2025-W01", DAY(2024, 12, 30), (2,)),
    ]
    made = draw(
        tmp_path / "two", [("2027-01-03", "Tank."), ("2027-01-04", "Tank.")], TimelineRequest((), Per.WEEK)
    )
    assert [one.period for one in made.periods] == ["2026-W53", "2027-W01"]


def test_queries_are_compared_in_their_order(tmp_path: Path) -> None:
    """Each query has its own number; a release that matches both counts for both."""
    releases = [("2024-05-01", "Tank en drone."), ("2024-06-01", "Drone."), ("2025-01-01", "Boot.")]
    made = draw(tmp_path, releases, TimelineRequest(("drone", "tank"), Per.YEAR))
    assert made.queries == ("drone", "tank")
    assert [(one.period, one.matching, one.releases) for one in made.periods] == [
        ("2024", (2, 1), 2),
        ("2025", (0, 0), 1),
    ]


def test_without_a_query_all_releases_count(tmp_path: Path) -> None:
    """Each period has one number, equal to that of the releases."""
    made = draw(tmp_path, [("2024-05-01", "Tank."), ("2024-06-01", "Boot.")], TimelineRequest())
    assert [one.matching for one in made.periods] == [(one.releases,) for one in made.periods]
    assert sum(one.releases for one in made.periods) == 2


def test_the_period_limits_the_span_to_the_day(tmp_path: Path) -> None:
    """Days outside the period do not count in its first and last month; empty periods are included."""
    releases = [
        ("2024-12-31", "Tank."),
        ("2025-01-14", "Tank."),
        ("2025-01-15", "Tank."),
        ("2025-03-11", "Tank."),
    ]
    limits = Period(DAY(2025, 1, 15), DAY(2025, 3, 10))
    made = draw(tmp_path / "both", releases, TimelineRequest(("tank",), Per.MONTH, limits))
    assert [(one.period, one.matching, one.releases) for one in made.periods] == [
        ("2025-01", (1,), 1),
        ("2025-02", (0,), 0),
        ("2025-03", (0,), 0),
    ]
    made = draw(tmp_path / "open", releases, TimelineRequest((), Per.MONTH, Period(None, DAY(2025, 1, 14))))
    assert [(one.period, one.releases) for one in made.periods] == [("2024-12", 1), ("2025-01", 1)]


@pytest.mark.parametrize(
    ("days", "per"),
    [
        (0, Per.WEEK),
        (12 * 7 - 1, Per.WEEK),
        (12 * 7, Per.MONTH),
        (3 * 366 - 1, Per.MONTH),
        (3 * 366, Per.YEAR),
    ],
)
def test_the_unit_fits_the_span(tmp_path: Path, days: int, per: Per) -> None:
    """Weeks up to a quarter, months up to three years, then years; of the requested period when there is one."""
    first = DAY(2020, 1, 1)
    last = first + datetime.timedelta(days)
    releases = [(first.isoformat(), "Tank."), (last.isoformat(), "Tank.")]
    assert draw(tmp_path / "all", releases, TimelineRequest()).per is per
    wide = [*releases, ("2001-01-01", "Tank.")]
    assert draw(tmp_path / "some", wide, TimelineRequest(period=Period(first, last))).per is per


def test_a_timeline_may_end_with_the_calendar(tmp_path: Path) -> None:
    """The last week, month and year of the year 9999 are included."""
    for per in Per:
        made = draw(tmp_path / per.value, [("9999-12-31", "Tank.")], TimelineRequest(("tank",), per))
        assert [one.matching for one in made.periods] == [(1,)]


def test_an_empty_archive_has_an_empty_timeline(tmp_path: Path) -> None:
    """Without releases there are no periods."""
    assert draw(tmp_path, [], TimelineRequest(("tank",))).periods == ()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(DAY(2023, 11, 1), DAY(2026, 2, 1)), st.sampled_from(["Tank.", "Boot."])),
        min_size=1,
        max_size=12,
    )
)
def test_every_release_is_counted_once_in_its_own_period(releases: list[tuple[DAY, str]]) -> None:
    """As a plain count says; each period is named once, in order."""
    items = [item(f"r{at}", day.isoformat(), "Nieuws", body) for at, (day, body) in enumerate(releases)]
    names = {Per.YEAR: "%Y", Per.MONTH: "%Y-%m", Per.WEEK: "%G-W%V"}
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items) as index:
        for per, name in names.items():
            made = make_timeline(query_executor(index), TimelineRequest(("tank",), per), TODAY)
            everything = Counter(day.strftime(name) for day, _ in releases)
            tanks = Counter(day.strftime(name) for day, body in releases if body == "Tank.")
            assert {one.period: one.releases for one in made.periods if one.releases} == everything
            assert {one.period: one.matching[0] for one in made.periods if one.matching[0]} == tanks
            starts = [one.first for one in made.periods]
            assert starts == sorted(set(starts))
            assert [one.period for one in made.periods] == [day.strftime(name) for day in starts]
