"""One writer at a time: a lock that the system lets go of when its holder dies, so it is never stale.

The folder of an index while it is written: made where there is none, locked, and given back as it was found.

A folder that was made here and in which nothing was put is taken away again, so that an ingest that failed leaves
nothing behind. Another process may be waiting for its lock meanwhile: it makes the folder anew.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.errors import ForeignLockError, IndexLockedError, IndexWriteError, NotAFolderError
from defsearch.index.directory import FILE_KINDS, obstacle_to, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Self


try:
    import fcntl
except ImportError:  # Windows locks a range of bytes: one far past the text, so that others can read that
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
else:

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK_NAME = "write.lock"
WAIT = 3.0  # seconds; a small ingest is over by then
_PAUSE = 0.05
_TRIES = 10  # at a folder that others take away as often as it is made
_LONGEST = 20  # characters of a process id and a line end; no system has so long ones
_NUMBER = re.compile(rb"[0-9]*\r?\n?\0*")  # less of it where the disk was full, zeros where the power went
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)  # what systems say when another process has the lock


def folder_error(folder: Path) -> NotAFolderError | None:
    """Return the error if ``folder`` is not a folder and cannot become one."""
    obstacle = obstacle_to(folder)
    return NotAFolderError(f"The index cannot be written: {obstacle}.") if obstacle else None


def _unlike_a_lock(descriptor: int) -> str:
    """What a plain file is that no ingest made, and so must not be written to; empty for a lock file."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    # The size is asked too: os.read may give less than there is.
    if os.fstat(descriptor).st_size > _LONGEST or not _NUMBER.fullmatch(os.read(descriptor, _LONGEST + 1)):
        return "a file that holds something else"
    return ""


class WriteLock:
    """Holds the index in ``folder`` for this process while it is open (a context manager).

    ``make_folder`` is called where the folder is not there, which may be at any time: it may have been taken away.

    Raises:
        IndexLockedError: another process holds it and did not let go within some seconds; names that process.
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
        for _ in range(_TRIES):
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

    def _refused(self, error: OSError) -> IndexWriteError:
        """The error for a lock that cannot be had: for what stands in its place, or by what the system says."""
        misplaced = folder_error(self._path.parent)
        if misplaced:
            return misplaced
        foreign = self._foreign()
        if foreign:
            return self._in_the_way(foreign)
        where = error.filename if error.filename is not None else self._path
        return IndexWriteError(
            f"The index cannot be written: {os.fsdecode(where)}: {(error.strerror or 'no access').lower()}.",
            error,
        )

    def _foreign(self) -> str:
        """What stands in the place of the lock file and is none; empty for a plain file, or nothing."""
        try:
            kind = stat.S_IFMT(self._path.stat(follow_symlinks=False).st_mode)
        except OSError:
            return ""
        return "" if kind == stat.S_IFREG else FILE_KINDS.get(kind, "no plain file")

    def _in_the_way(self, what: str) -> ForeignLockError:
        return ForeignLockError(
            f"The index cannot be written: {self._path} is {what}, and no ingest put it there."
        )

    def _acquire(self) -> bool:
        """Try once; False while another process has it."""
        try:
            _try_lock(self._descriptor)
        except OSError as error:
            if error.errno in _HELD:
                return False
            os.close(self._descriptor)
            raise
        if not self.is_current():
            # The folder was removed or replaced while we waited: what we hold is no longer the lock.
            os.close(self._descriptor)
            self._descriptor = self._open()
            return False
        # Only now: whoever has the lock may be writing its number.
        unlike = _unlike_a_lock(self._descriptor)
        if unlike:
            os.close(self._descriptor)
            raise self._in_the_way(unlike)
        if os.fstat(self._descriptor).st_nlink > 1:
            # A copy of the index that was made with hard links, perhaps: the other name's file is not ours to write.
            os.unlink(self._path)  # noqa: PTH108
            os.close(self._descriptor)
            self._descriptor = self._open()
            return self._acquire()
        with suppress(OSError):  # the number is for people; the lock holds without it, on a full disk too
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, f"{os.getpid()}\n".encode())
        return True

    def is_current(self) -> bool:
        """True while the lock that is held is the one that others find."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat(follow_symlinks=False))
        except FileNotFoundError:
            return False

    def _locked(self) -> IndexLockedError:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        # Without its line end it is a part of a number: on a full disk not all of it could be written.
        holder, end, _ = os.read(self._descriptor, 20).decode("ascii", "replace").partition("\n")
        os.close(self._descriptor)
        return IndexLockedError(holder if end and holder.isdecimal() else "")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Let go of the lock."""
        os.close(self._descriptor)


class WritableFolder:
    """Makes ``folder`` and holds its write lock while it is open (a context manager).

    Raises:
        IndexLockedError: as ``WriteLock`` says.
        IndexWriteError: as ``WriteLock`` says, or the folder cannot be made.
    """

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self._folder = folder
        self._made: list[Path] = []  # the deepest first
        try:
            self._lock = WriteLock(folder, wait, self._make)
        except BaseException:
            self._unmake()
            raise

    def _make(self) -> None:
        """Make the folder and those above it, where they are not there."""
        above: list[Path] = []
        place = self._folder
        while not place.exists():
            if place.is_symlink():
                raise OSError(errno.ELOOP, "a symbolic link to nothing", os.fspath(place))
            above.append(place)
            if place == place.parent:
                break
            place = place.parent
        for folder in reversed(above):
            # Only the index is private; the folders above it are as those that a user makes.
            with suppress(FileExistsError):  # another process was faster
                folder.mkdir(mode=0o700 if folder == self._folder else 0o777)
                self._made.insert(0, folder)
                sync_folder(folder.parent)

    def _unmake(self) -> None:
        """Take away the folders that were made here and are empty."""
        for folder in self._made:
            with suppress(OSError):  # something is in it: it stays
                folder.rmdir()

    def _is_untouched(self) -> bool:
        """True where the folder is still ours, and nothing but our lock is in it."""
        return self._lock.is_current() and os.listdir(self._folder) == [LOCK_NAME]  # noqa: PTH208

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # The lock is still held, so nobody writes here; who waits for it finds it gone and makes its own.
            with suppress(OSError):
                if self._folder in self._made and self._is_untouched():
                    (self._folder / LOCK_NAME).unlink()
                    self._unmake()
        finally:
            self._lock.release()
