"""The real program on a pseudo-terminal, as a person sees it: keys, resizing, Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 30.0  # seconds until a test gives up; nothing here takes one of them on a quiet machine


class Session:
    """A program on a pseudo-terminal of its own, as a person would see it."""

    def __init__(self, args: list[str], folder: Path, columns: int, lines: int, **extra: str) -> None:
        self._ours, theirs = pty.openpty()
        self.resize(columns, lines)
        keep = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
        environment = {name: os.environ[name] for name in keep if name in os.environ}
        environment |= {"HOME": str(folder), "TERM": "xterm-256color", **extra}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "defsearch", *args],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environment,
            start_new_session=True,
            preexec_fn=_sit_at_the_terminal,
        )
        os.close(theirs)
        self.screen = ""

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read what is shown until ``text`` is there."""
        self._read(lambda: text in self.screen)

    def wait(self) -> int:
        """Read until the program ends; its exit code."""
        self._read(lambda: False)
        return self.process.wait(PATIENCE)

    def _read(self, is_enough: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_enough():
            ready, _, _ = select.select([self._ours], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"nothing more came after {self.screen!r}"
            try:
                data = os.read(self._ours, 65536)
            except OSError:  # Linux says so when the other side is closed
                return
            if not data:
                return
            self.screen += data.decode()

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._ours)


def _sit_at_the_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # tests that run in the background are told to ignore it


def plain(screen: str) -> list[str]:
    """The lines of a screen without colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen).replace("\r", "").splitlines()
