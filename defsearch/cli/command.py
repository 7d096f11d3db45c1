"""How a command parses its arguments, and the layout of its help: examples first, then options by section.

Not here: the commands (``commands/``), the options (``options``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from defsearch.cli.config import defaults
from defsearch.errors import IndexDamagedError, UnknownSourcesError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Some versions of Typer contain a copy of click, others import it. In both, the classes above BadParameter are
# UsageError and ClickException: this is ClickException.
ClickError: type[Exception] = typer.BadParameter.__mro__[2]

GLOBAL_OPTIONS = "Global options"
OTHER_NAMES = ("--van", "--tot", "--op")  # Dutch names of options, which the help of each command leaves out
_HELP = {"-h", "--help"}  # the help must not depend on the config file
_OPTION_WITH_NUMBER = r"-n=?\d"
_ONE_LETTER = r"-[^\W\d]"


class Command(TyperCommand):
    """A command whose ``epilog`` contains examples, one a line, with which its help starts."""

    takes_query = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; give an error its context, so that the message can name the command."""
        try:
            reject_empty_paths(self, ctx, args)
            if not ctx.resilient_parsing and _HELP.isdisjoint(args):
                ctx.default_map = defaults(
                    str(self.name), self.params, lambda: _every_option(ctx.find_root())
                )
            return super().parse_args(ctx, args)
        except ClickError as error:
            usage_error: Any = error
            usage_error.ctx = usage_error.ctx or ctx
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run the command; tell an error that does not know it which index was used, for the command that helps."""
        try:
            return super().invoke(ctx)
        except (IndexDamagedError, UnknownSourcesError) as error:
            error.folder = error.folder or ctx.params.get("index")
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help: summary, examples, usage, details, arguments and options."""
        summary, _, details = (self.help or "").partition("\n\n")
        write_paragraphs(formatter, summary)
        write_examples(formatter, self.epilog or "")
        self.format_usage(ctx, formatter)
        write_paragraphs(formatter, details)
        for section, rows in self.help_sections(ctx):
            with formatter.section(section):
                formatter.write_dl(rows)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line, without the braces that some versions of Typer add."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def help_sections(self, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return arguments and options by section as (what to type, what it does); global options last."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            row = option_help(param)
            if row is not None:
                kind = (
                    "Arguments" if param.param_type_name == "argument" else GLOBAL_OPTIONS
                )  # click's --help
                sections.setdefault(getattr(param, "rich_help_panel", None) or kind, []).append(row)
        sections[GLOBAL_OPTIONS] = sections.pop(GLOBAL_OPTIONS)
        return list(sections.items())


class QueryCommand(Command):
    """A command whose arguments are a query: a word that starts with a dash is excluded, not an option."""

    takes_query = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse options and words in any order."""
        params: list[Any] = self.get_params(ctx)
        takes_value = {name: not param.is_flag for param in params for name in option_names(param)}
        return super().parse_args(ctx, options_first(args, takes_value))


def reject_empty_paths(command: Any, ctx: Any, args: Sequence[str]) -> None:
    """Raise BadParameter for a path that is empty, such as from an unset variable of a script.

    An empty path would mean the working folder, which nobody intends.
    """
    if ctx.resilient_parsing or not any(arg == "" or arg.endswith("=") for arg in args):
        return  # for shell completion, or no argument is empty
    given, _, _ = command.make_parser(ctx).parse_args(list(args))
    for param in command.get_params(ctx):
        value = given.get(param.name)
        if param.type.name == "path" and "" in (value if isinstance(value, (list, tuple)) else [value]):
            raise typer.BadParameter("the name is empty", ctx, param)


def options_first(args: Sequence[str], takes_value: Mapping[str, bool]) -> list[str]:
    """Return the options, then ``--``, then the words of the query, each in the order typed.

    ``takes_value`` has the name of every option and whether a value follows it. ``-navo`` is a word, as is
    ``-(a OR b)``; ``-n5``, ``-n`` and ``-0`` are options. ``-x`` with one letter is always an option, since an
    unknown one is more often a typing error than a word.
    """
    options: list[str] = []
    words: list[str] = []
    rest = iter(args)
    for arg in rest:
        if arg == "--":
            words += rest
        elif _is_word(arg, takes_value):
            words.append(arg)
        else:
            options.append(arg)
            if takes_value.get(arg):
                value = next(rest, None)
                if value is None:
                    return options  # the parser reports the missing value
                options.append(value)
    return [*options, "--", *words]


def _is_word(arg: str, takes_value: Mapping[str, bool]) -> bool:
    if not arg.startswith("-") or arg == "-":
        return True
    if arg.startswith("--") or arg in takes_value or re.match(_OPTION_WITH_NUMBER, arg):
        return False
    return re.fullmatch(_ONE_LETTER, arg) is None


def _every_option(root: Any) -> set[str]:
    """Return the long names of the options of all commands, without their dashes."""
    commands = [root.command.get_command(root, name) for name in root.command.list_commands(root)]
    names = (name for command in commands for param in command.params for name in param.opts)
    return {name.removeprefix("--") for name in names if name.startswith("--")}


def option_names(param: Any) -> list[str]:
    """Return every name of an option (``-n``, ``--limit``); none for an argument."""
    return [*param.opts, *param.secondary_opts] if param.param_type_name == "option" else []


def option_help(param: Any) -> tuple[str, str] | None:
    """Return (what to type, what it does [ENVIRONMENT_VARIABLE; default]), or None for a hidden parameter.

    Not left to Typer, whose versions differ here.
    """
    if param.hidden:
        return None
    names = [name for name in param.opts if name not in OTHER_NAMES]
    typed = ", ".join(sorted(names, key=len)) if param.param_type_name == "option" else ""
    if not typed or not param.is_flag:
        typed = f"{typed} {param.metavar or ''}".strip()
    default = getattr(param.default, "value", param.default)
    notes = [param.envvar] if param.envvar else []
    if param.show_default and default and default is not True:
        notes.append(f"default: {default}")
    return typed, f"{param.help or ''}{'  [' + '; '.join(notes) + ']' if notes else ''}"


def write_examples(formatter: Any, examples: str) -> None:
    """Write examples under their heading, without wrapping."""
    if examples:
        formatter.write_paragraph()
        formatter.write("Examples:\n")
        for line in examples.strip().splitlines():
            formatter.write(f"  {line}\n" if line else "\n")
        formatter.write_paragraph()


def write_paragraphs(formatter: Any, text: str) -> None:
    """Write paragraphs, wrapped."""
    for paragraph in filter(None, text.split("\n\n")):
        formatter.write_paragraph()
        formatter.write_text(" ".join(paragraph.split()))
