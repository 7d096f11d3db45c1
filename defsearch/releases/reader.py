"""Read one file: open it, hash, decode and parse its bytes. Whatever goes wrong is a ``Problem``.

Not here: finding the files (``finder``), the layout of a release (``layout``).
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.releases.finder import is_within
from defsearch.releases.layout import ReleaseFormatError, decode_release, parse_release
from defsearch.releases.release import CHANGING, OUTSIDE, UNSETTLED, FileState, Problem, ProblemKind

if TYPE_CHECKING:
    from defsearch.releases.release import Release

MEBIBYTE = 1024 * 1024
SIZE_LIMIT = 10 * MEBIBYTE
"""The largest file that is read, in bytes. A press release has a few thousand."""

# A change within this time of the one before may not show: the clocks of some file systems tick every two seconds.
_SETTLING_NS = 2_000_000_000
_FLAGS = os.O_RDONLY | os.O_NONBLOCK  # opening a pipe would wait for a writer


class FileContent(NamedTuple):
    """The bytes of a file, their BLAKE2b-128 ``digest`` in hexadecimal, and the state of the file when it was read."""

    data: bytes
    digest: str
    state: FileState


class ReadRelease(NamedTuple):
    """A release with its warnings, and the state of its file."""

    release: Release
    digest: str
    state: FileState
    warnings: tuple[Problem, ...]


def read_release(
    path: str, id_: str = "", *, limit: int = SIZE_LIMIT, within: str | None = None
) -> ReadRelease | Problem:
    """Read and parse the release in ``path``; a file that cannot be used is a ``Problem``, never an error.

    ``id_`` is its path below its source, which may spell its date. With ``within``, the file must be in that folder
    after all symlinks are followed.
    """
    content = read_content(path, limit=limit, within=within)
    return content if isinstance(content, Problem) else _parse_content(path, id_, content)


def read_content(path: str, *, limit: int = SIZE_LIMIT, within: str | None = None) -> FileContent | Problem:
    """Read a regular file of at most ``limit`` bytes in ``within``.

    A file that changes while it is read is read once more, then it is a ``Problem``. One that is replaced meanwhile is
    read to its end: what was opened is whole, and its state differs from that of the new file.
    """
    content = _read_once(path, limit, within)
    has_changed = isinstance(content, Problem) and content.reason == CHANGING
    return _read_once(path, limit, within) if has_changed else content


def _read_once(path: str, limit: int, within: str | None) -> FileContent | Problem:
    try:
        descriptor = _open_nonblocking(path)
        try:
            if within is not None and not _is_open_within(descriptor, path, within):
                return Problem.at(path, None, OUTSIDE)
            before, now = os.fstat(descriptor), time.time_ns()
            if not stat.S_ISREG(before.st_mode):
                return Problem.at(path, None, "not a regular file")
            if before.st_size > limit:
                size = f"{before.st_size:,} bytes: larger than the limit of {limit / MEBIBYTE:g} MB"
                return Problem.at(path, None, size)
            data = _read_bytes(descriptor, before.st_size)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        return Problem.of_error(path, error)
    if not len(data) == before.st_size == after.st_size or before.st_mtime_ns != after.st_mtime_ns:
        return Problem.at(path, None, CHANGING, ProblemKind.UNREADABLE)
    state = FileState.of(before)
    if state.ctime_ns > now - _SETTLING_NS:
        state = state._replace(ctime_ns=UNSETTLED)
    return FileContent(data, hashlib.blake2b(data, digest_size=16).hexdigest(), state)


def _open_nonblocking(path: str) -> int:
    return os.open(path, _FLAGS)


def _is_open_within(descriptor: int, path: str, within: str) -> bool:
    """Return whether the file that was opened is in a folder, by what Linux says of it or by where its path leads."""
    with suppress(OSError):
        if is_within(os.readlink(f"/proc/self/fd/{descriptor}"), within):  # noqa: PTH115 - a Path takes longer
            return True
    return is_within(os.path.realpath(path), within)


def _read_bytes(descriptor: int, size: int) -> bytes:
    """Read ``size`` bytes, or to the end of the file; some file systems give less at a time."""
    data = os.read(descriptor, size)
    while len(data) < size and (more := os.read(descriptor, size - len(data))):
        data += more
    return data


def _parse_content(path: str, id_: str, content: FileContent) -> ReadRelease | Problem:
    text, wrong_encoding = decode_release(content.data)
    try:
        release, flaws = parse_release(text, id_)
    except ReleaseFormatError as error:
        return Problem.at(path, error.line, error.reason)
    if wrong_encoding is not None:
        flaws = (wrong_encoding, *flaws)
    warnings = tuple(Problem.at(path, flaw.line, flaw.reason) for flaw in flaws)
    return ReadRelease(release, content.digest, content.state, warnings)
