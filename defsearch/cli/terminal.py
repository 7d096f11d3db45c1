"""Where a command's output goes: a terminal or not, how wide, in colour, through a pager.

The only place that prints. Not here: what is printed (``defsearch.render``).
"""

from __future__ import annotations

import enum
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, TextIO

from defsearch.render.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_NARROWEST, _WIDEST = 40, 250
_PAGER = "less -FIRX"


class Colour(str, enum.Enum):
    """When output is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def wants_colour(choice: Colour, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Decide on colour: the option wins, then NO_COLOR, then FORCE_COLOR, then what the stream is.

    As their authors ask, an empty NO_COLOR or FORCE_COLOR counts as not set.
    """
    if choice is not Colour.AUTO:
        return choice is Colour.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and environment.get("TERM") != "dumb"


def asked_colour(args: Sequence[str], environment: Mapping[str, str]) -> Colour:
    """Return what --color says, before the arguments are parsed: a mistake in them is shown accordingly."""
    asked = environment.get("DEFSEARCH_COLOR", "")
    for option, value in zip(args, [*args[1:], ""], strict=False):
        if option == "--":
            break
        name, equals, rest = option.partition("=")
        if name == "--color":
            asked = rest if equals else value
    return Colour(asked) if asked in [*Colour] else Colour.AUTO


class Terminal:
    """Standard output and standard error as the user wants them used."""

    def __init__(
        self, colour: Colour = Colour.AUTO, *, no_pager: bool = False, hyperlinks: bool = False
    ) -> None:
        self._colour = colour
        self.interactive = _is_terminal(sys.stdout)
        self._pages = self.interactive and not no_pager
        self.screen = Screen(
            width=_width(sys.stdout) if self.interactive else None,
            colour=wants_colour(colour, os.environ, terminal=self.interactive),
            hyperlinks=hyperlinks and (self.interactive or colour is Colour.ALWAYS),
        )

    def show(self, lines: Iterable[str]) -> None:
        """Print lines, through the pager when a terminal is too low for them."""
        rest = iter(lines)
        if self._pages:
            height = shutil.get_terminal_size().lines
            begin = list(islice(rest, height))
            command = _pager(os.environ) if len(begin) >= height else None
            rest = chain(begin, rest)
            if command and _page(rest, command):
                return
        sys.stdout.writelines(f"{line}\n" for line in rest)

    def write(self, output: str | bytes) -> None:
        """Print output for programs as it stands."""
        if isinstance(output, str):
            sys.stdout.write(output)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(output)

    @property
    def error_interactive(self) -> bool:
        """Whether standard error is a terminal that can redraw a line."""
        return _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"

    @property
    def error_screen(self) -> Screen:
        """Standard error as something to draw on."""
        return error_screen(self._colour)

    def note(self, lines: Iterable[str]) -> None:
        """Print a warning, a hint or a summary on standard error."""
        note(lines)


def error_screen(colour: Colour = Colour.AUTO) -> Screen:
    """Return standard error as something to draw on."""
    terminal = _is_terminal(sys.stderr)
    return Screen(
        width=_width(sys.stderr) if terminal else None,
        colour=wants_colour(colour, os.environ, terminal=terminal),
    )


def note(lines: Iterable[str]) -> None:
    """Print lines on standard error, after what is on standard output so far."""
    # What cannot be written there is told once, at the end of the program.
    with suppress(OSError):
        sys.stdout.flush()
    shown = "".join(f"{line}\n" for line in lines)
    # Nobody can be told that this cannot be written (a full disk, a reader who has gone): the exit code still can.
    with suppress(OSError):
        sys.stderr.write(shown)
        sys.stderr.flush()


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed: someone ran us with `>&-`
        return False


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    try:
        width = int(columns) if columns.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        width = 80
    return min(max(width, _NARROWEST), _WIDEST)


def _pager(environment: Mapping[str, str]) -> list[str] | None:
    """Return the command of the pager, or None for none (an empty variable, or ``cat``)."""
    for name in ("DEFSEARCH_PAGER", "PAGER"):
        if name in environment:
            chosen = environment[name]
            break
    else:
        chosen = _PAGER
    import shlex  # here: most output needs no pager

    try:
        command = shlex.split(chosen)
    except ValueError:  # a quote without its end
        return None
    return None if command in ([], ["cat"]) else command


def _page(lines: Iterator[str], command: list[str]) -> bool:
    """Feed ``lines`` to a pager until they or the reader end; False when the pager cannot be started."""
    environment = {"LESS": "FIRX", "LESSCHARSET": "utf-8", **os.environ}
    sys.stdout.flush()
    try:
        pager = subprocess.Popen(  # noqa: S603 - the user's own pager, without a shell
            command, stdin=subprocess.PIPE, env=environment, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return False
    # Ctrl-C belongs to the pager (in less it ends a long search); it must not kill us beneath it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        feed = pager.stdin
        if feed is not None:
            # A reader who has seen enough leaves before the end: that is no mistake.
            with suppress(BrokenPipeError):
                feed.writelines(f"{line}\n" for line in lines)
            with suppress(BrokenPipeError):
                feed.close()
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
