"""When segments are merged, and which: a few large segments are searched faster than many small ones.

A segment with many deleted releases is rewritten too, because deleted releases still take space.
Not here: the merge of two posting lists (``segment_writer``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.index.segment import SegmentReader, open_segment

if TYPE_CHECKING:
    from defsearch.index.whoosh_codec import ArchiveSegment
    from defsearch.index.writer import IndexWriter

_MAX_SEGMENTS = 6
_MAX_DELETED = 0.3  # of the releases of a segment

DocAddress = tuple[str, int]  # the name of a segment and a document number in it


def merge_segments(writer: IndexWriter) -> dict[DocAddress, DocAddress]:
    """Merge segments of the next state as needed; return the new address of each release that moved."""
    chosen = _choose(writer.live_segments())
    return merge(writer, chosen) if chosen else {}


def _choose(segments: list[ArchiveSegment]) -> list[ArchiveSegment]:
    sparse = [one for one in segments if one.deleted_count() > _MAX_DELETED * one.doc_count_all()]
    if len(segments) <= _MAX_SEGMENTS:
        return sparse
    # Take the smallest segments, until the next one is much larger than all of them together: the releases of one
    # day never cause a rewrite of the whole archive.
    by_size = sorted(segments, key=lambda one: int(one.doc_count()))
    taken, size = by_size[:2], by_size[0].doc_count() + by_size[1].doc_count()
    for one in by_size[2:]:
        if one.doc_count() > 2 * size and len(segments) - len(taken) < _MAX_SEGMENTS:
            break
        taken.append(one)
        size += one.doc_count()
    return [one for one in segments if one in taken or one in sparse]


def merge(writer: IndexWriter, segments: list[ArchiveSegment]) -> dict[DocAddress, DocAddress]:
    """Replace ``segments`` by one new segment with their releases; return the new address of each release."""
    sources: list[SegmentReader] = []
    target = writer.new_segment()
    try:
        for one in segments:
            sources.append(open_segment(writer.folder, one.meta()))  # noqa: PERF401 - those that are open get closed
        merged = target.merge(sources)
    except BaseException:
        target.rollback()
        raise
    finally:
        for source in sources:
            source.close()
    writer.replace(segments, merged)
    return _new_addresses(segments, merged)


def _new_addresses(segments: list[ArchiveSegment], merged: ArchiveSegment) -> dict[DocAddress, DocAddress]:
    moved: dict[DocAddress, DocAddress] = {}
    for one in segments:
        for number in range(one.doc_count_all()):
            if not one.is_deleted(number):
                moved[one.segment_id(), number] = (merged.segment_id(), len(moved))
    return moved
