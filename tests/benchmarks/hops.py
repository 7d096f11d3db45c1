"""How many modules does one query enter, and which record types does its word pass through?

  python tests/benchmarks hops          defsearch query drones, on an index of seeds/

A module is entered when one of its functions runs after import. A record type is listed when a function returned one
(alone, in a list or in another record) with the word in a text field of its own, in the order of first appearance.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import defsearch
from defsearch.cli.main import run

if TYPE_CHECKING:
    from types import FrameType

PACKAGE = f"{Path(defsearch.__file__).parent}{os.sep}"
SEEDS = Path(__file__).parents[2] / "seeds"
WORD = "drones"
_MAX_DEPTH = 4
_MAX_ITEMS = 50


class Trace(NamedTuple):
    """What one command did: the modules it entered, how often it changed module, the record types it made."""

    modules: list[str]
    changes: int
    records: list[str]


def trace(args: list[str], word: str) -> Trace:
    """Run a command with its output discarded and follow its calls."""
    modules: dict[str, None] = {}
    records: dict[str, None] = {}
    visits: list[str] = []

    def profile(frame: FrameType, event: str, value: Any) -> None:
        path = frame.f_code.co_filename
        if event not in ("call", "return") or not path.startswith(PACKAGE) or _is_importing(frame):
            return
        if event == "return":
            _find_records(value, word, records)
            return
        name = path[len(PACKAGE) :].removesuffix(".py").replace(os.sep, ".")
        modules.setdefault(name)
        if visits[-1:] != [name]:
            visits.append(name)

    with redirect_stdout(io.StringIO()):
        sys.setprofile(profile)
        try:
            run(args)
        finally:
            sys.setprofile(None)
    return Trace(sorted(modules), len(visits), list(records))


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a frame runs as part of the import of a module of the package."""
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_code.co_filename.startswith(PACKAGE):
            return True
        frame = frame.f_back
    return False


def _find_records(value: Any, word: str, records: dict[str, None], depth: int = 0) -> None:
    """Add the record types in ``value`` that have ``word`` in a text field of their own."""
    if depth > _MAX_DEPTH or not isinstance(value, tuple | list):
        return
    kind = type(value)
    if kind.__module__.startswith("defsearch.") and any(_has_text(field, word) for field in value):
        records.setdefault(f"{kind.__module__.removeprefix('defsearch.')}.{kind.__name__}")
    for item in value[:_MAX_ITEMS]:
        _find_records(item, word, records, depth + 1)


def _has_text(field: Any, word: str) -> bool:
    if isinstance(field, str):
        return word in field
    return type(field) is tuple and any(_has_text(item, word) for item in field)


def main() -> None:
    """Print the modules and the record types of one query."""
    with tempfile.TemporaryDirectory() as folder:
        index = f"{folder}/index"
        os.environ["XDG_STATE_HOME"] = folder  # the query must not become the user's last one
        with redirect_stdout(io.StringIO()):
            run(["ingest", str(SEEDS), "--index", index])
        found = trace(["query", WORD, "--index", index], WORD)
    print(f"{len(found.modules)} modules entered, {found.changes} changes of module")
    print(*(f"  {name}" for name in found.modules), sep="\n")
    print(f"{len(found.records)} record types with the word")
    print(*(f"  {name}" for name in found.records), sep="\n")


if __name__ == "__main__":
    main()
