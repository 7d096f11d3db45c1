"""A timeline as bars of characters. Not here: the picture (``timeline_svg``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.query.ast import listed
from defsearch.render.text import (
    BARS,
    DATE,
    FAINT,
    PIPED_WIDTH,
    Screen,
    cell_width,
    plural,
    shortened,
    visible,
    wrap_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.search.timeline import Timeline, TimelinePeriod

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = " ▁▂▃▄▅▆▇█"
_COLUMN, _CHOSEN = "34", "7;34"
_MAX_NAME = 24  # cells
_MIN_BAR = 5
_GAP = "  "


def timeline_lines(timeline: Timeline, screen: Screen, *, by_share: bool) -> Iterator[str]:
    """Draw a line of totals, then a bar for each period and query: its count, or its share of the releases.

    All bars have one scale. Beside each bar are both figures, so that nothing has to be estimated from its length.
    """
    if not timeline.periods:
        return
    yield from wrap_text(_totals(timeline), screen.text_width)
    yield ""
    heading, figures = _figures(timeline)
    values = [period.shares if by_share else period.matching for period in timeline.periods]
    highest = max(max(row) for row in values)
    period_width = len(timeline.periods[0].period)
    bar_width = (screen.width or PIPED_WIDTH) - period_width - len(heading) - 2 * len(_GAP)
    names = [""]
    if len(timeline.queries) > 1:
        max_name = min(_MAX_NAME, bar_width - len(_GAP) - _MIN_BAR)
        cut = [_cut(visible(query), max_name) for query in timeline.queries]
        name_width = max(map(cell_width, cut))
        names = [name + " " * (name_width - cell_width(name)) + _GAP for name in cut]
        bar_width -= name_width + len(_GAP)
    yield " " * ((screen.width or PIPED_WIDTH) - len(heading)) + screen.paint(heading, FAINT)
    for period, row, figure_row in zip(timeline.periods, values, figures, strict=True):
        label = period.period  # on the first line of its period only
        for at, (name, value, figure) in enumerate(zip(names, row, figure_row, strict=True)):
            drawn = bar(value / highest if highest else 0.0, bar_width)
            padding = " " * (bar_width - len(drawn))
            yield (
                screen.paint(f"{label:<{period_width}}", DATE)
                + f"{_GAP}{name}{screen.paint(drawn, BARS[at % len(BARS)])}{padding}{_GAP}{figure}"
            )
            label = ""


def column_lines(
    periods: Sequence[TimelinePeriod], screen: Screen, chosen: range = range(0)
) -> Iterator[str]:
    """Draw a column for each period, one line high; below them the years, and the count of the ``chosen`` periods.

    Without chosen periods it is the highest count.
    """
    if not periods:
        return
    room = screen.width or PIPED_WIDTH
    width = column_width(len(periods), room)
    counts = [period.matching[0] for period in periods]
    columns, years = [], ""
    for number, (period, count) in enumerate(zip(periods, counts, strict=True)):
        height = -(-count * (len(_HEIGHTS) - 1) // max(*counts, 1))  # rounded up: one release is seen
        columns.append(screen.paint(_HEIGHTS[height] * width, _CHOSEN if number in chosen else _COLUMN))
        starts_year = number == 0 or period.period[:4] != periods[number - 1].period[:4]
        if starts_year and number * width >= len(years) + bool(years):
            years = f"{years:<{number * width}}{period.period[:4]}"
    yield "".join(columns)
    told = f" most: {max(counts)}"
    if chosen:
        first, last = periods[chosen[0]].period, periods[chosen[-1]].period
        names = first if first == last else f"{first} … {last}"
        told = f" {names}: {sum(counts[chosen.start : chosen.stop])}"
    room = max(room - len(told), 0)
    yield screen.paint(f"{years[:room]:<{room}}{told}", FAINT)


def column_width(periods: int, width: int) -> int:
    """Return how many cells a column of ``column_lines`` has."""
    return max(width // max(periods, 1), 1)


def bar(share: float, width: int) -> str:
    """Return a bar of ``share`` (0 to 1) of ``width`` cells, in eighths of a cell; above 0 it has at least one."""
    eighths = round(share * width * 8)
    if share > 0:
        eighths = max(eighths, 1)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def _totals(timeline: Timeline) -> str:
    periods = timeline.periods
    span = periods[0].period if len(periods) == 1 else f"{periods[0].period} … {periods[-1].period}"
    totals = plural(sum(period.releases for period in periods), "release")
    if timeline.queries:
        matching = [
            f"{sum(period.matching[at] for period in periods)} match “{shortened(visible(query))}”"
            for at, query in enumerate(timeline.queries)
        ]
        totals += f", of which {listed(matching, 'and')}"
    return f"{totals}, per {timeline.per.value}, {span}"


def _figures(timeline: Timeline) -> tuple[str, list[list[str]]]:
    """Return a heading and, for each period and query, the count with (if there is a query) its share."""
    name = "match" if timeline.queries else "releases"
    width = max(len(name), *(len(str(count)) for period in timeline.periods for count in period.matching))
    if not timeline.queries:
        rows = [[f"{count:>{width}}" for count in period.matching] for period in timeline.periods]
        return f"{name:>{width}}", rows
    rows = []
    for period in timeline.periods:
        pairs = zip(period.matching, period.shares, strict=True)
        rows.append([f"{count:>{width}}  {share:>6.1%}" for count, share in pairs])
    return f"{name:>{width}}  {'share':>6}", rows


def _cut(name: str, width: int) -> str:
    """Return ``name``, cut to ``width`` cells."""
    if cell_width(name) <= width:
        return name
    while cell_width(name) > width - 1:
        name = name[:-1]
    return f"{name}…"
