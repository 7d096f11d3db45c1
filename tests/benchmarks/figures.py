"""What was measured beside what was asked: the budgets, the table, and the dated run on disk."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MEGABYTE = 1e6


class Target(NamedTuple):
    """What a figure is measured against. ``unit`` is ``×`` for a ratio, else ms, MB or s."""

    unit: str
    budget: float | None
    hope: float | None


START = Target("×", 1.75, 1.4)
AGAINST_NAIVE = Target("×", 0.40, 0.30)
TERMINAL = Target("×", 2.1, 1.8)
VARIANT = Target("×", 1.3, 1.1)
PASSAGES = Target("×", 0.33, 0.1)
WARM = Target("ms", 10, 5)
GROWTH = Target("×", 1.5, 1.2)
INGEST = Target("×", 0.60, 0.30)
# 2% and 3% of what the first ingest of 10,000 releases took in 0.1.0: 320 times ``import typer``.
UNCHANGED = Target("×", 6.4, 3.2)
ONE_CHANGED = Target("×", 9.6, 3.2)
SIZE = Target("×", 2.5, 2.0)
INGEST_MEMORY = Target("MB", 600, 400)
QUERY_MEMORY = Target("MB", 120, 80)
SECONDS = Target("s", None, None)
MILLISECONDS = Target("ms", None, None)
MEGABYTES = Target("MB", None, None)


class Figure(NamedTuple):
    """One measured value; without a budget it is there to be read beside the others."""

    name: str
    value: float
    target: Target

    @property
    def verdict(self) -> str:
        """Say whether the budget holds, and the hope."""
        if self.target.budget is None or self.target.hope is None:
            return ""
        if self.value <= self.target.hope:
            return "hoped for"
        return "pass" if self.value <= self.target.budget else "FAIL"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines, a column each for value, budget, hope and verdict."""
    width = max(len(figure.name) for figure in figures) + 2
    lines = [f"{'':{width}}{'measured':>12}{'budget':>9}{'hope':>9}"]
    for figure in figures:
        unit = figure.target.unit
        limits = f"{_number(figure.target.budget):>9}{_number(figure.target.hope):>9}"
        line = f"{figure.name:{width}}{figure.value:>9.4g} {unit:<2}{limits}  {figure.verdict}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def keep(folder: Path, label: str, figures: Sequence[Figure], samples: dict[str, Any]) -> Path:
    """Write a run to ``folder`` under the date and ``label``, over none that is there; return the file."""
    now = datetime.datetime.now(datetime.UTC).astimezone()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{now:%Y-%m-%d-%H%M%S}-{label}.json"
    document = {
        "when": now.isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "figures": [
            {"name": figure.name, "value": figure.value, "verdict": figure.verdict, **figure.target._asdict()}
            for figure in figures
        ],
        "samples": samples,
    }
    with file.open("x", encoding="utf-8") as stream:
        json.dump(document, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    return file


def commit() -> str:
    """Return the commit that is measured, with a plus sign if files differ from it; empty outside a clone."""
    command = [
        "git",
        "-C",
        str(Path(__file__).parent),
        "describe",
        "--always",
        "--abbrev=12",
        "--dirty=+",
        "--exclude=*",
    ]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def machine() -> dict[str, str | int | None]:
    """Return what the figures depend on: system, processors, Python and the libraries."""
    libraries = ("defsearch", "whoosh", "typer", "rich", "snowballstemmer", "simplemma")
    return {
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in libraries},
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
