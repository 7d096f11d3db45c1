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
from select import select
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
        # One terminal for all commands: a number means a hit of the list that was last shown in it.
        self._ours, self._theirs = pty.openpty()
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
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
        process = subprocess.Popen(
            ["bash", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=self._theirs,
            stderr=self._theirs,
            cwd=self._home,
            env=dict(self._environment("xterm-256color" if colour else "dumb")),
        )
        shown = b"".join(self._printed_by(process))
        return shown.decode().replace("\r\n", "\n").replace(str(self._home), _HERE)

    def _printed_by(self, process: subprocess.Popen[bytes]) -> Iterator[bytes]:
        while process.poll() is None:
            if select([self._ours], [], [], 0.005)[0]:
                yield os.read(self._ours, 65536)
        while select([self._ours], [], [], 0)[0]:
            yield os.read(self._ours, 65536)

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
