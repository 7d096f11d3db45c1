"""The output of a command on a pseudo-terminal of a given width, for the examples and pictures of the documentation.

Not here: keys, pagers and signals.
"""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]
TODAY = "2026-02-01"  # the current day of every example
LINES = 50
_HERE = "/home/anna/persberichten"  # shown instead of the temporary folder


class Workplace:
    """A folder with a copy of the seeds and without user settings, for the commands of the examples."""

    def __init__(self, folder: Path) -> None:
        """Create ``folder`` and its content."""
        self._home = folder / "work"
        self._tools = folder / "bin"
        shutil.copytree(PROJECT / "seeds", self._home / "seeds")
        self._tools.mkdir()
        for name, arguments in (("defsearch", "-m defsearch "), ("python3", "")):
            tool = self._tools / name
            tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n', encoding="utf-8")
            tool.chmod(0o755)

    def show(self, command: str, *, columns: int, colour: bool = False) -> str:
        """Return what a line of shell prints on a terminal of ``columns``, with or without colour."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
        process = subprocess.Popen(
            ["bash", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            cwd=self._home,
            env=dict(self._environment("xterm-256color" if colour else "dumb")),
        )
        os.close(theirs)
        shown = b"".join(_all_of(ours))
        os.close(ours)
        process.wait()
        return shown.decode().replace("\r\n", "\n").replace(str(self._home), _HERE)

    def _environment(self, terminal: str) -> Iterator[tuple[str, str]]:
        for name in ("LANG", "LC_ALL", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"):
            if name in os.environ:
                yield name, os.environ[name]
        yield "PATH", f"{self._tools}:{os.environ['PATH']}"
        yield "HOME", str(self._home.parent)
        yield "TERM", terminal
        yield "TZ", "UTC"
        yield "PYTHONUTF8", "1"
        yield "DEFSEARCH_TODAY", TODAY
        yield "DEFSEARCH_NO_PAGER", "1"


def _all_of(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux: the other side is closed
            return
        if not data:
            return
        yield data
