"""The errors that a user can act on: one exception class per kind of mistake, each with its exit code.

An error of the index carries facts only. Not here: what to type about it (``defsearch.cli.remedies``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class DefsearchError(Exception):
    """A mistake that a user can act on: ``message`` says what is wrong and where.

    ``hint`` says what to do next where that needs no option and no command; the command line knows the rest.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DefsearchError):
    """An option or argument that cannot be used as given."""


class MissingLibraryError(DefsearchError):
    """Optional libraries that a command needs are not installed."""

    def __init__(self, purpose: str, *libraries: str) -> None:
        super().__init__(f"{purpose} need libraries that are not installed: {', '.join(libraries)}.")
        self.libraries = libraries


class DateError(DefsearchError):
    """A date that is impossible, unclear or not understood.

    Where ``typed_range`` is given, the hint goes on with it: the two dates of a range, "" for an open end.
    """

    def __init__(
        self, message: str, hint: str | None = None, typed_range: tuple[str, str] | None = None
    ) -> None:
        super().__init__(message, hint)
        self.typed_range = typed_range


class QueryError(DefsearchError):
    """A query that cannot be understood; ``start`` and ``end`` are character offsets in ``query``.

    ``typed_range`` is that of a DateError. ``foreign_field`` is a field that only other search tools have.
    """

    def __init__(
        self,
        message: str,
        *,
        query: str,
        start: int,
        end: int,
        hint: str | None = None,
        typed_range: tuple[str, str] | None = None,
        foreign_field: str | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.typed_range = typed_range
        self.foreign_field = foreign_field
        self.query = query
        self.start = start
        self.end = end


class SourceError(DefsearchError):
    """A source that does not exist or contains no releases."""


class UnknownSourcesError(SourceError):
    """No source is named, and the index in ``folder`` does not say what its sources are."""

    folder: Path | None = None  # the command line sets it, as that of IndexDamagedError

    def __init__(self) -> None:
        super().__init__("The index does not say what its sources are.")


class SourcesHeldBackError(DefsearchError):
    """An index that must be rebuilt, but would lose releases: ``sources`` are those that lost them, each with why."""

    exit_code = 3

    def __init__(self, message: str, folder: Path, sources: tuple[tuple[str, str], ...]) -> None:
        lost = "; ".join(f"{source}: {reason}" for source, reason in sources)
        super().__init__(f"{message} It was left as it is, since a rebuild would lose releases: {lost}.")
        self.folder = folder
        self.sources = sources


class ReleaseNotFoundError(DefsearchError):
    """No release, or more than one, has the id that was asked for."""

    exit_code = 1


class ReleaseFileError(DefsearchError):
    """The file of a release cannot be read now; the index still has its text."""

    exit_code = 74

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"The file of this release cannot be read: {path}: {reason}.")


class OutOfMemoryError(DefsearchError):
    """A file needs more memory than there is; the index is unchanged."""

    exit_code = 74

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: this file needs more memory than there is.")
        self.path = path

    def __reduce__(self) -> tuple[type[OutOfMemoryError], tuple[str]]:
        return OutOfMemoryError, (self.path,)  # from one process to another


class ProcessEndedError(DefsearchError):
    """A process of an ingest was killed; the index is unchanged."""

    exit_code = 74

    def __init__(self, code: int) -> None:
        cause = f"signal {-code}" if code < 0 else f"exit code {code}"
        super().__init__(f"A process of this ingest has ended before its work was done ({cause}).")


class NoIndexError(DefsearchError):
    """There is no index in ``folder``. ``obstacle`` says why none can be made there, if so."""

    exit_code = 3

    def __init__(self, folder: Path, obstacle: str = "") -> None:
        super().__init__(f"There is no index in {folder}{': ' if obstacle else ''}{obstacle}.")
        self.folder = folder
        self.obstacle = obstacle


class IndexMismatchError(DefsearchError):
    """The index in ``folder`` was made with another schema, analysis or version; ``is_newer``: with a later one."""

    exit_code = 3

    def __init__(self, message: str, *, is_newer: bool = False, folder: Path | None = None) -> None:
        super().__init__(message)
        self.is_newer = is_newer
        self.folder = folder


class IndexDamagedError(DefsearchError):
    """The index in ``folder`` contains what defsearch did not write there: ``where``, and ``what`` is wrong."""

    exit_code = 3
    folder: Path | None = None  # the command line sets it: the files of an index do not know it

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"The index is damaged: {where} {what}.")
        self.where = where
        self.what = what


class IndexUnreadableError(DefsearchError):
    """The system refuses to read ``path`` of the index, which may be undamaged; ``errno`` is its number."""

    exit_code = 3

    def __init__(self, path: str, reason: str, errno: int | None) -> None:
        super().__init__(f"The index cannot be read: {path}: {reason}.")
        self.path = path
        self.reason = reason
        self.errno = errno


class IndexLockedError(DefsearchError):
    """Another process is writing to the index; ``process`` is its id, or empty if unknown."""

    exit_code = 75

    def __init__(self, process: str) -> None:
        super().__init__(f"Another ingest is writing to this index (process {process or 'unknown'}).")
        self.process = process


class IndexWriteError(DefsearchError):
    """The new state of the index could not be written.

    ``cause`` is what the system said; ``remaining`` a sentence about the index that is there now, if any.
    """

    exit_code = 74  # sysexits' EX_IOERR, as 75 is its EX_TEMPFAIL

    def __init__(self, message: str, cause: OSError | None = None, remaining: str = "") -> None:
        super().__init__(message)
        self.cause = cause
        self.remaining = remaining


class NotAFolderError(IndexWriteError):
    """Something other than a folder is where the index should be written."""


class ForeignLockError(IndexWriteError):
    """The lock file is something that no ingest made."""


class ForeignIndexError(IndexWriteError):
    """The folder contains an index, or files with such names, that no ingest made."""


class TooManySourcesError(IndexWriteError):
    """The manifest of the new state would be too large."""


class NotSyncedError(IndexWriteError):
    """The new state is in place, but may not survive a power cut."""
