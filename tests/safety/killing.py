"""An ingest that is killed: a process of its own on real files, and what is there afterwards.

  python tests/safety kill --points 200 --seed 1    kill -9 at random moments
  python tests/safety kill --every                  and at every call of the system that an ingest makes

After each: the index answers with exactly the state before or exactly the state after; ``check`` finds no fault; the
next ingest succeeds and leaves nothing behind.
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

from safety.workshop import content, release, run, stray_files, write

from defsearch.errors import NoIndexError
from defsearch.index.check import check

if TYPE_CHECKING:
    from collections.abc import Callable

CALLS = ("open", "write", "fsync", "rename", "unlink")


class Scene(NamedTuple):
    """An index about to be brought to its next state: what it says before (None: there is none) and after."""

    name: str
    source: Path
    folder: Path
    options: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any]


# How often the archive was ingested before, and how it is ingested now: a first time, with additions, changes and
# removals, so that segments are merged, from nothing, and without a new word.
SCENES: dict[str, tuple[int, dict[str, Any]]] = {
    "first": (0, {}),
    "ingest": (1, {}),
    "merge": (6, {}),
    "rebuild": (2, {"rebuild": True}),
    "removal": (1, {}),
}


def _texts(count: int, version: int) -> dict[str, str]:
    return {
        f"r{number}": release(f"Een F-16, Zuid-Korea en schepen van soort {version * number}.")
        for number in range(count)
    }


def scene(folder: Path, name: str) -> Scene:
    """One of ``SCENES``, made in ``folder``."""
    rounds, options = SCENES[name]
    source, index = folder / name / "s", folder / name / "index"
    write(source, **_texts(4, 1))
    for number in range(rounds):
        write(source, **{f"more{number}": release(f"Later bericht nummer {number}.")})
        run(source, index)
    before = content(index) if rounds else None
    if name != "removal":
        write(source, **_texts(2, 2), nieuw=release("Een nieuw bericht met nieuwe woorden."))
    (source / "r3.txt").unlink()
    run(source, folder / name / "after", **options)
    return Scene(name, source, index, options, before, content(folder / name / "after"))


def fork(work: Callable[[], object]) -> int:
    """Start ``work`` in a process of its own and wait until it begins; the process's number."""
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


def kill_after(one: Scene, index: Path, seconds: float) -> bool:
    """Kill the ingest after some time; False if it was done by then."""
    process = fork(lambda: run(one.source, index, **one.options))
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def kill_at_call(one: Scene, index: Path, number: int, *, after: bool) -> bool:
    """Let the ingest kill itself before or after its call ``number`` of the system; False if it makes fewer."""

    def work() -> None:
        left = [number]
        for name in CALLS:
            setattr(os, name, _deadly(getattr(os, name), left, after=after))
        run(one.source, index, **one.options)

    process = fork(work)
    _, status = os.waitpid(process, 0)
    return os.WIFSIGNALED(status)


def _deadly(call: Callable[..., Any], left: list[int], *, after: bool) -> Callable[..., Any]:
    def function(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*args, **kwargs)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return function


def aftermath(one: Scene, index: Path) -> str:
    """Which state answers, once all that is promised was found true: ``before`` or ``after``."""
    try:
        found = content(index)
        assert check(index).faults == ()
    except NoIndexError:
        found = None
    assert found in (one.before, one.after), "neither the old state nor the new"
    run(one.source, index, **one.options)
    assert content(index) == one.after
    assert stray_files(index) == set()
    return "before" if found == one.before else "after"


def copied(one: Scene, folder: Path) -> Path:
    """The index of a scene in a place of its own."""
    index = folder / "trial"
    shutil.rmtree(index, ignore_errors=True)
    if one.folder.exists():
        shutil.copytree(one.folder, index)
    return index


def duration(one: Scene, folder: Path) -> float:
    """How long the ingest of a scene takes in a process of its own, in seconds."""
    index = copied(one, folder)
    started = time.perf_counter()
    os.waitpid(fork(lambda: run(one.source, index, **one.options)), 0)
    return time.perf_counter() - started


def at_random(folder: Path, points: int, seed: int) -> Counter[tuple[str, str]]:
    """Kill at random moments of all scenes in turn, ``points`` times; how often which state answered.

    ``done`` counts the ingests that were over before they could be killed.
    """
    chance = random.Random(seed)
    figures: Counter[tuple[str, str]] = Counter()
    every, killed = [scene(folder, name) for name in SCENES], 0
    lasting = {one.name: duration(one, folder) for one in every}
    while killed < points:
        one = every[sum(figures.values()) % len(every)]
        index = copied(one, folder)
        was_killed = kill_after(one, index, chance.uniform(0, lasting[one.name]))
        killed += was_killed
        state = aftermath(one, index)
        figures[one.name, state if was_killed else "done"] += 1
    return figures


def at_every_call(folder: Path, *, step: int = 1) -> Counter[tuple[str, str]]:
    """Kill before and after each call (or each ``step``-th) that the ingest of each scene makes."""
    figures: Counter[tuple[str, str]] = Counter()
    for name in SCENES:
        one = scene(folder, name)
        for after in (False, True):
            number = 1
            while True:
                index = copied(one, folder)
                killed = kill_at_call(one, index, number, after=after)
                state = aftermath(one, index)
                figures[one.name, state if killed else "done"] += 1
                if not killed:
                    break
                number += step
    return figures


def main() -> None:
    """Print how often which state answered."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=200, help="random moments")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", action="store_true", help="every call of the system instead")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        trial = Path(folder)
        figures = at_every_call(trial) if options.every else at_random(trial, options.points, options.seed)
    killed = sum(count for (_, state), count in figures.items() if state != "done")
    lines = [f"{'ingest':<10}{'old state':>10}{'new state':>10}{'was done':>10}"]
    for name in dict.fromkeys(name for name, _ in figures):
        row = [figures[name, state] for state in ("before", "after", "done")]
        lines.append(f"{name:<10}" + "".join(f"{count:>10}" for count in row))
    lines.append(f"killed {killed} times: every index whole, every next ingest clean")
    print("\n".join(lines))  # noqa: T201


if __name__ == "__main__":
    main()
