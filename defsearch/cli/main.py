"""Run the program: arguments in, exit code out. The only place where an error becomes a message.

Not here: what the commands do (``commands/``), how a message is drawn (``render.errors``).
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from defsearch.cli import completion
from defsearch.cli.app import COMMANDS, OTHER_NAMES, make_program
from defsearch.cli.command import ClickError
from defsearch.cli.terminal import error_screen, note, requested_colour
from defsearch.errors import DefsearchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.render.screen import Screen

INTERRUPTED = 130


class _InputOutputError(DefsearchError):
    """An error of the operating system that no other module handles (a full disk, no permission)."""

    exit_code = 74  # EX_IOERR of sysexits.h


class _InternalError(DefsearchError):
    """A bug in defsearch."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h


def run(args: Sequence[str]) -> int:
    """Run the program with ``args`` and return its exit code; no exception leaves it."""
    _prepare_streams()
    screen = error_screen(requested_colour(args, os.environ))
    try:
        code = completion.complete() if completion.is_requested() else _run(list(args), screen)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has ended (``| head``): not an error
        _discard_output()
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except OSError as error:  # standard output cannot be written, such as on a full disk
        return _report_unexpected(error, screen)
    return code


def _run(args: list[str], screen: Screen) -> int:
    try:
        # The options that install completion come before any command, and so does --help, which lists them.
        program = make_program(completion=not args or args[0] not in {*COMMANDS, *OTHER_NAMES})
        with program.make_context("defsearch", args or ["--help"]) as context:
            return program.invoke(context) or 0
    except typer.Exit as done:
        return done.exit_code
    except DefsearchError as error:
        return _report(error, screen)
    except ClickError as error:
        from defsearch.cli.usage_errors import as_usage_error  # here, as below: only an error pays for it

        return _report(as_usage_error(error), screen)
    except (BrokenPipeError, KeyboardInterrupt, typer.Abort):
        raise
    except Exception as error:
        return _report_unexpected(error, screen)


def _report(error: DefsearchError, screen: Screen) -> int:
    from defsearch.cli.remedies import remedy
    from defsearch.render.errors import error_lines

    note(error_lines(error, screen, hint=remedy(error)))
    return error.exit_code


def _report_unexpected(error: Exception, screen: Screen) -> int:
    if os.environ.get("DEFSEARCH_DEBUG"):
        import traceback

        note(traceback.format_exc().splitlines())
        return _InternalError.exit_code
    from defsearch.render.errors import clause

    if isinstance(error, OSError) and error.strerror:
        if error.filename is not None:
            return _report(
                _InputOutputError(f"{os.fsdecode(error.filename)}: {clause(error.strerror)}"), screen
            )
        _discard_output()
        closed = error.errno == errno.EBADF
        reason = "standard output is closed" if closed else clause(error.strerror)
        return _report(_InputOutputError(f"the output could not be written: {reason}"), screen)
    return _report(
        _InternalError(
            f"internal error ({type(error).__name__}: {error})",
            "For the traceback, set DEFSEARCH_DEBUG=1; to check the index: defsearch check",
        ),
        screen,
    )


def _discard_output() -> None:
    """Send the rest of standard output to nowhere: Python flushes it once more at exit, which would fail again."""
    with suppress(OSError, ValueError):  # in a test, standard output may be no file
        number = sys.stdout.fileno()
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number)
        os.close(null)


def _prepare_streams() -> None:
    """Make both output streams accept every character, and replace a stream that is closed (``>&-``)."""
    for name, flags in (("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        stream: Any = getattr(sys, name)
        if stream is None:
            # A closed standard output becomes a stream that cannot be written: a result that nobody gets is an
            # error. The replacement also takes the file number, which the next opened file would get otherwise.
            stream = os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")
            setattr(sys, name, stream)
        if hasattr(stream, "reconfigure"):  # in a test, a stream may be a simpler object
            stream.reconfigure(errors="backslashreplace")
