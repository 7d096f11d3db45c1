"""What can go wrong for a user: one exception per kind of mistake, each with its exit code.

Nothing here prints. The command line turns an error into one sentence, a hint and an exit code.
"""

from __future__ import annotations

from typing import ClassVar

_REBUILD = "Build it anew with: defsearch ingest --rebuild, and your SOURCE and --index if you named any"


class DefsearchError(Exception):
    """A mistake that a user can act on: ``message`` says what and where, ``hint`` what to do next."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(DefsearchError):
    """An option or argument that cannot be used as given."""


class DateError(DefsearchError):
    """A date that is impossible, unclear or not understood."""


class QueryError(DefsearchError):
    """A query that cannot be understood; ``start`` and ``end`` are character offsets in ``query``."""

    def __init__(self, message: str, *, query: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.query = query
        self.start = start
        self.end = end


class SourceError(DefsearchError):
    """A SOURCE that does not exist or holds no releases."""


class ReleaseNotFoundError(DefsearchError):
    """No release, or more than one, has the id that was asked for."""

    exit_code = 1


class NoIndexError(DefsearchError):
    """There is no index in the folder."""

    exit_code = 3


class IndexMismatchError(DefsearchError):
    """The index was made with another schema, analysis or version."""

    exit_code = 3


class IndexDamagedError(DefsearchError):
    """The index holds something that defsearch did not write there: what helps is to build it anew."""

    exit_code = 3

    def __init__(self, message: str, hint: str = _REBUILD) -> None:
        super().__init__(message, hint)


class IndexUnreadableError(DefsearchError):
    """The system does not let the index be read: no permission, a disk that fails. The index may well be whole."""

    exit_code = 3


class IndexLockedError(DefsearchError):
    """Another process is writing to the index."""

    exit_code = 75


class IndexWriteError(DefsearchError):
    """The new state could not be written; the old one still stands."""

    exit_code = 74  # sysexits' EX_IOERR, as 75 is its EX_TEMPFAIL
