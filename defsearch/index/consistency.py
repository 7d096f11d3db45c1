"""Whether the content of an index agrees with itself: what no checksum tells about an index from someone else.

Everything is read, and the first contradiction raises IndexDamagedError. Not here: whether the bytes are those that
were written (``directory``, ``manifest``).
"""

from __future__ import annotations

import heapq
from itertools import compress, count, pairwise
from operator import ge
from typing import TYPE_CHECKING, Protocol

from defsearch.errors import IndexDamagedError
from defsearch.index.doc_store import TEXT_FIELDS, period_of_value
from defsearch.index.manifest import SIDE_TABLES, TABLE_NAMES, TERMS
from defsearch.index.segment import CAPITALS_MARK, SUBWORD_MARK, forms_field, parts_field, stems_field
from defsearch.index.sstable import SSTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from defsearch.index.manifest import Manifest
    from defsearch.index.segment import Postings, SegmentReader
    from defsearch.index.source_files import FileList, IndexedFile
    from defsearch.index.vocabulary import Vocabulary

_WITH_POSITIONS = frozenset(map(forms_field, TEXT_FIELDS))
_FIELDS = _WITH_POSITIONS | {
    index_field(field) for field in TEXT_FIELDS for index_field in (stems_field, parts_field)
}
_MARKS = (SUBWORD_MARK.encode(), CAPITALS_MARK.encode())


class Content(Protocol):
    """What is read here of an IndexSnapshot; a protocol, because ``snapshot`` imports this module."""

    folder: Path
    manifest: Manifest
    segments: list[SegmentReader]
    vocabulary: Vocabulary
    files: FileList


def verify(index: Content) -> list[IndexedFile]:
    """Verify the whole content of ``index``; return the files of all releases.

    Raises:
        IndexDamagedError: the content contradicts itself.
    """
    for name in index.manifest.files:
        if name.endswith((TERMS, *TABLE_NAMES, *SIDE_TABLES)):
            _check_table(str(index.folder / name))
    stored: dict[tuple[str, int], str] = {}
    for segment in index.segments:
        _check_columns(segment)
        _check_terms(segment)
        stored |= _stored_ids(segment)
    _check_vocabulary(index.vocabulary)
    _check_forms(index)
    files = list(index.files.all())
    for file in files:
        if stored.pop((file.segment, file.number), None) != file.id:
            raise IndexDamagedError("its list of files", f"has {file.id!r} at the place of another release")
    if stored:
        raise IndexDamagedError("its list of files", f"lacks {next(iter(stored.values()))!r}")
    return files


def _check_table(path: str) -> None:
    table = SSTable(path, compressed=path.endswith(TERMS))
    try:
        table.verify()
    finally:
        table.close()


def _check_columns(segment: SegmentReader) -> None:
    documents = segment.documents
    dates, order = documents.doc_values("date"), documents.doc_values("by_date")
    try:
        for value in set(dates):
            period_of_value(value)
    except (ValueError, OverflowError):
        raise IndexDamagedError(segment.name, "contains dates that are in no calendar") from None
    if sorted(order) != list(range(len(documents))):
        raise IndexDamagedError(segment.name, "does not list each of its releases once by date")
    if any(dates[one] > dates[next_] for one, next_ in pairwise(order)):
        raise IndexDamagedError(segment.name, "lists its releases by date in another order")
    if any(sum(documents.doc_values(field)) != documents.total_lengths[field] for field in TEXT_FIELDS):
        raise IndexDamagedError(segment.name, "contains another number of words than it says")


def _check_terms(segment: SegmentReader) -> None:
    for (field, term), info in segment.terms.all_terms():
        found = segment.terms.decode(info, with_positions=True)
        wrong = "" if field in _FIELDS else "a field that does not exist"
        wrong = wrong or _fault_in(found, info.total_freq, with_positions=field in _WITH_POSITIONS)
        if wrong:
            raise IndexDamagedError(segment.name, f"has {wrong} ({field}:{term.decode(errors='replace')})")


def _fault_in(found: Postings, occurrences: int, *, with_positions: bool) -> str:
    """Return what is wrong with a posting list; empty if nothing is."""
    ids, counts, positions = found
    if not ids or any(map(ge, ids, ids[1:])):
        return "releases out of order"
    if min(counts) < 1 or sum(counts) != occurrences:
        return "another number of occurrences"
    if (positions is not None) is not with_positions:
        return "positions in a field without any, or none in a field with positions"
    if positions is not None:
        # Positions rise, except where those of the next release begin.
        falls = set(compress(count(1), map(ge, positions, positions[1:])))
        if not falls.issubset(found.offsets()):
            return "positions out of order"
    return ""


def _stored_ids(segment: SegmentReader) -> dict[tuple[str, int], str]:
    """Read all releases of a segment; return the ids of those that are not deleted."""
    found = {}
    for number in range(len(segment.documents)):
        document = segment.documents.get(number)
        offsets = [at for part in document.paragraphs for at in (part.start, part.end)]
        if offsets and (sorted(offsets) != offsets or offsets[-1] > len(document.body)):
            raise IndexDamagedError(segment.name, f"has impossible paragraphs in {document.id!r}")
        if number not in segment.deleted:
            found[segment.name, number] = document.id
    return found


def _check_vocabulary(vocabulary: Vocabulary) -> None:
    """Check that stems and parts lead to exactly the forms that have them, and that each part is within its form."""
    # Only the sums of the hashes of all pairs are compared: the pairs of a large archive take hundreds of megabytes.
    stems = parts = 0
    for form, entry in vocabulary.entries():
        stems += hash((entry.stem, form))
        parts += sum(hash((part, form)) for part in entry.part_stems())
        if not all(0 <= part.start < part.end <= len(form) for part in entry.parts):
            raise IndexDamagedError("its vocabulary", f"has parts that are not in {form!r}")
    if stems != _sum_of(vocabulary.stems()) or parts != _sum_of(vocabulary.parts()):
        raise IndexDamagedError(
            "its vocabulary", "leads from a stem to words that do not have it, or lacks some that do"
        )


def _sum_of(groups: Iterable[tuple[str, list[str]]]) -> int:
    return sum(hash((stem, form)) for stem, forms in groups for form in forms)


def _check_forms(index: Content) -> None:
    """Check that every form in a release is in the vocabulary."""
    streams = [_live_forms(segment, field) for segment in index.segments for field in sorted(_WITH_POSITIONS)]
    known = (form.encode("utf-8", "surrogatepass") for form in index.vocabulary.forms())
    missing = next(_not_in(known, heapq.merge(*streams)), None)
    if missing is not None:
        raise IndexDamagedError("its vocabulary", f"lacks {missing.decode(errors='replace')!r}")


def _live_forms(segment: SegmentReader, field: str) -> Iterator[bytes]:
    """Return the forms of ``field`` in the releases that are not deleted."""
    for term, info in segment.terms.terms_with_prefix(field):
        if term.startswith(_MARKS):
            continue
        found = segment.deleted and segment.terms.decode(info, with_positions=False)
        if not found or not segment.deleted.issuperset(found.ids):
            yield term


def _not_in(known: Iterator[bytes], terms: Iterable[bytes]) -> Iterator[bytes]:
    """Return those of ``terms`` that are not in ``known``; both are sorted."""
    at = next(known, None)
    for term in terms:
        while at is not None and at < term:
            at = next(known, None)
        if at != term:
            yield term
