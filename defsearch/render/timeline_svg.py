"""A timeline as an SVG picture: bars for one query, a line each for several. Pure text out, no library.

Not here: bars of characters (``bars``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.formats import shares
from defsearch.render.layout import cell_width
from defsearch.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import Timeline

_WIDTH, _HEIGHT = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 76, 48  # the margins around the plot
_PLOT_WIDTH = _WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT = _HEIGHT - _TOP - _BOTTOM
_MOST_LABELS = 12
_TICKS = 5
_LONGEST_NAME = 40
_SAMPLE, _CELL, _GAP, _ROW = 34, 8, 24, 20  # of the legend: a line and its space, a letter, a gap, a row
# Okabe and Ito's colours, told apart by the colour-blind too; the dashes tell lines apart without any colour.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "12 5", "4 6")
_STYLE = (
    "text{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:13px;fill:#444}"
    ".head{font-size:17px;font-weight:600;fill:#111}.grid{stroke:#ddd}.axis{stroke:#888}"
)


class _Series(NamedTuple):
    name: str
    values: list[float]
    notes: list[str]  # what a pointer over the value shows
    colour: str
    dashes: str


def chart_svg(timeline: Timeline, *, by_share: bool) -> str:
    """Return the picture as SVG text, complete with title, axes and, for several queries, a legend."""
    series = _all_series(timeline, by_share=by_share)
    most = max((value for line in series for value in line.values), default=0.0)
    ceiling, step = scale(most, 0.001 if by_share else 1.0)
    title = _title(timeline, by_share=by_share)
    legend = _legend_rows(series) if len(series) > 1 else []
    above = (
        max(len(legend) - 1, 0) * _ROW
    )  # what the picture grows by, at its top: the plot stays where it is
    plot = _bars(series[0], ceiling) if len(series) == 1 else _lines(series, ceiling)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-above} {_WIDTH} {_HEIGHT + above}" '
        f'width="{_WIDTH}" height="{_HEIGHT + above}" role="img">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect y="{-above}" width="{_WIDTH}" height="{_HEIGHT + above}" fill="#fff"/>',
        f'<text class="head" x="{_LEFT}" y="{30 - above}">{title}</text>',
        *_legend(legend, 50 - above),
        *_value_axis(ceiling, step, by_share=by_share),
        *plot,
        *_time_axis([period.period for period in timeline.periods]),
        "</svg>\n",
    ]
    return "\n".join(parts)


def scale(most: float, least_step: float) -> tuple[float, float]:
    """Return the top of an axis for values up to ``most``, and a round step: 1, 2 or 5 times 10^n."""
    if most <= least_step:
        return least_step, least_step
    magnitude = 10.0 ** math.floor(math.log10(most / _TICKS))
    step = next(times * magnitude for times in (1, 2, 5, 10) if times * magnitude * _TICKS >= most)
    step = max(step, least_step)
    return max(math.ceil(most / step - 1e-9), 1) * step, step


def _all_series(timeline: Timeline, *, by_share: bool) -> list[_Series]:
    series: list[_Series] = []
    for at, query in enumerate(timeline.queries or ("",)):
        values: list[float] = []
        notes: list[str] = []
        for period in timeline.periods:
            share = shares(period)[at]
            values.append(share if by_share else float(period.matching[at]))
            notes.append(f"{period.period}: {period.matching[at]} of {period.releases} ({share:.1%})")
        # A colour that comes again gets other dashes: no line looks like another.
        round_, colour = divmod(at, len(_COLOURS))
        dashes = _DASHES[(at + round_) % len(_DASHES)]
        series.append(_Series(_text(query), values, notes, _COLOURS[colour], dashes))
    return series


def _title(timeline: Timeline, *, by_share: bool) -> str:
    what = "Share of releases" if by_share else "Releases"
    if len(timeline.queries) == 1:
        what += f" that match “{_text(timeline.queries[0])}”"
    elif timeline.queries:
        what += " that match"
    return f"{what}, per {timeline.per.value}"


def _legend_rows(series: list[_Series]) -> list[list[tuple[int, _Series]]]:
    """Return the series with their places from the left, in as many rows as they need."""
    rows: list[list[tuple[int, _Series]]] = [[]]
    x = _LEFT
    for line in series:
        width = _SAMPLE + _CELL * cell_width(line.name)
        if rows[-1] and x + width > _WIDTH - _RIGHT:
            rows.append([])
            x = _LEFT
        rows[-1].append((x, line))
        x += width + _GAP
    return rows


def _legend(rows: list[list[tuple[int, _Series]]], top: int) -> Iterator[str]:
    for at, row in enumerate(rows):
        y = top + at * _ROW
        for x, line in row:
            yield (
                f'<line x1="{x}" y1="{y}" x2="{x + 28}" y2="{y}" stroke="{line.colour}" stroke-width="3" '
                f'stroke-dasharray="{line.dashes}"/><text x="{x + _SAMPLE}" y="{y + 4.5}">{line.name}</text>'
            )


def _value_axis(ceiling: float, step: float, *, by_share: bool) -> Iterator[str]:
    digits = 1 if by_share and step < 0.01 else 0
    for number in range(round(ceiling / step) + 1):
        value = number * step
        y = _y(value, ceiling)
        label = f"{value:.{digits}%}" if by_share else f"{value:.{digits}f}"
        yield f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4.5:.1f}" text-anchor="end">{label}</text>'


def _time_axis(periods: list[str]) -> Iterator[str]:
    base = _HEIGHT - _BOTTOM
    yield f'<line class="axis" x1="{_LEFT}" y1="{base}" x2="{_WIDTH - _RIGHT}" y2="{base}"/>'
    for at, label in _labels(periods):
        x = _x(at, len(periods))
        yield f'<text x="{x:.1f}" y="{base + 20}" text-anchor="middle">{label}</text>'


def _labels(periods: list[str]) -> list[tuple[int, str]]:
    """Return the places that get a label, and it: every few periods, or the years of a long span."""
    labels = list(enumerate(periods))
    if len(periods) > 2 * _MOST_LABELS:
        years = [(at, name[:4]) for at, name in labels if at and name[:4] != periods[at - 1][:4]]
        labels = years if len(years) > 1 else labels
    return labels[:: -(-len(labels) // _MOST_LABELS) or 1]


def _bars(line: _Series, ceiling: float) -> Iterator[str]:
    slot = _PLOT_WIDTH / max(len(line.values), 1)
    width = min(max(slot * 0.8, 1.0), 60.0)
    for at, (value, note) in enumerate(zip(line.values, line.notes, strict=True)):
        x, y = _x(at, len(line.values)) - width / 2, _y(value, ceiling)
        yield (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_HEIGHT - _BOTTOM - y:.1f}" '
            f'fill="{line.colour}"><title>{note}</title></rect>'
        )


def _lines(series: list[_Series], ceiling: float) -> Iterator[str]:
    for line in series:
        points = [(_x(at, len(line.values)), _y(value, ceiling)) for at, value in enumerate(line.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield (
            f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2" '
            f'stroke-dasharray="{line.dashes}"/>'
        )
        for (x, y), note in zip(points, line.notes, strict=True):
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{line.colour}">'
                f"<title>{line.name}, {note}</title></circle>"
            )


def _x(at: int, count: int) -> float:
    return _LEFT + _PLOT_WIDTH * (at + 0.5) / count


def _y(value: float, ceiling: float) -> float:
    return _HEIGHT - _BOTTOM - _PLOT_HEIGHT * value / ceiling


def _text(query: str) -> str:
    """Return a query as it may stand in XML."""
    shown = visible(query)
    if len(shown) > _LONGEST_NAME:
        shown = shown[: _LONGEST_NAME - 1] + "…"
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
