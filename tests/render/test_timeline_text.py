"""A timeline as bars of characters says what its figures say."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.timelines import one_year, timelines

from defsearch.render.text import Screen, cell_width
from defsearch.render.timeline_text import bar, timeline_lines

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
