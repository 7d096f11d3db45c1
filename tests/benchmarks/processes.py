"""Run a command and say what it took: wall time and peak memory, alone or in turns with others.

Not here: which commands (``commands``). POSIX only: it asks ``wait4``, and a pseudo-terminal where the
command shall think that somebody is watching.

Two traps. A child's peak memory is never reported below what the process held that started it: ``peak_memory``
puts a small one between. And where a command starts processes of its own, the system reports the peak of the
largest, not their sum; ``watch_family`` looks at all of them twenty times a second, where there is a ``/proc``,
and ``Run.peak`` is the larger of the two.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROWS, COLUMNS = 40, 120
_KIB = 1024
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else _KIB
_LOOK_EVERY = 0.05
_WEIGH = """
import os, sys
nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Command(NamedTuple):
    """What to run. ``terminal``: on a terminal of 120 by 40 in colour; else its output is thrown away."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = {}
    terminal: bool = False
    accepted: tuple[int, ...] = (0,)


class Run(NamedTuple):
    """What one run took: ``seconds`` of wall time, ``peak`` bytes of memory or what this process held."""

    seconds: float
    peak: int


def run(command: Command, watch_family: bool = False) -> Run:
    """Run ``command`` to its end; an exit code that is not accepted is an error with what it printed."""
    environment = {**os.environ, **command.environment}
    if command.terminal:
        environment = {key: value for key, value in environment.items() if key != "NO_COLOR"}
        environment["TERM"] = "xterm-256color"
    output = _Output(command.terminal)
    started = time.perf_counter()
    process = subprocess.Popen(
        command.arguments, env=environment, stdin=output.stdin, stdout=output.stdout, stderr=output.stderr
    )
    output.start()
    family = _Family(process.pid) if watch_family else None
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    seen = family.stop() if family else 0
    printed = output.stop()
    if process.returncode not in command.accepted:
        raise RuntimeError(f"{' '.join(command.arguments)}: exit {process.returncode}\n{printed}")
    return Run(seconds, max(usage.ru_maxrss * _MAXRSS_UNIT, seen))


def take_turns(commands: Sequence[Command], rounds: int) -> list[list[Run]]:
    """Run the commands in turn, ``rounds`` times over: A B C A B C …

    Returns the runs of each, without those of a first round. What slows the machine for a while slows all of
    them alike.
    """
    for command in commands:
        run(command)
    turns = [[run(command) for command in commands] for _ in range(rounds)]
    return [list(runs) for runs in zip(*turns, strict=True)]


def median_seconds(runs: Sequence[Run]) -> float:
    """Return the median of the wall times."""
    return median(each.seconds for each in runs)


def median_ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """Return the median, over the rounds, of the time of ``runs`` ÷ that of ``others``."""
    return median(one.seconds / other.seconds for one, other in zip(runs, others, strict=True))


def peak_memory(command: Command) -> int:
    """Run ``command`` and return the most memory that it held, in bytes, however much this process holds."""
    weighing = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _WEIGH, *command.arguments],
        env={**os.environ, **command.environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if weighing.returncode not in command.accepted:
        raise RuntimeError(f"{' '.join(command.arguments)}: exit {weighing.returncode}\n{weighing.stderr}")
    return int(weighing.stdout) * _MAXRSS_UNIT


class _Output:
    """Where a command's output goes: thrown away, or read from a pseudo-terminal as fast as it comes.

    What it says of its errors, and all of it on a terminal, is kept to be shown when the command fails.
    """

    def __init__(self, terminal: bool) -> None:
        self._last = b""
        if terminal:
            self._source, self.stderr = pty.openpty()
            fcntl.ioctl(self.stderr, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            self.stdin = self.stdout = self.stderr
        else:
            self._source, self.stderr = os.pipe()
            self.stdin = self.stdout = os.open(os.devnull, os.O_RDWR)
        self._reader = threading.Thread(target=self._read)

    def start(self) -> None:
        """Let go of the command's ends, so that reading ends when the command does, and read."""
        for descriptor in {self.stdin, self.stdout, self.stderr}:
            os.close(descriptor)
        self._reader.start()

    def stop(self) -> str:
        """Return the last of what came."""
        self._reader.join()
        os.close(self._source)
        return self._last.decode(errors="replace")

    def _read(self) -> None:
        # Linux raises where nobody holds the other end of a terminal any more; elsewhere nothing comes.
        with contextlib.suppress(OSError):
            while chunk := os.read(self._source, 65536):
                self._last = (self._last + chunk)[-4000:]


class _Family:
    """Looks, now and then, at how much memory a process and its descendants hold together."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> int:
        """Return the most that was seen, in bytes; 0 where there is no ``/proc``."""
        self._done.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            self._peak = max(self._peak, _resident(self._pid))


def _resident(pid: int) -> int:
    """Return the bytes that ``pid`` and its descendants hold, shared pages counted once; 0 when gone."""
    process = Path("/proc") / str(pid)
    try:
        memory = (process / "smaps_rollup").read_text()
        children = (process / "task" / str(pid) / "children").read_text().split()
    except OSError:
        return 0
    share = next((line.split()[1] for line in memory.splitlines() if line.startswith("Pss:")), "0")
    return int(share) * _KIB + sum(_resident(int(child)) for child in children)
