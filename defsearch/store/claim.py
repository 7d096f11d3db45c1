"""The folder of an index while it is written: made where there is none, locked, and given back as it was found.

A folder that was made here and in which nothing was put is taken away again, so that an ingest that failed leaves
nothing behind. Another process may be waiting for its lock meanwhile: it makes the folder anew.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.store.folder import sync_folder
from defsearch.store.lock import LOCK_NAME, WAIT, WriteLock

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self


class Claim:
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
