"""A batch of files: read each of them, and add its release to the segments of the batch.

An ingest of few files is one batch. One of many files has a batch in each of several processes (``workers``). Not here:
what that means for the index (``builder``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import OutOfMemoryError
from defsearch.records import NamedTuple
from defsearch.releases.reader import read_release
from defsearch.releases.release import FileState, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.whoosh_codec import ArchiveSegment
    from defsearch.ingest.indexer import DocumentIndexer
    from defsearch.releases.finder import FoundFile
    from defsearch.releases.reader import ReadRelease

MAX_SEGMENT_CHARS = 40_000_000  # of all processes together: bounds the memory of an ingest


class FileToIndex(NamedTuple):
    """A file to read; it is not indexed if it still has ``known_digest``."""

    found: FoundFile
    known_digest: str


class IndexedRelease(NamedTuple):
    """A file that was read, and the place of its release; no ``segment`` if it has the digest that is known."""

    digest: str
    state: FileState
    warnings: tuple[Problem, ...]
    segment: str
    number: int


class Batch:
    """A batch of files; ``segments`` are those that are finished."""

    def __init__(
        self,
        indexer: DocumentIndexer,
        new_segment: Callable[[], SegmentWriter],
        max_chars: int = MAX_SEGMENT_CHARS,
    ) -> None:
        self.segments: list[ArchiveSegment] = []
        self._indexer = indexer
        self._new_segment = new_segment
        self._max_chars = max_chars
        self._segment: SegmentWriter | None = None
        self._chars = 0

    def add(self, file: FileToIndex) -> IndexedRelease | Problem:
        """Read a file, and index it if needed."""
        found, known_digest = file
        read = read_found(found)
        if isinstance(read, Problem):
            return read
        if read.digest == known_digest:
            return IndexedRelease(read.digest, read.state, read.warnings, "", 0)
        if self._segment is None:
            self._segment = self._new_segment()
        segment = self._segment
        name, number = segment.segment.segment_id(), len(segment.documents)
        try:
            self._indexer.add(found.id, found.path, read.release, segment)
        except MemoryError as error:
            error.__traceback__ = None  # its frames keep what filled the memory
            raise OutOfMemoryError(found.path) from None
        self._chars += len(read.release.body)
        if self._chars > self._max_chars:
            self.finish()
        return IndexedRelease(read.digest, read.state, read.warnings, name, number)

    def finish(self) -> None:
        """Write the open segment."""
        if self._segment is not None:
            self.segments.append(self._indexer.finish(self._segment))
            self._segment, self._chars = None, 0

    def rollback(self) -> None:
        """Discard the open segment."""
        if self._segment is not None:
            self._segment.rollback()
            self._segment = None


def read_found(found: FoundFile) -> ReadRelease | Problem:
    """Read a file that was found.

    Raises:
        OutOfMemoryError: it needs more memory than there is.
    """
    try:
        return read_release(found.path, found.id, within=found.within)
    except MemoryError as error:
        error.__traceback__ = None
        raise OutOfMemoryError(found.path) from None
