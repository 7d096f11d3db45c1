"""Other programs that are started for a release: the viewer of the system, and the user's editor.

Not here: the pager (``output``).
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from defsearch.errors import DefsearchError, UsageError


class ProgramError(DefsearchError):
    """A program that could not be started, or failed."""

    exit_code = 74


def open_file(path: str, url: str | None) -> None:
    """Open the address of a release, else its file, with the program that the system has for it."""
    place = url if url and url.startswith(("https://", "http://")) else str(Path(path).absolute())
    _run(["open" if sys.platform == "darwin" else "xdg-open", place])


def edit_file(path: str) -> None:
    """Open a file in the user's editor, and wait for its end."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UsageError("neither VISUAL nor EDITOR names an editor", "For example: export EDITOR=nano")
    try:
        _run([*shlex.split(editor), str(Path(path).absolute())])
    except ValueError:
        raise UsageError(f"the name of the editor cannot be read: {editor}") from None


def _run(command: list[str]) -> None:
    sys.stdout.flush()
    try:
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - the user's own program, without a shell
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise ProgramError(
            f"{command[0]} could not be started: {reason}", "--path prints where the file is"
        ) from None
    if code:
        raise ProgramError(f"{command[0]} ended with exit code {code}")
