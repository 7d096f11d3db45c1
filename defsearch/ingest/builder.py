"""From the files that changed to the next state of the index: read, invert, gather in segments, commit."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from defsearch.errors import IndexMismatchError
from defsearch.index.merge_policy import merge_segments
from defsearch.index.source_files import IndexedFile
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
    from defsearch.ingest.indexer import FormAnalyzer, Language
    from defsearch.releases.finder import FoundFile
    from defsearch.releases.reader import ReadRelease

_MANY_FILES = 300
_BATCH = 60_000_000  # characters of text in one segment; bounds the memory of an ingest
# What these become in this installation is kept in each index: with other words, every index there is would be refused.
# Not ``analysis.PROBES``, by which the tests tell versions of the analysis apart: to import those loads the stemmer.
_PROBE_WORDS = (
    "drones",
    "schepen",
    "uitgezonden",
    "werknemers",
    "luchtverdedigingsfregatten",
    "zuid-koreaanse",
)


class Builder:
    """One pass over the changed files. Counts are right once ``build`` or ``rehearse`` is done."""

    def __init__(
        self,
        changes: Changes,
        language: Language,
        current: IndexSnapshot | None,
    ) -> None:
        self._changes = changes
        self._language = language
        self._words: Mapping[str, str] | None = None
        self._analyzer: FormAnalyzer | None = None
        self._current = current
        self._old = changes.known
        self._leaving: list[IndexedFile] = []
        self._files: list[IndexedFile] = list(changes.kept)
        self._indexer = DocumentIndexer(self._known_words(), self._get_analyzer)
        self._segment: SegmentWriter | None = None
        self._size = 0
        self.added = self.changed = self.same = 0
        self.removed = len(changes.gone)
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    @property
    def full_paths(self) -> list[str]:
        """Where the releases of the next state come from."""
        return [file.full_path for file in self._files]

    @property
    def releases(self) -> int:
        """How many releases the next state holds."""
        return len(self._files)

    @property
    def has_changes(self) -> bool:
        """True when there is anything to write."""
        return bool(self.added or self.changed or self.same or self.removed)

    def _known_words(self) -> Callable[[str], Analysis | None]:
        """What tells what a form has become before: the lexicon, read whole where many of its words will be asked."""
        if self._current is None:
            return lambda _form: None
        vocabulary = self._current.vocabulary
        return dict(vocabulary.entries()).get if len(self._changes.to_read) > _MANY_FILES else vocabulary.get

    def _get_analyzer(self) -> FormAnalyzer:
        if self._analyzer is None:
            self._analyzer = self._language.make_analyzer(self._get_words())
            if self._current is not None and self._probe() != self._current.manifest.probe:
                raise IndexMismatchError(
                    "The index was made with another Dutch dictionary or stemmer than is installed now."
                )
        return self._analyzer

    def _get_words(self) -> Mapping[str, str]:
        """The Dutch word list: that of the index, so that all of it is analysed alike; for a new one, it is loaded."""
        if self._words is None:
            self._words = (
                self._current.vocabulary.dictionary()
                if self._current is not None
                else self._language.load_words()
            )
        return self._words

    def _probe(self) -> str:
        if self._analyzer is None and self._current is not None:
            return self._current.manifest.probe
        analyses = [self._get_analyzer().analyze(word) for word in _PROBE_WORDS]
        return blake2b(repr(analyses).encode(), digest_size=8).hexdigest()

    def dry_run(self, on_progress: Callable[[int, int], None]) -> None:
        """Read and count only."""
        for found, read in self._read(on_progress):
            self._count(found, read)
            self._files.append(_indexed(found, read, "", 0))

    def build(self, writer: IndexWriter, on_progress: Callable[[int, int], None]) -> None:
        """Write new segments for what is new or changed; leave out what is gone."""
        for file in self._changes.gone:
            self._leave_out(writer, file)
        for found, read in self._read(on_progress):
            old = self._count(found, read)
            if old is not None and _is_same(old, found, read):
                place = full_path(found.path)  # another one where the whole archive was moved
                self._files.append(old._replace(full_path=place, size=read.size, mtime_ns=read.mtime_ns))
                continue
            if old is not None:
                self._leave_out(writer, old)
            self._add(writer, found, read)
        for file in self._unreadable():
            self._leave_out(writer, file)
        self._finish_segment(writer)

    def _leave_out(self, writer: IndexWriter, file: IndexedFile) -> None:
        writer.delete(file.segment, file.number)
        self._leaving.append(file)

    def _read(self, on_progress: Callable[[int, int], None]) -> Iterator[tuple[FoundFile, ReadRelease]]:
        """Every file that can be read, one after the other; the others become problems."""
        total = len(self._changes.to_read)
        for done, found in enumerate(self._changes.to_read):
            on_progress(done, total)
            read = read_release(found.path, within=found.within)
            if isinstance(read, Problem):
                self.problems.append(read)
                self._keep_or_leave(found, read)
                continue
            self.warnings.extend(read.warnings)
            yield found, read
        on_progress(total, total)

    def _keep_or_leave(self, found: FoundFile, problem: Problem) -> None:
        """What the index has of a file that cannot be used stays, unless it is known to be no release any more."""
        old = self._old.get(found.id)
        if old is not None and problem.is_temporary:
            self._files.append(old)
        elif old is not None:
            self.removed += 1

    def _unreadable(self) -> list[IndexedFile]:
        """What the index has of files that are no releases any more."""
        present = {file.id for file in self._files}
        return [file for file in self._old.values() if file.id not in present]

    def _count(self, found: FoundFile, read: ReadRelease) -> IndexedFile | None:
        old = self._old.get(found.id)
        if old is None:
            self.added += 1
        elif _is_same(old, found, read):
            self.same += 1
        else:
            self.changed += 1
        return old

    def _add(self, writer: IndexWriter, found: FoundFile, read: ReadRelease) -> None:
        if self._segment is None:
            self._segment = writer.new_segment()
        segment = self._segment
        name, number = segment.segment.segment_id(), len(segment.documents)
        self._indexer.add(found.id, found.path, read.release, segment)
        self._files.append(_indexed(found, read, name, number))
        self._size += len(read.release.body)
        if self._size > _BATCH:
            self._finish_segment(writer)

    def _finish_segment(self, writer: IndexWriter) -> None:
        if self._segment is not None:
            writer.add_segment(self._segment.finish())
            self._segment, self._size = None, 0

    def commit(self, writer: IndexWriter, provenance: Provenance) -> None:
        """Write the lexicon, merge small segments, and switch to the next state."""
        new = self._indexer.new
        if self._current is None:
            writer.write_dictionary(self._get_words())
            writer.write_words(new)
        else:
            vanished = orphaned_forms(self._current, self._leaving, self._indexer.forms())
            if vanished or new:
                writer.change_words(self._current.vocabulary, new, vanished)
        moved = merge_segments(writer)
        files = (
            file._replace(segment=place[0], number=place[1])
            if (place := moved.get((file.segment, file.number)))
            else file
            for file in self._files
        )
        writer.commit(files, probe=self._probe(), **provenance._asdict())

    def rollback(self) -> None:
        """Close what is open, finishing nothing."""
        if self._segment is not None:
            self._segment.rollback()


def _is_same(old: IndexedFile, found: FoundFile, read: ReadRelease) -> bool:
    return old.digest == read.digest and old.path == found.path


def _indexed(found: FoundFile, read: ReadRelease, segment: str, number: int) -> IndexedFile:
    return IndexedFile(
        found.id, found.path, full_path(found.path), read.size, read.mtime_ns, read.digest, segment, number
    )
