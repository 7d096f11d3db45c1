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


class ProblemKind(enum.Enum):
    """What a problem says about its file, besides the reason for people."""

    UNUSABLE = "unusable"  # it was read or seen, and is no release
    MISSING = "missing"  # nothing is there, or nothing any more
    UNREADABLE = "unreadable"  # something is there that could not be read


MISSING = "does not exist (any more)"
CHANGING = "changed while it was read"
OUTSIDE = "a symlink that points outside its source"
_REASONS = {
    errno.ENOENT: (MISSING, ProblemKind.MISSING),
    errno.ENOTDIR: (MISSING, ProblemKind.MISSING),
    errno.ELOOP: ("a loop of symlinks", ProblemKind.UNUSABLE),
    errno.EACCES: ("no permission to read it", ProblemKind.UNREADABLE),
    errno.EPERM: ("no permission to read it", ProblemKind.UNREADABLE),
    errno.EISDIR: ("not a regular file", ProblemKind.UNUSABLE),
    errno.ENXIO: ("not a regular file", ProblemKind.UNUSABLE),  # a socket, or a device without a driver
}


class Problem(NamedTuple):
    """Why a file is skipped, or a warning about it. ``line`` counts from 1; None means the whole file."""

    path: str
    line: int | None
    reason: str
    kind: ProblemKind = ProblemKind.UNUSABLE

    @classmethod
    def at(
        cls, path: str, line: int | None, reason: str, kind: ProblemKind = ProblemKind.UNUSABLE
    ) -> Problem:
        """Return a problem with a path that can be encoded: byte 0xFF of a file name is shown as ``\\udcff``."""
        return cls(path.encode("utf-8", "backslashreplace").decode("utf-8"), line, reason, kind)

    @classmethod
    def of_error(cls, path: str, error: OSError | ValueError) -> Problem:
        """Return the problem of a file that the operating system refuses; a ValueError is a NUL in a path."""
        return cls.at(path, None, *_reason_and_kind(error))

    @property
    def is_temporary(self) -> bool:
        """Whether a later ingest may find a release here. If not, the file was read or seen, and is no release."""
        return self.kind is not ProblemKind.UNUSABLE

    @property
    def is_unreadable(self) -> bool:
        """Whether something exists here that could not be read."""
        return self.kind is ProblemKind.UNREADABLE


def reason_of(error: OSError | ValueError) -> str:
    """Return a short clause for an error of the operating system."""
    return _reason_and_kind(error)[0]


def _reason_and_kind(error: OSError | ValueError) -> tuple[str, ProblemKind]:
    if isinstance(error, ValueError):
        return "not a path that can exist", ProblemKind.UNUSABLE
    unknown = f"cannot be read: {error.strerror or error}", ProblemKind.UNREADABLE
    return _REASONS.get(error.errno or 0, unknown)
