"""The commands that are timed, as the command line promises them, and those that they are compared with."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.processes import Command
from benchmarks.workspace import HERE

NOTHING_MATCHES = 1
NAIVE = str(HERE / "naive.py")


def import_typer() -> Command:
    """Return the least that any command line built on Typer pays."""
    return Command((sys.executable, "-c", "import typer"))


def query(index: Path, *words: str, terminal: bool = False) -> Command:
    """Return a search as a script asks for it, or as somebody at a terminal does."""
    form = ("--no-pager",) if terminal else ("--json",)
    return Command(
        (*defsearch_command(), "query", *form, *words),
        {"DEFSEARCH_INDEX": str(index)},
        terminal=terminal,
        accepted=(0, NOTHING_MATCHES),
    )


def ingest(index: Path, folder: Path) -> Command:
    """Return what brings ``index`` in line with the releases in ``folder``."""
    return Command((*defsearch_command(), "ingest", "--quiet", str(folder)), {"DEFSEARCH_INDEX": str(index)})


def naive_query(index: Path, text: str) -> Command:
    """Return the same search in the yardstick."""
    return Command((sys.executable, NAIVE, "query", str(index), text))


def naive_ingest(index: Path, folder: Path) -> Command:
    """Return the yardstick's ingest; ``index`` must not be there yet."""
    return Command((sys.executable, NAIVE, "ingest", str(folder), str(index)))


def other_ingest(system: str, folder: Path) -> Command:
    """Return what makes the index of another system over the releases in ``folder``, in memory."""
    return Command((sys.executable, str(HERE), "systems", system, str(folder)))


def warm(index: Path, result: Path) -> Command:
    """Return the search of the whole query log inside one process, its figures written to ``result``."""
    return Command((sys.executable, str(HERE / "warm.py"), str(index), str(result)))


def defsearch_command() -> list[str]:
    """Return how this environment's ``defsearch`` is started: its script, else its module."""
    script = Path(sys.executable).with_name("defsearch")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "defsearch"]
