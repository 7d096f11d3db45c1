"""Run a trial by name: ``python tests/safety kill --points 200``; without a name, say which there are.

The suite runs a share of each; here are the full numbers. Modules are ``safety.…`` here as in the tests, so the
folder above this one goes on the path.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

TRIALS = {
    "kill": "safety.killing",
    "damage": "safety.damage",
    "tamper": "safety.tampering",
    "fuzz": "safety.fuzzing",
}


def main() -> None:
    """Give the rest of the command line to the trial that is named first."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TRIALS:
        sys.exit(f"usage: python tests/safety NAME [OPTION]...\n  NAME is one of {', '.join(TRIALS)}")
    sys.path[0] = str(Path(__file__).parents[1])
    sys.argv = [f"safety {name}", *sys.argv[2:]]
    runpy.run_module(TRIALS[name], run_name="__main__")


if __name__ == "__main__":
    main()
