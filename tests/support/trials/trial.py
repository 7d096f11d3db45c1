"""One trial: every read operation on a changed index, with their outcomes; and the options of a trial program."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

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


def print_result(lines: list[str], failures: list[str], slowest: float) -> NoReturn:
    """Print the figures and the first failures, and exit with 1 if there are any failures."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    summary = f"slowest answer {slowest:.2f} s; peak memory {memory} MB; {len(failures)} failures"
    print("\n".join([*lines, summary, *failures[:20]]))  # noqa: T201
    sys.exit(bool(failures))
