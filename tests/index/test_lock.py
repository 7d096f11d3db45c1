"""The write lock: one process at a time, named, and never stale."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexLockedError, IndexWriteError
from defsearch.index import lock
from defsearch.index.lock import LOCK_NAME, WriteLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOLDER = """
import sys, time
from pathlib import Path
from defsearch.index.lock import WriteLock
with WriteLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock of ``folder``."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    """After a while, with exit code 75; and the lock is free at once when its holder is killed."""
    with hold(tmp_path) as process:
        started = time.monotonic()
        with pytest.raises(IndexLockedError) as caught:
            WriteLock(tmp_path, wait=0.2)
        assert time.monotonic() - started >= 0.2
        assert f"process {process.pid}" in caught.value.message
        assert caught.value.exit_code == 75
        process.send_signal(signal.SIGKILL)
        process.wait()
    with WriteLock(tmp_path, wait=0.2):
        assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()}\n"


def test_a_lock_that_is_let_go_in_time_is_waited_for(tmp_path: Path) -> None:
    """A small ingest is over soon; only then is the lock held again."""
    first = WriteLock(tmp_path)
    order: list[str] = []

    def let_go() -> None:
        order.append("let go")
        first.__exit__()

    timer = threading.Timer(0.2, let_go)
    timer.start()
    with WriteLock(tmp_path, wait=60):
        order.append("held again")
    timer.join()
    assert order == ["let go", "held again"]


def test_a_lock_file_left_behind_blocks_nobody(tmp_path: Path) -> None:
    """Whosever number is in it, all of it or a part, or none: it is the system that locks."""
    for left in ("99999999\n", "9999", "", "\n", "0" * 19 + "\n", "99\r\n", "\0" * 5):
        (tmp_path / LOCK_NAME).write_bytes(left.encode())
        with WriteLock(tmp_path, wait=0):
            assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize(
    "held", ["notities\n", "99\n99\n", "99 \n", " 99\n", "-9\n", "٣\n", "\n\n", "9" * 21, "9\0x", "x" * 5000]
)
def test_a_file_of_that_name_that_no_ingest_made_is_left_alone(tmp_path: Path, held: str) -> None:
    """Found when somebody's notes became the number of a process."""
    (tmp_path / LOCK_NAME).write_text(held, encoding="utf-8")
    before = (tmp_path / LOCK_NAME).stat().st_mtime_ns
    with pytest.raises(
        IndexWriteError, match=f"{LOCK_NAME} is a file that contains something else"
    ) as caught:
        WriteLock(tmp_path, wait=10)
    assert "move it away" in str(remedy(caught.value))
    assert (tmp_path / LOCK_NAME).read_text(encoding="utf-8") == held
    assert (tmp_path / LOCK_NAME).stat().st_mtime_ns == before


@pytest.mark.parametrize("held", ["1234\n", ""])
def test_a_second_name_of_the_lock_file_is_let_go_of(tmp_path: Path, held: str) -> None:
    """Found when a hard link let an ingest write to a file outside the folder; a copy may be made of such links."""
    (tmp_path / "mine").write_text(held)
    (tmp_path / "index").mkdir()
    os.link(tmp_path / "mine", tmp_path / "index" / LOCK_NAME)
    with WriteLock(tmp_path / "index", wait=0):
        assert (tmp_path / "index" / LOCK_NAME).read_text() == f"{os.getpid()}\n"
        with pytest.raises(IndexLockedError):
            WriteLock(tmp_path / "index", wait=0)
    assert (tmp_path / "mine").read_text() == held


def test_a_holder_whose_number_is_no_number_is_unknown(tmp_path: Path) -> None:
    """What stands in the file may come from anyone, and goes to a terminal; half a number is another process's."""
    with WriteLock(tmp_path):
        for said in (b"\x1b[31m\xff\n", f"{os.getpid()}"[:-1].encode(), b"1" * 30 + b"\n", b""):
            (tmp_path / LOCK_NAME).write_bytes(said)
            with pytest.raises(IndexLockedError, match=r"process unknown"):
                WriteLock(tmp_path, wait=0)


def test_the_lock_file_is_its_owners(tmp_path: Path) -> None:
    """Mode 0600."""
    with WriteLock(tmp_path):
        assert stat.S_IMODE((tmp_path / LOCK_NAME).stat().st_mode) == 0o600


def test_a_lock_file_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    """An index from someone else could have a file of yours emptied so."""
    (tmp_path / "mine").write_text("my own")
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / LOCK_NAME).symlink_to("../mine")
    with pytest.raises(IndexWriteError, match=LOCK_NAME):
        WriteLock(folder, wait=0)
    assert (tmp_path / "mine").read_text() == "my own"


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path: path.symlink_to("nowhere"), "a symbolic link"),
        (lambda path: path.mkdir(), "a folder"),
        (os.mkfifo, "a pipe"),
    ],
)
def test_what_stands_in_the_place_of_the_lock_is_named(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    """At once, and without blaming the rights of the folder; it is left alone."""
    make(tmp_path / LOCK_NAME)
    with pytest.raises(IndexWriteError, match=f"{LOCK_NAME} is {kind}, and no ingest put it there") as caught:
        WriteLock(tmp_path, wait=10)
    assert "move it away" in str(remedy(caught.value))
    assert os.listdir(tmp_path) == [LOCK_NAME]  # noqa: PTH208


def test_the_lock_of_a_folder_that_was_replaced_is_not_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waited for the old one takes the new one, so that two never write to one folder."""
    folder = tmp_path / "index"
    folder.mkdir()
    try_lock = lock._try_lock
    tries: list[int] = []

    def replace_first(descriptor: int) -> None:
        tries.append(descriptor)
        if len(tries) == 1:
            folder.rename(tmp_path / "old")
            folder.mkdir()
        try_lock(descriptor)

    monkeypatch.setattr(lock, "_try_lock", replace_first)
    with WriteLock(folder, wait=5) as held:
        assert os.path.samestat(os.fstat(held._descriptor), (folder / LOCK_NAME).stat())
    assert len(tries) == 2


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    """Not there, or not a folder."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(IndexWriteError, match="cannot be written"):
            WriteLock(folder, wait=0)


def test_a_file_system_without_locks_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, and without the blame on another process."""

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_try_lock", refuse)
    with pytest.raises(IndexWriteError, match="no locks available"):
        WriteLock(tmp_path, wait=10)


def test_a_full_disk_does_not_keep_the_lock_from_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the number of the process cannot be written then."""

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    with WriteLock(tmp_path), pytest.raises(IndexLockedError, match="process unknown"):
        WriteLock(tmp_path, wait=0)
