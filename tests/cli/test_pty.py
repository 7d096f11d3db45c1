"""The real program on a real terminal: the pager, Ctrl-C, resizing. Nothing is put in anyone's place."""

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
from itertools import islice, permutations
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Session]]:
    """Starts the program: ``run("query", "drones", columns=60)``, in an empty folder or in ``folder``."""
    sessions: list[Session] = []

    def start(
        *args: str, folder: Path = tmp_path, columns: int = 80, lines: int = 24, **extra: str
    ) -> Session:
        sessions.append(Session(list(args), folder, columns, lines, **extra))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


def plain(screen: str) -> list[str]:
    """The lines of a screen without colours and cursor movements."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen).replace("\r", "").splitlines()


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that shows everything, then waits for Enter."""
    script = tmp_path / "pager"
    script.write_text("#!/bin/sh\ncat\necho END\nread key < /dev/tty\n")
    script.chmod(0o700)
    return str(script)


INTERRUPTED_PAGER = f"""#!{sys.executable}
import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
print(sys.stdin.read(), "END", flush=True)
signal.sigwait([signal.SIGINT])
print("interrupted here", flush=True)
open("/dev/tty").readline()
"""


def test_what_does_not_fit_goes_through_the_pager(run: Callable[..., Session], pager: str) -> None:
    """The pager shows all of it and the program waits for its end."""
    session = run("help", "query", DEFSEARCH_PAGER=pager)
    session.wait_for("END")
    assert session.process.poll() is None
    session.type("\n")
    assert session.wait() == 0
    assert "Words and phrases" in session.screen


def test_ctrl_c_in_the_pager_is_the_pagers(run: Callable[..., Session], tmp_path: Path) -> None:
    """The program does not die beneath its pager."""
    script = tmp_path / "pager"
    script.write_text(INTERRUPTED_PAGER)
    script.chmod(0o700)
    session = run("help", "query", DEFSEARCH_PAGER=str(script))
    session.wait_for("END")
    session.type("\x03")
    session.wait_for("interrupted here")
    assert session.process.poll() is None
    session.type("\n")
    assert session.wait() == 0
    assert "Traceback" not in session.screen


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_hits_fit_the_terminal(run: Callable[..., Session], indexed: Path, columns: int) -> None:
    """No line is wider than the terminal is when the program starts."""
    session = run("query", "drones", "--no-pager", folder=indexed, columns=columns)
    assert session.wait() == 0
    lines = plain(session.screen)
    assert max(map(len, lines)) <= columns
    assert lines[0].startswith("1–10 of 12 releases")
    assert "\x1b[1;4;31mdrones\x1b[0m" in session.screen


def test_the_terminal_may_be_resized_while_the_pager_is_open(
    run: Callable[..., Session], indexed: Path, pager: str
) -> None:
    """Nothing breaks; the next command draws for the new width."""
    session = run("query", "drones", folder=indexed, columns=100, DEFSEARCH_PAGER=pager)
    session.wait_for("END")
    session.resize(44, 24)
    session.type("\n")
    assert session.wait() == 0
    assert "--page 2 for the next 2" in session.screen


def test_ctrl_c_ends_an_ingest(run: Callable[..., Session], archive: Path) -> None:
    """Exit code 130, a word on the index, and no traceback; the next ingest does it all."""
    unheard = " ".join(map("".join, islice(permutations("aeghiklnoprstu", 9), 0, 2_000_000, 500)))
    source = next(archive.rglob("*.txt"))
    source.with_name("long.txt").write_text(f"{source.read_text()}\n{unheard}\n")  # keeps it busy for seconds
    session = run("ingest", folder=archive)
    session.wait_for("reading the releases …")
    session.type("\x03")
    assert session.wait() == 130
    assert "interrupted; there is no index yet" in session.screen
    assert "Traceback" not in session.screen
    assert not (archive / "index").exists()
    assert run("ingest", folder=archive).wait() == 0


INTERRUPTED_WHILE_LOADING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import defsearch.__main__

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
defsearch.__main__.main()
"""


def test_ctrl_c_while_the_program_loads_is_quiet() -> None:
    """However early it comes."""
    done = subprocess.run([sys.executable, "-c", INTERRUPTED_WHILE_LOADING], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


INTERRUPTED_AGAIN_AND_AGAIN = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
import defsearch.__main__
from defsearch.ingest import builder as build
from defsearch.index import lock as claim
from defsearch.index import writer as index_writer

def interrupt_before(owner, name):
    real = getattr(owner, name)
    def interrupted(*args):
        os.kill(os.getpid(), signal.SIGINT)
        return real(*args)
    setattr(owner, name, interrupted)

interrupt_before(build.Builder, "commit")
interrupt_before(build.Builder, "rollback")
interrupt_before(index_writer.IndexWriter, "rollback")
interrupt_before(claim.WritableFolder, "__exit__")
defsearch.__main__.main()
"""


def test_a_second_ctrl_c_does_not_stop_the_tidying_up(tmp_path: Path) -> None:
    """Found when it left the files of a first ingest behind."""
    (tmp_path / "a.txt").write_text("date 2025-09-25 Titel\n\nEen fregat.\n")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AGAIN_AND_AGAIN, "ingest", "a.txt"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "interrupted; there is no index yet\n"
    assert not (tmp_path / "index").exists()
