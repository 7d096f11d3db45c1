"""The output of the commands: standard output and standard error, hits in each format, the pager and other programs.

Only here is anything printed. Not here: what is printed (``defsearch.render``).
"""

from __future__ import annotations

import enum
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from defsearch.errors import DefsearchError, UsageError
from defsearch.render.text import Screen, Segment, words, wrap

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from defsearch.render.text import CsvStyle
    from defsearch.search.explain import Explanation
    from defsearch.search.results import Per, SearchRequest, SearchResult
    from defsearch.search.searcher import Searcher
    from defsearch.search.timeline import Timeline

_MIN_WIDTH, _MAX_WIDTH = 40, 250
_DEFAULT_PAGER = "less -FIRX"
_OFF = ("0", "false")
_AT_ONCE = 0.5  # seconds: nobody reads and quits so fast
_SHELL_CHARACTERS = frozenset("|&;<>()$`*?[#~")
_INTERRUPTED_PAGER = (130, -signal.SIGINT)  # its user ended it


class Colour(str, enum.Enum):
    """The values of --color."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def use_colour(choice: Colour, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Return whether to use colour: --color wins, then NO_COLOR, then FORCE_COLOR, then the kind of stream.

    By their specifications, an empty NO_COLOR or FORCE_COLOR counts as not set, and FORCE_COLOR=0 means no colour.
    CLICOLOR_FORCE and CLICOLOR mean the same, and come after them.
    """
    if choice is not Colour.AUTO:
        return choice is Colour.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if forced := environment.get(name):
            return forced not in _OFF
    return terminal and environment.get("TERM") != "dumb" and environment.get("CLICOLOR") not in _OFF


def requested_colour(args: Sequence[str], environment: Mapping[str, str]) -> Colour:
    """Return the value of --color before the arguments are parsed, for errors in them."""
    requested = environment.get("DEFSEARCH_COLOR", "")
    for option, value in zip(args, [*args[1:], ""], strict=False):
        if option == "--":
            break
        name, equals, rest = option.partition("=")
        if name == "--color":
            requested = rest if equals else value
    return Colour(requested) if requested in [*Colour] else Colour.AUTO


class Terminal:
    """Standard output and standard error, as the user wants to use them."""

    def __init__(
        self, colour: Colour = Colour.AUTO, *, no_pager: bool = False, hyperlinks: bool = False
    ) -> None:
        self._colour = colour
        self.interactive = _is_terminal(sys.stdout)
        self._pages = self.interactive and not no_pager
        self.screen = Screen(
            width=_width(sys.stdout) if self.interactive else None,
            colour=use_colour(colour, os.environ, terminal=self.interactive),
            hyperlinks=hyperlinks and (self.interactive or colour is Colour.ALWAYS),
        )

    def show(self, lines: Iterable[str]) -> None:
        """Print lines; through the pager if they do not fit on the terminal."""
        rest = iter(lines)
        if self._pages:
            height = shutil.get_terminal_size().lines
            first_screen = list(islice(rest, height))
            command = _pager_command(os.environ) if len(first_screen) >= height else None
            rest = chain(first_screen, rest)
            if command:
                rest = _run_pager(rest, command)
        sys.stdout.writelines(f"{line}\n" for line in rest)

    def write(self, output: str | bytes) -> None:
        """Print output for programs unchanged: text as UTF-8, whatever the locale is."""
        sys.stdout.flush()
        data = output.encode("utf-8", "backslashreplace") if isinstance(output, str) else output
        sys.stdout.buffer.write(data)

    @property
    def error_interactive(self) -> bool:
        """Whether standard error is a terminal that can redraw a line."""
        return _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"

    @property
    def error_screen(self) -> Screen:
        """Standard error as a screen."""
        return error_screen(self._colour)

    def note(self, lines: Iterable[str]) -> None:
        """Print a warning, a hint or a summary on standard error."""
        note(lines)


def error_screen(colour: Colour = Colour.AUTO) -> Screen:
    """Return standard error as a screen."""
    terminal = _is_terminal(sys.stderr)
    return Screen(
        width=_width(sys.stderr) if terminal else None,
        colour=use_colour(colour, os.environ, terminal=terminal),
    )


def note(lines: Iterable[str]) -> None:
    """Print lines on standard error, after the output so far."""
    # An error of standard output is reported at the end of the program.
    with suppress(OSError):
        sys.stdout.flush()
    text = "".join(f"{line}\n" for line in lines)
    # If standard error cannot be written (a full disk, a closed pipe), only the exit code can report anything.
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def show_notices(notices: Iterable[str]) -> None:
    """Print notices about a query on standard error, wrapped on a terminal."""
    width = error_screen().text_width
    for notice in notices:
        if width is None:
            note([f"note: {notice}"])
            continue
        lines = wrap(words(notice), width, first=[Segment("note: ")], indent=2)
        note("".join(segment.text for segment in line) for line in lines)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed (``>&-``)
        return False


def _width(stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    try:
        width = int(columns) if columns.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        width = 80
    return min(max(width, _MIN_WIDTH), _MAX_WIDTH)


def _pager_command(environment: Mapping[str, str]) -> list[str] | None:
    """Return the command of the pager, or None for no pager (an empty variable, ``cat``, or a dumb terminal)."""
    if environment.get("TERM", "") in ("", "dumb"):
        return None
    for name in ("DEFSEARCH_PAGER", "PAGER"):
        if name in environment:
            chosen = environment[name]
            break
    else:
        chosen = _DEFAULT_PAGER
    if not _SHELL_CHARACTERS.isdisjoint(chosen):  # such as a pipe: as git and man run it
        return ["sh", "-c", chosen]
    import shlex

    try:
        command = shlex.split(chosen)
    except ValueError:  # an unclosed quote
        return None
    if command in ([], ["cat"]):
        return None
    # Without -R, less shows colours as codes; a LESS of the user may lack it.
    is_less = os.path.basename(command[0]) == "less"  # noqa: PTH119
    return [*command, "-R"] if is_less and "LESS" in environment else command


def _run_pager(lines: Iterator[str], command: list[str]) -> Iterator[str]:
    """Write ``lines`` to a pager and wait for its end; return the lines that must be printed instead.

    Those are none, or all of them if the pager cannot be started, fails, or ends at once without reading.
    """
    environment = {"LESS": "FIRX", "LESSCHARSET": "utf-8", **os.environ}
    written: list[str] = []
    sys.stdout.flush()
    started = time.monotonic()
    reading, writing = os.pipe()
    # Ctrl-C is for the pager (in less it stops a long search): it must not end this program before the pager.
    before = signal.getsignal(signal.SIGINT)
    try:
        pager = subprocess.Popen(command, stdin=reading, env=environment)  # noqa: S603 - the user's own pager
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for line in lines:
            written.append(line)
            # The user may quit the pager before the last line.
            if not _write_to(pager, writing, f"{line}\n".encode("utf-8", "backslashreplace")):
                break
        os.close(writing)
        writing = -1
        pager.wait()
        os.set_blocking(reading, False)
        unread = bool(os.read(reading, 1))  # this end is still open here, so the rest of the text is in it
    except OSError:  # it cannot be started
        return chain(written, lines)
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(reading)
        if writing >= 0:
            os.close(writing)
    at_once = unread and time.monotonic() - started < _AT_ONCE
    failed = pager.returncode not in (0, *_INTERRUPTED_PAGER)
    return chain(written, lines) if failed or at_once else iter(())


def _write_to(pager: subprocess.Popen[bytes], pipe: int, data: bytes) -> bool:
    """Write to the pipe of a pager; return False if the pager ended before it read all."""
    os.set_blocking(pipe, False)
    while data:
        try:
            data = data[os.write(pipe, data) :]
        except BlockingIOError:  # the pipe is full
            if pager.poll() is not None:
                return False
            select.select([], [pipe], [], _AT_ONCE / 20)
    return True


class ProgramError(DefsearchError):
    """A program that could not be started, or failed."""

    exit_code = 74


def open_file(path: str, url: str | None) -> None:
    """Open the address of a release, else its file, with the program that the system has for it."""
    place = url if url and url.startswith(("https://", "http://")) else str(Path(path).absolute())
    _run_program(["open" if sys.platform == "darwin" else "xdg-open", place])


def edit_file(path: str) -> None:
    """Open a file in the user's editor, and wait for its end."""
    import shlex

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UsageError("neither VISUAL nor EDITOR names an editor", "For example: export EDITOR=nano")
    try:
        _run_program([*shlex.split(editor), str(Path(path).absolute())])
    except ValueError:
        raise UsageError(f"the name of the editor cannot be read: {editor}") from None


def _run_program(command: list[str]) -> None:
    sys.stdout.flush()
    try:
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - the user's own program, without a shell
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise ProgramError(
            f"{command[0]} could not be started: {reason}", "--path prints where the file is"
        ) from None
    if code:
        raise ProgramError(f"{command[0]} ended with exit code {code}")


def show_hits(
    result: SearchResult,
    terminal: Terminal,
    index: Path,
    synonyms: Path | None = None,
    *,
    brief: bool = False,
    timeline: Timeline | None = None,
) -> int:
    """Draw the hits for people, and save them for ``show 3`` and ``more``."""
    from defsearch.render.hits import hit_lines, next_page_hint, no_hits_lines, suggestion_lines
    from defsearch.render.text import wrap_text

    if not result.hits and not result.near:
        terminal.note(no_hits_lines(result, terminal.error_screen))
        return 1
    from defsearch.cli.last_query import save_last_query

    per = timeline.per.value if timeline else ""
    save_last_query(index, result, synonyms=synonyms, brief=brief, per=per)
    lines = hit_lines(result, terminal.screen, brief=brief, timeline=timeline)
    next_page = next_page_hint(result)
    if next_page:
        next_page += ", or: defsearch more"
    if next_page and terminal.interactive:
        terminal.show([*lines, "", *wrap_text(next_page, terminal.screen.text_width)])
        return 0
    terminal.show(lines)
    if next_page:
        terminal.note([next_page])
    say = suggestion_lines if result.hits else no_hits_lines
    terminal.note(say(result, terminal.error_screen))
    return 0 if result.hits else 1


def counts_per_period(searcher: Searcher, request: SearchRequest, per: Per, today: datetime.date) -> Timeline:
    """Return how many hits of a request there are per period."""
    from defsearch.search.timeline import TimelineRequest

    return searcher.timeline(
        TimelineRequest(
            queries=(request.query,),
            per=per,
            period=request.period,
            any_word=request.any_word,
            exact=request.exact,
            compounds=request.compounds,
            synonyms=request.synonyms,
            added=request.added,
        ),
        today,
    )


def print_hits(result: SearchResult, chosen: str, terminal: Terminal, style: CsvStyle, *, nul: bool) -> int:
    """Print the hits in the format ``chosen`` (the name of an option)."""
    if chosen == "--count":
        terminal.write(f"{result.total}\n")
        return 0 if result.total else 1
    from defsearch.render import formats

    match chosen:
        case "--json":
            terminal.write(formats.result_json(result))
        case "--jsonl":
            terminal.write(formats.hits_jsonl(result.hits))
        case "--csv" | "--tsv":
            terminal.write(formats.hits_csv(result.hits, style))
        case _:
            terminal.write(formats.hits_paths(result.hits, nul=nul))
    if chosen != "--json" and len(result.hits) < result.total:  # JSON contains the total
        # A script that takes one page for all hits would give wrong answers.
        from defsearch.render.hits import no_hits_lines, partial_note

        partial = partial_note(result)
        terminal.note([f"note: {partial}"] if partial else no_hits_lines(result, terminal.error_screen))
    return 0 if result.hits else 1


def show_explanation(explanation: Explanation, terminal: Terminal, *, as_json: bool) -> int:
    """Draw an explanation, or print it as JSON."""
    if as_json:
        from defsearch.render.formats import explanation_json

        terminal.write(explanation_json(explanation))
    else:
        from defsearch.render.explain import explanation_lines

        terminal.show(explanation_lines(explanation, terminal.screen))
    return 0 if explanation.total else 1
