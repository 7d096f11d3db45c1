"""The folder of an index in the file system: the names of its files, and how files are opened, made and removed.

An index may come from someone else, and other programs may write to its folder. So a file is opened only if it is a
plain file (no symbolic link, no pipe that never answers), no existing file is ever written to, and only files with a
name of an index file are removed. Everything here raises OSError; ``read_error`` turns one into an error for the user.
Not here: what the files contain.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError, IndexUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

INDEX_NAME = "MAIN"
MARKER = ".defsearch"  # in every folder that an ingest writes to
TERMS, POSTINGS, DOCUMENTS = SEGMENT_FILES = (".terms", ".postings", ".documents")
_TOKEN = 16  # letters and digits at the end of a segment name
TABLE_NAMES = ("words", "files")
SIDE_TABLES = ("quoted",)  # only in an index of quotations (``quote_index``)
_FORMER_TABLES = ("dictionary", "forms", "stems", "parts")  # of older formats; a rebuild removes them

_TOC_HEAD, _TOC_ENDING = f"_{INDEX_NAME}_", ".toc"
# The files of one state: how a name begins and ends, with the generation between.
_NUMBERED = {
    _TOC_HEAD: (_TOC_ENDING, f"{_TOC_ENDING}.new"),
    "manifest_": (".json",),
    "lexicon_": tuple(f".{name}" for name in (*TABLE_NAMES, *SIDE_TABLES, *_FORMER_TABLES)),
}
_BASE_36 = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # do not follow a link, do not wait for a pipe
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class ForeignFileError(OSError):
    """A file of the index that no ingest can have written: a link, a folder, a pipe, a device, a huge file."""


def is_segment_name(name: str) -> bool:
    """Return whether an ingest can give this name to a segment."""
    head, _, token = name.partition("_")
    return head == INDEX_NAME and len(token) == _TOKEN and _BASE_36.issuperset(token)


def is_index_file(name: str) -> bool:
    """Return whether an ingest can give this name to a file, or Whoosh would read the file as a table of contents."""
    stem, dot, extension = name.partition(".")
    is_segment = is_segment_name(stem) and dot + extension in SEGMENT_FILES
    return is_segment or _number_in(name) is not None or _toc_number(name) is not None


def _number_in(name: str) -> int | None:
    """Return the generation in the name of an index file; None for any other name."""
    for head, endings in _NUMBERED.items():
        if name.startswith(head):
            digits, dot, ending = name[len(head) :].partition(".")
            return _number(digits) if dot + ending in endings else None
    return None


def _number(digits: str) -> int | None:
    """Return the number that an ingest writes with these digits; None for any other text, as ``007``."""
    is_number = digits.isascii() and digits.isdigit()
    return int(digits) if is_number and (digits == "0" or digits[0] != "0") else None


def _toc_number(name: str) -> int | None:
    """Return the generation that Whoosh reads in the name of a table of contents: any digits, as ``007``."""
    digits = name.removeprefix(_TOC_HEAD).removesuffix(_TOC_ENDING)
    is_toc = name == f"{_TOC_HEAD}{digits}{_TOC_ENDING}" and digits.isascii() and digits.isdigit()
    return int(digits) if is_toc else None


def foreign_files(folder: Path) -> list[str]:
    """Return the files of another program that have names like ours: no manifest and no marker of ours is there."""
    names = _names(folder)
    ours = [name for name in names if is_index_file(name)]
    if MARKER in names or any(name.startswith("manifest_") for name in ours):
        return []
    return sorted(ours)


def toc_name(generation: int) -> str:
    """Return the name of the table of contents; when that file appears, state ``generation`` is the current one."""
    return f"{_TOC_HEAD}{generation}{_TOC_ENDING}"


def latest_generation(folder: Path) -> int:
    """Return the generation of the newest table of contents in ``folder``; -1 if there is none."""
    return max((number for name in _names(folder) if (number := _toc_number(name)) is not None), default=-1)


def unused_generation(folder: Path) -> int:
    """Return a generation above the current one that is in no file name of ``folder``."""
    used = {number for name in _names(folder) if (number := _number_in(name)) is not None}
    generation = max(0, latest_generation(folder)) + 1
    while generation in used:
        generation += 1
    return generation


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def open_regular(path: str) -> int:
    """Return a descriptor for reading a plain file; a link, a folder, a pipe or a device raises OSError."""
    try:
        descriptor = os.open(path, _READ)
    except OSError as error:
        if error.errno == errno.ELOOP and os.path.islink(path):
            raise ForeignFileError(errno.ELOOP, "is a symbolic link", path) from None
        raise
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise ForeignFileError(errno.EINVAL, "is not a plain file", path)


def read_at(descriptor: int, size: int, offset: int) -> bytes:
    """Return ``size`` bytes of a file from ``offset``; fewer only at the end of the file."""
    data = os.pread(descriptor, size, offset)
    while len(data) < size:
        more = os.pread(descriptor, size - len(data), offset + len(data))
        if not more:
            break
        data += more
    return data


def read_file(path: Path, limit: int) -> bytes:
    """Return the content of a plain file of at most ``limit`` bytes."""
    descriptor = open_regular(os.fspath(path))
    try:
        data = read_at(descriptor, limit + 1, 0)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise ForeignFileError(errno.EFBIG, "is larger than such a file can be", os.fspath(path))
    return data


def read_head(path: Path, size: int) -> bytes:
    """Return the first ``size`` bytes of a plain file, or all of a shorter one."""
    descriptor = open_regular(os.fspath(path))
    try:
        return read_at(descriptor, size, 0)
    finally:
        os.close(descriptor)


def create_file(path: str) -> int:
    """Return a descriptor for writing a new file that only its owner may read."""
    return os.open(path, _CREATE, 0o600)


def write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    """Write all of ``data``."""
    with memoryview(data) as view:
        written = 0
        while written < len(view):
            written += os.write(descriptor, view[written:])


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` to a new file and sync it to disk."""
    descriptor = create_file(os.fspath(path))
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_NO_FOLDER_SYNC = (errno.EINVAL, errno.EBADF, errno.ENOTSUP)  # some network file systems cannot sync a folder


def sync_folder(folder: Path) -> None:
    """Sync the names of the files in ``folder`` to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def rename(folder: Path, old: str, new: str) -> None:
    """Rename a file in ``folder``, atomically."""
    os.rename(folder / old, folder / new)


def remove_other_files(folder: Path, keep: set[str]) -> None:
    """Remove all index files except those in ``keep``."""
    with suppress(OSError):
        remove_files(folder, [name for name in _names(folder) if name not in keep and is_index_file(name)])


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove files by name; one that cannot be removed is left for the next ingest."""
    for name in names:
        with suppress(OSError):
            os.unlink(folder / name)


def read_error(error: OSError, where: str | os.PathLike[str]) -> IndexDamagedError | IndexUnreadableError:
    """Return the error for a file or folder of an index that cannot be read.

    A file that is missing or is not a plain file is damage. Any other refusal says nothing about the index.
    ``where`` is the path that was read, used if ``error`` names none.
    """
    path = os.fsdecode(error.filename if error.filename is not None else where)
    reason = (error.strerror or "no access").lower()
    if isinstance(error, FileNotFoundError):
        return IndexDamagedError(path, "is missing")
    if isinstance(error, ForeignFileError):
        return IndexDamagedError(path, reason)
    return IndexUnreadableError(path, reason, error.errno)


FILE_KINDS = {
    stat.S_IFREG: "a file",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def obstacle_to(folder: Path) -> str:
    """Return a clause that says why ``folder`` is not a folder and cannot become one; empty if it can."""
    for place in (folder, *folder.parents):
        try:
            kind = stat.S_IFMT(place.stat().st_mode)
        except FileNotFoundError:
            if place.is_symlink():
                return f"{place} is a broken symbolic link"
        except NotADirectoryError:
            pass  # the obstacle is above it
        except OSError:  # not allowed to look: it may be a folder
            return ""
        else:
            if kind == stat.S_IFDIR:
                return ""
            return f"{place} is {FILE_KINDS.get(kind, 'something else')}, not a folder"
    return ""
