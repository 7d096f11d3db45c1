"""What is wrong with a file or folder, as a value that can be collected, shown and written as JSON.

A press release as values: title, date, body, and where its paragraphs and sub-headings stand.

Not here: files and folders (``reader``), words (``defsearch.dutch``).
"""

from __future__ import annotations

import datetime  # noqa: TC003
import errno

from defsearch.records import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph of a body: ``body[start:end]``, without surrounding space or web-page leftovers."""

    start: int
    end: int
    is_heading: bool


class Release(NamedTuple):
    """One parsed release. ``body`` is the text below the title as it stands in the file (line ends too)."""

    date: datetime.date
    title: str
    body: str
    paragraphs: tuple[Paragraph, ...]


GONE = "does not exist (any more)"
_REASONS = {
    errno.ENOENT: GONE,
    errno.ENOTDIR: GONE,
    errno.ELOOP: "a loop of symbolic links",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.EISDIR: "not a regular file",
    errno.ENXIO: "not a regular file",  # a socket, or a device without a driver
}


CHANGING = "changed while it was read"
OUTSIDE = "a symbolic link that points outside its source"
_NOT_READ = "cannot be read"
_PASSING = (CHANGING, GONE, _REASONS[errno.EACCES])


class Problem(NamedTuple):
    """Why a file is skipped or odd: ``path`` as shown, ``line`` from 1 where there is one, a plain reason."""

    path: str
    line: int | None
    reason: str

    @classmethod
    def at(cls, path: str, line: int | None, reason: str) -> Problem:
        """A problem whose path can be written as UTF-8: bytes of a name that are not stand as ``\\udcff``."""
        return cls(path.encode("utf-8", "backslashreplace").decode("utf-8"), line, reason)

    @property
    def is_passing(self) -> bool:
        """Whether nobody could look: what was there before may still be. All else is known not to be a release."""
        return self.reason in _PASSING or self.reason.startswith(_NOT_READ)

    @property
    def is_unread(self) -> bool:
        """Whether something is there that nobody could look at."""
        return self.is_passing and self.reason != GONE


def reason_of(error: OSError | ValueError) -> str:
    """A short sentence for an error of the operating system; ValueError is a NUL in a path."""
    if isinstance(error, ValueError):
        return "not a path that can exist"
    return _REASONS.get(error.errno or 0) or f"{_NOT_READ}: {error.strerror or error}"
