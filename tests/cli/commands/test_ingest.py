"""``defsearch ingest`` and Ctrl-C: it stops and cleans up."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice, permutations
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.terminal_session import Session


@pytest.mark.slow
def test_ctrl_c_stops_an_ingest(start_on_terminal: Callable[..., Session], archive: Path) -> None:
    """Exit code 130, a note about the index, no traceback; the next ingest succeeds."""
    unknown_words = " ".join(map("".join, islice(permutations("aeghiklnoprstu", 9), 0, 2_000_000, 500)))
    source = next(archive.rglob("*.txt"))
    source.with_name("long.txt").write_text(
        f"{source.read_text()}\n{unknown_words}\n"
    )  # takes seconds to analyze
    session = start_on_terminal("ingest", folder=archive)
    session.wait_for("reading the releases …")
    session.type("\x03")
    assert session.wait() == 130
    assert "interrupted; there is no index yet" in session.screen
    assert "Traceback" not in session.screen
    assert not (archive / "index").exists()
    assert start_on_terminal("ingest", folder=archive).wait() == 0


INTERRUPTED_AT_EVERY_STEP = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
import defsearch.__main__
from defsearch.ingest import builder
from defsearch.index import lock
from defsearch.index import writer as index_writer

def interrupt_before(owner, name):
    real = getattr(owner, name)
    def interrupted(*args):
        os.kill(os.getpid(), signal.SIGINT)
        return real(*args)
    setattr(owner, name, interrupted)

interrupt_before(builder.Builder, "commit")
interrupt_before(builder.Builder, "rollback")
interrupt_before(index_writer.IndexWriter, "rollback")
interrupt_before(lock.WritableFolder, "__exit__")
defsearch.__main__.main()
"""


@pytest.mark.slow
def test_a_second_ctrl_c_does_not_interrupt_the_clean_up(tmp_path: Path) -> None:
    """No files of the unfinished index are left."""
    (tmp_path / "a.txt").write_text("date 2025-09-25 Titel\n\nEen fregat.\n")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT_EVERY_STEP, "ingest", "a.txt"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "interrupted; there is no index yet\n"
    assert not (tmp_path / "index").exists()
