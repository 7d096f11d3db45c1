"""How a command reads its arguments and how its help is laid out: examples first, then options by subject.

Not here: the commands (``commands/``), the options (``options``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Typer brings click along in more than one way; this is its UsageError in each of them.
ClickError: type[Exception] = typer.BadParameter.__mro__[2]

GLOBAL = "Global options"
_OPTION_WITH_NUMBER = re.compile(r"-n=?\d")
_ONE_LETTER = re.compile(r"-[^\W\d]")


class Command(TyperCommand):
    """A command whose ``epilog`` holds examples, a line each, and whose help begins with them."""

    takes_query = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; a mistake in them knows its command, whose help then is the one to see."""
        try:
            refuse_empty_names(self, ctx, args)
            return super().parse_args(ctx, args)
        except ClickError as error:
            mistake: Any = error
            mistake.ctx = mistake.ctx or ctx
            raise

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help: summary, examples, usage, details, arguments and options."""
        summary, _, details = (self.help or "").partition("\n\n")
        write_paragraphs(formatter, summary)
        write_examples(formatter, self.epilog or "")
        self.format_usage(ctx, formatter)
        write_paragraphs(formatter, details)
        for panel, records in self.sections(ctx):
            with formatter.section(panel):
                formatter.write_dl(records)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what can be typed, without the braces that some versions of Typer put around an argument."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def sections(self, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the arguments and options by subject as (what to type, what it does), global ones last."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = help_record(param)
            if record is not None:
                kind = "Arguments" if param.param_type_name == "argument" else "Options"
                panels.setdefault(getattr(param, "rich_help_panel", None) or kind, []).append(record)
        own = panels.pop("Options", [])  # --help, which click adds
        panels.setdefault(GLOBAL, []).extend(own)
        panels[GLOBAL] = panels.pop(GLOBAL)
        return list(panels.items())


class QueryCommand(Command):
    """A command whose arguments are a query: a word that begins with a dash is excluded, not an option."""

    takes_query = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read options and words as they stand, in any order."""
        takes_value = {name: value for param in self.get_params(ctx) for name, value in _names(param)}
        return super().parse_args(ctx, options_first(args, takes_value))


def refuse_empty_names(command: Any, ctx: Any, args: Sequence[str]) -> None:
    """Raise where the name of a file or folder is empty, as an unset variable of a script makes it.

    A path that is empty would mean the working folder, and nobody who leaves a name out means that.
    """
    if ctx.resilient_parsing:  # a shell asks how the line may go on
        return
    given, _, _ = command.make_parser(ctx).parse_args(list(args))
    for param in command.get_params(ctx):
        value = given.get(param.name)
        if param.type.name == "path" and "" in (value if isinstance(value, (list, tuple)) else [value]):
            raise typer.BadParameter("the name is empty", ctx, param)


def options_first(args: Sequence[str], takes_value: Mapping[str, bool]) -> list[str]:
    """Put the options before ``--`` and the words of the query after it, each in the order typed.

    ``takes_value`` has every option's name and whether a value follows it. ``-navo`` is a word, as is
    ``-(a OR b)``; ``-n5``, ``-n`` and ``-0`` are options; so is ``-x`` with one letter, known or not, since
    it is more often a slip than a word.
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
                    return options  # the value is missing, and the parser will say so
                options.append(value)
    return [*options, "--", *words]


def _is_word(arg: str, takes_value: Mapping[str, bool]) -> bool:
    if not arg.startswith("-") or arg == "-":
        return True
    if arg.startswith("--") or arg in takes_value or _OPTION_WITH_NUMBER.match(arg):
        return False
    return _ONE_LETTER.fullmatch(arg) is None


def _names(param: Any) -> list[tuple[str, bool]]:
    if param.param_type_name != "option":
        return []
    return [(name, not param.is_flag) for name in (*param.opts, *param.secondary_opts)]


def help_record(param: Any) -> tuple[str, str] | None:
    """Return (what to type, what it does [ENVIRONMENT_VARIABLE; default]), None for what is hidden.

    Typer has this too, but not alike in the versions that we run on.
    """
    if param.hidden:
        return None
    typed = ", ".join(sorted(param.opts, key=len)) if param.param_type_name == "option" else ""
    if not typed or not param.is_flag:
        typed = f"{typed} {param.metavar or ''}".strip()
    default = getattr(param.default, "value", param.default)
    notes = [param.envvar] if param.envvar else []
    if param.show_default and default and default is not True:
        notes.append(f"default: {default}")
    return typed, f"{param.help or ''}{'  [' + '; '.join(notes) + ']' if notes else ''}"


def write_examples(formatter: Any, examples: str) -> None:
    """Write examples as they stand, under their heading."""
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
