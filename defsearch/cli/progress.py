"""A long ingest seen on a terminal: a word at once, a bar after a second. Nothing where no terminal is.

Ctrl-C while something is written: the first one stops it, and none disturbs the tidying up that follows.
"""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress


_BAR_AFTER = 1.0  # seconds
_REDRAW_AFTER = 0.1


class IngestProgress:
    """Call it with (done, total). Draws on standard error; leaves nothing behind."""

    def __init__(self, *, drawn: bool, colour: bool) -> None:
        self._drawn = drawn
        self._colour = colour
        self._began = self._redrawn = time.monotonic()
        self._bar: Progress | None = None
        self._waiting = False

    def start(self) -> None:
        """Give the first sign of life."""
        if self._drawn:
            sys.stderr.write("reading the releases …")
            sys.stderr.flush()
            self._waiting = True

    def stop(self) -> None:
        """Wipe out what was drawn."""
        self._wipe()
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` releases are read."""
        now = time.monotonic()
        if not self._drawn or now - self._began < _BAR_AFTER:
            return
        if self._bar is None:
            self._bar = self._make_bar()
        if now - self._redrawn >= _REDRAW_AFTER or done == total:
            self._redrawn = now
            what = "indexing" if done < total else "writing"
            self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=total)
            self._bar.refresh()

    def _make_bar(self) -> Progress:
        # Here, so that a short ingest never pays for Rich.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._wipe()
        console = Console(stderr=True, force_terminal=True, no_color=not self._colour, markup=False)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        # No thread of its own: the ingest may start processes, and those do not mix with threads.
        bar = Progress(*columns, console=console, auto_refresh=False, transient=True, expand=True)
        bar.add_task("indexing", total=None)
        bar.start()
        return bar

    def _wipe(self) -> None:
        if self._waiting:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._waiting = False


@contextmanager
def interrupted_once() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first Ctrl-C in this context, and ignore those behind it.

    Where Ctrl-C means something else, as in a process in the background, that stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(_number: int, _frame: object) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
