"""A timeline as an SVG picture is valid XML and shows every value."""

from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.timelines import one_year, timelines

from defsearch.render.timeline_svg import axis_scale, timeline_svg
from defsearch.search.results import Per
from defsearch.search.timeline import Timeline, TimelinePeriod

SVG = "{http://www.w3.org/2000/svg}"


@given(st.one_of(st.integers(0, 10**6), st.floats(0, 1)), st.sampled_from([1.0, 0.001]))
def test_the_axis_has_round_steps_and_contains_every_value(highest: float, min_step: float) -> None:
    """A few steps of 1, 2 or 5 times a power of ten, up to the highest value or just above."""
    top, step = axis_scale(highest, min_step)
    assert top >= highest * 0.999999
    assert top - step <= highest + 1e-9
    assert 1 <= round(top / step) <= 6
    assert f"{step:e}"[0] in "125"


@given(timelines(), st.booleans())
def test_a_picture_is_valid_xml_with_every_value(timeline: Timeline, by_share: bool) -> None:
    """Each value has a mark with its figures in a tooltip."""
    root = ET.fromstring(timeline_svg(timeline, by_share=by_share))  # noqa: S314 - reads what we wrote
    notes = [note.text or "" for mark in root for note in mark.findall(f"{SVG}title")]
    assert len(notes) == len(timeline.periods) * (len(timeline.queries) or 1)
    first = timeline.periods[0]
    assert f"{first.period}: {first.matching[0]} of {first.releases} " in notes[0]


def test_bars_are_inside_the_plot() -> None:
    """No bar starts above the plot or ends below its base line."""
    timeline = Timeline(
        queries=("drones",),
        per=Per.YEAR,
        periods=tuple(
            TimelinePeriod(str(2000 + at), datetime.date(2000 + at, 1, 1), (at,), 30) for at in range(25)
        ),
    )
    root = ET.fromstring(timeline_svg(timeline, by_share=False))  # noqa: S314 - reads what we wrote
    bars = [bar for bar in root.findall(f"{SVG}rect") if bar.find(f"{SVG}title") is not None]
    ends = [float(bar.attrib["y"]) + float(bar.attrib["height"]) for bar in bars]
    tops = [float(bar.attrib["y"]) for bar in bars]
    assert max(ends) - min(ends) < 0.2
    assert min(tops) >= 76
    assert tops == sorted(tops, reverse=True)


@pytest.mark.parametrize("number", [2, 3, 9])
def test_the_legend_stays_inside_the_picture(number: int) -> None:
    """Many series take further rows, and the picture grows by them."""
    names = [f"een zoekvraag van {at} woorden of zoiets" for at in range(number)]
    root = ET.fromstring(timeline_svg(one_year(*names), by_share=False))  # noqa: S314 - reads what we wrote
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    texts = {text.text: text.attrib for text in root.findall(f"{SVG}text")}
    places = [(float(texts[f"{name} (1)"]["x"]), float(texts[f"{name} (1)"]["y"])) for name in names]
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
def test_a_picture_of_any_query_is_valid_xml(names: list[str]) -> None:
    """With noncharacters and surrogates too, which XML does not allow."""
    for by_share in (False, True):
        ET.fromstring(timeline_svg(one_year(*names), by_share=by_share))  # noqa: S314 - reads what we wrote


def test_no_two_lines_look_the_same() -> None:
    """Colour and dashes together are unique for 36 series."""
    names = [f"vraag {at}" for at in range(36)]
    root = ET.fromstring(timeline_svg(one_year(*names), by_share=False))  # noqa: S314 - reads what we wrote
    styles = [
        (line.attrib["stroke"], line.attrib["stroke-dasharray"]) for line in root.findall(f"{SVG}polyline")
    ]
    assert len(set(styles)) == len(styles) == 36


def texts_of(picture: str) -> list[tuple[float, float, str]]:
    """Return the left and right end of each text of a picture, with letters as wide as they are in a wide font."""
    root = ET.fromstring(picture)  # noqa: S314 - reads what we wrote
    ends = []
    for text in root.findall(f"{SVG}text"):
        shown, x = text.text or "", float(text.attrib["x"])
        size = 17 if text.get("class") == "head" else 13
        width = size * sum({"W": 0.95, "…": 1.0, "i": 0.35}.get(letter, 0.62) for letter in shown)
        left = {"end": x - width, "middle": x - width / 2}.get(text.get("text-anchor", ""), x)
        ends.append((left, left + width, shown))
    return ends


LONG = "WWWW" * 30
QUERIES = [("drones",), ("drones", "marine"), (LONG,), (LONG, "iiii" * 30, LONG + "x", "marine"), ()]


@pytest.mark.parametrize("queries", QUERIES)
@pytest.mark.parametrize("per", Per)
@pytest.mark.parametrize("number", [1, 2, 12, 13, 53, 700])
def test_no_text_overhangs_or_covers_another(queries: tuple[str, ...], per: Per, number: int) -> None:
    """Also with long queries, and for one period or hundreds of them."""
    names = {Per.YEAR: "2001", Per.MONTH: "2001-{:02}", Per.WEEK: "2001-W{:02}"}
    counts = (1,) * (len(queries) or 1)
    periods = tuple(
        TimelinePeriod(
            str(1400 + at)
            if per is Per.YEAR
            else names[per].format(at % 52 + 1).replace("2001", str(2001 + at // 52)),
            datetime.date(2001, 1, 1),
            counts,
            3,
        )
        for at in range(number)
    )
    ends = texts_of(timeline_svg(Timeline(queries=queries, per=per, periods=periods), by_share=False))
    assert min(left for left, _, _ in ends) >= 0
    assert max(right for _, right, _ in ends) <= 960
    on_axis = sorted(
        (left, right) for left, right, shown in ends if shown[:4].isdecimal() and len(shown) >= 4
    )
    assert on_axis
    assert all(right < left for (_, right), (left, _) in pairwise(on_axis))


def test_the_numbers_of_releases_are_named() -> None:
    """In the title, and in the legend for each query."""
    one = texts_of(timeline_svg(one_year("drones"), by_share=False))
    assert one[0][2] == "Releases that match “drones”, per year (1 of 3)"
    two = [shown for _, _, shown in texts_of(timeline_svg(one_year("drones", "marine"), by_share=True))]
    assert two[:3] == ["Share of releases that match, per year (3 in all)", "drones (1)", "marine (1)"]


def test_lines_that_are_zero_lie_apart() -> None:
    """No line covers another, and none of them is above the base line."""
    periods = tuple(
        TimelinePeriod(str(year), datetime.date(year, 1, 1), (0,) * 9, 5) for year in range(2001, 2004)
    )
    timeline = Timeline(queries=tuple("abcdefghi"), per=Per.YEAR, periods=periods)
    root = ET.fromstring(timeline_svg(timeline, by_share=False))  # noqa: S314 - reads what we wrote
    depths = {float(mark.attrib["cy"]) for mark in root.findall(f"{SVG}circle")}
    (base,) = [float(line.attrib["y1"]) for line in root.findall(f"{SVG}line") if line.get("class") == "axis"]
    labels = [
        float(text.attrib["y"]) for text in root.findall(f"{SVG}text") if text.get("text-anchor") == "middle"
    ]
    assert len(depths) == 9
    assert base <= min(depths) < max(depths) < min(labels) - 13 + 3
