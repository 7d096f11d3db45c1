"""A timeline as an SVG picture: bars for one query, a line for each of several. No library is used.

Not here: bars of characters (``timeline_text``).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.text import cell_width, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import Timeline

_WIDTH, _HEIGHT = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 76, 48  # the margins around the plot
_PLOT_WIDTH = _WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT = _HEIGHT - _TOP - _BOTTOM
_MAX_LABELS = 12  # on the time axis
_TICKS = 5  # at most, on the value axis
_MAX_NAME = 40  # characters
# The legend: a sample line with its space, a letter, the gap between two names, the height of a row.
_LEGEND_SAMPLE, _LEGEND_LETTER, _LEGEND_GAP, _LEGEND_ROW = 34, 8, 24, 20
# Okabe and Ito's colours, which the colour-blind can distinguish; the dashes distinguish lines without colour.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "12 5", "4 6")
_STYLE = (
    "text{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:13px;fill:#444}"
    ".head{font-size:17px;font-weight:600;fill:#111}.grid{stroke:#ddd}.axis{stroke:#888}"
)


class _Series(NamedTuple):
    name: str
    values: list[float]
    tooltips: list[str]  # one for each value
    colour: str
    dashes: str


def timeline_svg(timeline: Timeline, *, by_share: bool) -> str:
    """Return a complete SVG picture: title, axes and, for several queries, a legend."""
    series = _all_series(timeline, by_share=by_share)
    highest = max((value for line in series for value in line.values), default=0.0)
    ceiling, step = axis_scale(highest, 0.001 if by_share else 1.0)
    title = _title(timeline, by_share=by_share)
    legend = _legend_rows(series) if len(series) > 1 else []
    # Further rows of the legend make the picture taller at its top; the plot keeps its coordinates.
    extra = max(len(legend) - 1, 0) * _LEGEND_ROW
    plot = _bars(series[0], ceiling) if len(series) == 1 else _lines(series, ceiling)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-extra} {_WIDTH} {_HEIGHT + extra}" '
        f'width="{_WIDTH}" height="{_HEIGHT + extra}" role="img">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect y="{-extra}" width="{_WIDTH}" height="{_HEIGHT + extra}" fill="#fff"/>',
        f'<text class="head" x="{_LEFT}" y="{30 - extra}">{title}</text>',
        *_legend(legend, 50 - extra),
        *_value_axis(ceiling, step, by_share=by_share),
        *plot,
        *_time_axis([period.period for period in timeline.periods]),
        "</svg>\n",
    ]
    return "\n".join(parts)


def axis_scale(highest: float, min_step: float) -> tuple[float, float]:
    """Return the top of an axis for values up to ``highest``, and a round step: 1, 2 or 5 times 10^n."""
    if highest <= min_step:
        return min_step, min_step
    magnitude = 10.0 ** math.floor(math.log10(highest / _TICKS))
    step = next(times * magnitude for times in (1, 2, 5, 10) if times * magnitude * _TICKS >= highest)
    step = max(step, min_step)
    return max(math.ceil(highest / step - 1e-9), 1) * step, step


def _all_series(timeline: Timeline, *, by_share: bool) -> list[_Series]:
    series: list[_Series] = []
    for at, query in enumerate(timeline.queries or ("",)):
        values: list[float] = []
        tooltips: list[str] = []
        for period in timeline.periods:
            count, share = period.matching[at], period.shares[at]
            values.append(share if by_share else float(count))
            tooltips.append(f"{period.period}: {count} of {period.releases} ({share:.1%})")
        # When the colours repeat, the dashes shift: no two lines look the same.
        round_, colour = divmod(at, len(_COLOURS))
        dashes = _DASHES[(at + round_) % len(_DASHES)]
        series.append(_Series(_xml_text(query), values, tooltips, _COLOURS[colour], dashes))
    return series


def _title(timeline: Timeline, *, by_share: bool) -> str:
    what = "Share of releases" if by_share else "Releases"
    if len(timeline.queries) == 1:
        what += f" that match “{_xml_text(timeline.queries[0])}”"
    elif timeline.queries:
        what += " that match"
    return f"{what}, per {timeline.per.value}"


def _legend_rows(series: list[_Series]) -> list[list[tuple[int, _Series]]]:
    """Return the rows of the legend: each series with its x coordinate."""
    rows: list[list[tuple[int, _Series]]] = [[]]
    x = _LEFT
    for line in series:
        width = _LEGEND_SAMPLE + _LEGEND_LETTER * cell_width(line.name)
        if rows[-1] and x + width > _WIDTH - _RIGHT:
            rows.append([])
            x = _LEFT
        rows[-1].append((x, line))
        x += width + _LEGEND_GAP
    return rows


def _legend(rows: list[list[tuple[int, _Series]]], top: int) -> Iterator[str]:
    for at, row in enumerate(rows):
        y = top + at * _LEGEND_ROW
        for x, line in row:
            yield (
                f'<line x1="{x}" y1="{y}" x2="{x + 28}" y2="{y}" stroke="{line.colour}" stroke-width="3" '
                f'stroke-dasharray="{line.dashes}"/><text x="{x + _LEGEND_SAMPLE}" y="{y + 4.5}">{line.name}</text>'
            )


def _value_axis(ceiling: float, step: float, *, by_share: bool) -> Iterator[str]:
    digits = 1 if by_share and step < 0.01 else 0
    for tick in range(round(ceiling / step) + 1):
        value = tick * step
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
    """Return the positions that get a label, with the label: every few periods, or the years of a long span."""
    labels = list(enumerate(periods))
    if len(periods) > 2 * _MAX_LABELS:
        years = [(at, name[:4]) for at, name in labels if at and name[:4] != periods[at - 1][:4]]
        labels = years if len(years) > 1 else labels
    return labels[:: -(-len(labels) // _MAX_LABELS) or 1]


def _bars(line: _Series, ceiling: float) -> Iterator[str]:
    slot = _PLOT_WIDTH / max(len(line.values), 1)
    width = min(max(slot * 0.8, 1.0), 60.0)
    for at, (value, tooltip) in enumerate(zip(line.values, line.tooltips, strict=True)):
        x, y = _x(at, len(line.values)) - width / 2, _y(value, ceiling)
        yield (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_HEIGHT - _BOTTOM - y:.1f}" '
            f'fill="{line.colour}"><title>{tooltip}</title></rect>'
        )


def _lines(series: list[_Series], ceiling: float) -> Iterator[str]:
    for line in series:
        points = [(_x(at, len(line.values)), _y(value, ceiling)) for at, value in enumerate(line.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield (
            f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2" '
            f'stroke-dasharray="{line.dashes}"/>'
        )
        for (x, y), tooltip in zip(points, line.tooltips, strict=True):
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{line.colour}">'
                f"<title>{line.name}, {tooltip}</title></circle>"
            )


def _x(at: int, count: int) -> float:
    return _LEFT + _PLOT_WIDTH * (at + 0.5) / count


def _y(value: float, ceiling: float) -> float:
    return _HEIGHT - _BOTTOM - _PLOT_HEIGHT * value / ceiling


def _xml_text(query: str) -> str:
    """Return a query escaped for XML, shortened."""
    shown = visible(query)
    if len(shown) > _MAX_NAME:
        shown = shown[: _MAX_NAME - 1] + "…"
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
