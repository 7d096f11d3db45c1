"""The write lock: one ingest at a time, in a folder that is made if it does not exist.

The system releases the lock when its process dies, so it is never stale. A folder that was made here and that stays
empty is removed again, so a failed ingest leaves no trace. Not here: what is written (``writer``).
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.errors import (
    ForeignIndexError,
    ForeignLockError,
    IndexLockedError,
    IndexWriteError,
    NotAFolderError,
)
from defsearch.index.directory import FILE_KINDS, MARKER, foreign_files, obstacle_to, sync_folder, write_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self

LOCK_NAME = "write.lock"
WAIT = 3.0  # seconds; a small ingest is done by then
_PAUSE = 0.05
_ATTEMPTS = 10  # to lock in a folder that other processes keep removing
_MAX_SIZE = 20  # bytes of a process id and a line end on any system
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
_LOCKED = (errno.EWOULDBLOCK, errno.EACCES)  # what systems say if another process has the lock


def _try_lock(descriptor: int) -> None:
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def folder_error(folder: Path) -> NotAFolderError | None:
    """Return the error if ``folder`` is not a folder and cannot become one."""
    obstacle = obstacle_to(folder)
    return NotAFolderError(f"The index cannot be written: {obstacle}.") if obstacle else None


class WriteLock:
    """The write lock of the index in ``folder``, held until it is released (a context manager).

    ``make_folder`` is called whenever the folder does not exist: another process may remove it at any time.

    Raises:
        IndexLockedError: another process has the lock and did not release it within ``wait`` seconds.
        IndexWriteError: the lock file cannot be made or locked.
    """

    def __init__(
        self, folder: Path, wait: float = WAIT, make_folder: Callable[[], None] | None = None
    ) -> None:
        self._path = folder / LOCK_NAME
        self._make_folder = make_folder
        until = time.monotonic() + wait
        try:
            self._descriptor = self._open()
            while not self._acquire():
                if time.monotonic() >= until:
                    raise self._locked()
                time.sleep(_PAUSE)
        except OSError as error:
            raise self._refused(error) from None

    def _open(self) -> int:
        for _ in range(_ATTEMPTS):
            try:
                return self._open_lock()
            except FileNotFoundError:
                if self._make_folder is None:
                    raise
                self._make_folder()
        return self._open_lock()

    def _open_lock(self) -> int:
        descriptor = os.open(self._path, _FLAGS, 0o600)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is not a plain file", os.fspath(self._path))

    def _acquire(self) -> bool:
        """Try once to lock; return False if another process has the lock, or the lock file was replaced."""
        try:
            _try_lock(self._descriptor)
        except OSError as error:
            if error.errno in _LOCKED:
                return False
            os.close(self._descriptor)
            raise
        if not self.is_current():
            # The folder was removed or replaced meanwhile: this file is no longer the lock.
            os.close(self._descriptor)
            self._descriptor = self._open()
            return False
        # The process id is only for people; the lock works without it, as on a full disk, whatever the file contains.
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, f"{os.getpid()}\n".encode())
        return True

    def is_current(self) -> bool:
        """Return whether the locked file still is the one in the folder."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat(follow_symlinks=False))
        except FileNotFoundError:
            return False

    def _locked(self) -> IndexLockedError:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        # Without its line end the process id is incomplete, as on a full disk.
        process, end, _ = os.read(self._descriptor, _MAX_SIZE).decode("ascii", "replace").partition("\n")
        os.close(self._descriptor)
        return IndexLockedError(process if end and process.isdecimal() else "")

    def _refused(self, error: OSError) -> IndexWriteError:
        """Return the error for a refused lock: what is in its place, else what the system says."""
        obstacle = folder_error(self._path.parent)
        if obstacle:
            return obstacle
        kind = self._foreign_kind()
        if kind:
            return self._foreign_lock(kind)
        where = error.filename if error.filename is not None else self._path
        return IndexWriteError(
            f"The index cannot be written: {os.fsdecode(where)}: {(error.strerror or 'no access').lower()}.",
            error,
        )

    def _foreign_kind(self) -> str:
        """Return what is in the place of the lock file; empty for a plain file, or nothing."""
        try:
            kind = stat.S_IFMT(self._path.stat(follow_symlinks=False).st_mode)
        except OSError:
            return ""
        return "" if kind == stat.S_IFREG else FILE_KINDS.get(kind, "no plain file")

    def _foreign_lock(self, what: str) -> ForeignLockError:
        return ForeignLockError(
            f"The index cannot be written: {self._path} is {what}, and no ingest put it there."
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Release the lock."""
        os.close(self._descriptor)


class WritableFolder:
    """The folder of an index, made if needed, with its write lock (a context manager).

    Raises:
        IndexLockedError: as ``WriteLock``.
        IndexWriteError: as ``WriteLock``, or the folder cannot be made.
    """

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self._folder = folder
        self._made: list[Path] = []  # the deepest first
        self._refuse_foreign()  # before the lock, which is a file too
        try:
            self._lock = WriteLock(folder, wait, self._make)
        except BaseException:
            self._remove_made()
            raise
        try:
            self._claim()
        except BaseException:
            self.__exit__()
            raise

    def _claim(self) -> None:
        """Leave a marker, so that what a killed first ingest leaves is known."""
        self._refuse_foreign()
        if (self._folder / MARKER).exists():
            return
        with suppress(FileExistsError):
            write_file(self._folder / MARKER, b"The files in this folder are made by defsearch.\n")
        sync_folder(self._folder)

    def _refuse_foreign(self) -> None:
        """Refuse a folder with files of another program."""
        theirs = foreign_files(self._folder)
        if theirs:
            is_whoosh = any(name.endswith(".toc") for name in theirs)
            what = "a Whoosh index that defsearch did not make" if is_whoosh else "files of another program"
            raise ForeignIndexError(f"{self._folder} contains {what} ({theirs[0]}): nothing was touched.")

    def _make(self) -> None:
        """Make the folder and its parents, if they do not exist."""
        missing: list[Path] = []
        place = self._folder
        while not place.exists():
            if place.is_symlink():
                raise OSError(errno.ELOOP, "a broken symbolic link", os.fspath(place))
            missing.append(place)
            if place == place.parent:
                break
            place = place.parent
        for folder in reversed(missing):
            # Only the index is private; its parents get the same rights as a folder that a user makes.
            with suppress(FileExistsError):  # another process was faster
                folder.mkdir(mode=0o700 if folder == self._folder else 0o777)
                self._made.insert(0, folder)
                sync_folder(folder.parent)

    def _remove_made(self) -> None:
        """Remove the folders that were made here and are empty."""
        for folder in self._made:
            with suppress(OSError):  # it is not empty
                folder.rmdir()

    def _is_empty(self) -> bool:
        """Return whether the folder is still the same, and contains nothing but the lock file and the marker."""
        return self._lock.is_current() and set(os.listdir(self._folder)) <= {LOCK_NAME, MARKER}  # noqa: PTH208

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # Nobody else writes here before the lock is released; a process that waits for it makes a new folder.
            with suppress(OSError):
                if self._folder in self._made and self._is_empty():
                    (self._folder / MARKER).unlink(missing_ok=True)
                    (self._folder / LOCK_NAME).unlink()
                    self._remove_made()
        finally:
            self._lock.release()
