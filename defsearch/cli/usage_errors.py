"""What Typer says about wrong options and arguments, in our words: what is wrong, what to type instead.

What was meant by an option that there is not: a habit from elsewhere, another command's, a near name.

Loaded for a mistake only. Not here: the other mistakes (``usage``).
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from defsearch.cli.shell import command
from defsearch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_LONGEST_WORD = 200  # of a command line that is worth typing again
_TOO_MANY = re.compile(r"unexpected extra argument(?:s|\(s\))? \((.*)\)")


def as_usage_error(error: Any) -> UsageError:
    """Return the error of ours for one of Typer's (by name: Typer brings its click along in several ways)."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "defsearch"
    help_hint = f"See: {path} --help"
    match type(error).__name__:
        case "NoSuchOption":
            return _no_such_option(error.option_name, context, help_hint)
        case "BadOptionUsage":
            return UsageError(f"{error.option_name} needs a value", help_hint)
        case "MissingParameter":
            return UsageError(f"{_name(error.param)} is missing", help_hint)
        case "BadParameter" if error.param is not None:
            source = context and context.get_parameter_source(error.param.name)
            given = error.param.envvar if source and source.name == "ENVIRONMENT" else _name(error.param)
            return UsageError(f"{given}: {_sentence(error.message)}", help_hint)
    extra = _TOO_MANY.search(error.format_message())
    if extra and context is not None:
        return _too_many(extra[1], context, help_hint)
    return UsageError(_sentence(error.format_message()), help_hint)


def no_such_command(name: str, commands: Iterable[str]) -> UsageError:
    """Return the error for a command that does not exist: a near name, or how to search for the word."""
    from difflib import get_close_matches  # here: only a mistake pays for it

    near = get_close_matches(name, list(commands), n=1)
    if near:
        hint = f"Did you mean: defsearch {near[0]}"
    elif len(name) <= _LONGEST_WORD:
        hint = f"To search for it: {command('defsearch', 'query', name)}"
    else:
        hint = "See: defsearch --help"
    return UsageError(f"there is no command “{name}”", hint)


def only_one(chosen: Mapping[str, bool], context: Any, *, hint: str = "Choose one of them") -> str | None:
    """Return the one option of ``chosen`` (name to whether it is on) that counts, None for none.

    What is typed wins over the environment; two that are typed, or two of the environment, are a mistake.
    """
    names = [name for name, on in chosen.items() if on]
    if len(names) > 1:
        typed = [name for name in names if is_typed(context, name)]
        names = typed or names
    if len(names) > 1:
        raise UsageError(f"{_join(names)} cannot go together", hint)
    return names[0] if names else None


def is_typed(context: Any, name: str) -> bool:
    """Return whether an option was typed. One of the environment lapses where it does not apply."""
    sources = (
        context.get_parameter_source(param.name) for param in context.command.params if name in param.opts
    )
    return any(source is not None and source.name == "COMMANDLINE" for source in sources)


def _no_such_option(name: str, context: Any, help_hint: str) -> UsageError:
    hint = None
    if context is not None:
        hint = meant_instead(name, context)
    hint = hint or help_hint
    if not name.startswith("--") and getattr(context and context.command, "takes_query", False):
        hint += f"\nTo leave a word out: NOT {name[1]}"
    return UsageError(f"there is no option {name}", hint)


def _too_many(extra: str, context: Any, help_hint: str) -> UsageError:
    arguments = [param for param in context.command.params if param.param_type_name == "argument"]
    what = f"one {_name(arguments[0]).lower()}" if arguments else "no argument"
    return UsageError(f"{context.info_name} takes {what}: there is no place for “{extra}”", help_hint)


def _name(param: Any) -> str:
    if param is None:
        return "an argument"
    return (
        "/".join(param.opts) if param.param_type_name == "option" else param.human_readable_name.strip("[].")
    )


def _sentence(message: str) -> str:
    """Return a message in the manner of ours: no capital, no full stop, no formula."""
    message = re.sub(r"is not in the range x>=(\d+)", r"is too low: at least \1", message.rstrip("."))
    message = re.sub(r"is not a valid int(eger)?( range)?$", "is not a whole number", message)
    return message[:1].lower() + message[1:]


def _join(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


_HABITS = {
    **dict.fromkeys(("--since", "--after", "--start", "--vanaf", "--sinds"), "--from"),
    **dict.fromkeys(("--before", "--until", "--end", "--tot"), "--to"),
    **dict.fromkeys(("--year", "--date", "--jaar", "--datum"), "--on"),
    **dict.fromkeys(("--no-color", "--no-colour"), "--color never"),
    **dict.fromkeys(("--max-count", "--max"), "--limit"),
    "--reverse": "--sort oldest",
}
_NEAR = 0.75  # of 1: two letters that changed places in a word of four
_MOST_OWNERS = 3  # what more commands know than these is no hint


def meant_instead(name: str, context: Any) -> str | None:
    """Return a hint for the unknown option ``name`` of a command, None when there is nothing like it."""
    here = list(_names(context.command, context))
    meant = _HABITS.get(name, name)
    option = meant.partition(" ")[0]
    if option in here:
        return f"Did you mean: {meant}"
    owners = [other for other, command in _commands(context) if option in _names(command, context)]
    if 0 < len(owners) <= _MOST_OWNERS:
        *others, last = owners
        return f"{meant} belongs to defsearch {' and '.join(filter(None, (', '.join(others), last)))}"
    near = _nearest(name, here)
    return f"Did you mean: {near}" if near else None


def _nearest(name: str, names: list[str]) -> str | None:
    # Without the dashes, which would make any two of them alike; and never the opposite of what was typed.
    bare = {
        known.removeprefix("--"): known
        for known in names
        if known.startswith("--") and known.startswith("--no-") == name.startswith("--no-")
    }
    near = get_close_matches(name.removeprefix("--"), bare, n=1, cutoff=_NEAR)
    return bare[near[0]] if near else None


def _commands(context: Any) -> Iterator[tuple[str, Any]]:
    """Return the commands of the program that was run, each with its name."""
    root = context.find_root()
    return ((name, root.command.get_command(root, name)) for name in root.command.list_commands(root))


def _names(command: Any, context: Any) -> Iterator[str]:
    for param in command.get_params(context):
        if param.param_type_name == "option":
            yield from (*param.opts, *param.secondary_opts)
