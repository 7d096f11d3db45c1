"""Charts: the fitted growth is right, and what is drawn is XML with every point in it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from benchmarks.chart import Panel, fit, page, readable
from hypothesis import given
from hypothesis import strategies as st

SIZES = st.sampled_from([100.0, 1_000.0, 3_000.0, 10_000.0, 100_000.0])


@given(st.floats(1e-3, 1e3), st.floats(-2, 2))
def test_a_power_law_is_found_again(factor: float, exponent: float) -> None:
    """Points on a power law give back its factor and exponent."""
    found = fit([(x, factor * x**exponent) for x in (1_000.0, 10_000.0, 100_000.0)])
    assert found.exponent == pytest.approx(exponent, abs=1e-6)
    assert found.factor == pytest.approx(factor, rel=1e-4)


@given(st.dictionaries(SIZES, st.floats(1e-6, 1e6), min_size=2))
def test_every_point_is_drawn_inside_the_page(points: dict[float, float]) -> None:
    """Whatever the values, the page is well-formed and holds a circle per point, none outside it."""
    drawn = page("A & B", "releases", [Panel("Tijd <s>", "s", list(points.items()))])
    root = ET.fromstring(drawn)  # noqa: S314 - our own text
    circles = [element for element in root.iter() if element.tag.endswith("circle")]
    assert len(circles) == len(points)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert all(0 <= float(circle.attrib["cx"]) <= width for circle in circles)
    assert all(0 <= float(circle.attrib["cy"]) <= height for circle in circles)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.00123, "0.00123"), (0.1, "0.1"), (4.56, "4.56"), (100, "100"), (12_345, "12,345")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    """A number keeps three figures, or all that stand before the point."""
    assert readable(value) == text
