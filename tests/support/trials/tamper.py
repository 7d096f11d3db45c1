"""Change an index as somebody who knows the format could: the content is wrong and every checksum is right.

  python tests/safety tamper --trials 1000 --seed 1

A forged release cannot be told from a real one, so any answer is allowed. But each operation gives an answer or an
error with exit code 3 within seconds, and never a traceback. If an operation fails, ``check`` names the fault.
"""

from __future__ import annotations

import random
import zlib
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from support.archive import run_ingest
from support.forge_index import change_manifest, read_content, replace_content
from support.read_operations import READ_OPERATIONS, make_index
from support.trials.trial import print_result, read_options, run_operations

from defsearch.index.directory import latest_generation
from defsearch.index.doc_store import TEXT_FIELDS, DocStoreReader, DocStoreWriter
from defsearch.index.manifest import toc_name

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTREME = (0, 1, 2, 147, 255, 256, 65_535, 65_536, 2**31 - 1, 2**31, 2**32 - 1)


def _bytes(chance: random.Random, data: bytes) -> bytes:
    at, length = chance.randrange(len(data)), chance.randint(1, 16)
    return data[:at] + chance.randbytes(length) + data[at + length :]


def _bit(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _number(chance: random.Random, data: bytes) -> bytes:
    """Replace a number of four bytes, mostly near the end, where columns and directories are."""
    at = max(0, len(data) - 4 * chance.randint(1, min(200, len(data) // 4 + 1)))
    return data[:at] + chance.choice(_EXTREME).to_bytes(4, "little") + data[at + 4 :]


def _digits(chance: random.Random, data: bytes) -> bytes:
    """Replace a decimal number, as tables contain."""
    places = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    at = chance.choice(places or [0])
    written = b"%d" % chance.choice((*_EXTREME, chance.randrange(len(data))))
    return data[:at] + written + data[at + chance.randrange(len(written) + 1) :]


def _slice(chance: random.Random, data: bytes) -> bytes:
    """Replace some bytes by others of the same file, which look plausible."""
    start, at, length = chance.randrange(len(data)), chance.randrange(len(data)), chance.randint(1, 64)
    return data[:at] + data[start : start + length] + data[at + length :]


def _lines(chance: random.Random, data: bytes) -> bytes:
    """Swap two lines, remove one, or insert one twice."""
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
    _bytes, _bit, _number, _digits, _slice, _lines,
)  # fmt: skip


def _change_document(chance: random.Random, path: Path) -> None:
    """Change the uncompressed text of one release and write the file as an ingest does."""
    reader = DocStoreReader(str(path))
    records = [reader.record(number) for number in range(len(reader))]
    days, lengths = reader.doc_values("date"), [reader.doc_values(field) for field in TEXT_FIELDS]
    reader.close()
    place = chance.randrange(len(records))
    id_, _, text = records[place].partition(b"\n")
    changed = chance.choice(_CHANGES)(chance, zlib.decompress(text))
    records[place] = id_ + b"\n" + zlib.compress(changed)
    path.unlink()
    writer = DocStoreWriter(str(path))
    for number, one in enumerate(records):
        title, heading, body = (column[number] for column in lengths)
        writer.add_record(one, days[number], (title, heading, body))
    writer.close()


def _change_fact(chance: random.Random, facts: dict[str, Any]) -> None:
    """Replace one value of the manifest by a value of the same or another type."""
    place: Any = facts
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys)
        if not isinstance(place[key], (dict, list)) or not place[key] or chance.random() < 0.1:
            place[key] = chance.choice((*_EXTREME, -1, None, True, "", "x", [], [0], {}, 1e9))
            return
        place = place[key]


def tamper(index: Path, seed: int) -> str:
    """Change one thing and return a description of it."""
    chance = random.Random(seed)
    generation = latest_generation(index)
    names = sorted(path.name for path in index.glob("[Ml]*"))
    name = chance.choice([*names, *names, "text", "manifest", "toc"])
    if name == "text":
        name = chance.choice([one for one in names if one.endswith(".documents")])
        _change_document(chance, index / name)
        replace_content(index, name, read_content(index, name))
        return f"{name} (text)"
    if name == "manifest":
        change_manifest(index, lambda facts: _change_fact(chance, facts))
    elif name == "toc":
        toc = index / toc_name(generation)
        toc.write_bytes(chance.choice(_CHANGES)(chance, toc.read_bytes()))
    else:
        change = chance.choice(_CHANGES)
        replace_content(index, name, change(chance, read_content(index, name)))
        name += f" ({change.__name__[1:]})"
    return name


def _ingest(index: Path) -> Any:
    return run_ingest(index.parent / "source-fregat", index, dry_run=True)


def tamper_at_random(folder: Path, count: int, seed: int) -> tuple[Counter[str], list[str], float]:
    """Run ``count`` trials; return how often each outcome occurred, the failures and the slowest answer in seconds."""
    index = make_index(folder)
    kept = {path: path.read_bytes() for path in index.iterdir()}
    figures: Counter[str] = Counter()
    failures: list[str] = []
    slowest = 0.0
    for number in range(count):
        what = tamper(index, seed * 1_000_003 + number)
        result = run_operations(index, {}, {**READ_OPERATIONS, "ingest": _ingest})
        slowest = max(slowest, result.slowest)
        figures["trials"] += 1
        figures["found by check"] += result.fault_found
        for name, outcome in result.outcomes.items():
            # "Wrong" only means that there is an answer: nothing is expected here. A release may also be missing.
            is_answer = outcome == "wrong" or outcome.startswith("ReleaseNotFoundError")
            figures["answers" if is_answer else "errors"] += 1
            if not is_answer and outcome != "error":
                failures.append(f"seed {seed}, trial {number}, {what}: {name}: {outcome}")
        if "error" in result.outcomes.values() and not result.fault_found:
            failures.append(f"seed {seed}, trial {number}, {what}: an error, and check finds no fault")
        for path, data in kept.items():
            path.unlink(missing_ok=True)
            path.write_bytes(data)
    return figures, failures, slowest


def main() -> None:
    """Run the trials and print the figures; exit with 1 if any failed."""
    options = read_options(__doc__)
    with TemporaryDirectory() as folder:
        figures, failures, slowest = tamper_at_random(Path(folder), options.trials, options.seed)
    lines = [f"{name:<15}{number:>8}" for name, number in figures.items()]
    print_result(lines, failures, slowest)


if __name__ == "__main__":
    main()
