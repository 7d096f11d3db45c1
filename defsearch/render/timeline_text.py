"""A timeline as bars of characters. Not here: the picture (``chart``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.formats import shares
from defsearch.render.hits import count
from defsearch.render.layout import cell_width, sentence_lines
from defsearch.render.screen import BARS, DATE, FAINT, Screen
from defsearch.render.text import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import Timeline

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_PIPED = 80  # cells where there is no screen to fill
_LONGEST_NAME = 24
_LEAST_BAR = 5
_GAP = 2


def bar_lines(timeline: Timeline, screen: Screen, *, by_share: bool) -> Iterator[str]:
    """Draw a bar for each period and query: its count, or its share of the period's releases, under a head.

    All bars have one scale. Next to them stand both figures, so that nothing must be read off a bar.
    """
    if not timeline.periods:
        return
    names = [visible(query) for query in timeline.queries]
    yield from _head(timeline, names, screen)
    yield ""
    heading, figures = _figures(timeline)
    values = [shares(period) if by_share else period.matching for period in timeline.periods]
    most = max(max(row) for row in values)
    period_width = len(timeline.periods[0].period)
    figure_width = len(heading)
    room = (screen.width or _PIPED) - period_width - figure_width - 2 * _GAP
    shown_names, name_width = [""], 0
    if len(names) > 1:
        shown_names = [_shortened(name, min(_LONGEST_NAME, room - _GAP - _LEAST_BAR)) for name in names]
        name_width = max(map(cell_width, shown_names))
        room -= name_width + _GAP
    indent = (screen.width or _PIPED) - figure_width
    yield " " * indent + screen.paint(heading, FAINT)
    for period, row, figure_row in zip(timeline.periods, values, figures, strict=True):
        label = period.period
        for at, (name, value, figure) in enumerate(zip(shown_names, row, figure_row, strict=True)):
            bar = bar_of(value / most if most else 0.0, room)
            line = screen.paint(f"{label:<{period_width}}", DATE) + "  "
            if name_width:
                line += name + " " * (name_width - cell_width(name)) + "  "
            line += (
                screen.paint(bar, BARS[at % len(BARS)])
                + " " * (room - len(bar))
                + "  "
                + f"{figure:>{figure_width}}"
            )
            yield line.rstrip()
            label = ""


def bar_of(part: float, width: int) -> str:
    """Return a bar of ``part`` (0 to 1) of ``width`` cells, to an eighth; anything above 0 is seen."""
    eighths = round(part * width * 8)
    if part > 0:
        eighths = max(eighths, 1)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")


def _head(timeline: Timeline, names: list[str], screen: Screen) -> Iterator[str]:
    periods = timeline.periods
    all_releases = sum(period.releases for period in periods)
    span = periods[0].period if len(periods) == 1 else f"{periods[0].period} … {periods[-1].period}"
    what = count(all_releases, "release")
    if names:
        *others, last = [
            f"{sum(period.matching[at] for period in periods)} match “{shortened(visible(name))}”"
            for at, name in enumerate(names)
        ]
        what = f"{what}, of which {' and '.join(filter(None, (', '.join(others), last)))}"
    return sentence_lines(f"{what}, per {timeline.per.value}, {span}", screen.text_width)


def _figures(timeline: Timeline) -> tuple[str, list[list[str]]]:
    """Return a heading, and for each period and query the count and, where there is a query, its share."""
    name = "match" if timeline.queries else "releases"
    numbers = [len(str(number)) for period in timeline.periods for number in period.matching]
    width = max(len(name), *numbers)
    if not timeline.queries:
        rows = [[f"{number:>{width}}" for number in period.matching] for period in timeline.periods]
        return f"{name:>{width}}", rows
    rows = []
    for period in timeline.periods:
        pairs = zip(period.matching, shares(period), strict=True)
        rows.append([f"{number:>{width}}  {share:>6.1%}" for number, share in pairs])
    return f"{name:>{width}}  {'share':>6}", rows


def _shortened(name: str, cells: int) -> str:
    if cell_width(name) <= cells:
        return name
    while cell_width(name) > cells - 1:
        name = name[:-1]
    return f"{name}…"
