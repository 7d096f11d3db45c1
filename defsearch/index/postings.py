"""Posting lists as bytes: the documents that contain a term, how often, and at which positions.

Numbers are stored as plain little-endian arrays of the narrowest width that fits, so a list is read by one copy,
without a loop. Not here: terms, fields and scores.

Record: three type codes (ids, counts, positions; a dot for an array that is left out), then the arrays. Counts are
left out if all of them are 1. The positions of all documents follow each other in one array.
Example: ids 3 and 7, counts 1 and 2, positions 4 | 0, 300 give ``BBH``, 3, 7, 1, 2, 4, 0, 300.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

_WIDTHS = {b"B": 1, b"H": 2, b"I": 4}
_SWAP = sys.byteorder == "big"


class Postings(NamedTuple):
    """Document ``ids[i]`` contains the term ``counts[i]`` times.

    ``positions`` of all documents are in one array; None for a field without positions.
    """

    ids: array[int]
    counts: array[int]
    positions: array[int] | None

    def offsets(self) -> array[int]:
        """Return where the positions of each document begin in ``positions``, and the end of the last."""
        return array("I", accumulate(self.counts, initial=0))

    def shifted(self, by: int) -> Postings:
        """Return the same list with ``by`` added to each document id."""
        return self._replace(ids=array("I", [number + by for number in self.ids])) if by else self

    def without(self, deleted: Collection[int]) -> Postings:
        """Return the list without the documents in ``deleted`` (a set); the other ids do not change."""
        places = _places_of(self.ids, deleted)
        if not places:
            return self
        kept = [(start + 1, end) for start, end in pairwise([-1, *places, len(self.ids)]) if start + 1 < end]
        positions = None
        if self.positions is not None:
            starts = self.offsets()
            positions = _joined(self.positions, [(starts[start], starts[end]) for start, end in kept])
        return Postings(_joined(self.ids, kept), _joined(self.counts, kept), positions)


def _places_of(ids: array[int], wanted: Collection[int]) -> list[int]:
    """Return the indexes in ``ids`` of those in ``wanted``, in rising order."""
    if len(wanted) * 8 > len(ids):
        return [place for place, number in enumerate(ids) if number in wanted]
    found = ((bisect_left(ids, number), number) for number in sorted(wanted))
    return [place for place, number in found if place < len(ids) and ids[place] == number]


def _joined(numbers: array[int], slices: list[tuple[int, int]]) -> array[int]:
    joined = array(numbers.typecode)
    for start, end in slices:
        joined.extend(numbers[start:end])
    return joined


def encode(ids: array[int], counts: array[int], positions: array[int] | None) -> bytes:
    """Return one record. ``ids`` rise, ``counts`` are 1 or more, ``positions`` has sum(counts) items."""
    codes, arrays = bytearray(), bytearray()
    for numbers in (ids, None if max(counts) == 1 else counts, positions):
        if numbers is None:
            codes += b"."
            continue
        highest = max(numbers)
        code = "B" if highest < 1 << 8 else "H" if highest < 1 << 16 else "I"
        narrow = array(code, numbers)
        if _SWAP:
            narrow.byteswap()
        codes += code.encode()
        arrays += narrow.tobytes()
    return bytes(codes + arrays)


def decode(record: bytes, size: int, *, with_positions: bool = False) -> Postings:
    """Return the posting list of ``size`` documents in ``record``.

    Raises:
        ValueError: ``encode`` never makes such a record.
    """
    at = 3
    ids, at = _take(record, record[0:1], at, size)
    if record[1:2] == b".":
        counts = array("B", b"\1") * size
    else:
        counts, at = _take(record, record[1:2], at, size)
    positions = None
    if with_positions and record[2:3] != b".":
        positions, at = _take(record, record[2:3], at, sum(counts))
    return Postings(ids, counts, positions)


def size_without_positions(head: bytes, size: int) -> int:
    """Return the number of bytes before the positions in a record of ``size`` documents that begins with ``head``."""
    return 3 + size * sum(_WIDTHS.get(head[at : at + 1], 0) for at in (0, 1))


def _take(record: bytes, code: bytes, at: int, size: int) -> tuple[array[int], int]:
    """Return the array of ``size`` numbers at byte ``at``, and the byte after it."""
    end = at + size * _WIDTHS.get(code, 0)
    if code not in _WIDTHS or size < 0 or end > len(record):
        raise ValueError("not a posting list")
    numbers = array(code.decode())
    numbers.frombytes(record[at:end])
    if _SWAP:
        numbers.byteswap()
    return numbers, end
