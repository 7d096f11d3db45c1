"""One writer at a time: a lock that the system lets go of when its holder dies, so it is never stale."""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.errors import IndexLockedError, IndexWriteError

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


if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self

LOCK_NAME = "write.lock"
_WAIT = 3.0  # seconds; a small ingest is over by then
_PAUSE = 0.05
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HELD = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)  # what systems say when another process has the lock


class WriteLock:
    """Holds the index in ``folder`` for this process while it is open (a context manager).

    Raises:
        IndexLockedError: another process holds it and did not let go within some seconds; names that process.
        IndexWriteError: the lock file cannot be made or locked.
    """

    def __init__(self, folder: Path, wait: float = _WAIT) -> None:
        self._path = folder / LOCK_NAME
        until = time.monotonic() + wait
        try:
            self._descriptor = self._open()
            while not self._acquire():
                if time.monotonic() >= until:
                    raise self._locked()
                time.sleep(_PAUSE)
        except OSError as error:
            raise IndexWriteError(
                f"The index cannot be written: {self._path}: {(error.strerror or 'no access').lower()}.",
                "Choose another folder with --index, or mend the rights of this one.",
            ) from None

    def _open(self) -> int:
        descriptor = os.open(self._path, _FLAGS, 0o600)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
        raise OSError(errno.EINVAL, "is not a plain file", os.fspath(self._path))

    def _acquire(self) -> bool:
        """Try once; False while another process has it."""
        try:
            _try_lock(self._descriptor)
        except OSError as error:
            if error.errno in _HELD:
                return False
            os.close(self._descriptor)
            raise
        if not self._is_current():
            # The folder was removed or replaced while we waited: what we hold is no longer the lock.
            os.close(self._descriptor)
            self._descriptor = self._open()
            return False
        with suppress(OSError):  # the number is for people; the lock holds without it, on a full disk too
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, f"{os.getpid()}\n".encode())
        return True

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat(follow_symlinks=False))
        except FileNotFoundError:
            return False

    def _locked(self) -> IndexLockedError:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        # Without its line end it is a part of a number: on a full disk not all of it could be written.
        holder, end, _ = os.read(self._descriptor, 20).decode("ascii", "replace").partition("\n")
        os.close(self._descriptor)
        return IndexLockedError(
            f"Another ingest is writing to this index (process {holder if end and holder.isdecimal() else 'unknown'}).",
            "Try again when it is done; searching works meanwhile.",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
