"""Fixtures for tests of the command line: the program over fakes, a terminal, a small archive."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from support.fakes import FakeSearcher, fake_check, fake_ingest, fake_status
from support.terminal_session import Session

from defsearch.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from defsearch.search.results import SearchRequest
    from defsearch.search.timeline import TimelineRequest


class Program:
    """The command line in this process: ``program("query", "drones")`` returns the exit code."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.searchers: list[FakeSearcher] = []
        self.out = self.err = ""

    def __call__(self, *args: str) -> int:
        """Run with ``args``; the output is in ``out`` and ``err``."""
        code = run(args)
        self.out, self.err = self._capture.readouterr()
        return code

    def open_searcher(self, index: Path, *, synonyms: Path | None = None) -> FakeSearcher:
        """Return a fake searcher."""
        searcher = FakeSearcher(index, synonyms)
        self.searchers.append(searcher)
        return searcher

    @property
    def request(self) -> SearchRequest | TimelineRequest | None:
        """The last request to the searcher."""
        return self.searchers[-1].requests[-1]


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """The command line over the fakes, in an empty folder, without the user's settings."""
    for name in [*os.environ]:
        if name.startswith("DEFSEARCH_") or name in ("NO_COLOR", "FORCE_COLOR", "PAGER", "COLUMNS", "LINES"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("DEFSEARCH_TODAY", "2024-06-30")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.chdir(tmp_path)
    made = Program(capsys)
    fakes = {
        "search.searcher.open_searcher": made.open_searcher,
        "ingest.ingest.ingest": fake_ingest,
        "index.check.status": fake_status,
        "index.check.check": fake_check,
    }
    for name, fake in fakes.items():
        monkeypatch.setattr(f"defsearch.{name}", fake)
    return made


@pytest.fixture
def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make standard output a terminal with this number of columns and lines."""

    def make(columns: int, lines: int = 50) -> None:
        monkeypatch.setattr("defsearch.cli.output._is_terminal", lambda _: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", str(lines))
        monkeypatch.setenv("TERM", "xterm-256color")

    return make


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with an archive of twelve releases."""
    _write_releases(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder with its real index."""
    folder = tmp_path_factory.mktemp("indexed")
    _write_releases(folder)
    subprocess.run([sys.executable, "-m", "defsearch", "ingest", "--quiet"], cwd=folder, check=True)
    return folder


@pytest.fixture
def start_on_terminal(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Start the real program on a pseudo-terminal: ``start_on_terminal("query", "drones", columns=60)``.

    It runs in ``folder``; by default in an empty one.
    """
    sessions: list[Session] = []

    def start(
        *args: str, folder: Path = tmp_path, columns: int = 80, lines: int = 24, **extra: str
    ) -> Session:
        sessions.append(Session(list(args), folder, columns, lines, **extra))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


def _write_releases(folder: Path) -> None:
    """Write an archive of twelve releases in ``folder``."""
    (folder / "seeds").mkdir()
    body = "De bemanning oefende een week lang met drones boven de Noordzee. " * 4
    for day in range(1, 13):
        text = f" date 2024-05-{day:02} Marine oefent met drones\n\n{body}\n"
        (folder / "seeds" / f"{day:03}.txt").write_text(text, encoding="utf-8")
