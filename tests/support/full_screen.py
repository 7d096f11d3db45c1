"""The full screen of ``defsearch browse`` in a test: keys in, the text of the screen out."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from textual.widgets import Input

from defsearch.archive import Archive, open_archive
from defsearch.browse.app import BrowseApp, Question

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from defsearch.errors import DefsearchError

TIMEOUT = 30.0  # seconds; an answer takes milliseconds on an idle machine


class FakeDesk:
    """A desk that keeps what it was asked to do."""

    publisher: str | None = "Ministerie van Defensie"

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []
        self.queries: list[str] = []
        self.error: DefsearchError | None = None

    def _do(self, *what: str) -> str:
        if self.error is not None:
            raise self.error
        self.done.append(what)
        return " ".join(what)

    def remedy(self, error: DefsearchError) -> str | None:
        return error.hint

    def open_file(self, path: str, url: str | None) -> None:
        self._do("open", path, str(url))

    def edit_file(self, path: str) -> None:
        self._do("edit", path)

    def save_query(self, name: str, query: str) -> str:
        return self._do("save", name, query)

    def export(self, path: str, archive: Archive, question: Question) -> str:
        return self._do("export", path, str(question.search(archive, limit=None).total))

    def history(self) -> list[str]:
        return self.queries

    def remember(self, query: str) -> None:
        self.queries = list(dict.fromkeys((query, *self.queries)))


class Browser:
    """A running full screen."""

    def __init__(self, app: BrowseApp, pilot: Pilot[BaseException | None], desk: FakeDesk) -> None:
        self.app, self.pilot, self.desk = app, pilot, desk

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until everything that was asked is answered."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Put text at the cursor of the line that has the focus, at once as pasted text comes."""
        line = self.app.focused
        assert isinstance(line, Input)
        line.insert_text_at_cursor(text)
        await self.pilot.pause()
        await self.settle()

    async def settle(self) -> None:
        """Wait until the worker is idle and its answers are shown."""
        await self.until(lambda: not self.app.workers)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition is true."""
        deadline = time.monotonic() + TIMEOUT
        while not condition():
            assert time.monotonic() < deadline, self.text()
            await self.pilot.pause(0.01)

    def text(self) -> str:
        """Return the screen as lines of text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    def line(self, number: int) -> str:
        """Return one line of the screen."""
        return self.text().splitlines()[number].strip()


def run_browse(
    index: Path,
    test: Callable[[Browser], Awaitable[None]],
    *,
    size: tuple[int, int] = (100, 30),
    desk: FakeDesk | None = None,
    **question: Any,
) -> BrowseApp:
    """Run ``test`` in a full screen on the index, and return the app after its end."""
    desk = desk or FakeDesk()
    app = BrowseApp(lambda: open_archive(index), desk, Question(**question))

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            browser = Browser(app, pilot, desk)
            await browser.settle()
            await test(browser)

    asyncio.run(run())
    if app.return_value is not None:
        raise app.return_value
    return app
