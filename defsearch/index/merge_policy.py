"""When segments are merged: a few large ones answer faster than many small ones.

A segment that lost much of what it held is written anew too, since what is deleted still takes room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.index.segment import SegmentReader, open_segment

if TYPE_CHECKING:
    from defsearch.index.whoosh_codec import ArchiveSegment
    from defsearch.index.writer import IndexWriter

_MOST_SEGMENTS = 6
_MOST_DELETED = 0.3

DocAddress = tuple[str, int]  # a segment's name and a release's number in it


def merge_segments(writer: IndexWriter) -> dict[DocAddress, DocAddress]:
    """Merge what should be merged in the next state; where each release that moved is now."""
    chosen = _choose(writer.live_segments())
    return merge(writer, chosen) if chosen else {}


def _choose(segments: list[ArchiveSegment]) -> list[ArchiveSegment]:
    sparse = [one for one in segments if one.deleted_count() > _MOST_DELETED * one.doc_count_all()]
    if len(segments) <= _MOST_SEGMENTS:
        return sparse
    # The smallest, as long as the next one is not much larger than all before it together: a day's releases
    # never make the whole archive be written again.
    by_size = sorted(segments, key=lambda one: int(one.doc_count()))
    taken, size = by_size[:2], by_size[0].doc_count() + by_size[1].doc_count()
    for one in by_size[2:]:
        if one.doc_count() > 2 * size and len(segments) - len(taken) < _MOST_SEGMENTS:
            break
        taken.append(one)
        size += one.doc_count()
    return [one for one in segments if one in taken or one in sparse]


def merge(writer: IndexWriter, segments: list[ArchiveSegment]) -> dict[DocAddress, DocAddress]:
    """Replace ``segments`` by one new segment that holds their releases."""
    sources: list[SegmentReader] = []
    target = writer.new_segment()
    try:
        for one in segments:
            sources += [open_segment(writer.folder, one.meta())]  # one by one, so that all are closed
        merged = target.merge(sources)
    except BaseException:
        target.rollback()
        raise
    finally:
        for source in sources:
            source.close()
    writer.replace(segments, merged)
    return _moves(segments, merged)


def _moves(segments: list[ArchiveSegment], merged: ArchiveSegment) -> dict[DocAddress, DocAddress]:
    moved: dict[DocAddress, DocAddress] = {}
    for one in segments:
        for number in range(one.doc_count_all()):
            if not one.is_deleted(number):
                moved[one.segment_id(), number] = (merged.segment_id(), len(moved))
    return moved
