"""The panes of the full screen: the hits, one release, and the releases per month or year.

Text of releases comes from ``defsearch.render``, which made it safe to print; it is never read as markup.
"""

from __future__ import annotations

import datetime
from abc import abstractmethod
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, ClassVar

from rich.ansi import AnsiDecoder
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from defsearch.dates.parser import parse_range
from defsearch.render.hits import near_line, no_hits_lines, one_hit_lines
from defsearch.render.release import release_lines
from defsearch.render.text import MATCH, Screen, wrap_text
from defsearch.render.timeline_text import column_lines, column_width
from defsearch.search.results import ReleaseMatches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events

    from defsearch.dates.period import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.results import Hit, SearchResult
    from defsearch.search.timeline import TimelinePeriod

    Marks = tuple[ReleaseMatches, Sequence[tuple[int, str]]]  # matches and labels of ``release_lines``

_BAR = Segment("▌ ", Style(color="blue", bold=True))  # beside what is selected: seen without colour too
_NO_BAR = Segment("  ")
_DECODER = AnsiDecoder()
_MIN_WIDTH = 20
_FAR = 1_000_000_000  # more lines and hits than there are


class Line(Input):
    """A line to type in."""

    virtual_size = reactive(Size(0, 0))  # a new layout of the screen would take longer than a search


class Lines(ScrollView, can_focus=True):
    """Lines of styled text that scroll; a bar marks the selected ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up,k", "move(-1)"),
        ("down,j", "move(1)"),
        ("pageup,ctrl+b", "page(-1)"),
        ("pagedown,space,ctrl+f", "page(1)"),
        ("home,g", f"move(-{_FAR})"),
        ("end,G", f"move({_FAR})"),
    ]

    virtual_size = reactive(Size(0, 0))  # as of a line
    lines: Sequence[str] = ()
    selected = range(0)

    def watch_virtual_size(self) -> None:
        """Let the scrollbar follow the number of lines."""
        self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
        self.scroll_y = min(self.scroll_y, self.max_scroll_y)

    @abstractmethod
    def draw(self, screen: Screen) -> Iterable[str]:
        """Draw the lines for a screen."""

    def redraw(self) -> None:
        """Draw the lines for the present width."""
        screen = Screen(max(self.size.width - _BAR.cell_length - 1, _MIN_WIDTH), colour=True)
        self.lines = [*self.draw(screen)]
        self.virtual_size = Size(0, len(self.lines))
        self.refresh()

    on_resize = redraw

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        number = y + self.scroll_offset.y
        if number >= len(self.lines):
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        text = _DECODER.decode_line(self.lines[number]).render(self.app.console)
        strip = Strip([_BAR if number in self.selected else _NO_BAR, *text])
        return strip.adjust_cell_length(self.size.width).apply_style(self.visual_style.rich_style)

    def action_move(self, step: int) -> None:
        """Scroll by lines."""
        self.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        """Scroll by a screen."""
        self.action_move(step * max(self.size.height - 1, 1))


class HitList(Lines):
    """The hits, and below a line the near misses. One of them is selected."""

    class Selected(Message):
        """The user selected another hit."""

    result: SearchResult | None = None
    hits: Sequence[Hit] = ()  # near misses included
    brief = False
    at = 0  # the number of the selected hit, from 0
    _places: Sequence[range] = ()  # the lines of each hit

    @property
    def hit(self) -> Hit | None:
        """The selected hit."""
        return self.hits[self.at] if self.hits else None

    def show_result(self, result: SearchResult) -> None:
        """Show another result. What is selected stays if the hits only continue those that were shown."""
        before = self.result.hits if self.result else ()
        self.result, self.hits = result, (*result.hits, *result.near)
        if before and before == result.hits[: len(before)]:
            self.at = min(self.at, len(self.hits) - 1)
        else:
            self.at = 0
            self.scroll_to(y=0, animate=False)
        self.redraw()

    def draw(self, screen: Screen) -> Iterable[str]:
        """Draw all hits."""
        lines: list[str] = []
        places, gap = [], [] if self.brief else [""]
        for number, hit in enumerate(self.hits):
            if self.result and number == len(self.result.hits):
                lines += [*wrap_text(near_line(self.result), screen.width), *gap]
            start = len(lines)
            lines += one_hit_lines(hit, screen, brief=self.brief)
            places.append(range(start, len(lines)))
            lines += gap
        if self.result and not self.hits:
            lines += no_hits_lines(self.result, screen)
        self._places, self.selected = places, places[self.at] if places else range(0)
        return lines

    def action_move(self, step: int) -> None:
        """Select another hit and scroll to it."""
        at = max(0, min(self.at + step, len(self.hits) - 1))
        if not self.hits or at == self.at:
            return
        self.at, self.selected = at, self._places[at]
        top = self.selected.start if at else 0  # with the line above the first near miss
        self.scroll_to_region(Region(0, top, 1, self.selected.stop - top), animate=False)
        self.refresh()
        self.post_message(self.Selected())

    def _steps_to(self, line: int) -> int:
        return bisect_right(self._places, line, key=lambda place: place.start) - 1 - self.at

    def action_page(self, step: int) -> None:
        """Select the hit that is a screen further."""
        line = self.selected.start + step * max(self.size.height - 1, 1)
        self.action_move(self._steps_to(line) or step)

    def on_click(self, event: events.Click) -> None:
        """Select the hit that was clicked."""
        self.action_move(self._steps_to(event.y + self.scroll_offset.y))


class ReleasePane(Lines):
    """One release with its matches highlighted and its quotations labelled with their speakers."""

    release: StoredRelease | None = None
    marks: Marks = (ReleaseMatches(), ())

    def show_release(self, release: StoredRelease | None, marks: Marks) -> None:
        """Show a release from its start, unless it is shown already."""
        if (release, marks) != (self.release, self.marks):
            self.release, self.marks = release, marks
            self.redraw()
            self.scroll_to(y=0, animate=False)

    def draw(self, screen: Screen) -> Iterable[str]:
        """Draw the release."""
        self.selected, (matches, labels) = range(0), self.marks
        return release_lines(self.release, matches, screen, labels) if self.release else ()

    def go_to_match(self, step: int) -> bool:
        """Scroll to the next line with a match (-1: the previous); return whether there is one."""
        found = [number for number, line in enumerate(self.lines) if f"\x1b[{MATCH}m" in line]
        if not found:
            return False
        now = self.selected.start if self.selected else -1
        at = bisect_right(found, now) if step > 0 else bisect_left(found, now) - 1
        line = found[at % len(found)]  # after the last match comes the first
        self.selected = range(line, line + 1)
        self.scroll_to(y=line - self.size.height // 3, animate=False)
        self.refresh()
        return True


class PeriodStrip(Widget, can_focus=True):
    """A column for each month or year: how many releases match. A period can be chosen from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", key_display="← →  h l", tooltip="in the periods: move"),
        ("right,l", "move(1)"),
        Binding(
            "shift+left,H",
            "move(-1, True)",
            key_display="Shift+← →  H L",
            tooltip="in the periods: choose several",
        ),
        ("shift+right,L", "move(1, True)"),
        Binding("enter,space", "choose", "Choose period", tooltip="in the periods: only hits of these"),
        Binding("backspace,delete", "clear", "Any period", tooltip="in the periods: hits of any period"),
    ]

    periods: reactive[Sequence[TimelinePeriod]] = reactive(())
    chosen: var[Period | None] = var(None, init=False, always_update=True)  # None: any
    _at = reactive(0)  # the cursor
    _from = 0  # where the choice starts

    def watch_periods(self) -> None:
        """Go to the last period."""
        self._at = self._from = max(len(self.periods) - 1, 0)

    def render(self) -> Text:
        """Draw the columns."""
        first, last = sorted((self._from, self._at))
        chosen = range(first, last + 1) if self.has_focus else range(0)
        screen = Screen(self.size.width - 1, colour=True)
        return Text.from_ansi("\n".join(column_lines(self.periods, screen, chosen)))

    def action_move(self, step: int, extend: bool = False) -> None:
        """Move the cursor; the choice starts there, unless it is extended."""
        self._at = max(0, min(self._at + step, len(self.periods) - 1))
        if not extend:
            self._from = self._at

    def action_choose(self) -> None:
        """Limit the hits to the chosen periods."""
        if self.periods:
            first, last = sorted((self.periods[self._from].period, self.periods[self._at].period))
            self.chosen = parse_range(f"{first}..{last}", datetime.date.max)

    def action_clear(self) -> None:
        """Show the hits of any period again."""
        self.chosen = None

    def on_click(self, event: events.Click) -> None:
        """Choose the period that was clicked; with Shift, up to it."""
        at = event.x // column_width(len(self.periods), self.size.width - 1)
        self.action_move(at - self._at, event.shift)
        self.action_choose()
