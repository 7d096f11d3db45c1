"""Kill an ingest with SIGKILL in its own process, and check the index that remains.

  python tests/safety kill --points 200 --seed 1    at random moments
  python tests/safety kill --every                  before and after every system call of an ingest

The index then contains exactly the state before or exactly the state after; ``check`` finds no fault; the next
ingest succeeds and leaves no stray files.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from support.archive import release_text, run_ingest, write_releases
from support.index_contents import index_contents, stray_files

from defsearch.errors import NoIndexError
from defsearch.index.check import check

if TYPE_CHECKING:
    from collections.abc import Callable

SYSTEM_CALLS = ("open", "write", "fsync", "rename", "unlink")


class Scenario(NamedTuple):
    """An ingest to kill, with the contents of the index before it (None: no index) and after it."""

    name: str
    source: Path
    folder: Path
    options: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any]


# By name: the number of ingests before, and the options of the ingest to kill. "merge" merges segments; "removal"
# brings no new word.
SCENARIOS: dict[str, tuple[int, dict[str, Any]]] = {
    "first": (0, {}),
    "ingest": (1, {}),
    "merge": (6, {}),
    "rebuild": (2, {"rebuild": True}),
    "removal": (1, {}),
}


def _texts(count: int, version: int) -> dict[str, str]:
    return {
        f"r{number}": release_text(f"Een F-16, Zuid-Korea en schepen van soort {version * number}.")
        for number in range(count)
    }


def make_scenario(folder: Path, name: str) -> Scenario:
    """Make one of ``SCENARIOS`` in ``folder``."""
    rounds, options = SCENARIOS[name]
    source, index = folder / name / "s", folder / name / "index"
    write_releases(source, **_texts(4, 1))
    for number in range(rounds):
        write_releases(source, **{f"more{number}": release_text(f"Later bericht nummer {number}.")})
        run_ingest(source, index)
    before = index_contents(index) if rounds else None
    if name != "removal":
        write_releases(source, **_texts(2, 2), nieuw=release_text("Een nieuw bericht met nieuwe woorden."))
    (source / "r3.txt").unlink()
    run_ingest(source, folder / name / "after", **options)
    return Scenario(name, source, index, options, before, index_contents(folder / name / "after"))


def fork(work: Callable[[], object]) -> int:
    """Start ``work`` in a child process, wait until it begins, and return its process id."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            os.write(writer, b"!")
            work()
            code = 0
        finally:
            os._exit(code)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    return process


def kill_after(scenario: Scenario, index: Path, seconds: float) -> bool:
    """Kill the ingest after some time; return False if it was already done."""
    process = fork(lambda: run_ingest(scenario.source, index, **scenario.options))
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def kill_at_call(scenario: Scenario, index: Path, number: int, *, after: bool) -> bool:
    """Kill the ingest before or after its system call ``number``; return False if it makes fewer calls."""

    def work() -> None:
        left = [number]
        for name in SYSTEM_CALLS:
            setattr(os, name, _killing(getattr(os, name), left, after=after))
        run_ingest(scenario.source, index, **scenario.options)

    process = fork(work)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def _killing(call: Callable[..., Any], left: list[int], *, after: bool) -> Callable[..., Any]:
    def function(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*args, **kwargs)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return function


def check_aftermath(scenario: Scenario, index: Path) -> str:
    """Check the index and run the next ingest; return which state was found: ``before`` or ``after``."""
    try:
        found = index_contents(index)
        assert check(index).faults == ()
    except NoIndexError:
        found = None
    assert found in (scenario.before, scenario.after), "neither the old state nor the new one"
    run_ingest(scenario.source, index, **scenario.options)
    assert index_contents(index) == scenario.after
    assert stray_files(index) == set()
    return "before" if found == scenario.before else "after"


def copy_index(scenario: Scenario, folder: Path) -> Path:
    """Copy the index of a scenario into ``folder``, in the place of an earlier copy."""
    index = folder / "trial"
    shutil.rmtree(index, ignore_errors=True)
    if scenario.folder.exists():
        shutil.copytree(scenario.folder, index)
    return index


def _duration(scenario: Scenario, folder: Path) -> float:
    """Return the seconds that the ingest takes in its own process."""
    index = copy_index(scenario, folder)
    started = time.perf_counter()
    os.waitpid(fork(lambda: run_ingest(scenario.source, index, **scenario.options)), 0)
    return time.perf_counter() - started


def kill_at_random(folder: Path, points: int, seed: int) -> Counter[tuple[str, str]]:
    """Kill ``points`` ingests of all scenarios in turn at random moments; count the states by scenario.

    ``done`` counts the ingests that ended before they could be killed.
    """
    chance = random.Random(seed)
    figures: Counter[tuple[str, str]] = Counter()
    scenarios, killed = [make_scenario(folder, name) for name in SCENARIOS], 0
    durations = {scenario.name: _duration(scenario, folder) for scenario in scenarios}
    while killed < points:
        scenario = scenarios[sum(figures.values()) % len(scenarios)]
        index = copy_index(scenario, folder)
        was_killed = kill_after(scenario, index, chance.uniform(0, durations[scenario.name]))
        killed += was_killed
        state = check_aftermath(scenario, index)
        figures[scenario.name, state if was_killed else "done"] += 1
    return figures


def kill_at_every_call(folder: Path, *, step: int = 1) -> Counter[tuple[str, str]]:
    """Kill before and after every ``step``-th system call of each scenario; count the states by scenario."""
    figures: Counter[tuple[str, str]] = Counter()
    for name in SCENARIOS:
        scenario = make_scenario(folder, name)
        for after in (False, True):
            number = 1
            while True:
                index = copy_index(scenario, folder)
                killed = kill_at_call(scenario, index, number, after=after)
                state = check_aftermath(scenario, index)
                figures[name, state if killed else "done"] += 1
                if not killed:
                    break
                number += step
    return figures


def main() -> None:
    """Run the trials and print which states were found."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(__doc__).partition("\n")[0])
    parser.add_argument("--points", type=int, default=200, help="number of random moments")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random moments")
    parser.add_argument("--every", action="store_true", help="kill at every system call instead")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        figures = (
            kill_at_every_call(folder)
            if options.every
            else kill_at_random(folder, options.points, options.seed)
        )
    killed = sum(count for (_, state), count in figures.items() if state != "done")
    lines = [f"{'ingest':<10}{'old state':>10}{'new state':>10}{'was done':>10}"]
    for name in dict.fromkeys(name for name, _ in figures):
        row = [figures[name, state] for state in ("before", "after", "done")]
        lines.append(f"{name:<10}" + "".join(f"{count:>10}" for count in row))
    lines.append(f"killed {killed} times: every index is undamaged and every next ingest succeeds")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
