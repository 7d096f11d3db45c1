"""Concurrent processes: ingests wait for each other, and a search sees the old state or the new one."""

from __future__ import annotations

import datetime
import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, report_counts, run_ingest, write_releases
from support.command_line import run_command, start_command, start_paused_ingest, wait_for
from support.index_contents import index_contents, stray_files
from support.trials.kill import fork

from defsearch.dutch.analysis import Analysis
from defsearch.errors import IndexLockedError
from defsearch.index.check import check, status
from defsearch.index.lock import WritableFolder, WriteLock
from defsearch.index.snapshot import open_snapshot
from defsearch.ingest import ingest as running
from defsearch.search.executor import QueryExecutor
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from pathlib import Path


TODAY = datetime.date(2026, 11, 22)
RELEASES = 6


def state(word: str) -> dict[str, str]:
    """Return an archive in which every release contains ``word``."""
    return {f"r{number}": release_text(f"De stand is {word}.") for number in range(RELEASES)}


def visible_word(index: Path) -> str:
    """Return the word of the visible state, after a search for each word and the releases agree."""
    with open_snapshot(index) as opened:
        executor = QueryExecutor(opened, analyze=lambda form: Analysis(form, form, ()))
        found = {
            word: [
                executor.reader.document(number).body
                for number in executor.execute(SearchRequest(word), TODAY).hits
            ]
            for word in ("oud", "nieuw")
        }
        assert opened.manifest.releases == RELEASES
    (word,) = [word for word, bodies in found.items() if bodies]
    assert len(found[word]) == RELEASES
    assert all(word in body for body in found[word])
    return word


def exit_code(process: int) -> int:
    """Wait for a process and return its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_a_second_ingest_waits_and_then_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the first process; searches, status, check and a dry run work meanwhile."""
    source = write_releases(tmp_path / "s", **state("oud"))
    run_ingest(source, tmp_path / "index")
    monkeypatch.setattr(running, "WritableFolder", partial(WritableFolder, wait=0.3))

    def keep_lock() -> None:
        with WriteLock(tmp_path / "index"):
            (tmp_path / "locked").touch()
            time.sleep(60)

    process = fork(keep_lock)
    while not (tmp_path / "locked").exists():
        time.sleep(0.01)
    started = time.monotonic()
    with pytest.raises(IndexLockedError) as caught:
        run_ingest(source, tmp_path / "index")
    assert time.monotonic() - started >= 0.3
    assert f"process {process}" in caught.value.message
    assert caught.value.exit_code == 75
    assert visible_word(tmp_path / "index") == "oud"
    assert status(tmp_path / "index").releases == RELEASES
    assert check(tmp_path / "index").faults == ()
    assert report_counts(run_ingest(source, tmp_path / "index", dry_run=True)) == (0, 0, 0, RELEASES)
    os.kill(process, signal.SIGKILL)
    assert exit_code(process) == -signal.SIGKILL
    assert not run_ingest(source, tmp_path / "index").written


@pytest.mark.slow
def test_many_ingests_at_once_run_one_after_the_other(tmp_path: Path) -> None:
    """The index finally equals a fresh one."""
    source = write_releases(tmp_path / "s", **state("oud"))
    processes = []
    for number in range(5):
        write_releases(source, **{f"more{number}": release_text(f"Bericht {number}.")})
        processes.append(fork(lambda: run_ingest(source, tmp_path / "index")))
    assert [exit_code(process) for process in processes] == [0] * 5
    run_ingest(source, tmp_path / "index")
    run_ingest(source, tmp_path / "fresh")
    assert index_contents(tmp_path / "index") == index_contents(tmp_path / "fresh")
    assert stray_files(tmp_path / "index") == set()


@pytest.mark.slow
def test_twenty_readers_see_the_old_or_the_new_state(tmp_path: Path) -> None:
    """This is true during six commits, without an error."""
    sources = {word: write_releases(tmp_path / word, **state(word)) for word in ("oud", "nieuw")}
    index, done = tmp_path / "index", tmp_path / "done"
    source = tmp_path / "s"

    def ingest(word: str) -> None:
        source.unlink(missing_ok=True)
        source.symlink_to(sources[word])
        run_ingest(source, index)

    def read() -> None:
        while not done.exists():
            (tmp_path / f"seen {visible_word(index)}").touch()
            assert status(index).releases == RELEASES

    ingest("oud")
    readers = [fork(read) for _ in range(20)]
    for number in range(6):
        ingest("oud" if number % 2 else "nieuw")
    done.touch()
    assert [exit_code(process) for process in readers] == [0] * 20
    assert {path.name for path in tmp_path.glob("seen *")} == {"seen oud", "seen nieuw"}
    assert check(index).faults == ()
    assert stray_files(index) == set()


@pytest.mark.slow
def test_a_rebuild_does_not_disturb_readers(tmp_path: Path) -> None:
    """They find the same before, during and after it."""
    source = write_releases(tmp_path / "s", **state("oud"))
    index, done = tmp_path / "index", tmp_path / "done"
    run_ingest(source, index)

    def read() -> None:
        while not done.exists():
            assert visible_word(index) == "oud"
            assert check(index).faults == ()

    readers = [fork(read) for _ in range(4)]
    for _ in range(8):
        run_ingest(source, index, rebuild=True)
    done.touch()
    assert [exit_code(process) for process in readers] == [0] * 4


EARLY, LATE = 16, 4  # the numbers of searches before and after the second ingest gives up
QUERY = ("query", "stand", "--json")

# An ingest that continues the other one when it first waits for the lock.
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
    """Return an index of an old state beside releases of a new one, as the working directory."""
    monkeypatch.chdir(archive)
    write_releases(
        archive / "seeds", **{f"r{number}": release_text("De stand is nu nieuw.") for number in range(3, 9)}
    )
    return archive


@pytest.mark.slow
def test_twenty_searches_work_while_a_second_ingest_gives_up(folder: Path) -> None:
    """The exit code is 75; each search sees exactly the old or the new state."""
    old = run_command(*QUERY)
    first = start_paused_ingest(folder, "ingest", "seeds", "--quiet")
    second = start_command(folder, "ingest", "seeds", "--quiet")
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


@pytest.mark.slow
def test_a_second_ingest_waits_for_the_first(folder: Path) -> None:
    """The first continues when the second begins to wait, and both succeed."""
    first = start_paused_ingest(folder, "ingest", "seeds", "--quiet")
    code, out, err = wait_for(
        start_command(folder, "ingest", "seeds", "--json", first=f"other = {first.pid}\n{_WAKE}")
    )
    assert (code, err) == (0, b"")
    assert b'"unchanged": 9' in out
    assert wait_for(first) == (0, b"", b"")


@pytest.mark.slow
def test_the_lock_of_a_killed_ingest_does_not_block(folder: Path) -> None:
    """Its process id is still in the lock file; the old state answers and the next ingest succeeds."""
    old = run_command(*QUERY)
    first = start_paused_ingest(folder, "ingest", "seeds", "--quiet")
    first.kill()
    assert wait_for(first).code == -signal.SIGKILL
    assert (folder / "index" / "write.lock").read_text() == f"{first.pid}\n"
    assert run_command(*QUERY) == old
    assert stray_files(folder / "index") != set()
    assert wait_for(start_command(folder, "ingest", "seeds", "--quiet")) == (0, b"", b"")
    assert b"nieuw" in run_command(*QUERY).out
    assert stray_files(folder / "index") == set()
