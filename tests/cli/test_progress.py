"""The progress of an ingest is drawn on a terminal and erased at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from defsearch.cli.progress import IngestProgress

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def drawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Return everything that was drawn on standard error so far."""
    monkeypatch.setenv("COLUMNS", "60")
    seen = [""]

    def read() -> str:
        seen[0] += capsys.readouterr().err
        return seen[0]

    return read


@pytest.fixture
def advance_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that moves only when it is told to."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def advance(seconds: float) -> None:
        now[0] += seconds

    return advance


def test_nothing_is_drawn_without_a_terminal(
    drawn: Callable[[], str], advance_clock: Callable[[float], None]
) -> None:
    """A log file gets no animation."""
    progress = IngestProgress(drawn=False, colour=False)
    progress.start()
    advance_clock(5)
    progress(1, 2)
    progress.stop()
    assert drawn() == ""


def test_a_short_ingest_shows_a_text_that_is_erased(
    drawn: Callable[[], str], advance_clock: Callable[[float], None]
) -> None:
    """The text comes first; there is no bar within a second."""
    progress = IngestProgress(drawn=True, colour=True)
    progress.start()
    assert drawn() == "reading the releases …"
    advance_clock(0.9)
    progress(1, 2)
    progress.stop()
    assert drawn() == "reading the releases …\r\x1b[K"


def test_a_long_ingest_shows_a_bar(drawn: Callable[[], str], advance_clock: Callable[[float], None]) -> None:
    """After a second: the count, the total, the phase; at the end it is erased."""
    progress = IngestProgress(drawn=True, colour=False)
    progress.start()
    advance_clock(1.5)
    progress(300, 1000)
    assert "indexing" in drawn()
    assert "300/1000" in drawn()
    advance_clock(0.01)
    progress(301, 1000)
    assert "301/1000" not in drawn()
    progress(1000, 1000)
    assert "writing" in drawn()
    progress.stop()
    assert drawn().endswith("\x1b[2K")


def test_stopping_twice_changes_nothing(
    drawn: Callable[[], str], advance_clock: Callable[[float], None]
) -> None:
    """An interrupt stops it, and so does the end of the command."""
    progress = IngestProgress(drawn=True, colour=False)
    progress.start()
    advance_clock(2)
    progress(1, 2)
    progress.stop()
    once = drawn()
    progress.stop()
    assert drawn() == once
