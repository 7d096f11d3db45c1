"""Run the command line, in this process or in its own process."""

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

# Every command that reads an index, in each of its output formats, on an index of ``read_operations.make_index``.
READ_COMMANDS = (
    *("query fregat drones", "query fregat --json", "query freg* --csv", "query fregat --paths -0"),
    *("query fregat --count", "query fregat --explain"),
    *("query --on 2025 --sort oldest", "show r2", "show r2 --json --query fregat"),
    *("timeline fregat", "timeline fregat --svg -"),
    *("similar r0", "export", "export fregat", "status"),
    *("check", "check --json"),
)  # fmt: skip

# An ingest stops itself after it has written the next state and before it switches to it; SIGCONT continues it.
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


class CommandResult(NamedTuple):
    """The exit code of a command and the bytes of its standard output and standard error."""

    code: int
    out: bytes
    err: bytes


def run_command(*args: str, complete: str | None = None) -> CommandResult:
    """Run a command in this process, with both output streams as pipes.

    With ``complete`` and no ``args``, bash asks for completions of the last word of that text.
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
    return CommandResult(code, *(stream.buffer.getvalue() for stream in streams))


def start_command(folder: Path, *args: str, first: str = "") -> subprocess.Popen[bytes]:
    """Start a command in ``folder`` in its own process, which runs the Python code ``first`` before."""
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


def start_paused_ingest(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start an ingest and wait until it has stopped itself just before it switches to the next state."""
    process = start_command(folder, *args, first=_PAUSE)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), "it ended before it switched to a next state"
    return process


def wait_for(process: subprocess.Popen[bytes]) -> CommandResult:
    """Wait for a started command to end."""
    out, err = process.communicate()
    return CommandResult(process.returncode, out, err)


def kill_all() -> None:
    """Kill every started command that still runs."""
    for process in _started:
        if process.returncode is None:
            process.kill()
            process.communicate()
    _started.clear()
