"""Figures: the verdicts, the table, and runs that are kept and never overwritten."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from benchmarks.figures import START, Figure, Target, commit, keep, table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("value", "verdict"), [(1.4, "hoped for"), (1.75, "pass"), (1.76, "FAIL")])
def test_limits_are_met_when_reached(value: float, verdict: str) -> None:
    """A value that is exactly the budget, or the hope, has met it."""
    assert Figure("start", value, START).verdict == verdict


def test_without_budget_there_is_no_verdict() -> None:
    """A figure that is only to be read has neither limits nor verdict in the table."""
    assert table([Figure("seconds", 12.3, Target("s", None, None))]).splitlines()[1].split() == [
        "seconds",
        "12.3",
        "s",
    ]


def test_a_run_is_kept(tmp_path: Path) -> None:
    """A kept run holds its figures with limits, the samples and the machine, in a file named by date and label."""
    file = keep(tmp_path / "runs", "probe", [Figure("start", 1.5, START)], {"start": [1.4, 1.5, 1.6]})
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert file.name.endswith("-probe.json")
    assert kept["figures"] == [
        {"name": "start", "value": 1.5, "verdict": "pass", "unit": "×", "budget": 1.75, "hope": 1.4}
    ]
    assert kept["samples"] == {"start": [1.4, 1.5, 1.6]}
    assert kept["machine"]["python"].startswith("3.")
    assert kept["commit"] == commit()
    assert re.fullmatch(r"[0-9a-f]{12}\+?|", kept["commit"])
