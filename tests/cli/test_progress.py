"""A long ingest is seen on a terminal, a short one hardly, and nothing stays behind."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from defsearch.cli.progress import IngestProgress

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def drawn(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """All that was drawn on standard error so far."""
    monkeypatch.setenv("COLUMNS", "60")
    seen = [""]

    def look() -> str:
        seen[0] += capsys.readouterr().err
        return seen[0]

    return look


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A clock that stands still until it is told to go on."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def go_on(seconds: float) -> None:
        now[0] += seconds

    return go_on


def test_where_no_terminal_is_nothing_is_drawn(
    drawn: Callable[[], str], pass_time: Callable[[float], None]
) -> None:
    """A log file gets no animation, however long it takes."""
    progress = IngestProgress(drawn=False, colour=False)
    progress.start()
    pass_time(5)
    progress(1, 2)
    progress.stop()
    assert drawn() == ""


def test_a_short_ingest_gets_a_word_that_is_wiped_out(
    drawn: Callable[[], str], pass_time: Callable[[float], None]
) -> None:
    """The sign of life comes before any work, and no bar within a second."""
    progress = IngestProgress(drawn=True, colour=True)
    progress.start()
    assert drawn() == "reading the releases …"
    pass_time(0.9)
    progress(1, 2)
    progress.stop()
    assert drawn() == "reading the releases …\r\x1b[K"


def test_a_long_ingest_gets_a_bar(drawn: Callable[[], str], pass_time: Callable[[float], None]) -> None:
    """After a second: how many of how many, what it is doing, and at the end an empty line."""
    progress = IngestProgress(drawn=True, colour=False)
    progress.start()
    pass_time(1.5)
    progress(300, 1000)
    assert "indexing" in drawn()
    assert "300/1000" in drawn()
    pass_time(0.01)
    progress(301, 1000)
    assert "301/1000" not in drawn()
    progress(1000, 1000)
    assert "writing" in drawn()
    progress.stop()
    assert drawn().endswith("\x1b[2K")


def test_stopping_twice_does_no_harm(drawn: Callable[[], str], pass_time: Callable[[float], None]) -> None:
    """An interrupt stops it, and the end of the command once more."""
    progress = IngestProgress(drawn=True, colour=False)
    progress.start()
    pass_time(2)
    progress(1, 2)
    progress.stop()
    once = drawn()
    progress.stop()
    assert drawn() == once
