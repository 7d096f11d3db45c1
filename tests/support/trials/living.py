"""Ingest from folders that other programs change at the same time, and check what the index contains.

  python tests/safety living --seconds 20 --seed 1

Every trial has a process that changes the sources while ingests run. What is only replaced, or away for a moment, must
be in the index after each ingest. When the changes end, one more ingest makes the index equal to that of a fresh
ingest, and ``check`` finds no fault.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from support.archive import release_text, run_ingest, write_releases
from support.index_contents import index_contents, stray_files
from support.trials.kill import fork

from defsearch.errors import IndexLockedError, SourceError, SourcesHeldBackError
from defsearch.index.check import check
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RELEASES = 60


class Figures(NamedTuple):
    """What one trial did: ingests that ended, changes of the sources, and releases that an ingest lost."""

    ingests: int
    changes: int
    lost: int


class Place:
    """The folders of one trial: a source with its releases, an index, and the end of the trial."""

    def __init__(self, folder: Path, seconds: float, seed: int) -> None:
        self.folder, self.source, self.index = folder, folder / "s", folder / "index"
        self.chance = random.Random(seed)
        self.ids = [f"r{number}" for number in range(RELEASES)]
        self.until = time.monotonic() + seconds
        write_releases(self.source, **{id_: self.text() for id_ in self.ids})
        run_ingest(self.source, self.index)

    def text(self) -> str:
        """Return a new text."""
        return release_text(f"Stand {self.chance.randrange(10**9)} van het fregat.")

    def goes_on(self) -> bool:
        """Whether the trial is not over."""
        return time.monotonic() < self.until

    def change(self, changes: Iterator[None]) -> int:
        """Start a process that makes changes, each of which is one step of ``changes``; return its id."""

        def work() -> None:
            self.chance.seed(0)
            count = 0
            while self.goes_on():
                next(changes)
                count += 1
            (self.folder / "changes").write_text(str(count))

        return fork(work)

    def ingest(self, *, named: bool = True, rebuild: bool = False) -> set[str]:
        """Ingest, and return the ids that are in the index."""
        run_ingest([self.source] if named else [], self.index, rebuild=rebuild)
        with open_snapshot(self.index) as opened:
            return {file.id for file in opened.files.all()}

    def finish(self, process: int) -> int:
        """Wait for the changes to end, check the index, and return how many changes there were."""
        _, status = os.waitpid(process, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        run_ingest(self.source, self.index, remove_missing=True)
        run_ingest(self.source, self.folder / "fresh")
        assert index_contents(self.index) == index_contents(self.folder / "fresh")
        assert check(self.index).faults == ()
        assert stray_files(self.index) == set()
        return int((self.folder / "changes").read_text())


def _ingests_beside(place: Place, changes: Iterator[None], **options: bool) -> Figures:
    """Ingest again and again while the releases are changed, but stay; count those that are not in the index."""
    process = place.change(changes)
    ingests = lost = 0
    while place.goes_on():
        with suppress(SourceError, SourcesHeldBackError):  # the source is away: nothing is done
            lost += len(set(place.ids) - place.ingest(**options))
        ingests += 1
    return Figures(ingests, place.finish(process), lost)


def saves(place: Place) -> Figures:
    """Save releases as editors and git do: write a new file, and rename it over the old one."""

    def changes() -> Iterator[None]:
        while True:
            for id_ in place.chance.sample(place.ids, 5):
                new = place.source / f".{id_}.new"
                new.write_text(place.text())
                new.replace(place.source / f"{id_}.txt")
            yield

    return _ingests_beside(place, changes())


def rsync(place: Place) -> Figures:
    """Copy two versions of the archive over it in turn, with rsync."""
    versions = [place.folder / name for name in ("one", "other")]
    for version in versions:
        write_releases(version, **{id_: place.text() for id_ in place.ids})

    def changes() -> Iterator[None]:
        while True:
            for version in versions:
                subprocess.run(["rsync", "-a", "--checksum", f"{version}/", f"{place.source}/"], check=True)
                yield

    return _ingests_beside(place, changes())


def same_size_and_time(place: Place) -> Figures:
    """Swap files of one size and time by renames: only the inode and the change time differ."""
    for id_ in place.ids:
        os.utime(place.source / f"{id_}.txt", (1_700_000_000, 1_700_000_000))

    def changes() -> Iterator[None]:
        while True:
            one, other = (place.source / f"{id_}.txt" for id_ in place.chance.sample(place.ids, 2))
            copies = [place.source / ".one", place.source / ".other"]
            for old, new in zip((one, other), copies, strict=True):
                shutil.copy2(old, new)
            copies[0].replace(other)
            copies[1].replace(one)
            yield

    return _ingests_beside(place, changes())


def vanishing(place: Place, *, rebuild: bool = False) -> Figures:
    """Take the whole source away and bring it back, as a disk that is unmounted and mounted again."""

    def changes() -> Iterator[None]:
        away = place.folder / "away"
        while True:
            place.source.rename(away)
            time.sleep(place.chance.uniform(0, 0.02))
            away.rename(place.source)
            time.sleep(place.chance.uniform(0, 0.02))
            yield

    return _ingests_beside(place, changes(), named=False, rebuild=rebuild)


def emptied(place: Place) -> Figures:
    """Put an empty folder in the place of the source, as a disk that is not mounted shows it, and bring it back."""

    def changes() -> Iterator[None]:
        away, empty = place.folder / "away", place.folder / "empty"
        empty.mkdir()
        while True:
            place.source.rename(away)
            empty.rename(place.source)
            time.sleep(place.chance.uniform(0, 0.02))
            place.source.rename(empty)
            away.rename(place.source)
            time.sleep(place.chance.uniform(0, 0.02))
            yield

    return _ingests_beside(place, changes(), named=False)


def stopped(place: Place) -> Figures:
    """Stop an ingest at any moment, change the folder, try another ingest, and continue the first."""
    ingests = lost = changes = 0
    while place.goes_on():
        for id_ in place.chance.sample(place.ids, 5):
            write_releases(place.source, **{id_: place.text()})
        first = fork(lambda: run_ingest(place.source, place.index))
        time.sleep(place.chance.uniform(0, 0.03))
        os.kill(first, signal.SIGSTOP)
        new = f"n{changes}"
        write_releases(place.source, **{new: place.text()})
        place.ids.append(new)
        changes += 1
        os.kill(first, signal.SIGCONT)
        assert os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) == 0
        lost += len(set(place.ids) - place.ingest())
        ingests += 2
    (place.folder / "changes").write_text(str(changes))
    return Figures(ingests, place.finish(fork(lambda: None)), lost)


def two_users(place: Place) -> Figures:
    """Two processes ingest sources of their own into one index, each adding releases; nobody removes the other's."""
    other = write_releases(place.folder / "t", first=place.text())
    run_ingest(other, place.index)

    def ingest_again_and_again(source: Path, letter: str) -> int:
        count = 0
        while place.goes_on():
            write_releases(source, **{f"{letter}{count}": place.text()})
            try:
                run_ingest(source, place.index)
                count += 1
            except IndexLockedError:
                continue
            with open_snapshot(place.index) as opened:
                ids = {file.id for file in opened.files.all()}
            assert {f"{letter}{number}" for number in range(count)} | {*place.ids, "first"} <= ids
        return count

    process = fork(lambda: (place.folder / "changes").write_text(str(ingest_again_and_again(other, "t"))))
    ingests = ingest_again_and_again(place.source, "s")
    _, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    run_ingest([place.source, other], place.folder / "fresh")
    run_ingest([], place.index)
    assert index_contents(place.index) == index_contents(place.folder / "fresh")
    return Figures(ingests, int((place.folder / "changes").read_text()), 0)


TRIALS: dict[str, Callable[[Place], Figures]] = {
    "saves": saves,
    "rsync": rsync,
    "same size and time": same_size_and_time,
    "vanishing": vanishing,
    "vanishing, rebuilt": lambda place: vanishing(place, rebuild=True),
    "emptied": emptied,
    "stopped": stopped,
    "two users": two_users,
}


def run_trial(name: str, folder: Path, seconds: float, seed: int = 1) -> Figures:
    """Run one of ``TRIALS`` in an empty folder."""
    return TRIALS[name](Place(folder, seconds, seed))


def main() -> None:
    """Run all trials and print their figures; exit with 1 if a release was lost."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(__doc__).partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20, help="of each trial")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lines, lost = [f"{'trial':<20}{'ingests':>10}{'changes':>10}{'lost':>10}"], 0
    for name in TRIALS:
        with TemporaryDirectory() as folder:
            figures = run_trial(name, Path(folder), options.seconds, options.seed)
        lines.append(f"{name:<20}" + "".join(f"{count:>10,}" for count in figures))
        lost += figures.lost
    print("\n".join(lines))  # noqa: T201
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
