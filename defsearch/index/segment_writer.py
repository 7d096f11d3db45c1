"""Writing one segment: postings are collected in memory by term, then written as three checksummed files.

Also merges several segments into one. Not here: how the words of a text become postings (``inverter``), when segments
are merged, and the table of contents that makes a segment part of the index (``writer``).
"""

from __future__ import annotations

import heapq
from array import array
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import ChecksummedWriter
from defsearch.index.doc_store import TEXT_FIELDS, DocStoreWriter, StoredRelease
from defsearch.index.inverter import TextField
from defsearch.index.manifest import DOCUMENTS, POSTINGS, TERMS
from defsearch.index.segment import Postings, encode, forms_field, parts_field, stems_field
from defsearch.index.sstable import write_sstable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from defsearch.index.inverter import InvertedField
    from defsearch.index.segment import EncodedPostings, SegmentReader
    from defsearch.index.whoosh_codec import ArchiveSegment


# One term in memory: its document ids, counts, and positions of all of them.
Arrays: TypeAlias = "tuple[array[int], array[int], array[int]]"


def add_posting(
    field: dict[str, Arrays], term: str, number: int, count: int, positions: Sequence[int] = ()
) -> None:
    """Add that release ``number`` contains ``term`` ``count`` times (at ``positions``, for a field with positions)."""
    found = field.get(term)
    if found is None:
        found = field[term] = (array("H"), array("B"), array("H"))
    try:
        found[0].append(number)
        found[1].append(count)
        found[2].extend(positions)
    except OverflowError:
        field[term] = _widened(found, number)
        add_posting(field, term, number, count, positions)


def _widened(found: Arrays, number: int) -> Arrays:
    """Return the postings before release ``number`` in wider arrays, without what was added of that release."""
    ids, counts, positions = (array("I", numbers) for numbers in found)
    if ids and ids[-1] == number:
        ids.pop()
    del counts[len(ids) :]
    del positions[sum(counts) :]
    return ids, counts, positions


class SegmentWriter:
    """Collects releases and writes them as one segment in ``folder``.

    The caller fills ``texts`` (by text field) and, with terms that are not those of a form, ``fields``.
    """

    def __init__(self, folder: Path, segment: ArchiveSegment, field_names: Iterable[str]) -> None:
        self._folder = folder
        self.segment = segment
        self.fields: dict[str, dict[str, Arrays]] = {name: {} for name in field_names}
        self.texts = {field: TextField(marks_capitals=field == "body") for field in TEXT_FIELDS}
        self.documents = DocStoreWriter(self._path(DOCUMENTS))

    def _path(self, extension: str) -> str:
        return str(self._folder / self.segment.make_filename(extension))

    def add(self, document: StoredRelease, lengths: Sequence[int]) -> None:
        """Store one release; its number is the count of those added before it."""
        self.documents.add(document, lengths)

    def finish(self) -> ArchiveSegment:
        """Write all files of the segment; it is not yet part of the index."""
        inverted: dict[str, InvertedField] = {}
        for field, text in self.texts.items():
            names = forms_field(field), stems_field(field), parts_field(field)
            inverted.update(zip(names, text.invert(), strict=True))
        for name, terms in self.fields.items():
            added = (
                (term, encode(ids, counts, positions or None))
                for term, (ids, counts, positions) in terms.items()
            )
            inverted.setdefault(name, {}).update(added)
        return self._finish(_sorted_terms(inverted))

    def _finish(self, terms: Iterable[tuple[bytes, EncodedPostings]]) -> ArchiveSegment:
        self.documents.close()
        with ChecksummedWriter(self._path(POSTINGS)) as out:
            write_sstable(self._path(TERMS), _term_rows(terms, out), compressed=True)
        self.segment.set_doc_count(len(self.documents))
        return self.segment

    def merge(self, sources: Sequence[SegmentReader]) -> ArchiveSegment:
        """Write the releases of ``sources`` that are not deleted as this segment."""
        numbers = [self._copy_documents(source) for source in sources]
        fields = list(self.fields)
        streams = [_renumbered(source, fields, new) for source, new in zip(sources, numbers, strict=True)]
        return self._finish(_merged(streams))

    def _copy_documents(self, source: SegmentReader) -> array[int]:
        """Copy the records of the releases; return the new number of each (of a deleted one, that of the next)."""
        documents = source.documents
        dates = documents.doc_values("date")
        lengths = [documents.doc_values(field) for field in TEXT_FIELDS]
        numbers = array("I")
        for old in range(len(documents)):
            numbers.append(len(self.documents))
            if old not in source.deleted:
                title, heading, body = (column[old] for column in lengths)
                self.documents.add_record(documents.record(old), dates[old], (title, heading, body))
        return numbers

    def rollback(self) -> None:
        """Close the files without finishing."""
        self.documents.rollback()


def _sorted_terms(fields: dict[str, InvertedField]) -> Iterator[tuple[bytes, EncodedPostings]]:
    """Yield all terms in the byte order of ``field:term``, as the sorted table needs them."""
    for name in sorted(fields, key=lambda name: f"{name}:"):
        field, head = fields[name], f"{name}:".encode()
        for term in sorted(field):  # the order of code points is that of their bytes
            yield head + term.encode("utf-8", "surrogatepass"), field.pop(term)


def _term_rows(
    terms: Iterable[tuple[bytes, EncodedPostings]], out: ChecksummedWriter
) -> Iterator[tuple[bytes, bytes]]:
    """Write the posting lists; return the rows of the term dictionary."""
    offset = 0
    for key, (record, size, weight) in terms:
        out.write(record)
        yield key, b"%d %d %d %d" % (offset, len(record), size, weight)
        offset += len(record)


def _renumbered(
    source: SegmentReader, fields: list[str], numbers: Sequence[int]
) -> Iterator[tuple[bytes, Postings]]:
    """Return the terms of one segment in byte order; ``numbers`` are the new numbers of its releases."""
    for field in sorted(fields, key=lambda name: f"{name}:"):
        head = f"{field}:".encode()
        for term, info in source.terms.terms_with_prefix(field):
            found = source.terms.decode(info, with_positions=True)
            if max(found.ids, default=0) >= len(numbers):
                raise IndexDamagedError("a posting list", "names a release that its segment does not contain")
            if not source.deleted:
                yield head + term, found.shifted(numbers[0])
                continue
            kept = found.without(source.deleted)
            if kept.ids:
                yield head + term, kept._replace(ids=array("I", map(numbers.__getitem__, kept.ids)))


def _merged(streams: list[Iterator[tuple[bytes, Postings]]]) -> Iterator[tuple[bytes, EncodedPostings]]:
    """Merge the sorted terms of several segments; the releases of a segment come after those of the one before."""
    for key, group in groupby(heapq.merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        ids, counts, positions = array("I"), array("I"), array("I")
        for _, found in group:
            ids.extend(array("I", found.ids))
            counts.extend(array("I", found.counts))
            if found.positions is not None:
                positions.extend(array("I", found.positions))
        yield key, encode(ids, counts, positions or None)
