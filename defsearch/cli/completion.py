"""What a shell is told that can be typed next. Typer knows how the shells ask; here is what it leaves to be done.

Not here: the ids and fields that are offered (``options``).
"""

from __future__ import annotations

import os

from defsearch.cli.app import make_program

_WORDS, _AT = "COMP_WORDS", "COMP_CWORD"


def is_asked() -> bool:
    """Return whether it is a shell that runs the program, to complete a line."""
    return bool(os.environ.get("_DEFSEARCH_COMPLETE"))


def answer() -> int:
    """Print what can be typed next and return the exit code. Nothing to offer is no error."""
    try:
        _join_options()
        make_program(completion=True)(prog_name="defsearch")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except Exception:
        # No index, no words to complete: there is nothing to offer. Whoever types now wants no message in between.
        if os.environ.get("DEFSEARCH_DEBUG"):
            raise
    return 0


def _join_options() -> None:
    """Put ``--index=ix`` together again, which bash hands over in three words."""
    # Bash puts each word on a line of its own; zsh and fish do not ask in this way.
    words = os.environ.get(_WORDS, "").split("\n")
    at = int(os.environ.get(_AT, "0"))
    joined: list[str] = []
    for word in words[: at + 1]:
        is_part = joined and joined[-1].startswith("--") and (word == "=" or joined[-1].endswith("="))
        if is_part:
            joined[-1] += word
        else:
            joined.append(word)
    if len(words) > 1:
        os.environ[_WORDS], os.environ[_AT] = "\n".join(joined), str(len(joined) - 1)
