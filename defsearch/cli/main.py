"""From arguments to an exit code. The only place where an error becomes a sentence.

Not here: what the commands do (``commands/``).
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from defsearch.cli import completion
from defsearch.cli.app import COMMANDS, make_program
from defsearch.cli.command import ClickError
from defsearch.cli.terminal import asked_colour, error_screen, note
from defsearch.cli.usage_errors import as_usage_error
from defsearch.errors import DefsearchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.render.screen import Screen

INTERRUPTED = 130


class _SystemError(DefsearchError):
    """The system refused something that no part of defsearch foresaw (a full disk, no permission)."""

    exit_code = 74  # sysexits' EX_IOERR


class _OwnFaultError(DefsearchError):
    """A fault of defsearch itself."""

    exit_code = 70  # sysexits' EX_SOFTWARE


def run(args: Sequence[str]) -> int:
    """Run the program with ``args`` and return its exit code. Nothing but SystemExit leaves it."""
    _prepare_streams()
    screen = error_screen(asked_colour(args, os.environ))
    try:
        code = completion.answer() if completion.is_asked() else _run(list(args), screen)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except OSError as error:  # a full disk below standard output
        return _give_up(error, screen)
    return code


def _run(args: list[str], screen: Screen) -> int:
    try:
        # What installs completion stands before any command, and so does the help that tells of it.
        program = make_program(completion=not args or args[0] not in COMMANDS)
        with program.make_context("defsearch", args or ["--help"]) as context:
            return program.invoke(context) or 0
    except typer.Exit as done:
        return done.exit_code
    except DefsearchError as error:
        return _explain(error, screen)
    except ClickError as error:
        return _explain(as_usage_error(error), screen)
    except (BrokenPipeError, KeyboardInterrupt, typer.Abort):
        raise
    except Exception as error:
        return _give_up(error, screen)


def _explain(error: DefsearchError, screen: Screen) -> int:
    from defsearch.cli.remedies import remedy  # here, as below: a run without a mistake needs none of this
    from defsearch.render.errors import error_lines

    note(error_lines(error, screen, hint=remedy(error)))
    return error.exit_code


def _give_up(error: Exception, screen: Screen) -> int:
    if os.environ.get("DEFSEARCH_DEBUG"):
        import traceback  # here: only for those who ask

        note(traceback.format_exc().splitlines())
        return _OwnFaultError.exit_code
    from defsearch.render.errors import clause

    if isinstance(error, OSError) and error.strerror:
        if error.filename is not None:
            return _explain(_SystemError(f"{os.fsdecode(error.filename)}: {clause(error.strerror)}"), screen)
        _drop_output()
        closed = error.errno == errno.EBADF
        why = "standard output is closed" if closed else clause(error.strerror)
        return _explain(_SystemError(f"the output could not be written: {why}"), screen)
    return _explain(
        _OwnFaultError(
            f"something went wrong inside defsearch ({type(error).__name__}: {error})",
            "DEFSEARCH_DEBUG=1 shows where; defsearch check tells whether the index is whole",
        ),
        screen,
    )


def _reader_left() -> int:
    """End quietly when whoever read our output has gone (``| head``): that is no mistake."""
    _drop_output()
    return 0


def _drop_output() -> None:
    """Let what is left of the output go nowhere: it is flushed once more at the end, and would fail again."""
    with suppress(OSError, ValueError):  # a test may have put something simpler in its place
        number = sys.stdout.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def _prepare_streams() -> None:
    """Make sure that printing works, for every character, or fails where it should: on a stream that was closed."""
    for name, flags in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        stream: Any = getattr(sys, name)
        if stream is None:  # someone ran us with `>&-` or `2>&-`
            # In place of standard output comes what cannot be written to: an answer that nobody gets is no success.
            # It also takes the number, which the next file that is opened would have had.
            stream = os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")
            setattr(sys, name, stream)
        reconfigure = getattr(
            stream, "reconfigure", None
        )  # a test may have put something simpler in its place
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
