"""An index that was damaged: what every command that reads makes of it.

  python tests/safety damage --trials 1000 --seed 1

Each trial does one thing to one file: a flipped bit, overwritten bytes, a cut, an addition, a hole of zeros, nothing
left, no file, the file of another index, another file of the same. Each question that a command asks is then
answered as before, or with an error that says what to do; ``check`` names a fault; and all of it within seconds.
"""

from __future__ import annotations

import argparse
import datetime
import random
import resource
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from safety.workshop import release, run, write

from defsearch.cli.remedies import remedy
from defsearch.dates.parser import period_between
from defsearch.errors import DefsearchError, IndexDamagedError, IndexMismatchError, NoIndexError
from defsearch.index.check import check, status
from defsearch.search.results import SearchRequest, Sort, TimelineRequest
from defsearch.search.searcher import open_searcher

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = datetime.date(2026, 11, 22)
SEEDS = Path(__file__).parents[2] / "seeds"
PERIOD = period_between("2025-01", None, None, TODAY)
REQUESTS = (
    SearchRequest("fregat drones", synonyms=False),
    SearchRequest('"zuid korea"', sort=Sort.NEWEST),
    SearchRequest("freg* OR =f16", passages=0),
    SearchRequest("fregat~ -zuidkorea", any_word=True),
    SearchRequest("title:marine heading:kop", limit=2, page=2),
    SearchRequest("", period=PERIOD, sort=Sort.OLDEST),
)


def _searches(folder: Path) -> list[Any]:
    with open_searcher(folder) as searcher:
        return [searcher.search(request, TODAY) for request in REQUESTS]


def _whole_releases(folder: Path) -> list[Any]:
    with open_searcher(folder) as searcher:
        releases = [searcher.release(id_) for id_ in searcher.ids()]
        return [(one, searcher.matches(one, REQUESTS[0], TODAY)) for one in releases]


def _others(folder: Path) -> list[Any]:
    with open_searcher(folder) as searcher:
        timeline = searcher.timeline(TimelineRequest(("fregat", "drones")), TODAY)
        return [
            timeline,
            searcher.similar("r0", 5),
            searcher.explain(REQUESTS[0], TODAY),
            list(searcher.export(None, TODAY)),
        ]


QUESTIONS: dict[str, Callable[[Path], Any]] = {
    "status": status,
    "query": _searches,
    "show": _whole_releases,
    "timeline, similar, explain, export": _others,
}


class Trial(NamedTuple):
    """One file and what is done to it."""

    file: str
    kind: str
    damage: Callable[[bytes], bytes | None]


class Found(NamedTuple):
    """What a trial came to: each question's outcome, whether ``check`` saw it, the longest time of any answer."""

    outcomes: dict[str, str]
    seen: bool
    seconds: float


def make(folder: Path, word: str = "fregat") -> Path:
    """An index of some releases in two segments, with deletions; another word makes another one like it."""
    source = folder / f"source-{word}"
    shutil.copytree(SEEDS, source)
    for number in range(6):
        day = f"2025-{number + 1:02}-01"
        body = f"Een {word} en {number} drones.\n\nKop {number}\n\nDe F-16 vloog naar Zuid-Korea {'weer ' * number}."
        write(source, **{f"r{number}": release(body, date=day)})
    run(source, folder / word)
    write(source, r1=release(f"Geen {word}."), nieuw=release(f"Een nieuw {word} van de marine."))
    (source / "r5.txt").unlink()
    run(source, folder / word)
    return folder / word


def answers(folder: Path) -> dict[str, Any]:
    """Every answer of a whole index."""
    return {name: ask(folder) for name, ask in QUESTIONS.items()}


def trials(index: Path, other: Path, seed: int) -> Trial:
    """One trial from a seed."""
    chance = random.Random(seed)
    names = sorted(path.name for path in index.iterdir() if path.name != "write.lock")
    name = chance.choice(names)
    size = (index / name).stat().st_size
    at, length = chance.randrange(size), chance.randint(1, 64)
    noise = chance.randbytes(length)
    like = next((path for path in other.iterdir() if path.suffix == Path(name).suffix), other)
    kinds: dict[str, Callable[[bytes], bytes | None]] = {
        "cut": lambda data: data[:at],
        "added": lambda data: data + noise,
        "overwritten": lambda data: data[:at] + noise + data[at + length :],
        "zeros": lambda data: data[:at] + bytes(length) + data[at + length :],
        "emptied": lambda _data: b"",
        "missing": lambda _data: None,
        "of another index": lambda _data: like.read_bytes(),
        "another file": lambda _data: (index / chance.choice(names)).read_bytes(),
    }
    if chance.random() < 0.6:
        return Trial(
            name, "flip", lambda data: data[:at] + bytes([data[at] ^ 1 << length % 8]) + data[at + 1 :]
        )
    kind = chance.choice(sorted(kinds))
    return Trial(name, kind, kinds[kind])


def try_out(index: Path, trial: Trial, right: dict[str, Any]) -> Found | None:
    """Damage the index, ask everything, mend it again; None where the damage changes nothing."""
    path = index / trial.file
    data = path.read_bytes()
    changed = trial.damage(data)
    if changed == data:
        return None
    try:
        if changed is None:
            path.unlink()
        else:
            path.write_bytes(changed)
        outcomes, longest = {}, 0.0
        for name, ask in QUESTIONS.items():
            started = time.perf_counter()
            outcomes[name] = outcome_of(ask, index, right[name])
            longest = max(longest, time.perf_counter() - started)
        return Found(outcomes, _is_seen(index), longest)
    finally:
        path.write_bytes(data)


def outcome_of(ask: Callable[[Path], Any], index: Path, right: Any) -> str:
    """``right``, ``error`` (one that a user can act on), or whatever else should not be."""
    try:
        answer = ask(index)
    except (IndexDamagedError, IndexMismatchError, NoIndexError) as error:
        return (
            "error" if error.exit_code == 3 and remedy(error) and "\n" not in error.message else "no way out"
        )
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "right" if answer == right else "wrong"


def _is_seen(index: Path) -> bool:
    try:
        return bool(check(index).faults)
    except DefsearchError as error:
        return isinstance(error, NoIndexError)


def run_trials(folder: Path, count: int, seed: int) -> tuple[Counter[tuple[str, str]], list[str], float]:
    """Outcomes by kind of damage, what went wrong, and the longest time of an answer in seconds."""
    index, other = make(folder), make(folder, "tanker")
    right = answers(index)
    figures: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    longest, number = 0.0, 0
    while count:
        trial = trials(index, other, seed * 1_000_003 + number)
        number += 1
        found = try_out(index, trial, right)
        if found is None:
            continue
        count -= 1
        longest = max(longest, found.seconds)
        figures[trial.kind, "trials"] += 1
        figures[trial.kind, "seen by check"] += found.seen
        for name, outcome in found.outcomes.items():
            figures[trial.kind, outcome] += 1
            if outcome not in ("right", "error"):
                wrong.append(f"{trial.kind} in {trial.file}: {name}: {outcome}")
        if not found.seen:
            wrong.append(f"{trial.kind} in {trial.file}: check sees nothing")
    assert answers(index) == right, "the index is whole again"
    return figures, wrong, longest


def read_options(about: str | None) -> argparse.Namespace:
    """How many ``trials``, and the ``seed`` of their chance, from the command line of a trial."""
    parser = argparse.ArgumentParser(prog=Path(sys.argv[0]).name, description=str(about).partition("\n")[0])
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Print what came of it."""
    options = read_options(__doc__)
    with TemporaryDirectory() as folder:
        figures, wrong, longest = run_trials(Path(folder), options.trials, options.seed)
    columns = ("trials", "right", "error", "seen by check")
    lines = [f"{'damage':<18}" + "".join(f"{column:>15}" for column in columns)]
    lines += [
        f"{kind:<18}" + "".join(f"{figures[kind, column]:>15}" for column in columns)
        for kind in sorted({kind for kind, _ in figures})
    ]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    lines += [f"longest answer {longest:.2f} s; peak memory {memory} MB; {len(wrong)} wrong", *wrong[:20]]
    print("\n".join(lines))  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
