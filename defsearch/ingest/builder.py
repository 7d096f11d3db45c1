"""Build the next state of the index: index the changed files, by several processes if there are many, and commit.

Not here: which files changed (``diff``), reading and indexing them in one process or several (``workers``).
"""

from __future__ import annotations

import gc
from collections import deque
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from defsearch.errors import IndexMismatchError
from defsearch.index.source_files import IndexedFile
from defsearch.index.whoosh_codec import segment_of
from defsearch.index.writer import merge_segments
from defsearch.ingest.diff import full_path
from defsearch.ingest.indexer import DocumentIndexer, orphaned_forms
from defsearch.ingest.workers import (
    Batch,
    FileToIndex,
    IndexedRelease,
    max_segment_chars,
    pieces_of,
    read_found,
)
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from defsearch.dutch.analysis import Analysis
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.writer import IndexWriter
    from defsearch.ingest.diff import Changes, Provenance
    from defsearch.ingest.indexer import AnalyzerFactory, FormAnalyzer
    from defsearch.ingest.workers import Workers
    from defsearch.releases.finder import FoundFile
    from defsearch.releases.reader import ReadRelease

_MANY_FILES = 300  # above this, reading the whole vocabulary is faster than single look-ups
# Each index contains a digest of the analyses of these words, to detect another version of the stemmer. Another list
# would make every existing index a mismatch.
_PROBE_WORDS = (
    "drones",
    "schepen",
    "uitgezonden",
    "werknemers",
    "luchtverdedigingsfregatten",
    "zuid-koreaanse",
)


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Look for no reference cycles: millions of objects live until the commit, none in a cycle.

    It would take a sixth of the time of an ingest.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Builder:
    """A builder of the next state. Its counts and problems are complete after ``build`` or ``dry_run``.

    ``previous`` are the files of the index by id, also for a rebuild, which has no ``current``: releases that were in
    it keep the time when they came in. ``now`` is the time for new ones, in nanoseconds since the epoch.
    """

    def __init__(
        self,
        changes: Changes,
        make_analyzer: AnalyzerFactory,
        current: IndexSnapshot | None,
        previous: Mapping[str, IndexedFile],
        now: int,
    ) -> None:
        self._changes = changes
        self._previous = previous
        self._now = now
        present = {found.id for found in changes.to_read} | {file.id for file in changes.kept}
        self._vanished = {file.digest: file.id for file in previous.values() if file.id not in present}
        self.added_ids: list[str] = []
        self.changed_ids: list[str] = []
        self.moved_ids: list[str] = []
        self.removed_ids = {file.id for file in previous.values() if file.id not in present}
        self._make_analyzer = make_analyzer
        self._current = current
        self._probe = "" if current is None else current.manifest.probe
        self._deleted: list[IndexedFile] = []
        self._files: list[IndexedFile] = list(changes.kept)
        self._indexer = DocumentIndexer(self._known_analyses(), self._new_analyzer)
        self._batch: Batch | None = None
        self.unchanged = 0
        self._has_new_states = False
        self.problems: list[Problem] = []
        self.unread: list[Problem] = []  # of releases that a rebuild would lose, and a later one might not
        self.warnings: list[Problem] = []

    @property
    def full_paths(self) -> list[str]:
        """The absolute paths of the files of the next state."""
        return [file.full_path for file in self._files]

    @property
    def _has_many_files(self) -> bool:
        return len(self._changes.to_read) > _MANY_FILES

    @property
    def releases(self) -> int:
        """The number of releases in the next state."""
        return len(self._files)

    @property
    def has_changes(self) -> bool:
        """Whether the next state differs, also if only the state or the path of a file does."""
        changed = self.added_ids or self.changed_ids or self.moved_ids or self.removed_ids
        return bool(changed or self._has_new_states)

    def dry_run(self, on_progress: Callable[[int, int], None]) -> None:
        """Read and count, and write nothing."""
        total = len(self._changes.to_read)
        for done, found in enumerate(self._changes.to_read):
            on_progress(done, total)
            read = read_found(found)
            if isinstance(read, Problem):
                self._skip(found, read)
            else:
                self.warnings.extend(read.warnings)
                self._files.append(_indexed_file(found, read, "", 0, self._count(found, read)))
        on_progress(total, total)

    @_garbage_collection_paused()
    def build(self, writer: IndexWriter, workers: Workers, on_progress: Callable[[int, int], None]) -> None:
        """Write new segments with the new and changed releases; delete the removed ones."""
        for file in self._changes.gone:
            self._delete(writer, file)
        indexed = self._index(writer, workers, on_progress)
        for found, read in zip(self._changes.to_read, indexed, strict=True):
            if isinstance(read, Problem):
                self._skip(found, read)
                continue
            self.warnings.extend(read.warnings)
            added = self._count(found, read)
            known = self._changes.known.get(found.id)
            if known is not None and not read.segment:
                path = full_path(found.path)  # differs if the whole archive was moved
                same = known._replace(full_path=path, state=read.state or found.state)
                self._has_new_states |= same != known
                self._files.append(same)
                continue
            if known is not None:
                self._delete(writer, known)
            self._files.append(_indexed_file(found, read, read.segment, read.number, added))
        present = {file.id for file in self._files}
        for file in self._changes.known.values():  # files that are not releases any more
            if file.id not in present:
                self._delete(writer, file)

    @_garbage_collection_paused()
    def commit(self, writer: IndexWriter, provenance: Provenance) -> None:
        """Write the vocabulary, merge small segments, and switch to the next state."""
        new = self._indexer.new
        if not self._probe:  # a new index without any word
            self._new_analyzer()
        if self._current is None:
            writer.write_words(new.lines)
        else:
            orphaned = orphaned_forms(self._current, self._deleted, self._indexer.forms())
            if orphaned or new:
                writer.change_words(self._current.vocabulary, new, orphaned)
        moved = merge_segments(writer)
        files = (
            file._replace(segment=address[0], number=address[1])
            if (address := moved.get((file.segment, file.number)))
            else file
            for file in self._files
        )
        writer.commit(files, probe=self._probe, **provenance._asdict())

    def rollback(self) -> None:
        """Discard the open segment."""
        if self._batch is not None:
            self._batch.rollback()
            self._batch = None  # it may fill the memory

    # Files

    def _index(
        self, writer: IndexWriter, workers: Workers, on_progress: Callable[[int, int], None]
    ) -> Iterator[IndexedRelease | Problem]:
        """Yield what was found of each file to read, in their order; the segments are complete at the end."""
        files = [FileToIndex(found, self._known_digest(found)) for found in self._changes.to_read]
        max_chars = max_segment_chars(files, workers.count + 1)
        if workers.count:
            self._new_analyzer()  # the others have the same: the index must have been made with it
        pieces = deque(pieces_of(files))
        workers.give(pieces, writer.folder, writer.new_segment_name, max_chars)
        batch = self._batch = Batch(self._indexer, writer.new_segment, max_chars)
        done = 0
        while pieces:
            piece = pieces.popleft()
            on_progress(done + workers.done(), len(files))
            yield from batch.add(piece.files)
            done += len(piece.files)
        workers.end()

        def on_done(others: int) -> None:
            on_progress(done + others, len(files))

        if workers.count:
            self._indexer.adopt(workers.analyze(self._indexer, on_done))
        batch.finish()
        segments = [*batch.segments, *(segment_of(*meta) for meta in workers.segments(on_done))]
        yield from workers.found()
        for segment in segments:
            writer.add_segment(segment)
        on_progress(len(files), len(files))

    def _known_digest(self, found: FoundFile) -> str:
        """Return the digest with which a file need not be indexed."""
        known = self._changes.known.get(found.id)
        return known.digest if known is not None and _is_same_path(known, found) else ""

    def _skip(self, found: FoundFile, problem: Problem) -> None:
        """Keep the release of a file that cannot be read now; one that is no release any more is removed."""
        self.problems.append(problem)
        known = self._changes.known.get(found.id)
        if known is not None and problem.is_temporary:
            self._files.append(known)
        elif found.id in self._previous:
            self.removed_ids.add(found.id)
            if problem.is_temporary:
                self.unread.append(problem)

    def _count(self, found: FoundFile, read: ReadRelease | IndexedRelease) -> int:
        """Count a file as added, changed, moved or unchanged; return when its release came in."""
        known = self._previous.get(found.id)
        if known is None:
            old_id = self._vanished.pop(read.digest, None)
            if old_id is None:
                self.added_ids.append(found.id)
                return self._now
            # The same content under another id is a move.
            self.removed_ids.discard(old_id)
            self.moved_ids.append(found.id)
            return self._previous[old_id].added
        if known.digest != read.digest:
            self.changed_ids.append(found.id)
        elif _is_same_path(known, found):
            self.unchanged += 1
        else:
            self.moved_ids.append(found.id)
        return known.added

    def _delete(self, writer: IndexWriter, file: IndexedFile) -> None:
        writer.delete(file.segment, file.number)
        self._deleted.append(file)

    # Analysis

    def _known_analyses(self) -> Callable[[str], Analysis | None]:
        if self._current is None:
            return lambda _form: None
        vocabulary = self._current.vocabulary
        return dict(vocabulary.entries()).get if self._has_many_files else vocabulary.get

    def _new_analyzer(self) -> FormAnalyzer:
        """Return an analyzer, which must be the one that the index was made with."""
        analyzer = self._make_analyzer()
        analyses = [analyzer.analyze(word) for word in _PROBE_WORDS]
        probe = blake2b(repr(analyses).encode(), digest_size=8).hexdigest()
        if self._probe not in ("", probe):
            raise IndexMismatchError("The index was made with another Dutch stemmer than is installed now.")
        self._probe = probe
        return analyzer


def _is_same_path(known: IndexedFile, found: FoundFile) -> bool:
    return known.path == found.path or known.full_path == full_path(found.path)


def _indexed_file(
    found: FoundFile, read: ReadRelease | IndexedRelease, segment: str, number: int, added: int
) -> IndexedFile:
    state = read.state or found.state
    return IndexedFile(
        found.id, found.path, full_path(found.path), state, read.digest, segment, number, added
    )
