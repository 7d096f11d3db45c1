"""What was meant by an option that there is not: a habit from elsewhere, another command's, a near name.

Loaded for a mistake only. Not here: the other mistakes (``usage``).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

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
