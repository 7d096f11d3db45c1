"""The entry point of ``defsearch`` and ``python -m defsearch``: run the command line and exit with its code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

_INTERRUPTED = 130


def main() -> None:
    """Run the command line with the arguments of this process."""
    # Loading modules makes many objects and no garbage; collecting less often saves a twentieth of a query.
    gc.set_threshold(100_000, 20, 20)
    # Without memory, what is closed on the way out fails too. That would be printed before the error itself is.
    sys.unraisablehook = lambda _: None
    try:
        from defsearch.cli.main import run  # here, so that Ctrl-C during the import shows no traceback either

        code = run(sys.argv[1:])
        with suppress(OSError):  # a stream that failed before fails again
            sys.stderr.flush()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    # Everything is written and closed. Exit without tearing down the interpreter, which takes a seventh of a query.
    os._exit(code)


if __name__ == "__main__":
    main()
