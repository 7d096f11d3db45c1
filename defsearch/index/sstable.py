"""Sorted tables on disk: ``key<TAB>value`` lines in the byte order of their keys.

A table is plain text inside a sealed file. The lines stand in blocks of some kilobytes; behind them is a directory:
the first key of each block, and where each begins. A look-up reads the directory, once, and one block. Keys and
values are never empty of meaning here: what they say is their owner's affair.

Several sorted tables read as one: what a later one says of a key replaces what an earlier one says.

An empty value takes a key away. So a change of few rows is written as a small table of its own, and the large one
below it stays as it is. Not here: when tables become one again (``index_writer``).
"""

from __future__ import annotations

import heapq
import re
import sys
from array import array
from bisect import bisect_left, bisect_right
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.index.checksums import ChecksummedFile, ChecksummedWriter
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


_BLOCK = 8_192  # bytes; the line that passes it is the last of its block
_TAIL = 32


def write_sstable(path: str, rows: Iterable[tuple[bytes, bytes]]) -> None:
    """Write ``rows``, which come in the byte order of their keys, each key once, without tab or line end."""
    with ChecksummedWriter(path) as out:
        keys: list[bytes] = []
        starts = array("Q")
        lines: list[bytes] = []
        size = 0
        for key, value in rows:
            if not lines:
                keys.append(key)
                starts.append(out.tell())
            line = b"%b\t%b\n" % (key, value)
            lines.append(line)
            size += len(line)
            if size >= _BLOCK:
                out.write(b"".join(lines))
                lines.clear()
                size = 0
        out.write(b"".join(lines))
        starts.append(out.tell())
        if sys.byteorder == "big":
            starts.byteswap()
        directory = b"\n".join(keys)
        out.write(directory + starts.tobytes() + b"%16d%16d" % (len(directory), len(keys)))


class _Directory(NamedTuple):
    """The first key of each block; where each begins, and where the last one ends."""

    keys: list[bytes]
    starts: array[int]


class SSTable:
    """A sorted table, open for look-ups. Raises IndexDamagedError where the file is not as it was written."""

    def __init__(self, path: str) -> None:
        self._file = ChecksummedFile(path)
        self._read: _Directory | None = None
        self._held = (0, 0, b"")  # what was looked through last: first block, last block, content

    @property
    def _directory(self) -> _Directory:
        found = self._read
        if found is None:
            found = self._read = self._read_directory()
        return found

    def _read_directory(self) -> _Directory:
        file = self._file
        tail = file.size - _TAIL
        try:
            size, count = (int(file.read(at, at + 16)) for at in (tail, tail + 16))
        except ValueError:
            raise IndexDamagedError(file.path, "does not say where its directory is") from None
        starts_at = tail - 8 * (count + 1)
        if min(size, count) < 0:
            raise IndexDamagedError(file.path, "does not say where its directory is")
        starts = array("Q")
        starts.frombytes(file.read(starts_at, tail))
        if sys.byteorder == "big":
            starts.byteswap()
        keys = file.read(starts_at - size, starts_at).split(b"\n") if count else []
        if len(keys) != count or starts[-1] != starts_at - size:
            raise IndexDamagedError(file.path, "has another directory than it says")
        return _Directory(keys, starts)

    def _lines(self, first: int, last: int) -> bytes:
        """The lines of blocks ``first`` to before ``last``."""
        starts = self._directory.starts
        lines = self._file.read(starts[first], starts[last])
        if not lines.endswith(b"\n"):
            raise IndexDamagedError(self._file.path, "has no line end where one belongs")
        return lines

    def get(self, key: bytes) -> bytes | None:
        """The value that stands with ``key``, or None."""
        block = bisect_right(self._directory.keys, key) - 1
        if block < 0:
            return None
        lines = self._lines(block, block + 1)
        head = key + b"\t"
        at = 0 if lines.startswith(head) else lines.find(b"\n" + head) + 1
        if not lines.startswith(head, at):
            return None
        return lines[at + len(head) : lines.index(b"\n", at)]

    def rows(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """All rows whose key begins with ``prefix``, in order."""
        for block in range(*self._blocks(prefix)):
            for line in self._lines(block, block + 1).split(b"\n")[:-1]:
                key, _, value = line.partition(b"\t")
                if key.startswith(prefix):
                    yield key, value
                elif key > prefix:
                    return

    def _blocks(self, prefix: bytes) -> tuple[int, int]:
        """From which block to before which one keys that begin with ``prefix`` can stand."""
        keys = self._directory.keys
        last = bisect_left(keys, prefix + b"\xff") if prefix else len(keys)
        return min(last, max(0, bisect_left(keys, prefix) - 1)), last

    def _content(self, prefix: bytes) -> bytes:
        """All lines of the blocks in which keys that begin with ``prefix`` can stand; kept for the next time."""
        first, last = self._blocks(prefix)
        if self._held[:2] != (first, last):
            self._held = (first, last, self._lines(first, last) if first < last else b"")
        return self._held[2]

    def rows_matching(self, key_pattern: bytes, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Rows whose whole key matches a regular expression (over bytes) and begins with ``prefix``, in order."""
        line = re.compile(rb"^(%b)\t(.*)$" % key_pattern, re.MULTILINE)
        for found in line.finditer(self._content(prefix)):
            if found[1].startswith(prefix):
                yield found[1], found[found.re.groups]

    def rows_containing(self, texts: Sequence[bytes], prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Rows whose key holds one of ``texts`` and begins with ``prefix``, each as often as it does, in no order."""
        lines = self._content(prefix)
        for text in texts:
            at = lines.find(text)
            while at >= 0:
                start = lines.rfind(b"\n", 0, at) + 1
                tab = lines.find(b"\t", start)
                if at < tab and lines.startswith(prefix, start):
                    yield lines[start:tab], lines[tab + 1 : lines.find(b"\n", tab)]
                at = lines.find(text, at + 1)

    def verify(self) -> None:
        """Read every line: the keys rise, and each block begins with the key that the directory says."""
        last: bytes | None = None
        for block, first in enumerate(self._directory.keys):
            for place, line in enumerate(self._lines(block, block + 1).split(b"\n")[:-1]):
                key, tab, _ = line.partition(b"\t")
                if not tab or (last is not None and key <= last) or (place == 0 and key != first):
                    raise IndexDamagedError(self._file.path, "has its lines in another order")
                last = key

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class MergedSSTable:
    """Tables in the order they were written, open for look-ups. None of their values is empty of meaning."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._tables: list[SSTable] = []
        try:
            for path in paths:
                self._tables.append(SSTable(path))
        except BaseException:
            self.close()
            raise

    def get(self, key: bytes) -> bytes | None:
        """The value that stands with ``key``, or None."""
        for table in reversed(self._tables):
            value = table.get(key)
            if value is not None:
                return value or None
        return None

    def rows(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """All rows whose key begins with ``prefix``, in order."""
        if len(self._tables) == 1:
            return self._tables[0].rows(prefix)
        return _latest(*(table.rows(prefix) for table in self._tables))

    def rows_matching(self, key_pattern: bytes, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Rows whose whole key matches a regular expression (over bytes) and begins with ``prefix``, in order."""
        lowest, *others = self._tables
        if not others:
            return lowest.rows_matching(key_pattern, prefix)
        # A row of the lowest may be replaced by one that matches as well as it does: by the same key.
        replacing = dict(_latest(*(table.rows(prefix) for table in others), keep_empty=True))
        key = re.compile(key_pattern)
        return _latest(
            (row for row in lowest.rows_matching(key_pattern, prefix) if row[0] not in replacing),
            (row for row in replacing.items() if key.fullmatch(row[0])),
        )

    def keys_containing(self, texts: Sequence[bytes], prefix: bytes = b"") -> Iterator[bytes]:
        """The keys that hold one of ``texts`` and begin with ``prefix``, each once, in no order."""
        found = {key for table in self._tables for key, _ in table.rows_containing(texts, prefix)}
        if len(self._tables) == 1:
            return iter(found)
        return (key for key in found if self.get(key) is not None)

    def close(self) -> None:
        """Let go of the files."""
        for table in self._tables:
            table.close()


def _latest(
    *layers: Iterator[tuple[bytes, bytes]], keep_empty: bool = False
) -> Iterator[tuple[bytes, bytes]]:
    """The rows of all layers in order, of each key the one of the last layer that has it."""
    # Rows that are equal to the merge come in the order of the layers.
    for _, rows in groupby(heapq.merge(*layers, key=itemgetter(0)), key=itemgetter(0)):
        *_, row = rows
        if row[1] or keep_empty:
            yield row
