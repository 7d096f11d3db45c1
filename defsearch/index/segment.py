"""One segment, open for reading: its terms with their posting lists, and its stored releases.

Three checksummed files: ``.terms`` is a sorted table of ``field:term`` → offset, size, document frequency, total
frequency; ``.postings`` contains the posting lists; ``.documents`` the stored releases.
Not here: deleted releases are not left out; the same files for Whoosh's readers (``whoosh_codec``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.index.checksums import PAGE, ChecksummedFile
from defsearch.index.directory import DOCUMENTS, POSTINGS, TERMS
from defsearch.index.doc_store import DocStoreReader
from defsearch.index.postings import Postings, decode, size_without_positions
from defsearch.index.sstable import SSTable
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from defsearch.index.manifest import SegmentMeta


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
