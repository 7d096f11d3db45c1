"""Programs beside each other, each in a process of its own: two that write, one that died, twenty that search."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, write_releases
from support.command_line import run_command, start_command, start_paused_ingest, wait_for
from support.index_contents import stray_files

if TYPE_CHECKING:
    from pathlib import Path

EARLY, LATE = 16, 4  # most of them while the second ingest waits
QUERY = ("query", "stand", "--json")

# An ingest that lets another one go on at the first pause it makes to wait for it.
_WAKE = """
import os, signal, time
from defsearch.index import lock
sleep = time.sleep

def pause(seconds):
    os.kill(other, signal.SIGCONT)
    sleep(seconds)

lock.time.sleep = pause
"""


@pytest.fixture
def folder(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of an old state, and releases of a new one, where we stand."""
    monkeypatch.chdir(archive)
    write_releases(
        archive / "seeds", **{f"r{number}": release_text("De stand is nu nieuw.") for number in range(3, 9)}
    )
    return archive


def test_a_second_ingest_gives_up_and_twenty_searches_do_not(folder: Path) -> None:
    """Exit code 75 and the first one's number; each search has the old state or the new, whole."""
    old = run_command(*QUERY)
    first = start_paused_ingest(folder, "ingest", "--quiet")
    second = start_command(folder, "ingest", "--quiet")
    early = [start_command(folder, *QUERY) for _ in range(EARLY)]
    assert {wait_for(reader) for reader in early} == {old}
    code, out, err = wait_for(second)
    assert (code, out) == (75, b"")
    assert err.startswith(b"defsearch: another ingest is writing to this index (process %d)\n" % first.pid)
    assert err.count(b"\n") == 2
    late = [start_command(folder, *QUERY) for _ in range(LATE)]
    first.send_signal(signal.SIGCONT)
    seen = {wait_for(reader) for reader in late}
    assert wait_for(first) == (0, b"", b"")
    new = run_command(*QUERY)
    assert new.code == 0
    assert old.out.count(b"nieuw") == 0 < new.out.count(b"nieuw")
    assert seen <= {old, new}
    assert stray_files(folder / "index") == set()


def test_a_second_ingest_waits_for_one_that_is_nearly_done(folder: Path) -> None:
    """The first goes on only when the second has begun to wait: both end well."""
    first = start_paused_ingest(folder, "ingest", "--quiet")
    code, out, err = wait_for(
        start_command(folder, "ingest", "--json", first=f"other = {first.pid}\n{_WAKE}")
    )
    assert (code, err) == (0, b"")
    assert b'"unchanged": 9' in out
    assert wait_for(first) == (0, b"", b"")


def test_a_lock_whose_holder_died_blocks_nobody(folder: Path) -> None:
    """Killed before its switch: its number is still in the lock file, the old state answers, the next ingest works."""
    old = run_command(*QUERY)
    first = start_paused_ingest(folder, "ingest", "--quiet")
    first.kill()
    assert wait_for(first).code == -signal.SIGKILL
    assert (folder / "index" / "write.lock").read_text() == f"{first.pid}\n"
    assert run_command(*QUERY) == old
    assert stray_files(folder / "index") != set()
    assert wait_for(start_command(folder, "ingest", "--quiet")) == (0, b"", b"")
    assert b"nieuw" in run_command(*QUERY).out
    assert stray_files(folder / "index") == set()
