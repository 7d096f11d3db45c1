"""The real program on a pseudo-terminal, as a person sees it: keys, resizing, Ctrl-C."""

from __future__ import annotations

import codecs
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
    from collections.abc import Callable, Sequence
    from pathlib import Path

TIMEOUT = 30.0  # seconds; a session takes less than one on an idle machine


class Session:
    """A run of the program, or of another one, on its own pseudo-terminal."""

    def __init__(
        self,
        args: Sequence[str],
        folder: Path,
        columns: int = 80,
        lines: int = 24,
        *,
        program: Sequence[str] = (sys.executable, "-m", "defsearch"),
        **extra: str,
    ) -> None:
        self._master, slave = pty.openpty()
        self.resize(columns, lines)
        keep = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
        environment = {name: os.environ[name] for name in keep if name in os.environ}
        environment |= {"HOME": str(folder), "TERM": "xterm-256color", **extra}
        self.process = subprocess.Popen(
            [*program, *args],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=environment,
            start_new_session=True,
            preexec_fn=_control_the_terminal,
        )
        os.close(slave)
        self.screen = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()  # a read can end inside a character

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: str) -> None:
        """Type keys."""
        os.write(self._master, keys.encode())

    def wait_for(self, text: str) -> None:
        """Read the screen until it contains ``text``."""
        self._read(lambda: text in self.screen)

    def wait(self) -> int:
        """Read the screen until the program ends; return its exit code."""
        self._read(lambda: False)
        return self.process.wait(TIMEOUT)

    def _read(self, is_done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT
        while not is_done():
            ready, _, _ = select.select([self._master], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"nothing more came after {self.screen!r}"
            try:
                data = os.read(self._master, 65536)
            except OSError:  # how Linux reports that the other side is closed
                return
            if not data:
                return
            self.screen += self._decoder.decode(data)

    def close(self) -> None:
        """Kill the program if it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self._master)


def _control_the_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell in the background ignores it


def plain(screen: str) -> list[str]:
    """Return the lines of a screen without colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen).replace("\r", "").splitlines()
