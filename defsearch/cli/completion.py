"""Shell completion: what Typer leaves to us.

Not here: the completed ids and fields (``options``) and help topics (``commands.help``).
"""

from __future__ import annotations

import os

from defsearch.cli.app import make_program

_WIDE = "10000"


def is_requested() -> bool:
    """Return whether a shell runs the program to complete a command line."""
    return bool(os.environ.get("_DEFSEARCH_COMPLETE"))


def complete() -> int:
    """Print the completions and return the exit code; having none is not an error."""
    try:
        _join_split_options()
        os.environ["COLUMNS"] = _WIDE  # Typer lets Rich wrap the descriptions, which ends them in zsh
        make_program(completion=True)(prog_name="defsearch")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except Exception:
        # For example, there is no index. A message would appear in the middle of the line that is being typed.
        if os.environ.get("DEFSEARCH_DEBUG"):
            raise
    return 0


def _join_split_options() -> None:
    """Join ``--index=ix`` in the environment, which bash passes as three words: ``--index``, ``=``, ``ix``."""
    # Bash separates the words by newlines; zsh and fish pass them in other variables.
    words = os.environ.get("COMP_WORDS", "").split("\n")
    current = int(os.environ.get("COMP_CWORD", "0"))
    joined: list[str] = []
    for word in words[: current + 1]:
        continues = joined and joined[-1].startswith("--") and (word == "=" or joined[-1].endswith("="))
        if continues:
            joined[-1] += word
        else:
            joined.append(word)
    if len(words) > 1:
        os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(joined), str(len(joined) - 1)
