"""Several processes make the index that one makes, and whatever ends one of them leaves the old state."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import make_toy_analyzer, release_text, run_ingest, write_releases
from support.index_contents import index_contents, stray_files
from support.trials.kill import fork

from defsearch.errors import IndexWriteError, OutOfMemoryError, ProcessEndedError
from defsearch.ingest import workers
from defsearch.ingest.indexer import DocumentIndexer
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.ingest.workers import Batch
from defsearch.releases.finder import FoundFile
from defsearch.releases.release import FileState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

THIS = os.getpid()


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ingest by three processes, if there are so many files."""
    monkeypatch.setattr(workers, "_MIN_SHARE", 1)
    monkeypatch.setattr(workers, "_PIECE_FILES", 2)
    monkeypatch.setattr(workers, "_processors", lambda: 3)


def write_archive(folder: Path, first: int, last: int) -> Path:
    """Write releases with words of their own, a file that is no release and one without a date."""
    texts = {
        f"r{number:03}": release_text(
            f"De boot {number} en de Zee-boten van stad{number}.\n\nKop\n\nNog meer OM."
        )
        for number in range(first, last)
    }
    return write_releases(
        folder, **texts, **{f"r{first:03}_leeg": "", f"r{last:03}_zonder": "Een tekst.\n\nNog een."}
    )


def in_worker(monkeypatch: pytest.MonkeyPatch, action: Callable[[], Any], release: str = "r018") -> None:
    """Do ``action`` where another process indexes ``release``."""
    add = Batch.add

    def acting(self: Batch, files: Any) -> Any:
        if os.getpid() != THIS and release in [file.found.id for file in files]:
            action()
        return add(self, files)

    monkeypatch.setattr(Batch, "add", acting)


def fail(error: BaseException) -> Callable[..., None]:
    """Return a function that raises ``error``."""

    def failing(*_: object) -> None:
        raise error

    return failing


def test_several_processes_make_the_same_index(
    tmp_path: Path, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first ingest, one with many new files and some that changed, and a rebuild; with small segments too."""
    source = write_archive(tmp_path / "s", 0, 14)
    by_one, by_three = tmp_path / "one", tmp_path / "three"
    for step, max_chars in ((0, workers.MAX_SEGMENT_CHARS), (14, 200), (60, 200)):
        if step == 14:
            write_archive(source, 14, 55)
            write_releases(source, r003=release_text("Een heel ander bericht."))
            (source / "r005.txt").unlink()
        monkeypatch.setattr(workers, "MAX_SEGMENT_CHARS", max_chars)
        monkeypatch.setattr(workers, "MERGED_SEGMENT_CHARS", max_chars)
        reports = []
        for index, processors in ((by_one, 1), (by_three, 3)):
            monkeypatch.setattr(workers, "_processors", lambda count=processors: count)
            reports.append(run_ingest(source, index, rebuild=step == 60))
        one, other = (
            (
                report.added_ids,
                report.changed_ids,
                report.removed_ids,
                report.skipped,
                report.warnings,
                report.releases,
            )
            for report in reports
        )
        assert one == other
        assert index_contents(by_one) == index_contents(by_three)
        assert not stray_files(by_three)
    assert not multiprocessing.active_children()


def test_progress_counts_the_files_of_all_processes(tmp_path: Path, three: None) -> None:
    """It rises to the number of files."""
    seen: list[tuple[int, int]] = []
    ingest(
        [write_archive(tmp_path / "s", 0, 28)],
        tmp_path / "i",
        IngestOptions(),
        make_analyzer=make_toy_analyzer,
        on_progress=lambda done, total: seen.append((done, total)),
    )
    assert {total for _, total in seen} == {30}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (30, 30)


@pytest.mark.parametrize(
    ("action", "error", "says"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), ProcessEndedError, "signal 9"),
        (lambda: os._exit(3), ProcessEndedError, "exit code 3"),
        (fail(OutOfMemoryError("s/r018.txt")), OutOfMemoryError, "s/r018.txt: this file needs more memory"),
        (fail(MemoryError("none is left")), MemoryError, "none is left"),
        (
            fail(OSError(errno.ENOSPC, "No space left on device", "x")),
            IndexWriteError,
            "no space left on device",
        ),
    ],
)
def test_a_process_that_fails_leaves_the_old_state(
    tmp_path: Path,
    three: None,
    monkeypatch: pytest.MonkeyPatch,
    action: Callable[[], Any],
    error: type[Exception],
    says: str,
) -> None:
    """With an error that says why, no files of the new state, and no process."""
    source, index = write_archive(tmp_path / "s", 0, 3), tmp_path / "i"
    run_ingest(source, index)
    before = index_contents(index)
    write_archive(source, 4, 20)
    with monkeypatch.context() as patch:
        in_worker(patch, action)
        with pytest.raises(error, match=says):
            run_ingest(source, index)
    assert index_contents(index) == before
    assert not stray_files(index)
    assert not multiprocessing.active_children()
    assert run_ingest(source, index).added == 17


def test_too_little_memory_names_the_largest_file_of_its_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of a piece are indexed together."""
    source = write_releases(tmp_path, a=release_text("Kort."), b=release_text("Lang. " * 99))
    monkeypatch.setattr(DocumentIndexer, "add", fail(MemoryError()))
    with pytest.raises(OutOfMemoryError, match=r"b\.txt"):
        run_ingest(source, tmp_path / "i")


def test_a_piece_is_bounded_by_its_files_and_its_size(tmp_path: Path) -> None:
    """A large file is the last of its piece, and no file is left out."""
    state = FileState(0, 0, 0, 0)
    sizes = [10] * 250 + [workers._PIECE_BYTES, 10]
    files = [
        workers.FileToIndex(FoundFile(str(at), "", state._replace(size=size)), "")
        for at, size in enumerate(sizes)
    ]
    pieces = list(workers.pieces_of(files))
    assert [(piece.number, len(piece.files)) for piece in pieces] == [(0, 100), (1, 100), (2, 51), (3, 1)]
    assert [file for piece in pieces for file in piece.files] == files
    assert list(workers.pieces_of([])) == []


def test_ctrl_c_ends_all_processes(tmp_path: Path, three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the first process, while another one works."""
    source, index = write_archive(tmp_path / "s", 0, 20), tmp_path / "i"
    in_worker(monkeypatch, lambda: time.sleep(60))
    finish = Batch.finish

    def interrupted(self: Batch) -> None:
        if os.getpid() == THIS:
            raise KeyboardInterrupt
        finish(self)

    monkeypatch.setattr(Batch, "finish", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_ingest(source, index)
    assert not index.exists()
    assert not multiprocessing.active_children()


def test_no_process_waits_while_the_first_one_writes(
    tmp_path: Path, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one tells them that no file is left before it writes its segment."""
    source, ready = write_archive(tmp_path / "s", 0, 40), tmp_path / "ready"
    ready.mkdir()
    finish = Batch.finish

    def finishing(self: Batch, **options: bool) -> None:
        until = time.monotonic() + 30
        if os.getpid() != THIS:
            (ready / str(os.getpid())).touch()
        while len(list(ready.iterdir())) < 2:
            assert time.monotonic() < until
            time.sleep(0.01)
        finish(self, **options)

    monkeypatch.setattr(Batch, "finish", finishing)
    assert run_ingest(source, tmp_path / "i").added == 41


@pytest.mark.slow
def test_a_killed_ingest_leaves_no_lock_and_no_process(
    tmp_path: Path, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its other processes end by themselves, and do not keep the lock until then."""
    source, index, started = write_archive(tmp_path / "s", 0, 20), tmp_path / "i", tmp_path / "started"

    def stop() -> None:
        started.write_text(str(os.getpid()))
        time.sleep(60)

    with monkeypatch.context() as patch:
        in_worker(patch, stop)
        ingesting = fork(lambda: run_ingest(source, index))
        while not (started.exists() and started.read_text()):
            time.sleep(0.01)
        os.kill(ingesting, signal.SIGKILL)
        os.waitpid(ingesting, 0)
    assert run_ingest(source, index).added == 21
    assert not stray_files(index)
    until = time.monotonic() + 30
    while is_running(int(started.read_text())):
        assert time.monotonic() < until
        time.sleep(0.01)


def is_running(process: int) -> bool:
    """Return whether there is such a process, which is not this one's child."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
