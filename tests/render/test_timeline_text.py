"""A timeline as bars of characters says what its figures say."""

from __future__ import annotations

from itertools import dropwhile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.timelines import one_year, timelines

from defsearch.render.layout import cell_width
from defsearch.render.screen import Screen
from defsearch.render.timeline_text import bar_lines, bar_of

if TYPE_CHECKING:
    from defsearch.search.results import Timeline


@given(timelines(), st.integers(40, 250), st.booleans())
def test_bars_never_leave_the_screen(timeline: Timeline, width: int, by_share: bool) -> None:
    """Every line fits, however long the queries are."""
    for line in bar_lines(timeline, Screen(width=width), by_share=by_share):
        assert cell_width(line) <= width


@given(timelines())
def test_every_figure_stands_beside_its_bar(timeline: Timeline) -> None:
    """A line for each period and query, the empty ones too, with the number in it; above them what they are."""
    _, heading, *lines = dropwhile(bool, bar_lines(timeline, Screen(), by_share=False))
    assert heading.split() == (["match", "share"] if timeline.queries else ["releases"])
    numbers = [number for period in timeline.periods for number in period.matching]
    assert len(lines) == len(numbers)
    for line, number in zip(lines, numbers, strict=True):
        assert str(number) in line.split()


def test_the_heading_stands_above_its_figures() -> None:
    """Two columns of figures once stood behind the bars without a word about what they are."""
    _, heading, line = dropwhile(bool, bar_lines(one_year("drones"), Screen(), by_share=False))
    assert heading.endswith("  match   share")
    assert line.endswith("      1   33.3%")
    assert len(heading) == len(line) == 80


def test_the_head_lists_what_is_compared() -> None:
    """Four series were once strung together with an “and” before each."""
    head = next(bar_lines(one_year("a", "b", "c"), Screen(), by_share=False))
    assert head == "3 releases, of which 1 match “a”, 1 match “b” and 1 match “c”, per year, 2024"


@given(st.floats(0, 1), st.integers(1, 200))
def test_a_bar_is_as_long_as_its_part(part: float, width: int) -> None:
    """To an eighth of a cell; nothing has no bar, and anything more than nothing has one."""
    bar = bar_of(part, width)
    length = bar.count("█") + sum(" ▏▎▍▌▋▊▉".index(char) / 8 for char in bar if char != "█")
    assert length == pytest.approx(max(part * width, 1 / 8 if part else 0), abs=1 / 16 + 1e-9)
