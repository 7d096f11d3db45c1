"""Files with a checksum for each page: no changed byte is ever used as an answer.

A checksummed file is written once, from beginning to end. Each page that is read is compared with its checksum
first. Pages are copied into memory, not mapped: so a file that is cut short later or a failing disk is an error
as well, never a crash. Not here: what the bytes mean (``vocabulary``, ``segment``, ``doc_store``).

Layout: content; one little-endian CRC-32 per page; footer (content length, page size, CRC-32 of the checksums, magic).
"""

from __future__ import annotations

import os
import struct
import sys
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import create_file, open_regular, read_at, read_error, write_all
from defsearch.index.manifest import FileMeta

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self


PAGE = 16_384
MAGIC = b"dfs1"
_FOOTER = struct.Struct("<QII4s")
_MAX_FILE = 1 << 36  # bytes; the checksums of a larger file, made to do harm, would fill the memory
_MAX_PAGES = 256  # in memory for each file


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
            write_all(self._descriptor, sums + _FOOTER.pack(self._written, PAGE, crc32(sums), MAGIC))
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
        if not _FOOTER.size <= size <= _MAX_FILE:
            what = "is cut short" if size < _MAX_FILE else "is larger than it can be"
            raise IndexDamagedError(self.path, what)
        footer = self._read_bytes(size - _FOOTER.size, _FOOTER.size)
        length, page, check, magic = _FOOTER.unpack(footer)
        sums_size = size - _FOOTER.size - length
        if magic != MAGIC or page != PAGE or sums_size != 4 * -(-length // PAGE):
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
                self._pages.clear()
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
        footer = read_at(descriptor, _FOOTER.size, max(0, size - _FOOTER.size))
    finally:
        os.close(descriptor)
    return size, _FOOTER.unpack(footer)[2] if len(footer) == _FOOTER.size else 0


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
