"""A page of small log-log charts as SVG, drawn by hand: no plotting library. Pure: numbers in, text out.

Each panel has points, the power law ``y = c · x**exponent`` fitted through them, and the exponent in words.
"""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 380, 280
LEFT, RIGHT, TOP, BOTTOM = 62, 30, 52, 40
COLUMNS = 2
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:14px}"
    ".grid{stroke:#ddd}.axis{stroke:#888}.fit{stroke:#d95f02;stroke-width:1.5;stroke-dasharray:5 4;fill:none}"
    ".point{fill:#1b6ca8}.value{font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:4px}"
)


class Fit(NamedTuple):
    """A power law: ``y = factor * x**exponent``."""

    factor: float
    exponent: float

    def at(self, x: float) -> float:
        """Return y at ``x``."""
        return float(self.factor * x**self.exponent)


class Panel(NamedTuple):
    """One chart: ``points`` are (x, y), all above 0, at least two different x."""

    title: str
    unit: str
    points: Sequence[tuple[float, float]]


def fit(points: Sequence[tuple[float, float]]) -> Fit:
    """Return the power law through ``points`` by least squares on their logarithms."""
    xs = [math.log(x) for x, _ in points]
    ys = [math.log(y) for _, y in points]
    mean_x, mean_y = math.fsum(xs) / len(xs), math.fsum(ys) / len(ys)
    spread = math.fsum((x - mean_x) ** 2 for x in xs)
    slope = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread
    return Fit(math.exp(mean_y - slope * mean_x), slope)


def page(heading: str, x_label: str, panels: Sequence[Panel]) -> str:
    """Return the panels as one SVG document, two to a row."""
    rows = -(-len(panels) // COLUMNS)
    width, height = COLUMNS * WIDTH, rows * HEIGHT + 36
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-label="{escape(heading, quote=True)}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text class="title" x="16" y="24">{escape(heading)}</text>',
    ]
    for number, panel in enumerate(panels):
        x, y = number % COLUMNS * WIDTH, number // COLUMNS * HEIGHT + 36
        parts.append(f'<g transform="translate({x} {y})">')
        parts.extend(_panel(panel, x_label))
        parts.append("</g>")
    return "\n".join([*parts, "</svg>\n"])


def readable(value: float) -> str:
    """Return ``value`` with three figures, thousands divided by commas: 0.00123, 4.5, 12,300."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Scale(NamedTuple):
    """Maps whole decades ``low`` to ``high`` onto ``start`` to ``end`` of the drawing."""

    low: int
    high: int
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def decades(self) -> Iterator[float]:
        for power in range(self.low, self.high + 1):
            yield 10.0**power


def _scale(values: Sequence[float], start: float, end: float) -> _Scale:
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    return _Scale(low, max(high, low + 1), start, end)


def _panel(panel: Panel, x_label: str) -> Iterator[str]:
    points = sorted(panel.points)
    law = fit(points)
    xs = [x for x, _ in points]
    ys = [y for _, y in points] + [law.at(xs[0]), law.at(xs[-1])]
    across = _scale(xs, LEFT, WIDTH - RIGHT)
    up = _scale(ys, HEIGHT - BOTTOM, TOP)
    left, right, low, high = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, TOP
    grows = f"grows as releases to the power {law.exponent:.2f}"
    yield f'<text class="title" x="{left}" y="22">{escape(panel.title)}, {escape(panel.unit)}</text>'
    yield f'<text x="{left}" y="40">{grows}</text>'
    for x in across.decades():
        yield f'<line class="grid" x1="{across(x)}" y1="{low}" x2="{across(x)}" y2="{high}"/>'
        yield f'<text x="{across(x)}" y="{low + 16}" text-anchor="middle">{readable(x)}</text>'
    for y in up.decades():
        yield f'<line class="grid" x1="{left}" y1="{up(y)}" x2="{right}" y2="{up(y)}"/>'
        yield f'<text x="{left - 6}" y="{up(y) + 4}" text-anchor="end">{readable(y)}</text>'
    yield f'<path class="axis" fill="none" d="M{left} {high}V{low}H{right}"/>'
    yield f'<text x="{(left + right) / 2}" y="{low + 33}" text-anchor="middle">{escape(x_label)}</text>'
    ends = " ".join(f"{across(x)},{up(law.at(x))}" for x in (xs[0], xs[-1]))
    yield f'<polyline class="fit" points="{ends}"/>'
    for x, y in points:
        yield f'<circle class="point" cx="{across(x)}" cy="{up(y)}" r="4"/>'
        anchor, offset = ("start", 8) if x == xs[0] else ("end", -8)
        place = f'x="{across(x) + offset}" y="{up(y) - 7}" text-anchor="{anchor}"'
        yield f'<text class="value" {place}>{readable(y)}</text>'
