"""Run a trial by its name: ``python tests/safety kill --points 200``. Without a name, print the names.

The test suite runs a share of each trial; this runs as many as you want.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

TRIALS = {
    "kill": "support.trials.kill",
    "damage": "support.trials.damage",
    "tamper": "support.trials.tamper",
    "fuzz": "support.trials.fuzz",
    "living": "support.trials.living",
    "powerloss": "support.trials.powerloss",
    "queries": "support.trials.queries",
}


def main() -> None:
    """Run the named trial with the rest of the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TRIALS:
        sys.exit(f"usage: python tests/safety NAME [OPTION]...\n  NAME is one of {', '.join(TRIALS)}")
    sys.path[0] = str(Path(__file__).parents[1])
    sys.argv = [f"safety {name}", *sys.argv[2:]]
    runpy.run_module(TRIALS[name], run_name="__main__")


if __name__ == "__main__":
    main()
