"""A timeline as bars of characters says what its figures say."""

from __future__ import annotations

import datetime
from itertools import dropwhile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.timelines import one_year, timelines

from defsearch.render.text import Screen, cell_width
from defsearch.render.timeline_text import bar, column_lines, column_width, timeline_lines
from defsearch.search.timeline import TimelinePeriod

if TYPE_CHECKING:
    from defsearch.search.timeline import Timeline


@given(timelines(), st.integers(40, 250), st.booleans())
def test_no_line_is_wider_than_the_screen(timeline: Timeline, width: int, by_share: bool) -> None:
    """For queries of any length."""
    for line in timeline_lines(timeline, Screen(width=width), by_share=by_share):
        assert cell_width(line) <= width


@given(timelines())
def test_every_bar_has_its_count(timeline: Timeline) -> None:
    """A line for each period and query, empty ones included, under a heading."""
    _, heading, *lines = dropwhile(bool, timeline_lines(timeline, Screen(), by_share=False))
    assert heading.split() == (["match", "share"] if timeline.queries else ["releases"])
    numbers = [number for period in timeline.periods for number in period.matching]
    assert len(lines) == len(numbers)
    for line, number in zip(lines, numbers, strict=True):
        assert str(number) in line.split()


def test_the_heading_is_above_the_figures() -> None:
    """Each column of figures has a name."""
    _, heading, line = dropwhile(bool, timeline_lines(one_year("drones"), Screen(), by_share=False))
    assert heading.endswith("  match   share")
    assert line.endswith("      1   33.3%")
    assert len(heading) == len(line) == 80


def test_the_totals_list_every_query() -> None:
    """As a list with commas and one “and”."""
    head = next(timeline_lines(one_year("a", "b", "c"), Screen(), by_share=False))
    assert head == "3 releases, of which 1 match “a”, 1 match “b” and 1 match “c”, per year, 2024"


@given(st.floats(0, 1), st.integers(1, 200))
def test_the_length_of_a_bar_is_its_share(part: float, width: int) -> None:
    """To an eighth of a cell; zero has no bar, and any more has at least an eighth."""
    drawn = bar(part, width)
    length = drawn.count("█") + sum(" ▏▎▍▌▋▊▉".index(char) / 8 for char in drawn if char != "█")
    assert length == pytest.approx(max(part * width, 1 / 8 if part else 0), abs=1 / 16 + 1e-9)


@given(timelines(), st.integers(10, 250), st.data())
def test_columns_fit_and_have_a_height_for_every_count(
    timeline: Timeline, width: int, data: st.DataObject
) -> None:
    """A period without matching releases is the only one without a column."""
    periods = timeline.periods
    chosen = range(*sorted(data.draw(st.tuples(*[st.integers(0, len(periods))] * 2))))
    columns, below = column_lines(periods, Screen(width=width), chosen)
    cells = column_width(len(periods), width)
    assert len(columns) == cells * len(periods)
    assert len(columns) <= max(width, len(periods))
    for period, column in zip(periods, columns[::cells], strict=True):
        assert (column == " ") == (period.matching[0] == 0)
    if chosen:
        assert below.endswith(f": {sum(periods[at].matching[0] for at in chosen)}")
    else:
        assert below.endswith(f" most: {max(period.matching[0] for period in periods)}")


def test_the_years_are_below_their_first_column() -> None:
    """Where there is room for them."""
    months = [
        TimelinePeriod(f"{year}-{month:02}", datetime.date(year, month, 1), (month,), 12)
        for year in (2019, 2020, 2021)
        for month in range(1, 13)
        if (year, month) >= (2019, 11)
    ]
    columns, below = column_lines(months, Screen(width=60))
    assert columns.startswith("████▁▁")  # two cells each: November, December, January
    assert below.split()[:2] == ["2019", "2021"]  # 2020 begins below the name of 2019
    assert below.index("2021") == 2 * 14
    assert [*column_lines([], Screen())] == []
