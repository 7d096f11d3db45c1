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
        ("pageup,ctrl+b", "move(-1, True)"),
        ("pagedown,space,ctrl+f", "move(1, True)"),
        ("home,g", f"move(-{_FAR})"),
        ("end,G", f"move({_FAR})"),
    ]

    virtual_size = reactive(Size(0, 0))  # as of a line
    lines: reactive[Sequence[str]] = reactive((), always_update=True)
    selected = reactive(range(0))

    @abstractmethod
    def draw(self, screen: Screen) -> Iterable[str]:
        """Draw the lines for a screen."""

    def redraw(self) -> None:
        """Draw the lines for the present width, and let the scrollbar follow their number."""
        screen = Screen(max(self.size.width - _BAR.cell_length - 1, _MIN_WIDTH), colour=True)
        self.lines = [*self.draw(screen)]
        self.virtual_size = Size(0, len(self.lines))
        self.vertical_scrollbar.window_virtual_size = len(self.lines)
        self.scroll_y = min(self.scroll_y, self.max_scroll_y)

    on_resize = redraw

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        number = y + self.scroll_offset.y
        line = self.lines[number] if number < len(self.lines) else ""
        text = _DECODER.decode_line(line).render(self.app.console)
        strip = Strip([_BAR if number in self.selected else Segment("  "), *text])
        return strip.adjust_cell_length(self.size.width).apply_style(self.visual_style.rich_style)

    def action_move(self, step: int, page: bool = False) -> None:
        """Scroll by lines, or by a screen."""
        self.scroll_relative(y=step * max(self.size.height - 1, 1) if page else step, animate=False)


class HitList(Lines):
    """The hits, and below a line the near misses. One of them is selected."""

    result: SearchResult | None = None
    hits: Sequence[Hit] = ()  # near misses included
    brief = var(False, init=False)  # titles only
    at = var(0)  # the number of the selected hit, from 0; the user changes it
    _places: Sequence[range] = ()  # the lines of each hit

    watch_brief = Lines.redraw

    @property
    def hit(self) -> Hit | None:
        """The selected hit."""
        return self.hits[self.at] if self.hits else None

    def show_result(self, result: SearchResult) -> None:
        """Show another result. What is selected stays if the hits only continue those that were shown."""
        before = self.result.hits if self.result else ()
        self.result, self.hits = result, (*result.hits, *result.near)
        continues = bool(before) and before == result.hits[: len(before)]
        self.set_reactive(HitList.at, min(self.at, len(self.hits) - 1) if continues else 0)
        if not continues:
            self.scroll_to(y=0, animate=False)
        self.redraw()

    def draw(self, screen: Screen) -> Iterable[str]:
        """Draw all hits."""
        if (result := self.result) is None:
            return ()
        lines = [] if self.hits else [*no_hits_lines(result, screen)]
        places, gap = [], [] if self.brief else [""]
        for number, hit in enumerate(self.hits):
            if number == len(result.hits):
                lines += [*wrap_text(near_line(result), screen.width), *gap]
            drawn = [*one_hit_lines(hit, screen, brief=self.brief)]
            places.append(range(len(lines), len(lines) + len(drawn)))
            lines += [*drawn, *gap]
        self._places, self.selected = places, places[self.at] if places else range(0)
        return lines

    def action_move(self, step: int, page: bool = False) -> None:
        """Select another hit, or the one that is a screen further, and scroll to it."""
        if page:
            step = self._steps_to(self.selected.start + step * (self.size.height - 1)) or step
        at = max(0, min(self.at + step, len(self.hits) - 1))
        if self.hits:
            self.at, self.selected = at, self._places[at]
            top = self.selected.start if at else 0  # with the line above the first near miss
            self.scroll_to_region(Region(0, top, 1, self.selected.stop - top), animate=False)

    def _steps_to(self, line: int) -> int:
        return bisect_right(self._places, line, key=lambda place: place.start) - 1 - self.at

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
        if found:
            now = self.selected.start if self.selected else -1
            at = bisect_right(found, now) if step > 0 else bisect_left(found, now) - 1
            line = found[at % len(found)]  # after the last match comes the first
            self.selected = range(line, line + 1)
            self.scroll_to(y=line - self.size.height // 3, animate=False)
        return bool(found)


class PeriodStrip(Widget, can_focus=True):
    """A column for each month or year: how many releases match. A period can be chosen from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", key_display="← →  h l", tooltip="move"),
        ("right,l", "move(1)"),
        Binding("shift+left,H", "move(-1, True)", key_display="Shift+← →  H L", tooltip="choose several"),
        ("shift+right,L", "move(1, True)"),
        Binding("enter,space", "choose", "Choose period", tooltip="only hits of these"),
        Binding("backspace,delete", "choose(False)", "Any period", tooltip="hits of any period"),
    ]

    periods: reactive[Sequence[TimelinePeriod]] = reactive(())
    chosen: var[Period | None] = var(None, init=False, always_update=True)  # None: any
    _choice = reactive((0, 0))  # where it starts, and the cursor

    def watch_periods(self) -> None:
        """Go to the last period."""
        self._choice = (max(len(self.periods) - 1, 0),) * 2

    def render(self) -> Text:
        """Draw the columns."""
        first, last = sorted(self._choice)
        chosen = range(first, last + 1) if self.has_focus else range(0)
        screen = Screen(self.size.width - 1, colour=True)
        return Text.from_ansi("\n".join(column_lines(self.periods, screen, chosen)))

    def action_move(self, step: int, extend: bool = False) -> None:
        """Move the cursor; the choice starts there, unless it is extended."""
        at = max(0, min(self._choice[1] + step, len(self.periods) - 1))
        self._choice = (self._choice[0] if extend else at, at)

    def action_choose(self, limit: bool = True) -> None:
        """Limit the hits to the chosen periods, or show those of any period again."""
        first, last = sorted(self._choice)
        chosen = self.periods[first : last + 1] if limit else ()
        span = f"{chosen[0].period}..{chosen[-1].period}" if chosen else ""
        self.chosen = parse_range(span, datetime.date.max) if span else None

    def on_click(self, event: events.Click) -> None:
        """Choose the period that was clicked; with Shift, up to it."""
        at = event.x // column_width(len(self.periods), self.size.width - 1)
        self.action_move(at - self._choice[1], event.shift)
        self.action_choose()
