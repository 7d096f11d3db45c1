"""One segment, open for reading: its terms with their posting lists, and its stored releases.

Three checksummed files: ``.terms`` is a sorted table of ``field:term`` → offset, size, document frequency, total
frequency; ``.postings`` contains the posting lists; ``.documents`` the stored releases.

Each text field (title, heading, body) has three index fields: the stems of its words, the stems of their compound
parts, and the normalized forms with their positions. The index fields of the body include its sub-headings.

A posting list says which documents contain a term, how often, and at which positions. Numbers are stored as plain
little-endian arrays of the narrowest width that fits, so a list is read by one copy, without a loop. Record: three type
codes (ids, counts, positions; a dot for an array that is left out), then the arrays. Counts are left out if all of them
are 1. The positions of all documents follow each other in one array.
Example: ids 3 and 7, counts 1 and 2, positions 4 | 0, 300 give ``BBH``, 3, 7, 1, 2, 4, 0, 300.

Not here: deleted releases are not left out; the same files for Whoosh's readers (``whoosh_codec``).
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import PAGE, ChecksummedFile
from defsearch.index.doc_store import TEXT_FIELDS, DocStoreReader
from defsearch.index.manifest import DOCUMENTS, POSTINGS, TERMS
from defsearch.index.sstable import SSTable
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from defsearch.index.manifest import SegmentMeta

PARAGRAPH_GAP = 100  # positions between two paragraphs: more than any proximity search spans
SUBWORD_MARK = "+"  # prefix of a subword of a hyphenated form, which is not a word of its own
# Prefix of a term about capitals. In the forms of a field: a stop word in capitals (OM). In the stems of the body: a
# form that a release writes with a capital only; it counts one more for each time inside a sentence.
CAPITALS_MARK = "^"
APART_MARK = "~"  # prefix, among the stems of a field, of the stem of a word that the text writes apart
SPLIT_MARK = "|"  # prefix, among the stems of a field, of the stem of a verb that a main clause splits

_WIDTHS = {b"B": 1, b"H": 2, b"I": 4}
_SWAP = sys.byteorder == "big"


def stems_field(field: str) -> str:
    """Return the index field of the stems of a text field's words."""
    return field


def parts_field(field: str) -> str:
    """Return the index field of the stems of a text field's compound parts."""
    return f"{field}_parts"


def forms_field(field: str) -> str:
    """Return the index field of a text field's normalized forms, with positions."""
    return f"{field}_forms"


INDEX_FIELDS = tuple(
    name for field in TEXT_FIELDS for name in (stems_field(field), parts_field(field), forms_field(field))
)


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
        if not by:
            return self
        return Postings(array("I", [number + by for number in self.ids]), self.counts, self.positions)

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


class EncodedPostings(NamedTuple):
    """A posting list as it is written, the number of its documents and the sum of their counts."""

    record: bytes
    size: int
    weight: int


class EncodedCounts(NamedTuple):
    """The ids and counts of a posting list as they are written, to which positions can be added."""

    codes: bytes
    data: bytes
    size: int
    weight: int

    def with_positions(self, positions: array[int] | None) -> EncodedPostings:
        """Return the posting list; ``positions`` has ``weight`` items."""
        code, places = (b".", b"") if positions is None else _narrow(positions, max(positions))
        return EncodedPostings(b"".join((self.codes, code, self.data, places)), self.size, self.weight)


def encode_counts(ids: array[int], counts: array[int] | None) -> EncodedCounts:
    """Encode ``ids``, which rise, and ``counts`` of 1 or more; None: all are 1."""
    code, data = _narrow(ids, ids[-1])
    highest = 1 if counts is None else max(counts)
    if counts is None or highest == 1:
        return EncodedCounts(code + b".", data, len(ids), len(ids))
    count_code, count_data = _narrow(counts, highest)
    return EncodedCounts(code + count_code, data + count_data, len(ids), sum(counts))


def encode(ids: array[int], counts: array[int], positions: array[int] | None) -> EncodedPostings:
    """Encode a posting list: ``ids`` rise, ``counts`` are 1 or more, ``positions`` has sum(counts) items."""
    return encode_counts(ids, counts).with_positions(positions)


def _narrow(numbers: array[int], highest: int) -> tuple[bytes, bytes]:
    """Return the narrowest type code that fits, and ``numbers`` in it as bytes."""
    code = b"B" if highest < 1 << 8 else b"H" if highest < 1 << 16 else b"I"
    if numbers.typecode == "I" and not _SWAP:  # without a Python number for each
        data = numbers.tobytes()
        if code == b"B":
            data = data[::4]
        elif code == b"H":
            data = memoryview(data).cast("H")[::2].tobytes()
        return code, data
    narrow = array(code.decode(), numbers)
    if _SWAP:
        narrow.byteswap()
    return code, narrow.tobytes()


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


class TermInfo(NamedTuple):
    """Where a posting list is, how many releases it names, and how often the term occurs in all of them."""

    offset: int
    size: int
    doc_freq: int
    total_freq: int


class TermDictionary:
    """The terms of one segment and their postings, open for reading. ``releases`` is the size of the segment."""

    def __init__(self, terms_path: str, postings_path: str, releases: int) -> None:
        self._releases = releases
        self._table = SSTable(terms_path, compressed=True)
        try:
            self._postings = ChecksummedFile(postings_path)
        except BaseException:
            self._table.close()
            raise
        self._path = postings_path

    def get(self, field: str, term: bytes) -> TermInfo | None:
        """Return the term info of ``term`` in ``field``; None if no release contains it."""
        value = self._table.get(b"%b:%b" % (field.encode(), term))
        return None if value is None else self._parse_info(value)

    def postings(self, field: str, term: bytes, *, with_positions: bool = False) -> Postings | None:
        """Return the posting list of ``term`` in ``field``; None if no release contains it."""
        info = self.get(field, term)
        return None if info is None else self.decode(info, with_positions=with_positions)

    def decode(self, info: TermInfo, *, with_positions: bool) -> Postings:
        """Return the posting list at ``info``."""
        try:
            record = self._record(info) if with_positions else self._record_without_positions(info)
            found = decode(record, info.doc_freq, with_positions=with_positions)
        except ValueError:
            raise IndexDamagedError(self._path, f"contains no posting list at byte {info.offset:,}") from None
        if found.ids and found.ids[-1] >= self._releases:
            raise IndexDamagedError(self._path, "names a release that its segment does not contain")
        return found

    def _record(self, info: TermInfo) -> bytes:
        return self._postings.read(info.offset, info.offset + info.size)

    def _record_without_positions(self, info: TermInfo) -> bytes:
        if info.size <= PAGE:  # a whole page is read anyway
            return self._record(info)
        head = self._postings.read(info.offset, info.offset + 3)
        size = min(info.size, size_without_positions(head, info.doc_freq))
        return self._postings.read(info.offset, info.offset + size)

    def terms_with_prefix(self, field: str, prefix: bytes = b"") -> Iterator[tuple[bytes, TermInfo]]:
        """Return the terms of ``field`` that begin with ``prefix``, in byte order."""
        head = f"{field}:".encode()
        for key, value in self._table.rows(head + prefix):
            yield key[len(head) :], self._parse_info(value)

    def all_terms(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Return every term of every field as (field, term), in byte order."""
        for key, value in self._table.rows():
            field, _, term = key.partition(b":")
            yield (field.decode("utf-8", "replace"), term), self._parse_info(value)

    def _parse_info(self, value: bytes) -> TermInfo:
        try:
            offset, size, doc_freq, total_freq = map(int, value.split())
        except ValueError:
            raise IndexDamagedError(self._path, "has a term without a posting list") from None
        return TermInfo(offset, size, doc_freq, total_freq)

    def close(self) -> None:
        """Close the files."""
        self._table.close()
        self._postings.close()


class SegmentReader(NamedTuple):
    """One open segment: its releases have the numbers ``base``, ``base + 1``, … in the index."""

    name: str
    base: int
    terms: TermDictionary
    documents: DocStoreReader
    deleted: frozenset[int]

    def close(self) -> None:
        """Close the files."""
        self.terms.close()
        self.documents.close()


def open_segment(folder: Path, meta: SegmentMeta, base: int = 0) -> SegmentReader:
    """Open a segment of a manifest.

    Raises:
        IndexDamagedError: its files are not as they were written, or contain another number of releases.
    """
    path = str(folder / meta.name)
    terms = TermDictionary(f"{path}{TERMS}", f"{path}{POSTINGS}", meta.releases)
    try:
        documents = DocStoreReader(f"{path}{DOCUMENTS}")
    except BaseException:
        terms.close()
        raise
    opened = SegmentReader(meta.name, base, terms, documents, frozenset(meta.deleted))
    if len(documents) != meta.releases:
        opened.close()
        raise IndexDamagedError(
            f"{path}{DOCUMENTS}", "contains another number of releases than the manifest says"
        )
    return opened
