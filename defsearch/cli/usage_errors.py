"""Messages about wrong options, arguments and commands: what is wrong, and what to type instead.

Imported only after an error. Not here: options that exclude each other (``arguments``).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from defsearch.cli.command import option_names
from defsearch.cli.config import config_path, line_of
from defsearch.cli.shell import command
from defsearch.errors import UsageError
from defsearch.query.syntax import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAX_REPEATED = 200  # characters: a longer word is not repeated in the hint
_UNEXPECTED_ARGUMENT = re.compile(r"unexpected extra argument(?:s|\(s\))? \((.*)\)")

# Options that people know from other programs, in English and Dutch, and ours for the same.
_KNOWN_ELSEWHERE = {
    **dict.fromkeys(("--since", "--after", "--start", "--vanaf", "--sinds"), "--from"),
    **dict.fromkeys(("--before", "--until", "--end"), "--to"),
    **dict.fromkeys(("--year", "--date", "--jaar", "--datum"), "--on"),
    **dict.fromkeys(("--no-color", "--no-colour"), "--color never"),
    **dict.fromkeys(("--max-count", "--max"), "--limit"),
    "--reverse": "--sort oldest",
}
_MIN_SIMILARITY = 0.75  # that of a word of four letters with two of them exchanged
_MAX_COMMANDS = 5  # an option of more commands than these gives no useful hint


def as_usage_error(error: Any) -> UsageError:
    """Return one of Typer's errors as ours. Told apart by name, since the module of the class differs by version."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "defsearch"
    help_hint = f"See: {path} --help"
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error.option_name, context, help_hint)
        case "BadOptionUsage":
            return UsageError(f"{error.option_name} needs a value", help_hint)
        case "MissingParameter":
            return UsageError(f"{_param_name(error.param)} is missing", help_hint)
        case "BadParameter" if error.param is not None:
            source = context and context.get_parameter_source(error.param.name)
            name = _place_of(error.param, source and source.name)
            return UsageError(f"{name}: {_in_plain_words(error.message)}", help_hint)
    unexpected = _UNEXPECTED_ARGUMENT.search(error.format_message())
    if unexpected and context is not None:
        arguments = [param for param in context.command.params if param.param_type_name == "argument"]
        expected = f"one {_param_name(arguments[0]).lower()}" if arguments else "no argument"
        return UsageError(f"{context.info_name} takes {expected}: unexpected “{unexpected[1]}”", help_hint)
    return UsageError(_in_plain_words(error.format_message()), help_hint)


def no_such_command(args: Sequence[str], commands: Iterable[str]) -> UsageError:
    """Return the error for an unknown command: a similar one, or how to search for all the words that were typed."""
    name, *rest = args
    similar = get_close_matches(name, list(commands), n=1, cutoff=_MIN_SIMILARITY)
    too_long = sum(map(len, args)) > _MAX_REPEATED
    if similar:
        hint = f"Did you mean: {command('defsearch', similar[0], *([] if too_long else rest))}"
    elif too_long:
        hint = "See: defsearch --help"
    else:
        hint = f"To search for it: {command('defsearch', 'query', *args)}"
    return UsageError(f"there is no command “{name}”", hint)


def _no_such_option(name: str, context: Any, help_hint: str) -> UsageError:
    hint = (context is not None and _option_hint(name, context)) or help_hint
    if not name.startswith("--") and getattr(context and context.command, "takes_query", False):
        hint += f"\nTo exclude a word: NOT {name[1]}"
    return UsageError(f"there is no option {name}", hint)


def _option_hint(name: str, context: Any) -> str | None:
    """Return a hint for an unknown option: one that means the same, one of another command, or a similar one."""
    own = [known for param in context.command.get_params(context) for known in option_names(param)]
    suggestion = _KNOWN_ELSEWHERE.get(name, name)
    option = suggestion.partition(" ")[0]
    if option in own:
        return f"Did you mean: {suggestion}"
    root = context.find_root()
    others = {other: root.command.get_command(root, other) for other in root.command.list_commands(root)}
    owners = [
        other
        for other, command in others.items()
        if any(option in option_names(param) for param in command.get_params(context))
    ]
    if 0 < len(owners) <= _MAX_COMMANDS:
        return f"{suggestion} is an option of defsearch {listed(owners, 'and')}"
    # Compared without the dashes, which would make any two options similar. The opposite of an option is not offered.
    bare = {
        known.removeprefix("--"): known
        for known in own
        if known.startswith("--") and known.startswith("--no-") == name.startswith("--no-")
    }
    similar = get_close_matches(name.removeprefix("--"), bare, n=1, cutoff=_MIN_SIMILARITY)
    return f"Did you mean: {bare[similar[0]]}" if similar else None


def _place_of(param: Any, source: str | None) -> str:
    """Return where the value of a parameter came from, as the user can find it."""
    path = config_path()
    if source == "DEFAULT_MAP" and path is not None:
        return line_of(path, max(param.opts, key=len).removeprefix("--"))
    return param.envvar if source == "ENVIRONMENT" else _param_name(param)


def _param_name(param: Any) -> str:
    if param is None:
        return "an argument"
    if param.param_type_name == "option":
        return "/".join(param.opts)
    return str(param.human_readable_name.strip("[]."))


def _in_plain_words(message: str) -> str:
    """Return a message of Typer's without its capital, its full stop and its formula."""
    message = re.sub(r"is not in the range x>=(\d+)", r"is too low: at least \1", message.rstrip("."))
    message = re.sub(r"is not a valid int(eger)?( range)?$", "is not a whole number", message)
    return message[:1].lower() + message[1:]
