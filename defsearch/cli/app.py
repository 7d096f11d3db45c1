"""The program: its commands, each loaded only when it is used, and the global options.

Not here: errors and exit codes (``main``), the commands themselves (``commands/``).
"""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from defsearch.cli.command import (
    GLOBAL_OPTIONS,
    option_help,
    reject_empty_paths,
    write_examples,
    write_paragraphs,
)
from defsearch.cli.options import ColourOption, IndexOption, LinksOption, PagerOption
from defsearch.cli.terminal import Colour

COMMANDS = {
    "ingest": "make or update the index",
    "query": "search: rank the matching releases",
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
            from defsearch.cli.usage_errors import no_such_command  # here: only an error pays for it

            raise no_such_command(args, COMMANDS)
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
    return typer.main.get_command(app)


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
