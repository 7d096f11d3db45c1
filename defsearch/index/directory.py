"""The files of an index in its folder: opened, made and removed safely, and read with a checksum for each page.

An index may come from someone else, and other programs may write to its folder. So a file is opened only if it is a
plain file (no symbolic link, no pipe that never answers), no existing file is ever written to, and only files with a
name of an index file are removed. The functions raise OSError; ``read_error`` turns one into an error for the user.

A checksummed file is written once, from beginning to end. Each page that is read is compared with its checksum first:
no changed byte is ever used as an answer. Pages are copied into memory, not mapped: so a file that is cut short later
or a failing disk is an error as well, never a crash. Layout: content; one little-endian CRC-32 per page; footer
(content length, page size, CRC-32 of the checksums, magic).

Not here: the names of the files (``manifest``), and what their bytes mean (``vocabulary``, ``segment``, ``doc_store``).
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from defsearch.errors import IndexDamagedError, IndexUnreadableError
from defsearch.index.manifest import FileMeta, file_generation, is_index_file, toc_generation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType
    from typing import Self

MARKER = ".defsearch"  # in every folder that an ingest writes to

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # do not follow a link, do not wait for a pipe
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL

PAGE = 16_384
MAGIC = b"dfs1"
_FOOTER_SIZE = 20  # bytes
_MAX_FILE = 1 << 36  # bytes; the checksums of a larger file, made to do harm, would fill the memory
_MAX_PAGES = 64  # in memory for each file: a merge reads dozens of files at a time


class ForeignFileError(OSError):
    """A file of the index that no ingest can have written: a link, a folder, a pipe, a device, a huge file."""


def foreign_files(folder: Path) -> list[str]:
    """Return the files of another program that have names like ours: no manifest and no marker of ours is there."""
    names = _names(folder)
    ours = [name for name in names if is_index_file(name)]
    if MARKER in names or any(name.startswith("manifest_") for name in ours):
        return []
    return sorted(ours)


def latest_generation(folder: Path) -> int:
    """Return the generation of the newest table of contents in ``folder``; -1 if there is none."""
    return max(
        (number for name in _names(folder) if (number := toc_generation(name)) is not None), default=-1
    )


def unused_generation(folder: Path) -> int:
    """Return a generation above the current one that is in no file name of ``folder``."""
    used = {number for name in _names(folder) if (number := file_generation(name)) is not None}
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


class ChecksummedWriter:
    """Writes one checksummed file, which is synced to disk when it is closed."""

    def __init__(self, path: str) -> None:
        self._descriptor = create_file(path)
        self._buffer = bytearray()
        self._sums = array("I")
        self._written = 0

    def tell(self) -> int:
        """Return the offset of the next byte of content."""
        return self._written + len(self._buffer)

    def write(self, data: bytes) -> None:
        """Append ``data`` to the content."""
        self._buffer += data
        if len(self._buffer) >= 64 * PAGE:
            self._flush(len(self._buffer) // PAGE * PAGE)

    def _flush(self, size: int) -> None:
        with memoryview(self._buffer) as view:
            self._sums.extend(crc32(view[at : min(at + PAGE, size)]) for at in range(0, size, PAGE))
            write_all(self._descriptor, view[:size])
        del self._buffer[:size]
        self._written += size

    def close(self) -> None:
        """Write the checksums and sync the file."""
        try:
            self._flush(len(self._buffer))
            sums = _little_endian(self._sums).tobytes()
            write_all(self._descriptor, sums + _footer(self._written, crc32(sums)))
            os.fsync(self._descriptor)
        finally:
            self.rollback()

    def rollback(self) -> None:
        """Close without finishing, which leaves an unreadable file. Does nothing to a closed file."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            with suppress(OSError):
                os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.rollback()


class ChecksummedFile:
    """A checksummed file, open for reading.

    Raises:
        IndexDamagedError: at any time, if a checksum is wrong.
        IndexUnreadableError: at any time, if the disk cannot be read.
        OSError: on opening, if the file does not exist or is not a plain file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._pages: dict[int, bytes] = {}
        self._descriptor = -1  # for __del__, if opening fails
        self._descriptor = open_regular(path)
        try:
            self.size, self._sums = self._read_footer(os.fstat(self._descriptor).st_size)
        except BaseException:
            self.close()
            raise

    def _read_footer(self, size: int) -> tuple[int, array[int]]:
        """Return the content length and the checksums of the pages."""
        if not _FOOTER_SIZE <= size <= _MAX_FILE:
            what = "is cut short" if size < _MAX_FILE else "is larger than it can be"
            raise IndexDamagedError(self.path, what)
        footer = self._read_bytes(size - _FOOTER_SIZE, _FOOTER_SIZE)
        length, check = _length_and_checksum(footer)
        sums_size = size - _FOOTER_SIZE - length
        if footer != _footer(length, check) or sums_size != 4 * -(-length // PAGE):
            raise IndexDamagedError(self.path, "has a wrong ending")
        raw = self._read_bytes(length, sums_size)
        if crc32(raw) != check:
            raise IndexDamagedError(self.path, "has wrong checksums")
        sums = array("I")
        sums.frombytes(raw)
        return length, _little_endian(sums)

    def _read_bytes(self, start: int, size: int) -> bytes:
        try:
            data = read_at(self._descriptor, size, start)
        except OSError as error:
            raise read_error(error, self.path) from None
        if len(data) != size:
            raise IndexDamagedError(self.path, "is cut short")
        return data

    def _read_pages(self, first: int, last: int) -> bytes:
        """Return the pages from ``first`` to before ``last``, after comparing their checksums."""
        start = first * PAGE
        data = self._read_bytes(start, min(last * PAGE, self.size) - start)
        with memoryview(data) as view:
            for number in range(first, last):
                at = (number - first) * PAGE
                if crc32(view[at : at + PAGE]) != self._sums[number]:
                    raise IndexDamagedError(self.path, f"has changed near byte {number * PAGE:,}")
        return data

    def page(self, number: int) -> bytes:
        """Return the content of one page, which begins at byte ``number * PAGE``."""
        found = self._pages.get(number)
        if found is None:
            if len(self._pages) >= _MAX_PAGES:
                del self._pages[next(iter(self._pages))]  # the oldest
            found = self._pages[number] = self._read_pages(number, number + 1)
        return found

    def read(self, start: int, end: int) -> bytes:
        """Return the content from ``start`` to ``end``."""
        if not 0 <= start <= end <= self.size:
            raise IndexDamagedError(self.path, "points past its end")
        first, last = start // PAGE, -(-end // PAGE)
        base = first * PAGE
        if last == first + 1:
            return self.page(first)[start - base : end - base]
        if last == first + 2:  # across one border: both pages are often needed again, so they are cached
            return self.page(first)[start - base :] + self.page(first + 1)[: end - base - PAGE]
        return self._read_pages(first, max(first, last))[start - base : end - base]

    def close(self) -> None:
        """Close the file."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        self.close()


def _footer(length: int, check: int) -> bytes:
    # Not by ``struct``, which every search would have to load.
    return length.to_bytes(8, "little") + PAGE.to_bytes(4, "little") + check.to_bytes(4, "little") + MAGIC


def _length_and_checksum(footer: bytes) -> tuple[int, int]:
    return int.from_bytes(footer[:8], "little"), int.from_bytes(footer[12:16], "little")


def _little_endian(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers


def size_and_checksum(path: str) -> tuple[int, int]:
    """Return the size of a file and the checksum of its page checksums, which identifies its content.

    The checksum is 0 for a file without a footer. Raises OSError if there is no plain file.
    """
    descriptor = open_regular(path)
    try:
        size = os.fstat(descriptor).st_size
        footer = read_at(descriptor, _FOOTER_SIZE, max(0, size - _FOOTER_SIZE))
    finally:
        os.close(descriptor)
    return size, _length_and_checksum(footer)[1] if len(footer) == _FOOTER_SIZE else 0


def file_meta(path: Path) -> FileMeta:
    """Return size, checksum and digest of a whole file, as the manifest records them.

    Raises OSError if there is no plain file.
    """
    size, checksum = size_and_checksum(os.fspath(path))
    from hashlib import blake2b  # it loads OpenSSL, and no query needs it

    state = blake2b(digest_size=16)
    descriptor = open_regular(os.fspath(path))
    try:
        while block := os.read(descriptor, 1 << 20):
            state.update(block)
    finally:
        os.close(descriptor)
    return FileMeta(size, checksum, state.hexdigest())
