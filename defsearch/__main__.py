"""``python -m defsearch`` and the console script: run the command line and exit with its code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

_INTERRUPTED = 130


def main() -> None:
    """Run the program with the arguments it was started with."""
    # Looking for cycles again and again while modules load finds nothing and takes a twentieth of a query.
    gc.set_threshold(100_000, 20, 20)
    try:
        from defsearch.cli.main import run  # here, so that Ctrl-C while it loads shows no traceback either

        code = run(sys.argv[1:])
        with suppress(OSError):  # what could not be written before cannot be now
            sys.stderr.flush()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    # All is written and closed by now. Taking the interpreter apart piece by piece would only make the user
    # wait: it costs a seventh of a short query.
    os._exit(code)


if __name__ == "__main__":
    main()
