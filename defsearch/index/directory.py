"""The folder of an index as the operating system sees it: which names are ours, how files are opened and made.

An index may come from someone else, and other programs write to folders too. So a file is opened only if it is a
plain file of its own (no link out of the folder, no pipe that never answers), nothing is ever written through a
name that exists already, and only names that an ingest gives are ever removed. Everything here raises OSError.
Not here: what the files hold.

What the system says when an index cannot be read, and what helps: each kind of refusal has its own remedy.

Some refusals tell that the index is damaged: a file is gone, or something else stands in its place. All others say
nothing about the index, and to build it anew would be no help.

What stands in the place of an index's folder where no folder can be: a file, a pipe, a link to nothing.
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


# This is the layer of the operating system itself: no path objects.


INDEX_NAME = "MAIN"
TERMS, POSTINGS, DOCUMENTS = SEGMENT_FILES = (".terms", ".postings", ".documents")
_TOKEN = 16  # letters and digits by which a segment is told from all others
TABLE_NAMES = ("words", "dictionary", "files")
_FORMER_TABLES = (
    "forms",
    "stems",
    "parts",
)  # of an older format: no index has them now, and a rebuild clears them

MAX_GENERATION = 999_999_999  # of nine digits: Whoosh has 32 bits for it
_TOC_HEAD, _TOC_ENDING = f"_{INDEX_NAME}_", ".toc"
# How the names of the files of one state begin and end, with its generation between.
_NUMBERED = {
    _TOC_HEAD: (_TOC_ENDING, f"{_TOC_ENDING}.new"),
    "manifest_": (".json",),
    "lexicon_": tuple(f".{name}" for name in (*TABLE_NAMES, *_FORMER_TABLES)),
}
_BASE_36 = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")

# Do not follow a link, do not wait for a pipe, do not translate line ends; each where the system knows of it.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class ForeignFileError(OSError):
    """What stands in the place of a file of an index is nothing that an ingest puts there."""


def is_segment_name(name: str) -> bool:
    """True for a name that an ingest gives to a segment."""
    head, _, token = name.partition("_")
    return head == INDEX_NAME and len(token) == _TOKEN and _BASE_36.issuperset(token)


def is_index_file(name: str) -> bool:
    """True for a name that an ingest gives to a file of an index, or that Whoosh takes for its table of contents."""
    stem, dot, extension = name.partition(".")
    is_segment = is_segment_name(stem) and dot + extension in SEGMENT_FILES
    return is_segment or _number_in(name) is not None or _toc_number(name) is not None


def _number_in(name: str) -> int | None:
    """The generation in a name, where it is one of ours that has a generation in it."""
    for head, endings in _NUMBERED.items():
        if name.startswith(head):
            digits, dot, ending = name[len(head) :].partition(".")
            return _number(digits) if dot + ending in endings else None
    return None


def _number(digits: str) -> int | None:
    """The number that is written so, and not otherwise."""
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(MAX_GENERATION))
    return int(digits) if is_number and (digits == "0" or digits[0] != "0") else None


def _toc_number(name: str) -> int | None:
    """The generation that Whoosh reads in the name of a table of contents: any digits, also those of no ingest."""
    digits = name.removeprefix(_TOC_HEAD).removesuffix(_TOC_ENDING)
    is_toc = name == f"{_TOC_HEAD}{digits}{_TOC_ENDING}" and digits.isascii() and digits.isdigit()
    return int(digits) if is_toc else None


def toc_name(generation: int) -> str:
    """The table of contents whose appearance makes state ``generation`` the current one."""
    return f"_{INDEX_NAME}_{generation}.toc"


def latest_generation(folder: Path) -> int:
    """The generation of the newest table of contents in ``folder``; -1 where there is none.

    It may be one that no ingest gives (more than ``LAST_GENERATION``), which then is no state of an index.
    """
    return max((number for name in _names(folder) if (number := _toc_number(name)) is not None), default=-1)


def unused_generation(folder: Path) -> int:
    """A generation, above the current one, that no file in ``folder`` bears the number of."""
    used = {number for name in _names(folder) if (number := _number_in(name)) is not None}
    generation = max(0, latest_generation(folder)) + 1
    while generation in used:
        generation += 1
    if generation > MAX_GENERATION:
        raise OSError(errno.EOVERFLOW, "has no number left for a new state", os.fspath(folder))
    return generation


def remove_unusable_tocs(folder: Path) -> None:
    """Remove the tables of contents above which no new state could have a number.

    No index is ever written so often: they are of no index, and would be the current state for ever.
    """
    names = [name for name in _names(folder) if (_toc_number(name) or 0) >= MAX_GENERATION]
    for name in names:
        if not stat.S_ISREG(os.lstat(folder / name).st_mode):
            raise ForeignFileError(errno.EINVAL, "is not a plain file", os.fspath(folder / name))
    remove_files(folder, names)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def open_regular(path: str) -> int:
    """A descriptor for reading a plain file; a link, a folder, a pipe or a device is an OSError."""
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


if hasattr(os, "pread"):

    def _read_some(descriptor: int, size: int, offset: int) -> bytes:
        return os.pread(descriptor, size, offset)
else:  # Windows

    def _read_some(descriptor: int, size: int, offset: int) -> bytes:
        os.lseek(descriptor, offset, os.SEEK_SET)
        return os.read(descriptor, size)


def read_at(descriptor: int, size: int, offset: int) -> bytes:
    """``size`` bytes of a file from ``offset``; fewer only where the file ends before."""
    data = _read_some(descriptor, size, offset)
    while len(data) < size:
        more = _read_some(descriptor, size - len(data), offset + len(data))
        if not more:
            break
        data += more
    return data


def read_file(path: Path, limit: int) -> bytes:
    """All of a plain file of at most ``limit`` bytes."""
    descriptor = open_regular(os.fspath(path))
    try:
        data = read_at(descriptor, limit + 1, 0)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise ForeignFileError(errno.EFBIG, "is larger than such a file ever is", os.fspath(path))
    return data


def read_head(path: Path, size: int) -> bytes:
    """The first ``size`` bytes of a plain file, or what there is."""
    descriptor = open_regular(os.fspath(path))
    try:
        return read_at(descriptor, size, 0)
    finally:
        os.close(descriptor)


def create_file(path: str) -> int:
    """A descriptor for writing a file that did not exist; its owner alone may read it."""
    return os.open(path, _CREATE, 0o600)


def write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    """Write all of ``data``."""
    with memoryview(data) as view:
        written = 0
        while written < len(view):
            written += os.write(descriptor, view[written:])


def write_file(path: Path, data: bytes) -> None:
    """Make a file that holds ``data``, synced to disk."""
    descriptor = create_file(os.fspath(path))
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """See to it that the names in ``folder`` are on disk."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def rename(folder: Path, old: str, new: str) -> None:
    """Give a file another name, at once and for all readers."""
    os.rename(folder / old, folder / new)


def remove_other_files(folder: Path, keep: set[str]) -> None:
    """Remove the files of an index but those in ``keep``."""
    with suppress(OSError):
        remove_files(folder, [name for name in _names(folder) if name not in keep and is_index_file(name)])


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove files by name; one that cannot be removed is left for the next time."""
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
    """What stands in the place of ``folder`` or of one above it, and is none, as a clause; empty if nothing does."""
    for place in (folder, *folder.parents):
        try:
            kind = stat.S_IFMT(place.stat().st_mode)
        except FileNotFoundError:
            if place.is_symlink():
                return f"{place} is a symbolic link to nothing"
        except NotADirectoryError:
            pass  # what is none is above it
        except OSError:  # hidden: nobody can tell
            return ""
        else:
            if kind == stat.S_IFDIR:
                return ""
            return f"{place} is {FILE_KINDS.get(kind, 'something else')}, not a folder"
    return ""
