"""The sorted string tables (SSTables) of an index: rows of a key and a value, in the byte order of their keys.

A table is plain text in a checksummed file: lines of ``key<TAB>value``. The lines form blocks of some kilobytes. After
them comes the block index: the first key of each block, and the offset of each. A look-up reads the block index once,
and then one block. The blocks of a compressed table are compressed one by one: it is a third of the size, for tables
that are looked up by key and seldom read as a whole.

In merged tables a later table replaces the rows of an earlier one with the same key. An empty value is a tombstone:
it deletes the key. So a change of few rows is written as a small table, and the large table below it does not change.
Not here: what the rows mean (``vocabulary``, ``segment``, ``source_files``), when tables are merged into one again
(``writer``).
"""

from __future__ import annotations

import heapq
import re
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import ChecksummedFile, ChecksummedWriter
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 8_192  # bytes; the line that passes it is the last of its block
_MAX_BLOCK = 1 << 20  # bytes of a decompressed block; a larger one does harm
_MAX_BLOCKS = 256  # in memory for each table
_TAIL = 32  # bytes: two numbers of 16 digits


def write_sstable(path: str, rows: Iterable[tuple[bytes, bytes]], *, compressed: bool = False) -> None:
    """Write ``rows``, sorted by key, each key once, without tabs and line ends."""
    pack = partial(zlib.compress, level=4) if compressed else bytes  # 6 takes half as long again
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
                out.write(pack(b"".join(lines)))
                lines.clear()
                size = 0
        if lines:
            out.write(pack(b"".join(lines)))
        starts.append(out.tell())
        if sys.byteorder == "big":
            starts.byteswap()
        first_keys = b"\n".join(keys)
        out.write(first_keys + starts.tobytes() + b"%16d%16d" % (len(first_keys), len(keys)))


class _BlockIndex(NamedTuple):
    """The first key of each block; the start of each block, and the end of the last."""

    keys: list[bytes]
    starts: array[int]


class SSTable:
    """A sorted table, open for look-ups. Raises IndexDamagedError if the file is not as it was written."""

    def __init__(self, path: str, *, compressed: bool = False) -> None:
        self._file = ChecksummedFile(path)
        self._compressed = compressed
        self._cached_index: _BlockIndex | None = None
        self._looked_up: dict[int, bytes] = {}  # the lines of blocks by their numbers
        self._cached_blocks: tuple[int, int, list[str]] = (0, 0, [])  # of the last scan: first, last, texts

    @property
    def _block_index(self) -> _BlockIndex:
        if self._cached_index is None:
            self._cached_index = self._read_block_index()
        return self._cached_index

    def _read_block_index(self) -> _BlockIndex:
        file = self._file
        tail = file.size - _TAIL
        try:
            size, count = (int(file.read(at, at + 16)) for at in (tail, tail + 16))
        except ValueError:
            raise IndexDamagedError(file.path, "does not say where its block index is") from None
        starts_at = tail - 8 * (count + 1)
        if min(size, count) < 0:
            raise IndexDamagedError(file.path, "does not say where its block index is")
        starts = array("Q")
        starts.frombytes(file.read(starts_at, tail))
        if sys.byteorder == "big":
            starts.byteswap()
        keys = file.read(starts_at - size, starts_at).split(b"\n") if count else []
        if len(keys) != count or starts[-1] != starts_at - size:
            raise IndexDamagedError(file.path, "has another block index than it says")
        return _BlockIndex(keys, starts)

    def _lines(self, first: int, last: int) -> bytes:
        """Return the lines of the blocks from ``first`` to before ``last``."""
        starts = self._block_index.starts
        if self._compressed:
            lines = b"".join(
                [
                    self._decompressed(self._file.read(*bounds))
                    for bounds in pairwise(starts[first : last + 1])
                ]
            )
        else:
            lines = self._file.read(starts[first], starts[last])
        if not lines.endswith(b"\n"):
            raise IndexDamagedError(self._file.path, "has a block without a line end")
        return lines

    def _decompressed(self, block: bytes) -> bytes:
        decompressor = zlib.decompressobj()
        try:
            lines = decompressor.decompress(block, _MAX_BLOCK)
        except zlib.error:
            lines = b""
        if not decompressor.eof:
            raise IndexDamagedError(self._file.path, "has a block that cannot be decompressed")
        return lines

    def get(self, key: bytes) -> bytes | None:
        """Return the value of ``key``, or None."""
        block = bisect_right(self._block_index.keys, key) - 1
        if block < 0:
            return None
        lines = self._block(block)
        head = key + b"\t"
        at = 0 if lines.startswith(head) else lines.find(b"\n" + head) + 1
        if not lines.startswith(head, at):
            return None
        return lines[at + len(head) : lines.index(b"\n", at)]

    def _block(self, number: int) -> bytes:
        """Return the lines of one block; it is kept, because the keys of a query are often neighbours."""
        found = self._looked_up.get(number)
        if found is None:
            if len(self._looked_up) >= _MAX_BLOCKS:
                self._looked_up.clear()
            found = self._looked_up[number] = self._lines(number, number + 1)
        return found

    def rows(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Return all rows whose key begins with ``prefix``, sorted by key."""
        for block in range(*self._blocks(prefix)):
            for line in self._lines(block, block + 1).split(b"\n")[:-1]:
                key, _, value = line.partition(b"\t")
                if key.startswith(prefix):
                    yield key, value
                elif key > prefix:
                    return

    def _blocks(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of blocks that can contain keys with ``prefix``: the first, and the one after the last."""
        keys = self._block_index.keys
        last = bisect_left(keys, prefix + b"\xff") if prefix else len(keys)
        return min(last, max(0, bisect_left(keys, prefix) - 1)), last

    def _texts_around(self, prefix: bytes) -> list[str]:
        """Return the text of each block that can contain keys with ``prefix``; the last result is cached.

        A line end comes before the first line too: a search for it is several times as fast as one for ``^``.
        """
        first, last = self._blocks(prefix)
        if self._cached_blocks[:2] != (first, last):
            starts = self._block_index.starts[first : last + 1]
            lines = self._lines(first, last) if first < last else b""
            # One by one: few have letters beyond ASCII, and a text of ASCII is made and searched in half the time.
            blocks = [lines[start - starts[0] : end - starts[0]] for start, end in pairwise(starts)]
            self._cached_blocks = (first, last, ["\n" + text_of(block) for block in blocks])
        return self._cached_blocks[2]

    def keys_matching(self, pattern: str, prefix: bytes = b"") -> list[str]:
        """Return the keys that fully match a regular expression without groups, sorted.

        ``prefix`` is what all of them begin with: nothing else is read. Only for a table that is not compressed.
        """
        keys = re.compile(rf"\n({pattern})\t").findall
        return [key for text in self._texts_around(prefix) for key in keys(text)]

    def verify(self) -> None:
        """Read every line: the keys must rise, and each block must begin with its key in the block index."""
        last: bytes | None = None
        for block, first in enumerate(self._block_index.keys):
            for place, line in enumerate(self._lines(block, block + 1).split(b"\n")[:-1]):
                key, tab, _ = line.partition(b"\t")
                if not tab or (last is not None and key <= last) or (place == 0 and key != first):
                    raise IndexDamagedError(self._file.path, "has lines that are not sorted")
                last = key

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class MergedSSTable:
    """Sorted tables read as one, the oldest first. An empty value is a tombstone."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._tables: list[SSTable] = []
        try:
            for path in paths:
                self._tables.append(SSTable(path))
        except BaseException:
            self.close()
            raise

    def get(self, key: bytes) -> bytes | None:
        """Return the value of ``key``, or None."""
        for table in reversed(self._tables):
            value = table.get(key)
            if value is not None:
                return value or None
        return None

    def rows(self, prefix: bytes = b"") -> Iterator[tuple[bytes, bytes]]:
        """Return all rows whose key begins with ``prefix``, sorted by key."""
        if len(self._tables) == 1:
            return self._tables[0].rows(prefix)
        return _merged(*(table.rows(prefix) for table in self._tables))

    def keys_matching(self, pattern: str, prefix: bytes = b"") -> list[str]:
        """Return the keys that fully match a regular expression, as of ``SSTable``."""
        oldest, *others = self._tables
        keys = oldest.keys_matching(pattern, prefix)
        if not others:
            return keys
        # A newer table can replace or delete a row of the oldest.
        rows = _merged(*(table.rows(prefix) for table in others), keep_tombstones=True)
        newer = {text_of(key): value for key, value in rows}
        matching = re.compile(pattern).fullmatch
        kept = (key for key in keys if key not in newer)
        return sorted([*kept, *(key for key, value in newer.items() if value and matching(key))])

    def close(self) -> None:
        """Close the files."""
        for table in self._tables:
            table.close()


def _merged(
    *tables: Iterator[tuple[bytes, bytes]], keep_tombstones: bool = False
) -> Iterator[tuple[bytes, bytes]]:
    """Return the rows of all tables, sorted by key; of rows with the same key the one of the last table."""
    # heapq.merge is stable: rows with the same key come in the order of their tables.
    for _, rows in groupby(heapq.merge(*tables, key=itemgetter(0)), key=itemgetter(0)):
        *_, row = rows
        if row[1] or keep_tombstones:
            yield row


def text_of(data: bytes) -> str:
    """Return the text of a key or a value. Raises IndexDamagedError if it is none."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise IndexDamagedError("its vocabulary", "contains something that is not a word") from None
