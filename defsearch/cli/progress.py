"""The progress of an ingest on a terminal: a short text at once, a progress bar after a second.

Not here: Ctrl-C (``commands.ingest``).
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_BAR_AFTER = 1.0  # seconds
_REDRAW_AFTER = 0.1


class IngestProgress:
    """A callback for (done, total) that draws on standard error, if ``drawn``, and erases everything at the end."""

    def __init__(self, *, drawn: bool, colour: bool) -> None:
        self._drawn = drawn
        self._colour = colour
        self._started = self._redrawn = time.monotonic()
        self._bar: Progress | None = None
        self._text_shown = False

    def start(self) -> None:
        """Show the text."""
        if self._drawn:
            sys.stderr.write("reading the releases …")
            sys.stderr.flush()
            self._text_shown = True

    def stop(self) -> None:
        """Erase everything that was drawn."""
        self._erase_text()
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` releases are indexed."""
        now = time.monotonic()
        if not self._drawn or now - self._started < _BAR_AFTER:
            return
        if self._bar is None:
            self._bar = self._make_bar()
        if now - self._redrawn >= _REDRAW_AFTER or done == total:
            self._redrawn = now
            phase = "indexing" if done < total else "writing"
            self._bar.update(self._bar.task_ids[0], description=phase, completed=done, total=total)
            self._bar.refresh()

    def _make_bar(self) -> Progress:
        # Here, so that a short ingest does not pay for Rich.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._erase_text()
        console = Console(stderr=True, force_terminal=True, no_color=not self._colour, markup=False)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        # auto_refresh=False starts no thread: the ingest may fork, which is unsafe with threads.
        bar = Progress(*columns, console=console, auto_refresh=False, transient=True, expand=True)
        bar.add_task("indexing", total=None)
        bar.start()
        return bar

    def _erase_text(self) -> None:
        if self._text_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._text_shown = False
