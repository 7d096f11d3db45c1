"""The panes of the full screen: the hits, one release, and the releases per month or year.

Text of releases comes from ``defsearch.render``, which made it safe to print; it is never read as markup.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from defsearch.render.hits import near_line, no_hits_lines, one_hit_lines
from defsearch.render.release import release_lines
from defsearch.render.text import MATCH, Screen, wrap_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.results import Hit, ReleaseMatches, SearchResult
    from defsearch.search.timeline import Timeline, TimelinePeriod

_BAR = "▌ "  # beside what is selected: seen in every theme, and without colour
_BAR_STYLE = Style(color="blue", bold=True)
_HEIGHTS = " ▁▂▃▄▅▆▇█"
_MIN_WIDTH = 20


class Lines(ScrollView, can_focus=True):
    """Lines of styled text that scroll; a bar marks the selected ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup,ctrl+b", "page(-1)", show=False),
        Binding("pagedown,space,ctrl+f", "page(1)", show=False),
        Binding("home,g", "end(-1)", show=False),
        Binding("end,G", "end(1)", show=False),
    ]

    lines: Sequence[str] = ()
    selected = range(0)

    @property
    def screen_size(self) -> Screen:
        """The room for text, as the lines are drawn for it."""
        return Screen(max(self.size.width - len(_BAR) - 1, _MIN_WIDTH), colour=True)

    def show_lines(self, lines: Sequence[str], selected: range = range(0)) -> None:
        """Show other lines."""
        self.lines, self.selected = lines, selected
        self.virtual_size = Size(self.size.width - 1, len(lines))
        self.refresh()

    def draw_lines(self) -> None:
        """Draw the content for the present width."""

    def on_resize(self) -> None:
        """Draw the lines for another width."""
        self.draw_lines()

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        width = self.size.width
        number = y + self.scroll_offset.y
        if number >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        mark = Segment(_BAR, _BAR_STYLE) if number in self.selected else Segment(" " * len(_BAR))
        text = Text.from_ansi(self.lines[number], end="")
        strip = Strip([mark, *text.render(self.app.console)]).adjust_cell_length(width)
        return strip.apply_style(self.rich_style)

    def action_move(self, step: int) -> None:
        """Scroll by a line."""
        self.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        """Scroll by a screen."""
        self.scroll_relative(y=step * max(self.size.height - 1, 1), animate=False)

    def action_end(self, side: int) -> None:
        """Scroll to the beginning or the end."""
        self.scroll_to(y=0 if side < 0 else len(self.lines), animate=False)


class HitList(Lines):
    """The hits, and below a line the near misses. One of them is selected."""

    class Selected(Message):
        """Another hit was selected."""

    result: SearchResult | None = None
    brief = False
    at = 0  # the number of the selected hit, from 0
    _starts: Sequence[int] = ()  # the first line of each hit
    _ends: Sequence[int] = ()

    @property
    def hits(self) -> Sequence[Hit]:
        """Everything that can be selected, in order."""
        return (*self.result.hits, *self.result.near) if self.result else ()

    @property
    def hit(self) -> Hit | None:
        """The selected hit."""
        return self.hits[self.at] if self.at < len(self.hits) else None

    def show_result(self, result: SearchResult, at: int = 0) -> None:
        """Show another result with a hit selected."""
        self.result, self.at = result, at
        self.draw_lines()
        if at == 0:
            self.scroll_to(y=0, animate=False)
        self.post_message(self.Selected())

    def draw_lines(self) -> None:
        """Draw all hits for the present width."""
        if self.result is None:
            return
        lines: list[str] = []
        starts, ends = [], []
        screen = self.screen_size
        for number, hit in enumerate(self.hits):
            if number == len(self.result.hits):
                lines += wrap_text(near_line(self.result), screen.width)
                lines += [] if self.brief else [""]
            starts.append(len(lines))
            lines += one_hit_lines(hit, screen, brief=self.brief)
            ends.append(len(lines))
            lines += [] if self.brief else [""]
        if not self.hits:
            lines += no_hits_lines(self.result, screen)
        self._starts, self._ends = starts, ends
        self.show_lines(lines, self._range())

    def select(self, number: int) -> None:
        """Select a hit and scroll to it."""
        number = max(0, min(number, len(self.hits) - 1))
        if not self.hits or number == self.at:
            return
        self.at = number
        self.selected = self._range()
        top, bottom = self.selected.start, self.selected.stop
        height = self.size.height
        if top < self.scroll_offset.y or number == 0:
            self.scroll_to(y=top if number else 0, animate=False)
        elif bottom > self.scroll_offset.y + height:
            self.scroll_to(y=min(top, bottom - height), animate=False)
        self.refresh()
        self.post_message(self.Selected())

    def _range(self) -> range:
        return range(self._starts[self.at], self._ends[self.at]) if self.at < len(self._starts) else range(0)

    def action_move(self, step: int) -> None:
        """Select the next or the previous hit."""
        self.select(self.at + step)

    def action_page(self, step: int) -> None:
        """Select the hit that is a screen further."""
        wanted = self.selected.start + step * max(self.size.height - 1, 1)
        number = bisect_right(self._starts, max(wanted, 0)) - 1
        self.select(number if number != self.at else self.at + step)

    def action_end(self, side: int) -> None:
        """Select the first or the last hit."""
        self.select(0 if side < 0 else len(self.hits) - 1)

    def on_click(self, event: events.Click) -> None:
        """Select the hit that was clicked."""
        self.select(bisect_right(self._starts, event.y + self.scroll_offset.y) - 1)


class ReleasePane(Lines):
    """One release with its matches highlighted and its quotations labelled with their speakers."""

    release: StoredRelease | None = None
    _matches: ReleaseMatches
    _labels: Sequence[tuple[int, str]] = ()

    def show_release(
        self, release: StoredRelease | None, matches: ReleaseMatches, labels: Sequence[tuple[int, str]]
    ) -> None:
        """Show another release from its start."""
        self.release, self._matches, self._labels = release, matches, labels
        self.draw_lines()
        self.scroll_to(y=0, animate=False)

    def draw_lines(self) -> None:
        """Draw the release for the present width."""
        lines = (
            list(release_lines(self.release, self._matches, self.screen_size, self._labels))
            if self.release
            else []
        )
        self.show_lines(lines)

    def go_to_match(self, step: int) -> bool:
        """Scroll to the next line with a match (-1: the previous); return whether there is one."""
        code = f"\x1b[{MATCH}m"
        found = [number for number, line in enumerate(self.lines) if code in line]
        if not found:
            return False
        now = self.selected.start if self.selected else -1 if step > 0 else len(self.lines)
        further = [number for number in found if (number > now if step > 0 else number < now)]
        line = (further or found)[0 if step > 0 else -1]  # after the last match comes the first
        self.selected = range(line, line + 1)
        self.scroll_to(y=max(line - self.size.height // 3, 0), animate=False)
        self.refresh()
        return True


class PeriodStrip(Widget, can_focus=True):
    """A bar for each month or year: how many releases match. A period can be chosen from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", show=False, tooltip="in the periods: move"),
        Binding("right,l", "move(1)", show=False),
        Binding("shift+left,H", "extend(-1)", show=False, tooltip="in the periods: choose several"),
        Binding("shift+right,L", "extend(1)", show=False),
        Binding("enter,space", "choose", "Choose period", tooltip="in the periods: only hits of these"),
        Binding("backspace,delete", "clear", "Any period", tooltip="in the periods: hits of any period"),
    ]

    class Chosen(Message):
        """The periods from ``first`` to ``last`` were chosen; None: any."""

        def __init__(self, first: TimelinePeriod | None, last: TimelinePeriod | None) -> None:
            super().__init__()
            self.first, self.last = first, last

    periods: Sequence[TimelinePeriod] = ()
    _at = 0
    _from = 0

    def show_timeline(self, timeline: Timeline | None) -> None:
        """Show other counts."""
        self.periods = timeline.periods if timeline else ()
        self._at = self._from = max(len(self.periods) - 1, 0)
        self.refresh()

    @property
    def _cells(self) -> int:
        """The width of a bar."""
        return max(1, (self.size.width - 1) // max(len(self.periods), 1))

    def render(self) -> Text:
        """Draw the bars, and below them the years and the count of the period at the cursor."""
        if not self.periods:
            return Text("")
        counts = [period.matching[0] for period in self.periods]
        highest = max(*counts, 1)
        first, last = sorted((self._from, self._at))
        bars = Text()
        for number, count in enumerate(counts):
            height = -(-count * (len(_HEIGHTS) - 1) // highest)  # rounded up: one release is seen
            chosen = self.has_focus and first <= number <= last
            bars.append(_HEIGHTS[height] * self._cells, "reverse blue" if chosen else "blue")
        period = self.periods[self._at]
        told = (
            f"{self.periods[first].period} … {self.periods[last].period}" if first != last else period.period
        )
        told = f" {told}: {sum(counts[first : last + 1])}" if self.has_focus else f" most: {max(counts)}"
        years = self._years()[: max(self.size.width - len(told) - 1, 0)]
        return Text("\n").join(
            [bars, Text(f"{years:<{max(self.size.width - len(told) - 1, 0)}}{told}", "dim")]
        )

    def _years(self) -> str:
        """Return the names of the years, each where it begins and where there is room for it."""
        names = ""
        for number, period in enumerate(self.periods):
            column = number * self._cells
            starts_year = number == 0 or period.period[:4] != self.periods[number - 1].period[:4]
            if starts_year and column >= len(names) + bool(names):
                names = f"{names:<{column}}{period.period[:4]}"
        return names

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.action_extend(step)
        self._from = self._at

    def action_extend(self, step: int) -> None:
        """Move the cursor and keep where the chosen period starts."""
        self._at = max(0, min(self._at + step, len(self.periods) - 1))
        self.refresh()

    def action_choose(self) -> None:
        """Limit the hits to the period of the cursor."""
        if self.periods:
            first, last = sorted((self._from, self._at))
            self.post_message(self.Chosen(self.periods[first], self.periods[last]))

    def action_clear(self) -> None:
        """Show the hits of any period again."""
        self.post_message(self.Chosen(None, None))

    def on_click(self, event: events.Click) -> None:
        """Choose the period that was clicked; with Shift, up to it."""
        if self.periods:
            self._at = max(0, min(event.x // self._cells, len(self.periods) - 1))
            if not event.shift:
                self._from = self._at
            self.action_choose()
