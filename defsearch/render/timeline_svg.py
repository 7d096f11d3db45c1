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

    from defsearch.search.timeline import Timeline

_WIDTH, _HEIGHT = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 24, 76, 48  # the margins around the plot
_PLOT_WIDTH = _WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT = _HEIGHT - _TOP - _BOTTOM
_MAX_LABELS = 12  # on the time axis, if they fit
_TICKS = 5  # at most, on the value axis
# The legend: a sample line with its space, the gap between two names, the height of a row, the widest name.
_LEGEND_SAMPLE, _LEGEND_GAP, _LEGEND_ROW, _LEGEND_NAME = 34, 24, 20, 340
_TEXT, _HEAD = 13, 17  # sizes of letters
# Below the base line, where the lines of several queries lie apart while they are zero: a step, and all of them.
_ZERO_STEP, _ZERO_BAND = 5, 15
# The widths of letters in ems, rather too wide: a browser may have another font.
_NARROW, _WIDE = frozenset("fijlrtI1.,:;'’!|()[]/ "), frozenset("mwMWQOGDHNU%@—…“”&")
# Okabe and Ito's colours, which the colour-blind can distinguish; the dashes distinguish lines without colour.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("", "7 4", "2 3", "10 3 2 3", "12 5", "4 6")
_STYLE = (
    f"text{{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:{_TEXT}px;fill:#444}}"
    f".head{{font-size:{_HEAD}px;font-weight:600;fill:#111}}.grid{{stroke:#ddd}}.axis{{stroke:#888}}"
)


class _Series(NamedTuple):
    name: str
    values: list[float]
    tooltips: list[str]  # one for each value
    total: int
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
    band = _ZERO_BAND if len(series) > 1 else 0
    height = _HEIGHT + extra + band
    plot = _bars(series[0], ceiling) if len(series) == 1 else _lines(series, ceiling)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-extra} {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f'<rect y="{-extra}" width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text class="head" x="{_LEFT}" y="{30 - extra}">{title}</text>',
        *_legend(legend, 50 - extra),
        *_value_axis(ceiling, step, by_share=by_share),
        *plot,
        *_time_axis([period.period for period in timeline.periods], band),
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
        total = sum(period.matching[at] for period in timeline.periods)
        series.append(_Series(visible(query), values, tooltips, total, _COLOURS[colour], dashes))
    return series


def _title(timeline: Timeline, *, by_share: bool) -> str:
    """Return what the picture shows, with the numbers of releases; a long query is shortened."""
    start = "Share of releases" if by_share else "Releases"
    numbers = f"{sum(period.releases for period in timeline.periods)}"
    if timeline.queries:
        start += " that match"
    if len(timeline.queries) != 1:
        all_of = " in all" if timeline.queries else ""
        return f"{start}, per {timeline.per.value} ({numbers}{all_of})"
    matching = sum(period.matching[0] for period in timeline.periods)
    start, end = f"{start} “", f"”, per {timeline.per.value} ({matching} of {numbers})"
    room = _WIDTH - _LEFT - _RIGHT - _text_width(start + end, _HEAD)
    return f"{start}{_xml_text(_shortened(visible(timeline.queries[0]), room, _HEAD))}{end}"


def _legend_rows(series: list[_Series]) -> list[list[tuple[float, _Series, str]]]:
    """Return the rows of the legend: each series with its x coordinate and its text."""
    rows: list[list[tuple[float, _Series, str]]] = [[]]
    x: float = _LEFT
    for line in series:
        text = f"{_shortened(line.name, _LEGEND_NAME, _TEXT)} ({line.total})"
        width = _LEGEND_SAMPLE + _text_width(text, _TEXT)
        if rows[-1] and x + width > _WIDTH - _RIGHT:
            rows.append([])
            x = _LEFT
        rows[-1].append((x, line, _xml_text(text)))
        x += width + _LEGEND_GAP
    return rows


def _legend(rows: list[list[tuple[float, _Series, str]]], top: int) -> Iterator[str]:
    for at, row in enumerate(rows):
        y = top + at * _LEGEND_ROW
        for x, line, text in row:
            yield (
                f'<line x1="{x:.0f}" y1="{y}" x2="{x + 28:.0f}" y2="{y}" stroke="{line.colour}" stroke-width="3" '
                f'stroke-dasharray="{line.dashes}"/><text x="{x + _LEGEND_SAMPLE:.0f}" y="{y + 4.5}">{text}</text>'
            )


def _value_axis(ceiling: float, step: float, *, by_share: bool) -> Iterator[str]:
    digits = 1 if by_share and step < 0.01 else 0
    for tick in range(round(ceiling / step) + 1):
        value = tick * step
        y = _y(value, ceiling)
        label = f"{value:.{digits}%}" if by_share else f"{value:.{digits}f}"
        yield f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4.5:.1f}" text-anchor="end">{label}</text>'


def _time_axis(periods: list[str], band: int) -> Iterator[str]:
    base = _HEIGHT - _BOTTOM
    yield f'<line class="axis" x1="{_LEFT}" y1="{base}" x2="{_WIDTH - _RIGHT}" y2="{base}"/>'
    for at, label in _labels(periods):
        half = _text_width(label, _TEXT) / 2
        x = min(_x(at, len(periods)), _WIDTH - half)
        yield f'<text x="{x:.1f}" y="{base + band + 20}" text-anchor="middle">{label}</text>'


def _labels(periods: list[str]) -> list[tuple[int, str]]:
    """Return the positions that get a label, with the label: every few periods, or the years of a long span."""
    labels = list(enumerate(periods))
    if len(periods) > 2 * _MAX_LABELS:
        years = [(at, name[:4]) for at, name in labels if at and name[:4] != periods[at - 1][:4]]
        labels = years if len(years) > 1 else labels
    fitting = (
        min(_MAX_LABELS, int(_PLOT_WIDTH / (_text_width(periods[0], _TEXT) + _LEGEND_GAP))) if periods else 1
    )
    return labels[:: -(-len(labels) // fitting) or 1]


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
    apart = min(_ZERO_STEP, _ZERO_BAND / (len(series) - 1))
    for number, line in enumerate(series):
        # Zeros are drawn below the base line, each query at its own depth, so that no line covers another.
        points = [
            (_x(at, len(line.values)), _y(value, ceiling) + (0 if value else number * apart))
            for at, value in enumerate(line.values)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield (
            f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2" '
            f'stroke-dasharray="{line.dashes}"/>'
        )
        name = _xml_text(line.name)
        largest = min(3.0, 0.4 * _PLOT_WIDTH / len(points))  # so that the points of a long time stay apart
        for (x, y), value, tooltip in zip(points, line.values, line.tooltips, strict=True):
            radius = largest if value else min(largest, 2.0)
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{line.colour}">'
                f"<title>{name}, {tooltip}</title></circle>"
            )


def _x(at: int, count: int) -> float:
    return _LEFT + _PLOT_WIDTH * (at + 0.5) / count


def _y(value: float, ceiling: float) -> float:
    return _HEIGHT - _BOTTOM - _PLOT_HEIGHT * value / ceiling


def _text_width(text: str, size: int) -> float:
    """Return about how many pixels wide a text is, rather too many."""
    ems = sum(
        0.42 if letter in _NARROW else 1.0 if letter in _WIDE else 0.68 * cell_width(letter)
        for letter in text
    )
    return ems * size


def _shortened(text: str, room: float, size: int) -> str:
    """Return a text that fits in ``room`` pixels; one that does not fit ends in an ellipsis."""
    if _text_width(text, size) <= room:
        return text
    kept = ""
    for letter in text:
        if _text_width(f"{kept}{letter}…", size) > room:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def _xml_text(text: str) -> str:
    """Return a text escaped for XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
