"""Build the next state of the index: read the changed files, index them into segments, and commit.

Not here: which files changed (``diff``), the terms of a release (``indexer``).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from defsearch.errors import IndexMismatchError, OutOfMemoryError
from defsearch.index.source_files import IndexedFile
from defsearch.index.writer import merge_segments
from defsearch.ingest.diff import full_path
from defsearch.ingest.indexer import DocumentIndexer, orphaned_forms
from defsearch.releases.reader import read_release
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from defsearch.dutch.analysis import Analysis
    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.writer import IndexWriter
    from defsearch.ingest.diff import Changes, Provenance
    from defsearch.ingest.indexer import AnalyzerFactory, FormAnalyzer
    from defsearch.releases.finder import FoundFile
    from defsearch.releases.reader import ReadRelease

_MANY_FILES = 300  # above this, reading the whole vocabulary and word list is faster than single look-ups
_MAX_SEGMENT_CHARS = 60_000_000  # bounds the memory of an ingest
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
        self._analyzer: FormAnalyzer | None = None
        self._probe = "" if current is None else current.manifest.probe
        self._deleted: list[IndexedFile] = []
        self._files: list[IndexedFile] = list(changes.kept)
        self._indexer = DocumentIndexer(self._known_analyses(), self._get_analyzer)
        self._segment: SegmentWriter | None = None
        self._segment_chars = 0
        self.unchanged = 0
        self._has_new_states = False
        self.problems: list[Problem] = []
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
        for found, read in self._read_files(on_progress):
            self._count(found, read)
            self._files.append(_indexed_file(found, read, "", 0, self._now))

    def build(self, writer: IndexWriter, on_progress: Callable[[int, int], None]) -> None:
        """Write new segments with the new and changed releases; delete the removed ones."""
        for file in self._changes.gone:
            self._delete(writer, file)
        self._add_all(writer, on_progress)
        self._analyzer = None  # the word list in it takes as much memory as the writing of a segment
        present = {file.id for file in self._files}
        for file in self._changes.known.values():  # files that are not releases any more
            if file.id not in present:
                self._delete(writer, file)
        self._finish_segment(writer)

    def _add_all(self, writer: IndexWriter, on_progress: Callable[[int, int], None]) -> None:
        """Index what is new or changed. The last release is not kept while its segment is written."""
        for found, read in self._read_files(on_progress):
            added = self._count(found, read)
            known = self._changes.known.get(found.id)
            if known is not None and _is_same(known, found, read):
                path = full_path(found.path)  # differs if the whole archive was moved
                same = known._replace(full_path=path, state=read.state)
                self._has_new_states |= same != known
                self._files.append(same)
                continue
            if known is not None:
                self._delete(writer, known)
            self._add(writer, found, read, added)

    def commit(self, writer: IndexWriter, provenance: Provenance) -> None:
        """Write the vocabulary, merge small segments, and switch to the next state."""
        new = self._indexer.new
        if not self._probe:  # a new index without any word
            self._get_analyzer()
        if self._current is None:
            writer.write_words(new)
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
        if self._segment is not None:
            self._segment.rollback()
            self._segment = None  # it may fill the memory

    # Files

    def _read_files(self, on_progress: Callable[[int, int], None]) -> Iterator[tuple[FoundFile, ReadRelease]]:
        """Yield each file that can be read; the others become problems."""
        total = len(self._changes.to_read)
        for done, found in enumerate(self._changes.to_read):
            on_progress(done, total)
            try:
                read = read_release(found.path, found.id, within=found.within)
            except MemoryError as error:
                error.__traceback__ = None  # its frames keep what filled the memory
                raise OutOfMemoryError(found.path) from None
            if isinstance(read, Problem):
                self.problems.append(read)
                known = self._changes.known.get(found.id)
                if known is not None and read.is_temporary:
                    self._files.append(known)
                elif found.id in self._previous:
                    self.removed_ids.add(found.id)
                continue
            self.warnings.extend(read.warnings)
            yield found, read
        on_progress(total, total)

    def _count(self, found: FoundFile, read: ReadRelease) -> int:
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
        elif _is_same(known, found, read):
            self.unchanged += 1
        else:
            self.moved_ids.append(found.id)
        return known.added

    def _delete(self, writer: IndexWriter, file: IndexedFile) -> None:
        writer.delete(file.segment, file.number)
        self._deleted.append(file)

    def _add(self, writer: IndexWriter, found: FoundFile, read: ReadRelease, added: int) -> None:
        if self._segment is None:
            self._segment = writer.new_segment()
        segment = self._segment
        name, number = segment.segment.segment_id(), len(segment.documents)
        try:
            self._indexer.add(found.id, found.path, read.release, segment)
        except MemoryError as error:
            error.__traceback__ = None
            raise OutOfMemoryError(found.path) from None
        self._files.append(_indexed_file(found, read, name, number, added))
        self._segment_chars += len(read.release.body)
        if self._segment_chars > _MAX_SEGMENT_CHARS:
            self._finish_segment(writer)

    def _finish_segment(self, writer: IndexWriter) -> None:
        if self._segment is not None:
            writer.add_segment(self._segment.finish())
            self._segment, self._segment_chars = None, 0

    # Analysis

    def _known_analyses(self) -> Callable[[str], Analysis | None]:
        if self._current is None:
            return lambda _form: None
        vocabulary = self._current.vocabulary
        return dict(vocabulary.entries()).get if self._has_many_files else vocabulary.get

    def _get_analyzer(self) -> FormAnalyzer:
        """Return the analyzer, which is made when the first new form is found."""
        if self._analyzer is None:
            self._analyzer = self._make_analyzer(many=self._has_many_files)
            analyses = [self._analyzer.analyze(word) for word in _PROBE_WORDS]
            probe = blake2b(repr(analyses).encode(), digest_size=8).hexdigest()
            if self._probe not in ("", probe):
                raise IndexMismatchError(
                    "The index was made with another Dutch stemmer than is installed now."
                )
            self._probe = probe
        return self._analyzer


def _is_same(known: IndexedFile, found: FoundFile, read: ReadRelease) -> bool:
    is_same_path = known.path == found.path or known.full_path == full_path(found.path)
    return is_same_path and known.digest == read.digest


def _indexed_file(found: FoundFile, read: ReadRelease, segment: str, number: int, added: int) -> IndexedFile:
    return IndexedFile(
        found.id, found.path, full_path(found.path), read.state, read.digest, segment, number, added
    )
