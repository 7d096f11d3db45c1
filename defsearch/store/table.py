"""Sorted tables on disk: ``key<TAB>value`` lines in the byte order of their keys, looked up by halving.

A table is plain UTF-8 text inside a sealed file, so it opens in no time, costs no memory until it is asked, and
can be read with a pager. Keys and values are never empty of meaning here: what they say is their owner's affair.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.store.sealed import PAGE, SealedFile, SealedWriter, damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIRST_BLOCK, _LARGEST_BLOCK = 2_048, 1 << 20  # bytes that ``rows`` reads at a time


def write_table(path: str, rows: Iterable[tuple[bytes, bytes]]) -> None:
    """Write ``rows``, which come in the byte order of their keys, each key once, without tab or line end."""
    with SealedWriter(path) as out:
        lines: list[bytes] = []
        for key, value in rows:
            lines.append(b"%b\t%b\n" % (key, value))
            if len(lines) == 4096:
                out.write(b"".join(lines))
                lines.clear()
        out.write(b"".join(lines))


class Table:
    """A sorted table, open for look-ups. Raises IndexDamagedError where the file is not as it was written."""

    def __init__(self, path: str) -> None:
        self._file = SealedFile(path)
        self._size = self._file.size
        self._held = (0, 0, b"")  # what ``matching`` looked through last: start, end, content

    def _line_start(self, at: int) -> int:
        """Where the line that holds byte ``at`` begins."""
        while at > 0:
            number = (at - 1) // PAGE
            found = self._file.page(number).rfind(b"\n", 0, at - number * PAGE)
            if found >= 0:
                return number * PAGE + found + 1
            at = number * PAGE
        return 0

    def _line_end(self, at: int) -> int:
        """Where the line that holds byte ``at`` ends (the place of its line feed)."""
        while at < self._size:
            number = at // PAGE
            found = self._file.page(number).find(b"\n", at - number * PAGE)
            if found >= 0:
                return number * PAGE + found
            at = (number + 1) * PAGE
        raise damaged(self._file.path, "has no line end where one belongs")

    def _seek(self, key: bytes) -> int:
        """The offset of the first line whose key is ``key`` or comes after it."""
        low, high = 0, self._size
        while low < high:
            start = self._line_start((low + high) // 2)
            end = self._line_end(start)
            found, _, _ = self._file.read(start, end).partition(b"\t")
            if found < key:
                low = end + 1
            else:
                high = start
        return low

    def get(self, key: bytes) -> bytes | None:
        """The value that stands with ``key``, or None."""
        start = self._seek(key)
        if start >= self._size:
            return None
        found, _, value = self._file.read(start, self._line_end(start)).partition(b"\t")
        return value if found == key else None

    def rows(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """All rows whose key begins with ``prefix``, in order."""
        at = self._seek(prefix) if prefix else 0
        block = _FIRST_BLOCK  # most prefixes have few rows; whoever wants more gets them in larger blocks
        while at < self._size:
            end = self._line_end(min(at + block, self._size - 1))
            for line in self._file.read(at, end).split(b"\n"):
                key, _, value = line.partition(b"\t")
                if not key.startswith(prefix):
                    return
                yield key, value
            at = end + 1
            block = min(4 * block, _LARGEST_BLOCK)

    def matching(self, key_pattern: bytes, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Rows whose whole key matches a regular expression (over bytes) and begins with ``prefix``, in order."""
        start = self._seek(prefix) if prefix else 0
        end = self._seek(prefix + b"\xff") if prefix else self._size
        if self._held[:2] != (start, end):
            self._held = (start, end, self._file.read(start, end))
        line = re.compile(rb"^(%b)\t(.*)$" % key_pattern, re.MULTILINE)
        for found in line.finditer(self._held[2]):
            yield found[1], found[found.re.groups]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
