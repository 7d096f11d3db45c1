"""A timeline as an SVG picture is valid XML and shows every value."""

from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.timelines import one_year, timelines

from defsearch.render.timeline_svg import chart_svg, scale
from defsearch.search.results import Per, Timeline, TimelinePeriod

SVG = "{http://www.w3.org/2000/svg}"


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
    root = ET.fromstring(chart_svg(one_year(*names), by_share=False))  # noqa: S314 - reads what we wrote
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
        ET.fromstring(chart_svg(one_year(*names), by_share=by_share))  # noqa: S314 - reads what we wrote


def test_no_line_looks_like_another() -> None:
    """The seventh had the colour and the dashes of the first."""
    names = [f"vraag {at}" for at in range(36)]
    root = ET.fromstring(chart_svg(one_year(*names), by_share=False))  # noqa: S314 - reads what we wrote
    looks = [
        (line.attrib["stroke"], line.attrib["stroke-dasharray"]) for line in root.findall(f"{SVG}polyline")
    ]
    assert len(set(looks)) == len(looks) == 36
