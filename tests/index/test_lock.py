"""The write lock: one ingest at a time, in a folder that is left as it was found."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from defsearch.cli.remedies import remedy
from defsearch.errors import ForeignIndexError, IndexLockedError, IndexWriteError
from defsearch.index import lock
from defsearch.index.directory import MARKER
from defsearch.index.lock import LOCK_NAME, WritableFolder, WriteLock

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


def locked_by_another(folder: Path) -> subprocess.Popen[str]:
    """Start another process that has the lock of ``folder``."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_refused_and_told_who_has_the_lock(tmp_path: Path) -> None:
    """After a while, with exit code 75. The lock is free at once when its process is killed."""
    with locked_by_another(tmp_path) as process:
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


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    """It is acquired after the other process released it."""
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


def test_an_old_lock_file_blocks_nobody(tmp_path: Path) -> None:
    """Whatever process id it contains, also a part of one, or none: the system locks, not the file."""
    for left in ("99999999\n", "9999", "", "\n", "0" * 19 + "\n", "99\r\n", "\0" * 5):
        (tmp_path / LOCK_NAME).write_bytes(left.encode())
        with WriteLock(tmp_path, wait=0):
            assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize("stale", ["", "1234\n", "notities\n", "9\0x", "x" * 5000])
def test_no_content_of_the_lock_file_blocks_an_ingest(tmp_path: Path, stale: str) -> None:
    """A crash or another tool may have left any bytes in it; only the lock counts."""
    (tmp_path / LOCK_NAME).write_text(stale)
    with WriteLock(tmp_path, wait=0):
        assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("_MAIN_3.toc", "a Whoosh index that defsearch did not make"),
        ("lexicon_1.words", "files of another program"),
        ("MAIN_0123456789abcdef.terms", "files of another program"),
    ],
)
def test_a_folder_with_files_of_others_is_refused(tmp_path: Path, name: str, what: str) -> None:
    """Names like ours without a manifest or a marker of ours: nothing in the folder is touched."""
    (tmp_path / name).write_bytes(b"theirs")
    with pytest.raises(ForeignIndexError, match=what), WritableFolder(tmp_path):
        pass
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {name: b"theirs"}


def test_what_a_killed_first_ingest_left_is_known(tmp_path: Path) -> None:
    """The marker is there before any file of the index."""
    with WritableFolder(tmp_path):
        assert (tmp_path / MARKER).exists()
        (tmp_path / "MAIN_0123456789abcdef.terms").write_bytes(b"half")
    with WritableFolder(tmp_path):
        pass


def test_a_folder_with_a_manifest_needs_no_marker(tmp_path: Path) -> None:
    """An index of an older version has none."""
    (tmp_path / "manifest_1.json").write_bytes(b"{}")
    with WritableFolder(tmp_path):
        assert (tmp_path / MARKER).exists()


def test_a_process_id_that_is_no_number_is_unknown(tmp_path: Path) -> None:
    """The file may come from anyone, and its text goes to a terminal.

    An incomplete number is that of another process.
    """
    with WriteLock(tmp_path):
        for said in (b"\x1b[31m\xff\n", f"{os.getpid()}"[:-1].encode(), b"1" * 30 + b"\n", b""):
            (tmp_path / LOCK_NAME).write_bytes(said)
            with pytest.raises(IndexLockedError, match=r"process unknown"):
                WriteLock(tmp_path, wait=0)


def test_the_lock_file_is_private(tmp_path: Path) -> None:
    """Its mode is 0600."""
    with WriteLock(tmp_path):
        assert stat.S_IMODE((tmp_path / LOCK_NAME).stat().st_mode) == 0o600


def test_a_lock_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    """Otherwise an index from someone else could empty a file of the user."""
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
def test_what_is_in_the_place_of_the_lock_is_named(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    """At once, without blaming the rights of the folder. It is not touched."""
    make(tmp_path / LOCK_NAME)
    with pytest.raises(IndexWriteError, match=f"{LOCK_NAME} is {kind}, and no ingest put it there") as caught:
        WriteLock(tmp_path, wait=10)
    assert "move it away" in str(remedy(caught.value))
    assert os.listdir(tmp_path) == [LOCK_NAME]  # noqa: PTH208


def test_the_lock_of_a_replaced_folder_is_not_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that waited for the old file locks the new one, so two never write to one folder."""
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


def test_a_missing_folder_cannot_be_locked(tmp_path: Path) -> None:
    """Nor can a file."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "none", tmp_path / "file"):
        with pytest.raises(IndexWriteError, match="cannot be written"):
            WriteLock(folder, wait=0)


def test_a_file_system_without_locks_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, without blaming another process."""

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_try_lock", refuse)
    with pytest.raises(IndexWriteError, match="no locks available"):
        WriteLock(tmp_path, wait=10)


def test_a_full_disk_does_not_prevent_locking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the process id cannot be written."""

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", refuse)
    with WriteLock(tmp_path), pytest.raises(IndexLockedError, match="process unknown"):
        WriteLock(tmp_path, wait=0)


def test_a_new_folder_that_stays_empty_is_removed(tmp_path: Path) -> None:
    """With the parents that were made for it. Only the index itself is private."""
    with WritableFolder(tmp_path / "a" / "b" / "index"):
        assert stat.S_IMODE((tmp_path / "a" / "b" / "index").stat().st_mode) == 0o700
        (tmp_path / "a" / "other").touch()
    assert os.listdir(tmp_path / "a") == ["other"]  # noqa: PTH208


def test_a_folder_that_existed_or_was_used_stays(tmp_path: Path) -> None:
    """Whatever it contains."""
    (tmp_path / "before").mkdir()
    with WritableFolder(tmp_path / "before"):
        pass
    assert set(os.listdir(tmp_path / "before")) == {LOCK_NAME, MARKER}  # noqa: PTH208
    with WritableFolder(tmp_path / "used"):
        (tmp_path / "used" / "file").touch()
    assert set(os.listdir(tmp_path / "used")) == {"file", LOCK_NAME, MARKER}  # noqa: PTH208
    with WritableFolder(tmp_path / "used"):
        (tmp_path / "used" / "file").unlink()
    assert (tmp_path / "used").is_dir()


def test_a_folder_that_replaced_the_new_one_stays(tmp_path: Path) -> None:
    """It belongs to another process, with the lock in it."""
    folder = tmp_path / "index"
    with WritableFolder(folder):
        shutil.rmtree(folder)
        folder.mkdir()
        other = WriteLock(folder, wait=0)
    assert os.listdir(folder) == [LOCK_NAME]  # noqa: PTH208
    other.release()


def test_a_process_that_waits_makes_a_removed_folder_again(tmp_path: Path) -> None:
    """A failed ingest does not disturb the next one."""
    folder = tmp_path / "index"
    first = WritableFolder(folder)
    timer = threading.Timer(0.2, first.__exit__)
    timer.start()
    with WritableFolder(folder, wait=10):
        timer.join()
        with pytest.raises(IndexLockedError):
            WriteLock(folder, wait=0)
        (folder / "file").touch()
    assert (folder / "file").exists()


def test_a_process_that_waits_in_vain_removes_nothing(tmp_path: Path) -> None:
    """The folder belongs to the process that has the lock."""
    with WritableFolder(tmp_path / "index"):
        with pytest.raises(IndexLockedError):
            WritableFolder(tmp_path / "index", wait=0)
        assert (tmp_path / "index" / LOCK_NAME).exists()


def test_a_new_folder_that_cannot_be_locked_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk."""
    real = os.open

    def refuse(path: object, flags: int, *args: int, **kwargs: int) -> int:
        if str(path).endswith(LOCK_NAME) and (tmp_path / "index").exists():
            raise OSError(28, "No space left on device", path)
        return real(path, flags, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(IndexWriteError, match="no space left"):
        WritableFolder(tmp_path / "index")
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_broken_link_is_no_folder_for_an_index(tmp_path: Path) -> None:
    """Nothing is made at its target, in its place, or below it."""
    (tmp_path / "link").symlink_to("nowhere")
    for folder in (tmp_path / "link", tmp_path / "link" / "index"):
        with pytest.raises(IndexWriteError, match=r"link is a broken symbolic link") as caught:
            WritableFolder(folder)
        assert "Choose another folder" in str(remedy(caught.value))
    assert os.listdir(tmp_path) == ["link"]  # noqa: PTH208
