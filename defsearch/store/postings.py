"""Posting lists as bytes: the releases that hold a term, how often, and at which positions.

Numbers stand in plain little-endian arrays of the narrowest width that holds them, so that reading a list is one
copy and no loop. A list knows nothing of terms, zones or scores.

Record: three type codes (ids, counts, positions; a dot where there is no such array), then the arrays. There
are no counts where every count is one, and the positions of all releases stand one after the other.
"""

from __future__ import annotations

import sys
from array import array
from itertools import accumulate
from typing import NamedTuple

_WIDTHS = {b"B": 1, b"H": 2, b"I": 4}
_SWAP = sys.byteorder == "big"


class Postings(NamedTuple):
    """``ids[i]`` holds the term ``counts[i]`` times; ``positions`` of all ids, flat, or None where none are kept."""

    ids: array[int]
    counts: array[int]
    positions: array[int] | None

    def offsets(self) -> list[int]:
        """Where the positions of ``ids[i]`` begin in ``positions``, with the end of the last one added."""
        return [0, *accumulate(self.counts)]


def encode(ids: array[int], counts: array[int], positions: array[int] | None) -> bytes:
    """One record. ``ids`` rise; ``counts`` are 1 or more; ``positions`` has sum(counts) items."""
    codes, arrays = bytearray(), bytearray()
    for numbers in (ids, None if max(counts) == 1 else counts, positions):
        if numbers is None:
            codes += b"."
            continue
        top = max(numbers)
        code = "B" if top < 1 << 8 else "H" if top < 1 << 16 else "I"
        narrow = array(code, numbers)
        if _SWAP:
            narrow.byteswap()
        codes += code.encode()
        arrays += narrow.tobytes()
    return bytes(codes + arrays)


def decode(record: bytes, size: int, *, with_positions: bool = False) -> Postings:
    """The posting list of ``size`` releases that ``record`` holds.

    Raises:
        ValueError: the record is not one that ``encode`` makes.
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


def _take(record: bytes, code: bytes, at: int, size: int) -> tuple[array[int], int]:
    end = at + size * _WIDTHS.get(code, 0)
    if code not in _WIDTHS or size < 0 or end > len(record):
        raise ValueError("not a posting list")
    numbers = array(code.decode())
    numbers.frombytes(record[at:end])
    if _SWAP:
        numbers.byteswap()
    return numbers, end
