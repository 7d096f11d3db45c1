"""A press release as a value, and a problem with a file.

Not here: reading files (``reader``), the layout of a file (``layout``), words (``defsearch.dutch``).
"""

from __future__ import annotations

import enum
import errno
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import os

    from defsearch.dates.period import Period


class Paragraph(NamedTuple):
    """A paragraph, ``body[start:end]``, without surrounding whitespace and leftovers of the web page."""

    start: int
    end: int
    is_heading: bool


class DateSource(enum.Enum):
    """Where the date of a release was found."""

    HEADER = "header"
    LINE = "line"
    PATH = "path"


class Release(NamedTuple):
    """A parsed release.

    ``date`` is the day, the month or the year that is known, None when undated. ``body`` is the text below the title:
    its blocks, each as it is in the file, with an empty line between them. A derived title is the first sentence of
    the body.
    """

    date: Period | None
    date_source: DateSource | None
    title: str
    title_is_derived: bool
    url: str | None
    body: str
    paragraphs: tuple[Paragraph, ...]


class FileState(NamedTuple):
    """What shows that a file was changed or replaced: its size, times in nanoseconds since the epoch, and inode.

    A program can set the modification time of a file, but not its change time. ``UNSETTLED`` as change time equals no
    real one: the file was so young when it was read that a later change might not show, so it is read again.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, state: os.stat_result) -> FileState:
        """Return the state that the system reports."""
        return cls(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


UNSETTLED = -1


MISSING = "does not exist (any more)"
_REASONS = {
    errno.ENOENT: MISSING,
    errno.ENOTDIR: MISSING,
    errno.ELOOP: "a loop of symlinks",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.EISDIR: "not a regular file",
    errno.ENXIO: "not a regular file",  # a socket, or a device without a driver
}
CHANGING = "changed while it was read"
OUTSIDE = "a symlink that points outside its source"
_NOT_READ = "cannot be read"
_TEMPORARY = (CHANGING, MISSING, _REASONS[errno.EACCES])


class Problem(NamedTuple):
    """Why a file is skipped, or a warning about it. ``line`` counts from 1; None means the whole file."""

    path: str
    line: int | None
    reason: str

    @classmethod
    def at(cls, path: str, line: int | None, reason: str) -> Problem:
        """Return a problem with a path that can be encoded: byte 0xFF of a file name is shown as ``\\udcff``."""
        return cls(path.encode("utf-8", "backslashreplace").decode("utf-8"), line, reason)

    @property
    def is_temporary(self) -> bool:
        """Whether a later ingest may find a release here. If not, the file was read or seen, and is no release."""
        return self.reason in _TEMPORARY or self.reason.startswith(_NOT_READ)

    @property
    def is_unreadable(self) -> bool:
        """Whether something exists here that could not be read."""
        return self.is_temporary and self.reason != MISSING


def reason_of(error: OSError | ValueError) -> str:
    """Return a short clause for an error of the operating system; a ValueError is a NUL in a path."""
    if isinstance(error, ValueError):
        return "not a path that can exist"
    return _REASONS.get(error.errno or 0) or f"{_NOT_READ}: {error.strerror or error}"
