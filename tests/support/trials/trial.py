"""One trial: every read operation on a changed index, with their outcomes; and the options of a trial program."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from support.read_operations import READ_OPERATIONS, check_finds_fault, outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class TrialResult(NamedTuple):
    """The outcome of each operation, whether ``check`` found a fault, and the seconds of the slowest operation."""

    outcomes: dict[str, str]
    fault_found: bool
    slowest: float


def run_operations(
    index: Path,
    expected: Mapping[str, Any],
    operations: Mapping[str, Callable[[Path], Any]] = READ_OPERATIONS,
) -> TrialResult:
    """Run all operations on an index and compare each answer with the expected one, if there is one."""
    outcomes, slowest = {}, 0.0
    for name, operation in operations.items():
        started = time.perf_counter()
        outcomes[name] = outcome_of(operation, index, expected.get(name))
        slowest = max(slowest, time.perf_counter() - started)
    return TrialResult(outcomes, check_finds_fault(index), slowest)


def read_options(description: str | None) -> argparse.Namespace:
    """Return the options ``trials`` and ``seed`` from the command line."""
    parser = argparse.ArgumentParser(
        prog=Path(sys.argv[0]).name, description=str(description).partition("\n")[0]
    )
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="seed of the random changes")
    return parser.parse_args()
