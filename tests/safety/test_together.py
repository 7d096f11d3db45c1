"""Several at once: ingests wait for each other, and whoever searches sees the old state or the new."""

from __future__ import annotations

import datetime
import os
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, report_counts, run_ingest, write_releases
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
    """An archive whose every release says ``word``."""
    return {f"r{number}": release_text(f"De stand is {word}.") for number in range(RELEASES)}


def look(index: Path) -> str:
    """Which state answers, after all of it agreed: a search for each word, and the releases themselves."""
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
    """Wait for a process."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_a_second_ingest_waits_and_then_names_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 75; searching, status, check and a dry run go on meanwhile."""
    source = write_releases(tmp_path / "s", **state("oud"))
    run_ingest(source, tmp_path / "index")
    monkeypatch.setattr(running, "WritableFolder", partial(WritableFolder, wait=0.3))

    def hold() -> None:
        with WriteLock(tmp_path / "index"):
            (tmp_path / "held").touch()
            time.sleep(60)

    process = fork(hold)
    while not (tmp_path / "held").exists():
        time.sleep(0.01)
    started = time.monotonic()
    with pytest.raises(IndexLockedError) as caught:
        run_ingest(source, tmp_path / "index")
    assert time.monotonic() - started >= 0.3
    assert f"process {process}" in caught.value.message
    assert caught.value.exit_code == 75
    assert look(tmp_path / "index") == "oud"
    assert status(tmp_path / "index").releases == RELEASES
    assert check(tmp_path / "index").faults == ()
    assert report_counts(run_ingest(source, tmp_path / "index", dry_run=True)) == (0, 0, 0, RELEASES)
    os.kill(process, signal.SIGKILL)
    assert exit_code(process) == -signal.SIGKILL
    assert not run_ingest(source, tmp_path / "index").written


def test_many_ingests_at_once_all_do_their_work(tmp_path: Path) -> None:
    """Each waits for those before it; the index has what the last state of the files is."""
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


def test_twenty_readers_see_the_old_state_or_the_new_while_it_changes(tmp_path: Path) -> None:
    """For six commits, and never an error."""
    sources = {word: write_releases(tmp_path / word, **state(word)) for word in ("oud", "nieuw")}
    index, done = tmp_path / "index", tmp_path / "done"
    source = tmp_path / "s"

    def ingest(word: str) -> None:
        source.unlink(missing_ok=True)
        source.symlink_to(sources[word])
        run_ingest(source, index)

    def read() -> None:
        while not done.exists():
            (tmp_path / f"seen {look(index)}").touch()
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


def test_a_rebuild_is_not_seen_by_those_who_search(tmp_path: Path) -> None:
    """They find the same before, during and after."""
    source = write_releases(tmp_path / "s", **state("oud"))
    index, done = tmp_path / "index", tmp_path / "done"
    run_ingest(source, index)

    def read() -> None:
        while not done.exists():
            assert look(index) == "oud"
            assert check(index).faults == ()

    readers = [fork(read) for _ in range(4)]
    for _ in range(8):
        run_ingest(source, index, rebuild=True)
    done.touch()
    assert [exit_code(process) for process in readers] == [0] * 4
