"""The program: its commands and global options, shell completion, and the exit code of a run.

Each command is loaded only when it is used. Only here does an error become a message. Not here: what the commands do
(``commands/``), how a message is drawn (``render.errors``).
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from defsearch.cli.command import (
    GLOBAL_OPTIONS,
    ClickError,
    option_help,
    reject_empty_paths,
    write_examples,
    write_paragraphs,
)
from defsearch.cli.completion import REQUEST_VARIABLE, complete, use_own_scripts
from defsearch.cli.options import ColourOption, IndexOption, LinksOption, PagerOption
from defsearch.cli.output import Colour, error_screen, note, requested_colour
from defsearch.errors import DefsearchError
from defsearch.render.text import Screen

COMMANDS = {
    "ingest": "make or update the index",
    "query": "search: rank the matching releases",
    "browse": "search as you type, full screen",
    "more": "show the next page of the last query",
    "show": "show one release in full",
    "timeline": "count matching releases per year, month or week",
    "quotes": "find quotations: who said what, and when",
    "similar": "list releases about the same subject",
    "status": "show what is in the index",
    "check": "check the index, and compare it with the files",
    "export": "print releases as JSON Lines",
    "convert": "make releases of web pages, Markdown, JSON, CSV and feeds",
    "help": "explain the query language, dates or a command",
    "man": "print the manual page",
}

OTHER_NAMES = dict.fromkeys(("search", "zoek"), "query")

INTERRUPTED = 130  # the exit code after Ctrl-C
_EXAMPLES = """\
defsearch ingest persberichten               make or update the index
defsearch query drones                       search
defsearch query '"de ruyter" -oefening'      a phrase; exclude a word
defsearch query navo --from 2024-02          since February 2024
defsearch show 3                             read the third hit
defsearch timeline F-16                      how often, over time
"""
_MORE = """\
The environment variable that sets the default is shown in brackets.

search and zoek are other names of query; --van, --tot and --op of --from, --to and --on.

More: defsearch COMMAND --help, defsearch help query, defsearch help dates
"""


class Program(TyperGroup):
    """The group of commands. The module of a command is imported only when that command is used."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """Return the command with this name, or None."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the global options before the command."""
        reject_empty_paths(self, ctx, args)
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, and pass it the global options that were typed before its name."""
        args = [OTHER_NAMES.get(args[0], args[0]), *args[1:]]
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from defsearch.cli.remedies import no_such_command  # here: only an error pays for it

            raise no_such_command(args, [*COMMANDS, *OTHER_NAMES])
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, [*_global_options(ctx, command), *rest] if command else rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help: summary, examples, usage, commands, global options."""
        write_paragraphs(formatter, self.help or "")
        write_examples(formatter, _EXAMPLES)
        self.format_usage(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        with formatter.section(GLOBAL_OPTIONS):
            formatter.write_dl(list(filter(None, map(option_help, self.get_params(ctx)))))
        write_paragraphs(formatter, _MORE)


def load_command(name: str) -> Any:
    """Import the module of a command and return the command."""
    command: Any = typer.main.get_command(import_module(f"defsearch.cli.commands.{name}").app)
    command.name = name
    command.short_help = COMMANDS[name]  # for completion, which would cut the help
    return command


def make_program(*, completion: bool) -> Any:
    """Return the program; with the options for shell completion, which take time to load, if ``completion``."""
    app = typer.Typer(
        cls=Program,
        add_completion=completion,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_program)
    program = typer.main.get_command(app)
    if completion:
        use_own_scripts(program)
    return program


def _global_options(ctx: Any, command: Any) -> list[str]:
    """Return the global options that were typed before the command and that the command has, as arguments."""
    names = {param.name for param in command.params}
    typed: list[str] = []
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name)
        if param.name in names and source is not None and source.name == "COMMANDLINE":
            value = ctx.params[param.name]
            typed.append(param.opts[0])
            if not param.is_flag:
                typed.append(str(getattr(value, "value", value)))
    return typed


def _print_version(requested: bool) -> None:
    if requested:
        from importlib.metadata import PackageNotFoundError, version  # here: only --version pays for it

        try:
            typer.echo(f"defsearch {version('defsearch')}")
        except PackageNotFoundError:
            typer.echo("defsearch (not installed)")
        raise typer.Exit


def _program(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
    index: IndexOption = Path("index"),
    color: ColourOption = Colour.AUTO,
    no_pager: PagerOption = False,
    hyperlinks: LinksOption = False,
) -> None:
    """Search an archive of press releases of the Dutch Ministry of Defence, in the terminal."""


class _InputOutputError(DefsearchError):
    """An error of the operating system that no other module handles (a full disk, no permission)."""

    exit_code = 74  # EX_IOERR of sysexits.h


class _NoMemoryError(DefsearchError):
    """There is less memory than a command needs."""

    exit_code = 74


class _InternalError(DefsearchError):
    """A bug in defsearch."""

    exit_code = 70  # EX_SOFTWARE of sysexits.h


def run(args: Sequence[str]) -> int:
    """Run the program with ``args`` and return its exit code; no exception leaves it."""
    _prepare_streams()
    screen = error_screen(requested_colour(args, os.environ))
    try:
        code = complete(make_program) if os.environ.get(REQUEST_VARIABLE) else _run(list(args), screen)
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
        from defsearch.cli.remedies import as_usage_error  # here, as below: only an error pays for it

        return _report(as_usage_error(error), screen)
    except (BrokenPipeError, KeyboardInterrupt, typer.Abort):
        raise
    except MemoryError as error:
        error.__traceback__ = None  # its frames keep what filled the memory
        hint = "Close other programs, or ask for less at a time."
        return _report(_NoMemoryError("this needs more memory than there is", hint), screen)
    except Exception as error:
        return _report_unexpected(error, screen)


def _report(error: DefsearchError, screen: Screen) -> int:
    error.__traceback__ = error.__context__ = error.__cause__ = None  # their frames may fill the memory
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
            name = os.fsdecode(error.filename)
            missing = error.errno == errno.ENOENT and not Path(name).parent.is_dir()
            hint = "Its folder does not exist: make it first, or name another place" if missing else None
            return _report(_InputOutputError(f"{name}: {clause(error.strerror)}", hint), screen)
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
