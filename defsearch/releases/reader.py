"""One file into a release: bytes read once, hashed, decoded and parsed; whatever goes wrong is a ``Problem``.

Not here: which files there are (``finder``), what a release looks like inside (``parse``).
"""

from __future__ import annotations

import hashlib
import os
import stat
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.releases.finder import is_within
from defsearch.releases.layout import ReleaseFormatError, decode_release, parse_release
from defsearch.releases.release import CHANGING, OUTSIDE, Problem, reason_of

if TYPE_CHECKING:
    from defsearch.releases.release import Release

MEBIBYTE = 1024 * 1024
SIZE_LIMIT = 10 * MEBIBYTE
"""The largest file that is read, in bytes. A press release is a few thousand."""

_DO_NOT_WAIT = getattr(os, "O_NONBLOCK", 0)  # a file swapped for a pipe must not hang the run


class FileContent(NamedTuple):
    """The bytes of one file and what they were when read: ``digest`` is BLAKE2b-128 in hexadecimal."""

    data: bytes
    digest: str
    size: int
    mtime_ns: int


class ReadRelease(NamedTuple):
    """A release with the state of the file it came from, and what is odd about it."""

    release: Release
    digest: str
    size: int
    mtime_ns: int
    warnings: tuple[Problem, ...]


def read_release(path: str, *, limit: int = SIZE_LIMIT, within: str | None = None) -> ReadRelease | Problem:
    """Read and parse the release in ``path``; a file that cannot be used is a ``Problem``, never an error.

    With ``within``, a file outside that folder is none that can be used, whatever links lead there by now.
    """
    content = read_content(path, limit=limit, within=within)
    return content if isinstance(content, Problem) else parse_content(path, content)


def read_content(path: str, *, limit: int = SIZE_LIMIT, within: str | None = None) -> FileContent | Problem:
    """The bytes of a regular file of at most ``limit`` bytes, in ``within``, that did not change while it was read."""
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                return Problem.at(path, None, "not a regular file")
            if within is not None and not _stands_in(within, path, before):
                return Problem.at(path, None, OUTSIDE)
            if before.st_size > limit:
                size = f"{before.st_size:,} bytes: larger than the limit of {limit / MEBIBYTE:g} MB"
                return Problem.at(path, None, size)
            data = file.read(before.st_size)
            after = os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        return Problem.at(path, None, reason_of(error))
    if not len(data) == before.st_size == after.st_size or before.st_mtime_ns != after.st_mtime_ns:
        return Problem.at(path, None, CHANGING)
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    return FileContent(data, digest, before.st_size, before.st_mtime_ns)


def parse_content(path: str, content: FileContent) -> ReadRelease | Problem:
    """The release in bytes that came from ``path``."""
    try:
        release, flaws = parse_release(decode_release(content.data))
    except ReleaseFormatError as error:
        return Problem.at(path, error.line, error.reason)
    warnings = tuple(Problem.at(path, flaw.line, flaw.reason) for flaw in flaws)
    return ReadRelease(release, content.digest, content.size, content.mtime_ns, warnings)


def _stands_in(folder: str, path: str, opened: os.stat_result) -> bool:
    """Whether what was opened as ``path`` is a file inside ``folder``.

    The walk saw to that, but since then a folder on the way can have been swapped for a link. Asked of the file
    that is open, so that it is too late to swap it back.
    """
    real = os.path.realpath(path)
    return is_within(real, folder) and os.path.samestat(os.stat(real), opened)  # noqa: PTH116


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _DO_NOT_WAIT)
