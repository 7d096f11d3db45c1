"""An index that was changed by someone who knows the format: all checksums are right, what they guard is not.

  python tests/safety tamper --trials 1000 --seed 1

Nobody can tell a made-up release from a real one, so an answer may be any. But each question gets an answer or an
error with exit code 3, within seconds, never a traceback; and where a question fails, ``check`` names the fault.
"""

from __future__ import annotations

import random
import resource
import sys
import time
import zlib
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from safety.damage import QUESTIONS, make, outcome_of, read_options
from safety.forging import amend, content, reseal
from safety.workshop import run

from defsearch.errors import DefsearchError
from defsearch.index.check import check
from defsearch.index.directory import latest_generation, toc_name
from defsearch.index.doc_store import DocStoreReader, DocStoreWriter
from defsearch.index.fields import TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTREME = (0, 1, 2, 147, 255, 256, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1)


class Tampered(NamedTuple):
    """What came of one trial: what each question came to, whether ``check`` saw it, the longest time of any."""

    outcomes: dict[str, str]
    seen: bool
    seconds: float


def _bytes(chance: random.Random, data: bytes) -> bytes:
    at, length = chance.randrange(len(data)), chance.randint(1, 16)
    return data[:at] + chance.randbytes(length) + data[at + length :]


def _bit(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _number(chance: random.Random, data: bytes) -> bytes:
    """One of four bytes, as in a column, mostly near the end, where columns and directories stand."""
    at = max(0, len(data) - 4 * chance.randint(1, min(200, len(data) // 4 + 1)))
    return data[:at] + chance.choice(_EXTREME).to_bytes(4, "little") + data[at + 4 :]


def _digits(chance: random.Random, data: bytes) -> bytes:
    """A decimal number, as in tables."""
    places = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    at = chance.choice(places or [0])
    written = b"%d" % chance.choice((*_EXTREME, chance.randrange(len(data))))
    return data[:at] + written + data[at + chance.randrange(len(written) + 1) :]


def _stretch(chance: random.Random, data: bytes) -> bytes:
    """What stands elsewhere in the file, so that it looks right."""
    start, at, length = chance.randrange(len(data)), chance.randrange(len(data)), chance.randint(1, 64)
    return data[:at] + data[start : start + length] + data[at + length :]


def _lines(chance: random.Random, data: bytes) -> bytes:
    """Two lines change places, one of them stays away, or comes twice."""
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(3)
    if kind == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == 1:
        del lines[one]
    else:
        lines.insert(one, lines[other])
    return b"\n".join(lines)


_CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _bytes, _bit, _number, _digits, _stretch, _lines,
)  # fmt: skip


def _change_text(chance: random.Random, path: Path) -> None:
    """Change one release below its packing, or a column, and write the file anew as an ingest does."""
    reader = DocStoreReader(str(path))
    packed = [reader.packed(number) for number in range(len(reader))]
    days, lengths = reader.column("date"), [reader.column(field) for field in TEXT_FIELDS]
    reader.close()
    place = chance.randrange(len(packed))
    id_, _, text = packed[place].partition(b"\n")
    changed = chance.choice(_CHANGES)(chance, zlib.decompress(text))
    packed[place] = id_ + b"\n" + zlib.compress(changed)
    path.unlink()
    writer = DocStoreWriter(str(path))
    for number, one in enumerate(packed):
        title, heading, body = (column[number] for column in lengths)
        writer.add_packed(one, days[number], (title, heading, body))
    writer.close()


def _change_manifest(chance: random.Random, facts: dict[str, Any]) -> None:
    """Another value somewhere, of the same kind or another."""
    place: Any = facts
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys)
        if not isinstance(place[key], (dict, list)) or not place[key] or chance.random() < 0.1:
            place[key] = chance.choice((*_EXTREME, -1, None, True, "", "x", [], [0], {}, 1e9))
            return
        place = place[key]


def tamper(index: Path, seed: int) -> str:
    """Change something from a seed; what was changed."""
    chance = random.Random(seed)
    generation = latest_generation(index)
    names = sorted(path.name for path in index.glob("[Ml]*"))
    name = chance.choice([*names, *names, "text", "manifest", "toc"])
    if name == "text":
        name = chance.choice([one for one in names if one.endswith(".documents")])
        _change_text(chance, index / name)
        reseal(index, name, content(index, name))
        return f"{name} (text)"
    if name == "manifest":
        amend(index, lambda facts: _change_manifest(chance, facts))
    elif name == "toc":
        toc = index / toc_name(generation)
        toc.write_bytes(chance.choice(_CHANGES)(chance, toc.read_bytes()))
    else:
        change = chance.choice(_CHANGES)
        reseal(index, name, change(chance, content(index, name)))
        name += f" ({change.__name__[1:]})"
    return name


def try_out(index: Path) -> Tampered:
    """Ask everything of an index that was changed, and let an ingest add to it."""
    outcomes, longest = {}, 0.0
    questions = {**QUESTIONS, "ingest": _ingest}
    for name, ask in questions.items():
        started = time.perf_counter()
        outcomes[name] = outcome_of(ask, index, None)
        longest = max(longest, time.perf_counter() - started)
    try:
        seen = bool(check(index).faults)
    except DefsearchError as error:
        seen = error.exit_code == 3
    return Tampered(outcomes, seen, longest)


def _ingest(index: Path) -> Any:
    return run(index.parent / "source-fregat", index, dry_run=True)


def run_trials(folder: Path, count: int, seed: int) -> tuple[Counter[str], list[str], float]:
    """How often each thing happened, what should not have, and the longest time of an answer in seconds."""
    index = make(folder)
    kept = {path: path.read_bytes() for path in index.iterdir()}
    figures: Counter[str] = Counter()
    wrong: list[str] = []
    longest = 0.0
    for number in range(count):
        what = tamper(index, seed * 1_000_003 + number)
        found = try_out(index)
        longest = max(longest, found.seconds)
        figures["trials"] += 1
        figures["seen by check"] += found.seen
        for name, outcome in found.outcomes.items():
            # That a release is not there is an answer too.
            is_answer = outcome == "wrong" or outcome.startswith("ReleaseNotFoundError")
            figures["answers" if is_answer else "errors"] += 1
            if not is_answer and outcome != "error":
                wrong.append(f"seed {seed}, trial {number}, {what}: {name}: {outcome}")
        if "error" in found.outcomes.values() and not found.seen:
            wrong.append(f"seed {seed}, trial {number}, {what}: an error, and check sees nothing")
        for path, data in kept.items():
            path.unlink(missing_ok=True)
            path.write_bytes(data)
    return figures, wrong, longest


def main() -> None:
    """Print what came of it."""
    options = read_options(__doc__)
    with TemporaryDirectory() as folder:
        figures, wrong, longest = run_trials(Path(folder), options.trials, options.seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    lines = [f"{name:<15}{number:>8}" for name, number in figures.items()]
    lines += [f"longest answer {longest:.2f} s; peak memory {memory} MB; {len(wrong)} wrong", *wrong[:20]]
    print("\n".join(lines))  # noqa: T201
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
