"""Damage an index at random: each operation still gives the right answer or an error with a remedy.

  python tests/safety damage --trials 1000 --seed 1

Each trial changes one file: a flipped bit, overwritten bytes, a cut, added bytes, zeros, an empty file, a missing
file, the file of another index, another file of the same index. ``check`` finds a fault each time.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from support.read_operations import all_answers, make_index
from support.trials.trial import TrialResult, print_result, read_options, run_operations

if TYPE_CHECKING:
    from collections.abc import Callable


class Damage(NamedTuple):
    """One file and the change to its content; a change to None removes the file."""

    file: str
    kind: str
    change: Callable[[bytes], bytes | None]


def random_damage(index: Path, other: Path, seed: int) -> Damage:
    """Choose a damage; ``other`` is the index that files may come from."""
    chance = random.Random(seed)
    names = sorted(path.name for path in index.iterdir() if path.name not in ("write.lock", ".defsearch"))
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
        return Damage(
            name, "flip", lambda data: data[:at] + bytes([data[at] ^ 1 << length % 8]) + data[at + 1 :]
        )
    kind = chance.choice(sorted(kinds))
    return Damage(name, kind, kinds[kind])


def try_damage(index: Path, damage: Damage, expected: dict[str, Any]) -> TrialResult | None:
    """Damage the index, run all operations and repair it; return None if the damage changes nothing."""
    path = index / damage.file
    data = path.read_bytes()
    changed = damage.change(data)
    if changed == data:
        return None
    try:
        if changed is None:
            path.unlink()
        else:
            path.write_bytes(changed)
        return run_operations(index, expected)
    finally:
        path.write_bytes(data)


def damage_at_random(
    folder: Path, count: int, seed: int
) -> tuple[Counter[tuple[str, str]], list[str], float]:
    """Run ``count`` trials; return the outcomes by kind of damage, the failures and the slowest answer in seconds."""
    index, other = make_index(folder), make_index(folder, "tanker")
    expected = all_answers(index)
    figures: Counter[tuple[str, str]] = Counter()
    failures: list[str] = []
    slowest, number = 0.0, 0
    while count:
        damage = random_damage(index, other, seed * 1_000_003 + number)
        number += 1
        result = try_damage(index, damage, expected)
        if result is None:
            continue
        count -= 1
        slowest = max(slowest, result.slowest)
        figures[damage.kind, "trials"] += 1
        figures[damage.kind, "found by check"] += result.fault_found
        for name, outcome in result.outcomes.items():
            figures[damage.kind, outcome] += 1
            if outcome not in ("right", "error"):
                failures.append(f"{damage.kind} in {damage.file}: {name}: {outcome}")
        if not result.fault_found:
            failures.append(f"{damage.kind} in {damage.file}: check finds no fault")
    assert all_answers(index) == expected, "the index is repaired"
    return figures, failures, slowest


def main() -> None:
    """Run the trials and print the figures; exit with 1 if any failed."""
    options = read_options(__doc__)
    with TemporaryDirectory() as folder:
        figures, failures, slowest = damage_at_random(Path(folder), options.trials, options.seed)
    columns = ("trials", "right", "error", "found by check")
    lines = [f"{'damage':<18}" + "".join(f"{column:>16}" for column in columns)]
    lines += [
        f"{kind:<18}" + "".join(f"{figures[kind, column]:>16}" for column in columns)
        for kind in sorted({kind for kind, _ in figures})
    ]
    print_result(lines, failures, slowest)


if __name__ == "__main__":
    main()
