"""Lose power at every moment of an ingest, on a disk that keeps only what was synced, and check what remains.

  python tests/safety powerloss --random 6 --seed 1

An ingest runs once, and what it asks of the system is recorded. Each beginning of that record is played to a disk
that then loses power. A name that was not synced with its folder may be lost or kept, whatever became of the names
before it. Data that were not synced may be lost, cut short, or zeros in any of their blocks. The index must contain the
state before or the state after, without a fault; after the last call, the state after. The next ingest must clean up.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from support.archive import run_ingest
from support.trials.kill import check_aftermath, copy_index, make_scenario

from defsearch.errors import DefsearchError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from support.trials.kill import Scenario

SCENARIOS = ("first", "ingest", "merge", "rebuild")
_BLOCK = 64  # bytes that reach the disk together: small, as the files of these indexes are
_FOLDER, _PARENT = 0, -1  # in the place of the number of a file


class Call(NamedTuple):
    """A call that changes the disk: create, write, truncate, sync, rename, unlink or mkdir.

    Files are numbered, since their names change. A sync of the folder syncs names.
    """

    kind: str
    file: int = 0
    name: str = ""
    new_name: str = ""
    at: int = 0
    data: bytes = b""


class Choice(NamedTuple):
    """What a power loss leaves of what was not synced."""

    names: str  # none, all, last (the names are written in another order), any
    data: str  # none, all, zeros, cut, blocks, any


# Each moment is tried with these, and with several random choices.
_CHOICES = (
    Choice("none", "none"),
    Choice("none", "all"),
    Choice("all", "none"),
    Choice("all", "zeros"),
    Choice("last", "all"),
)


class Recorder:
    """Records the calls that change ``folder``, while the methods named in ``RECORDED`` replace those of ``os``."""

    RECORDED = ("open", "write", "lseek", "ftruncate", "fsync", "rename", "unlink", "mkdir")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._real = {name: getattr(os, name) for name in self.RECORDED}
        self._numbers = {name: number for number, name in enumerate(_contents(folder), 1)}
        self._made = len(self._numbers)
        self._opened: dict[int, list[int]] = {}  # descriptor → number of the file, offset
        self.calls: list[Call] = []

    def _name(self, path: Any) -> str:
        head, name = os.path.split(os.fspath(path))
        return name if Path(head) == self._folder else ""

    def open(self, path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        descriptor = int(self._real["open"](path, flags, *args, **kwargs))
        name = self._name(path)
        self._opened.pop(descriptor, None)  # the descriptor of a closed file
        if Path(path) in (self._folder, self._folder.parent):
            self._opened[descriptor] = [_FOLDER if Path(path) == self._folder else _PARENT, 0]
        elif name and flags & (os.O_WRONLY | os.O_RDWR):
            if name not in self._numbers:
                self._made += 1
                self._numbers[name] = self._made
                self.calls.append(Call("create", self._made, name))
            self._opened[descriptor] = [self._numbers[name], 0]
        return descriptor

    def write(self, descriptor: int, data: Any) -> int:
        size = int(self._real["write"](descriptor, data))
        if descriptor in self._opened:
            number, at = self._opened[descriptor]
            self.calls.append(Call("write", number, at=at, data=bytes(data[:size])))
            self._opened[descriptor][1] += size
        return size

    def lseek(self, descriptor: int, offset: int, how: int) -> int:
        if descriptor in self._opened:
            self._opened[descriptor][1] = offset
        return int(self._real["lseek"](descriptor, offset, how))

    def ftruncate(self, descriptor: int, size: int) -> None:
        self._real["ftruncate"](descriptor, size)
        self.calls.append(Call("truncate", self._opened[descriptor][0]))

    def fsync(self, descriptor: int) -> None:
        self._real["fsync"](descriptor)
        number = self._opened[descriptor][0]
        name = next((name for name, one in self._numbers.items() if one == number), "")
        self.calls.append(Call("sync", number, name))

    def rename(self, old: Any, new: Any) -> None:
        self._real["rename"](old, new)
        number = self._numbers[self._name(new)] = self._numbers.pop(self._name(old))
        self.calls.append(Call("rename", number, self._name(old), self._name(new)))

    def unlink(self, path: Any, **kwargs: Any) -> None:
        self._real["unlink"](path, **kwargs)
        self._numbers.pop(self._name(path), None)
        self.calls.append(Call("unlink", name=self._name(path)))

    def mkdir(self, path: Any, *args: Any, **kwargs: Any) -> None:
        self._real["mkdir"](path, *args, **kwargs)
        if Path(path) == self._folder:
            self.calls.append(Call("mkdir"))

    def record(self, work: Callable[[], object]) -> list[Call]:
        """Return the calls by which ``work`` changes the folder."""
        for name in self.RECORDED:
            setattr(os, name, getattr(self, name))
        try:
            work()
        finally:
            for name, function in self._real.items():
                setattr(os, name, function)
        return self.calls


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())} if folder.exists() else {}


def after_power_loss(
    before: Mapping[str, bytes] | None, calls: Sequence[Call], choice: Choice, chance: random.Random
) -> dict[str, bytes] | None:
    """Return the files after a power loss at the end of ``calls``; None if there is no folder."""
    files = dict(enumerate((before or {}).values(), 1))  # what is in each file, and what of it is on disk
    on_disk = dict(files)
    names = {name: number for number, name in enumerate(before or {}, 1)}
    exists = before is not None
    pending: list[Call] = []
    for call in calls:
        if call.kind in ("write", "truncate"):
            data = files.get(call.file, b"")
            files[call.file] = (
                data[: call.at].ljust(call.at, b"\0") + call.data + data[call.at + len(call.data) :]
            )
            if call.kind == "truncate":
                files[call.file] = b""
        elif call.kind == "sync" and call.file > 0:
            on_disk[call.file] = files.get(call.file, b"")
        elif call.kind == "sync":
            inside = call.file == _FOLDER
            exists = exists or not inside
            if inside:
                _apply(names, pending)
                pending = []
        elif call.kind != "mkdir":
            pending.append(call)
    if not exists and not (any(call.kind == "mkdir" for call in calls) and _picks(choice.names, chance)):
        return None
    kept = (
        pending[-1:] if choice.names == "last" else [one for one in pending if _picks(choice.names, chance)]
    )
    _apply(names, kept)
    return {
        name: _surviving(on_disk.get(number, b""), files.get(number, b""), choice.data, chance)
        for name, number in names.items()
    }


def _apply(names: dict[str, int], calls: Sequence[Call]) -> None:
    for call in calls:
        if call.kind == "create":
            names[call.name] = call.file
        elif call.kind == "unlink":
            names.pop(call.name, None)
        else:
            names.pop(call.name, None)
            names[call.new_name] = call.file


def _picks(how: str, chance: random.Random) -> bool:
    return how in ("all", "last") or (how == "any" and chance.random() < 0.5)


def _surviving(on_disk: bytes, written: bytes, how: str, chance: random.Random) -> bytes:
    """Return what a file contains, of which ``on_disk`` was synced and ``written`` was not."""
    if on_disk == written:
        return written
    if how == "any":
        how = chance.choice(("none", "all", "zeros", "cut", "blocks"))
    match how:
        case "none":
            return on_disk
        case "zeros":
            return on_disk + bytes(max(0, len(written) - len(on_disk)))
        case "cut":
            return written[: chance.randrange(len(on_disk), len(written) + 1)] if written else written
        case "blocks":
            blocks = (written[at : at + _BLOCK] for at in range(0, len(written), _BLOCK))
            return b"".join(block if chance.random() < 0.5 else bytes(len(block)) for block in blocks)
    return written


class Losses(NamedTuple):
    """The states that were found, by scenario; and what was wrong with the others."""

    figures: Counter[tuple[str, str]]
    failures: list[str]


def lose_power(
    folder: Path,
    scenarios: Sequence[str] = SCENARIOS,
    *,
    sample: int | None = None,
    extra: int = 6,
    seed: int = 1,
    mutant: Callable[[list[Call], int], bool] | None = None,
) -> Losses:
    """Lose power at each moment of each scenario, or at ``sample`` of them; ``extra`` random choices for each.

    ``mutant`` says of which calls, by their number, the disk never hears; it is tried until a state is wrong.
    """
    chance = random.Random(seed)
    losses = Losses(Counter(), [])
    for name in scenarios:
        scenario = make_scenario(folder, name)
        index = copy_index(scenario, folder)
        before = _contents(index) if scenario.before is not None else None
        every = Recorder(index).record(lambda s=scenario, i=index: run_ingest(s.source, i, **s.options))  # type: ignore[misc]
        calls = [call for number, call in enumerate(every) if mutant is None or not mutant(every, number)]
        assert mutant is None or len(calls) < len(every), "the mutant is no other program"
        moments = [
            (number, choice)
            for number in range(len(calls) + 1)
            for choice in (*_CHOICES, *[Choice("any", "any")] * extra)
        ]
        chosen = chance.sample(moments, len(moments) if sample is None else min(sample, len(moments)))
        for number, choice in [(len(calls), _CHOICES[0]), *chosen]:
            left = after_power_loss(before, calls[:number], choice, chance)
            state = _check(scenario, index, left)
            if number == len(calls) and state == "before":
                state = "the new state was lost after the ingest had ended"
            losses.figures[name, state if state in ("before", "after") else "wrong"] += 1
            if state not in ("before", "after"):
                losses.failures.append(f"{name}, after {number} of {len(calls)} calls, {choice}: {state}")
                if mutant is not None:
                    return losses
    return losses


def _check(scenario: Scenario, index: Path, left: Mapping[str, bytes] | None) -> str:
    """Write the files that are left into ``index`` and check it; return the state, or what is wrong."""
    shutil.rmtree(index, ignore_errors=True)
    if left is not None:
        index.mkdir()
        for name, data in left.items():
            (index / name).write_bytes(data)
    try:
        return check_aftermath(scenario, index)
    except (AssertionError, DefsearchError) as error:
        return f"{type(error).__name__} {error}".partition("\n")[0]


def main() -> None:
    """Run all trials and print which states were found; exit with 1 if one is neither."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(__doc__).partition("\n")[0])
    parser.add_argument("--random", type=int, default=6, help="random choices for each moment")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        losses = lose_power(Path(name), extra=options.random, seed=options.seed)
    lines = [f"{'ingest':<10}{'old state':>10}{'new state':>10}{'wrong':>10}"]
    for one in SCENARIOS:
        row = [losses.figures[one, state] for state in ("before", "after", "wrong")]
        lines.append(f"{one:<10}" + "".join(f"{count:>10}" for count in row))
    lines.append(f"{losses.figures.total():,} power losses, {len(losses.failures)} failures")
    print("\n".join([*lines, *losses.failures[:20]]))  # noqa: T201
    sys.exit(bool(losses.failures))


if __name__ == "__main__":
    main()
