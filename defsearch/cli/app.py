"""The program as Typer sees it: its commands, found by name, and the options that may stand before them.

Not here: errors and exit codes (``main``), the commands themselves (``commands/``).
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from defsearch.cli.command import GLOBAL, help_record, refuse_empty_names, write_examples, write_paragraphs
from defsearch.cli.options import (
    ColourOption,
    IndexOption,
    LinksOption,
    PagerOption,
)
from defsearch.cli.terminal import Colour
from defsearch.cli.usage_errors import no_such_command

COMMANDS = {
    "ingest": "bring the index in line with the releases",
    "query": "rank the releases that match and show where",
    "show": "one release in full",
    "timeline": "how many releases match, per year, month or week",
    "similar": "releases about the same thing",
    "status": "what is in the index",
    "check": "is the index whole, and does it agree with the files",
    "export": "releases as JSON Lines",
    "help": "the query language, dates, or a command",
    "man": "the manual page",
}

_EXAMPLES = """\
defsearch ingest persberichten               make or update the index
defsearch query drones                       search it
defsearch query '"de ruyter" -oefening'      a phrase, without a word
defsearch query navo --from 2024-02          since February 2024
defsearch show 3                             read the third hit
defsearch timeline F-16                      how often, over time
"""
_MORE = """\
In brackets stands the environment variable that sets an option for good.

More: defsearch COMMAND --help, defsearch help query, defsearch help dates
"""


class Program(TyperGroup):
    """The group of commands. A command's module is imported only when that command is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """Return the command of this name, or None."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options that stand before the command."""
        refuse_empty_names(self, ctx, args)
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, and hand it the global options that stood before its name."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise no_such_command(args[0], COMMANDS)
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, [*_given_before(ctx, command), *rest] if command else rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help: what it is, examples, usage, the commands, the global options."""
        write_paragraphs(formatter, self.help or "")
        write_examples(formatter, _EXAMPLES)
        self.format_usage(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        records = [help_record(param) for param in self.get_params(ctx)]
        with formatter.section(GLOBAL):
            formatter.write_dl([record for record in records if record])
        write_paragraphs(formatter, _MORE)


def load_command(name: str) -> Any:
    """Return a command, its module imported now."""
    command: Any = typer.main.get_command(import_module(f"defsearch.cli.commands.{name}").app)
    command.name = name
    return command


def make_program(*, completion: bool) -> Any:
    """Return the program. With ``completion`` it knows the shells' completion, which takes time to load."""
    app = typer.Typer(
        cls=Program,
        add_completion=completion,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_program)
    return typer.main.get_command(app)


def _given_before(ctx: Any, command: Any) -> list[str]:
    known = {param.name for param in command.params}
    before: list[str] = []
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name)
        if param.name in known and source is not None and source.name == "COMMANDLINE":
            value = ctx.params[param.name]
            before.append(param.opts[0])
            if not param.is_flag:
                before.append(str(getattr(value, "value", value)))
    return before


def _version(*, asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version  # here: only --version pays for it

        try:
            typer.echo(f"defsearch {version('defsearch')}")
        except PackageNotFoundError:
            typer.echo("defsearch, not installed")
        raise typer.Exit


def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version.",
            is_eager=True,
            callback=lambda value: _version(asked=value),
        ),
    ] = False,
    index: IndexOption = Path("index"),
    color: ColourOption = Colour.AUTO,
    no_pager: PagerOption = False,
    hyperlinks: LinksOption = False,
) -> None:
    """Search an archive of press releases of the Dutch Ministry of Defence, in the terminal."""
