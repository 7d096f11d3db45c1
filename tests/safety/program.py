"""The command line as it is typed, for the promises that hold of all of it: in this process or in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from defsearch.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

# Every command that reads an index, and each of its forms, on an index of ``damage.make``.
COMMANDS = (
    *("query fregat drones", "query fregat --json", "query freg* --csv", "query fregat --paths -0"),
    *("query fregat --count", "query fregat --explain"),
    *("query --on 2025 --sort oldest", "show r2", "show r2 --json --query fregat"),
    *("timeline fregat", "timeline fregat --svg -"),
    *("similar r0", "export", "export fregat", "status"),
    *("check", "check --json"),
)  # fmt: skip

# An ingest stops itself when all of the next state is written and nothing has switched to it: SIGCONT lets it go on.
_PAUSE = """
import os, signal
from defsearch.index import writer as index_writer
rename = index_writer.rename

def pause(*args):
    os.kill(os.getpid(), signal.SIGSTOP)
    rename(*args)

index_writer.rename = pause
"""
_BEGIN = "from defsearch.__main__ import main; main()"

_started: list[subprocess.Popen[bytes]] = []


class Answer(NamedTuple):
    """How a run ended: its exit code, and every byte that it sent to standard output and standard error."""

    code: int
    out: bytes
    err: bytes


def ask(*args: str, complete: str | None = None) -> Answer:
    """Run the command line in this process, both of its streams pipes.

    With ``complete`` there are no ``args``: a shell asks what the last word of that text may become.
    """
    streams: list[Any] = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2)]
    with (
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
        pytest.MonkeyPatch.context() as patch,
    ):
        if complete is not None:
            patch.setenv("_DEFSEARCH_COMPLETE", "complete_bash")
            patch.setenv("COMP_WORDS", complete)
            patch.setenv("COMP_CWORD", str(complete.count(" ")))
        try:
            code = run(args)
        except SystemExit as end:
            code = int(end.code or 0)
    for stream in streams:
        stream.flush()
    return Answer(code, *(stream.buffer.getvalue() for stream in streams))


def start(folder: Path, *args: str, first: str = "") -> subprocess.Popen[bytes]:
    """Start the program in ``folder`` in a process of its own, which runs the code ``first`` before it begins."""
    how = ["-c", f"{first}\n{_BEGIN}"] if first else ["-m", "defsearch"]
    process = subprocess.Popen(
        [sys.executable, *how, *args],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    _started.append(process)
    return process


def start_paused(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start an ingest; it has stopped just before it switches to the next state."""
    process = start(folder, *args, first=_PAUSE)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), "it ended before there was anything to switch to"
    return process


def end(process: subprocess.Popen[bytes]) -> Answer:
    """Wait for a program."""
    out, err = process.communicate()
    return Answer(process.returncode, out, err)


def end_all() -> None:
    """Kill what a test that failed has left behind."""
    for process in _started:
        if process.returncode is None:
            process.kill()
            process.communicate()
    _started.clear()
