"""Writing one segment: postings are collected in memory by term, then written as three checksummed files.

Also merges several segments into one. Not here: when that is done (``writer``), and the table of contents that
makes a segment part of the index (``writer``).
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter, defaultdict
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from defsearch.errors import IndexDamagedError
from defsearch.index.checksums import ChecksummedWriter
from defsearch.index.directory import DOCUMENTS, POSTINGS, TERMS
from defsearch.index.doc_store import DocStoreWriter, StoredRelease
from defsearch.index.fields import (
    CAPITALS_MARK,
    TEXT_FIELDS,
    UNIT_MARK,
    forms_field,
    parts_field,
    stems_field,
)
from defsearch.index.segment import Postings, encode
from defsearch.index.sstable import write_sstable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from defsearch.index.segment import SegmentReader
    from defsearch.index.whoosh_codec import ArchiveSegment

_POSITION_BITS = 32


class IndexedForm:
    """The terms of one distinct form. Instances are compared by identity, which makes them fast dictionary keys.

    ``lower`` is None, or for an acronym the same form as a stop word. ``width`` is the number of positions it takes.
    """

    __slots__ = ("form", "lower", "part_stems", "stem", "subwords", "width")

    def __init__(self, form: str, stem: str, part_stems: tuple[str, ...], subwords: tuple[str, ...]) -> None:
        self.form = form
        self.stem = stem
        self.part_stems = part_stems
        self.subwords = subwords  # empty unless there are two or more
        self.width = len(subwords) or 1
        self.lower: IndexedForm | None = None


def first_position(number: int) -> int:
    """Return the first position of a field of release ``number``: positions in different releases are different.

    Example: position 7 of release 3 is 3 * 2^32 + 7.
    """
    return number << _POSITION_BITS


def _new_positions() -> array[int]:
    return array("Q")


# One term in memory: its document ids, counts, and positions of all of them, in arrays as narrow as possible.
_Arrays: TypeAlias = "tuple[array[int], array[int], array[int]]"
InvertedField: TypeAlias = dict[str, _Arrays]


def add_posting(
    field: InvertedField, term: str, number: int, count: int, positions: Sequence[int] = ()
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


def _widened(found: _Arrays, number: int) -> _Arrays:
    """Return the postings before release ``number`` in wider arrays, without what was added of that release."""
    ids, counts, positions = (array("I", numbers) for numbers in found)
    if ids and ids[-1] == number:
        ids.pop()
    del counts[len(ids) :]
    del positions[sum(counts) :]
    return ids, counts, positions


def _postings_of(positions: array[int]) -> _Arrays:
    """Return document ids, counts and positions of the sorted ``positions`` of one term in all releases."""
    counts = Counter([position >> _POSITION_BITS for position in positions])
    mask = (1 << _POSITION_BITS) - 1
    places = array("I", [position & mask for position in positions])
    return array("I", counts), array("I", counts.values()), places


def _sum_of(postings: list[_Arrays]) -> _Arrays:
    """Return document ids and counts of a term that is several forms."""
    if len(postings) == 1:
        return postings[0][0], postings[0][1], array("I")
    total: dict[int, int] = {}
    for ids, counts, _ in postings:
        for number, count in zip(ids, counts, strict=True):
            total[number] = total.get(number, 0) + count
    ordered = sorted(total)
    return array("I", ordered), array("I", map(total.__getitem__, ordered)), array("I")


class SegmentWriter:
    """Collects releases and writes them as one segment in ``folder``.

    The caller fills ``occurrences`` (text field → form → positions, see ``first_position``) and, with terms that are
    not those of a form, ``fields``.
    """

    def __init__(self, folder: Path, segment: ArchiveSegment, field_names: Iterable[str]) -> None:
        self._folder = folder
        self.segment = segment
        self.fields: dict[str, InvertedField] = {name: {} for name in field_names}
        self.occurrences: dict[str, defaultdict[IndexedForm, array[int]]] = {
            field: defaultdict(_new_positions) for field in TEXT_FIELDS
        }
        self.documents = DocStoreWriter(self._path(DOCUMENTS))

    def _path(self, extension: str) -> str:
        return str(self._folder / self.segment.make_filename(extension))

    def add(self, document: StoredRelease, lengths: tuple[int, int, int]) -> None:
        """Store one release; its number is the count of those added before it."""
        self.documents.add(document, lengths)

    def finish(self) -> ArchiveSegment:
        """Write all files of the segment; it is not yet part of the index."""
        for field in TEXT_FIELDS:
            self._invert(field)
        return self._finish(self._sorted_terms())

    def _invert(self, field: str) -> None:
        """Turn the occurrences of forms into the postings of forms, subwords, stems and parts."""
        occurrences = self.occurrences[field]
        others: defaultdict[str, list[array[int]]] = defaultdict(list)  # acronyms and subwords
        for acronym in [one for one in occurrences if one.lower is not None]:
            if acronym.lower is not None:
                found = occurrences.pop(acronym)
                others[CAPITALS_MARK + acronym.lower.form].append(found)
                occurrences[acronym.lower] = array("Q", sorted(occurrences[acronym.lower] + found))
        forms: InvertedField = {}
        stems: defaultdict[str, list[_Arrays]] = defaultdict(list)
        parts: defaultdict[str, list[_Arrays]] = defaultdict(list)
        while occurrences:
            entry, found = occurrences.popitem()
            postings = forms[entry.form] = _postings_of(found)
            stems[entry.stem].append(postings)
            for part in entry.part_stems:
                parts[part].append(postings)
            for offset, subword in enumerate(entry.subwords):
                others[UNIT_MARK + subword].append(array("Q", [position + offset for position in found]))
        for term, lists in others.items():
            forms[term] = _postings_of(lists[0] if len(lists) == 1 else array("Q", sorted(chain(*lists))))
        for name, inverted in (
            (forms_field(field), forms),
            (stems_field(field), {stem: _sum_of(lists) for stem, lists in stems.items()}),
            (parts_field(field), {part: _sum_of(lists) for part, lists in parts.items()}),
        ):
            if inverted:
                self.fields[name].update(inverted)

    def _sorted_terms(self) -> Iterator[tuple[bytes, Postings]]:
        # In the byte order of "field:term", as the sorted table needs its keys.
        for name in sorted(self.fields, key=lambda name: f"{name}:"):
            field = self.fields[name]
            head = f"{name}:"
            keys = sorted((f"{head}{term}".encode("utf-8", "surrogatepass"), term) for term in field)
            for key, term in keys:
                ids, counts, positions = field.pop(term)
                yield key, Postings(ids, counts, positions if len(positions) else None)

    def _finish(self, terms: Iterable[tuple[bytes, Postings]]) -> ArchiveSegment:
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


def _term_rows(
    terms: Iterable[tuple[bytes, Postings]], out: ChecksummedWriter
) -> Iterator[tuple[bytes, bytes]]:
    """Write the posting lists; return the rows of the term dictionary."""
    for key, postings in terms:
        record = encode(*postings)
        offset = out.tell()
        out.write(record)
        yield key, b"%d %d %d %d" % (offset, len(record), len(postings.ids), sum(postings.counts))


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


def _merged(streams: list[Iterator[tuple[bytes, Postings]]]) -> Iterator[tuple[bytes, Postings]]:
    """Merge the sorted terms of several segments; the releases of a segment come after those of the one before."""
    for key, group in groupby(heapq.merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        ids, counts, positions = array("I"), array("I"), array("I")
        for _, found in group:
            ids.extend(array("I", found.ids))
            counts.extend(array("I", found.counts))
            if found.positions is not None:
                positions.extend(array("I", found.positions))
        yield key, Postings(ids, counts, positions if len(positions) else None)
