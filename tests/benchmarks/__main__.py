"""Run a benchmark by name: ``python tests/benchmarks ranking --half develop``; without a name, say which there are.

Its modules are ``benchmarks.…`` here as in the tests, so the folder above this one goes on the path.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = (
    "ranking",
    "similar",
    "speed",
    "growth",
    "compounds",
    "inflection",
    "quotes",
    "archive",
    "hops",
    "browse",
    "systems",
)


def main() -> None:
    """Give the rest of the command line to the benchmark that is named first."""
    known = [name for name in BENCHMARKS if (HERE / f"{name}.py").is_file()]
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in known:
        sys.exit(f"usage: python tests/benchmarks NAME [OPTION]...\n  NAME is one of {', '.join(known)}")
    # Who measures is not who develops: a program that may not keep what it compiled starts twice as slowly.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.path[0] = str(HERE.parent)
    sys.argv = [f"benchmarks {name}", *sys.argv[2:]]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
