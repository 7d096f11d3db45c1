"""Bars and pictures of a timeline say what the figures say."""

from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET
from itertools import dropwhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.render.layout import cell_width
from defsearch.render.screen import Screen
from defsearch.render.timeline_svg import chart_svg, scale
from defsearch.render.timeline_text import bar_lines, bar_of
from defsearch.search.results import Per, Timeline, TimelinePeriod

SVG = "{http://www.w3.org/2000/svg}"


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Timelines of up to three queries and 40 years."""
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


def of_series(*queries: str) -> Timeline:
    """A year in which one of three releases matches each of these."""
    year = TimelinePeriod("2024", datetime.date(2024, 1, 1), (1,) * len(queries), 3)
    return Timeline(queries=queries, per=Per.YEAR, periods=(year,))


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
    _, heading, line = dropwhile(bool, bar_lines(of_series("drones"), Screen(), by_share=False))
    assert heading.endswith("  match   share")
    assert line.endswith("      1   33.3%")
    assert len(heading) == len(line) == 80


def test_the_head_lists_what_is_compared() -> None:
    """Four series were once strung together with an “and” before each."""
    head = next(bar_lines(of_series("a", "b", "c"), Screen(), by_share=False))
    assert head == "3 releases, of which 1 match “a”, 1 match “b” and 1 match “c”, per year, 2024"


@given(st.floats(0, 1), st.integers(1, 200))
def test_a_bar_is_as_long_as_its_part(part: float, width: int) -> None:
    """To an eighth of a cell; nothing has no bar, and anything more than nothing has one."""
    bar = bar_of(part, width)
    length = bar.count("█") + sum(" ▏▎▍▌▋▊▉".index(char) / 8 for char in bar if char != "█")
    assert length == pytest.approx(max(part * width, 1 / 8 if part else 0), abs=1 / 16 + 1e-9)


@given(st.one_of(st.integers(0, 10**6), st.floats(0, 1)), st.sampled_from([1.0, 0.001]))
def test_an_axis_is_round_and_high_enough(most: float, least_step: float) -> None:
    """It has a few steps of 1, 2 or 5 times a power of ten, and ends at or just above the highest value."""
    top, step = scale(most, least_step)
    assert top >= most * 0.999999
    assert top - step <= most + 1e-9
    assert 1 <= round(top / step) <= 6
    assert f"{step:e}"[0] in "125"


@given(timelines(), st.booleans())
def test_a_picture_is_sound_xml_and_holds_every_value(timeline: Timeline, by_share: bool) -> None:
    """Whatever the queries are, it can be read; each value has its mark, with the figures in a tooltip."""
    root = ET.fromstring(chart_svg(timeline, by_share=by_share))  # noqa: S314 - reads what we wrote
    notes = [note.text or "" for mark in root for note in mark.findall(f"{SVG}title")]
    assert len(notes) == len(timeline.periods) * (len(timeline.queries) or 1)
    first = timeline.periods[0]
    assert f"{first.period}: {first.matching[0]} of {first.releases} " in notes[0]


def test_marks_lie_inside_the_picture() -> None:
    """No bar begins above the plot or ends below its base line."""
    timeline = Timeline(
        queries=("drones",),
        per=Per.YEAR,
        periods=tuple(
            TimelinePeriod(str(2000 + at), datetime.date(2000 + at, 1, 1), (at,), 30) for at in range(25)
        ),
    )
    root = ET.fromstring(chart_svg(timeline, by_share=False))  # noqa: S314 - reads what we wrote
    bars = [bar for bar in root.findall(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    ends = [float(bar.attrib["y"]) + float(bar.attrib["height"]) for bar in bars]
    tops = [float(bar.attrib["y"]) for bar in bars]
    assert max(ends) - min(ends) < 0.2
    assert min(tops) >= 76
    assert tops == sorted(tops, reverse=True)


@pytest.mark.parametrize("number", [2, 3, 9])
def test_a_legend_stays_inside_the_picture(number: int) -> None:
    """With many series it ran out at the right: it takes further rows, and the picture grows by them."""
    names = [f"een zoekvraag van {at} woorden of zoiets" for at in range(number)]
    root = ET.fromstring(chart_svg(of_series(*names), by_share=False))  # noqa: S314 - reads what we wrote
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    texts = {text.text: text.attrib for text in root.findall(f"{SVG}text")}
    places = [(float(texts[name]["x"]), float(texts[name]["y"])) for name in names]
    assert len(set(places)) == number
    for (x, y), name in zip(places, names, strict=True):
        assert left <= x <= left + width - 8 * len(name)
        assert top < y < 76  # above the plot
    (head,) = [text for text in root.findall(f"{SVG}text") if text.get("class") == "head"]
    assert top < float(head.attrib["y"]) < min(y for _, y in places)
    ground = root.find(f"{SVG}rect")
    assert ground is not None
    assert (float(ground.attrib["y"]), float(ground.attrib["height"])) == (top, height)


@given(
    st.lists(
        st.text(st.characters() | st.sampled_from("<&>\"'\0\x1b\ud800\ufffe\uffff")), min_size=1, max_size=3
    )
)
def test_a_picture_of_any_queries_is_xml(names: list[str]) -> None:
    """Found when what is no character in XML stood in a query."""
    for by_share in (False, True):
        ET.fromstring(chart_svg(of_series(*names), by_share=by_share))  # noqa: S314 - reads what we wrote


def test_no_line_looks_like_another() -> None:
    """The seventh had the colour and the dashes of the first."""
    names = [f"vraag {at}" for at in range(36)]
    root = ET.fromstring(chart_svg(of_series(*names), by_share=False))  # noqa: S314 - reads what we wrote
    looks = [
        (line.attrib["stroke"], line.attrib["stroke-dasharray"]) for line in root.findall(f"{SVG}polyline")
    ]
    assert len(set(looks)) == len(looks) == 36
