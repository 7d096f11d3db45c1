"""Changing an index from one state to the next: new segments next to the old ones, then one atomic switch.

All new files are written and synced; the manifest after them; the table of contents last, by a rename. A reader sees
the old state or the new one. The files of a killed ingest are removed by the next one.

Segments are merged from time to time: a few large ones are searched faster than many small ones. One with many deleted
releases is rewritten too, because deleted releases still take space. Not here: which releases changed
(``defsearch.ingest``), the merge of two posting lists (``segment_writer``).
"""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING

from defsearch.errors import NotSyncedError, TooManySourcesError
from defsearch.index.directory import (
    file_meta,
    latest_generation,
    remove_files,
    remove_other_files,
    rename,
    sync_folder,
    unused_generation,
    write_file,
)
from defsearch.index.manifest import (
    LIMIT,
    Manifest,
    SkippedFile,
    cap_skipped,
    fingerprint,
    manifest_name,
    toc_bytes,
)
from defsearch.index.segment import INDEX_FIELDS, SegmentReader, open_segment
from defsearch.index.segment_writer import SegmentWriter
from defsearch.index.snapshot import FILES, WORDS, IndexSnapshot
from defsearch.index.source_files import IndexedFile, write_files
from defsearch.index.sstable import write_sstable
from defsearch.index.vocabulary import encode_analysis, write_changed_words, write_words
from defsearch.index.whoosh_codec import ArchiveSegment, segment_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from defsearch.dutch.analysis import Analysis
    from defsearch.index.vocabulary import Vocabulary

_MAX_WORD_TABLES = 4  # every query looks into each
_MIN_SIZE_RATIO = 4  # the oldest table of words must be this much larger than all others together


class IndexWriter:
    """One change of the index in ``folder``; the caller has the write lock. ``current`` is None for a new index."""

    def __init__(self, folder: Path, current: IndexSnapshot | None) -> None:
        self.folder = folder
        self.generation = unused_generation(folder)
        self._current = None if current is None else current.manifest
        self._old = [segment_of(*one) for one in self._current.segments] if self._current else []
        self._new: list[ArchiveSegment] = []
        self._made: set[str] = set()  # the names of all files that this writer makes
        self._tables: dict[str, tuple[str, ...]] = dict(self._current.tables) if self._current else {}

    def delete(self, segment: str, number: int) -> None:
        """Leave release ``number`` of a segment out of the next state."""
        for one in self._old:
            if one.segment_id() == segment:
                one.delete_document(number)

    def new_segment_name(self) -> str:
        """Return the name of a new segment that another process writes."""
        segment = ArchiveSegment()
        self._made.update(segment.meta().files())
        return str(segment.segment_id())

    def new_segment(self) -> SegmentWriter:
        """Return the writer of a new segment; give the finished segment to ``add_segment``."""
        return SegmentWriter(self.folder, segment_of(self.new_segment_name(), 0), INDEX_FIELDS)

    def add_segment(self, segment: ArchiveSegment) -> None:
        """Add a finished segment to the next state."""
        self._new.append(segment)

    def _new_table(self, name: str, *older: str) -> Path:
        file = f"lexicon_{self.generation}.{name}"
        self._made.add(file)
        self._tables[name] = (*older, file)
        return self.folder / file

    def write_side_table(self, name: str, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Write a table of a side index; ``rows`` are sorted by key."""
        write_sstable(str(self._new_table(name)), rows)

    def write_words(self, lines: Mapping[str, str]) -> None:
        """Write all words of the next state with their encoded analyses."""
        write_words(self._new_table(WORDS), lines)

    def change_words(
        self, vocabulary: Vocabulary, added: Mapping[str, Analysis], deleted: Collection[str]
    ) -> None:
        """Write the changes of the words in ``vocabulary``: as a table of their own, or merged with all others."""
        tables = self._tables[WORDS]
        sizes = [self._current.files[name].size for name in tables] if self._current else []
        if len(tables) < _MAX_WORD_TABLES and sum(sizes[1:]) * _MIN_SIZE_RATIO <= sizes[0]:
            write_changed_words(self._new_table(WORDS, *tables), vocabulary, added, deleted)
            return
        lines = {form: line for form, line in vocabulary.lines() if form not in deleted}
        self.write_words(lines | {form: encode_analysis(analysis) for form, analysis in added.items()})

    def replace(self, old: Iterable[ArchiveSegment], merged: ArchiveSegment) -> None:
        """Replace the segments ``old`` by ``merged``."""
        names = {one.segment_id() for one in old}
        self._old = [one for one in self._old if one.segment_id() not in names]
        self._new = [one for one in self._new if one.segment_id() not in names]
        self._new.insert(0, merged)

    def live_segments(self) -> list[ArchiveSegment]:
        """Return the segments of the next state that contain any release, the oldest first."""
        return [one for one in (*self._old, *self._new) if one.doc_count()]

    def commit(
        self,
        files: Iterable[IndexedFile],
        *,
        probe: str,
        sources: Iterable[str],
        skipped: Iterable[SkippedFile],
        followed: Iterable[str] = (),
    ) -> Manifest:
        """Write the rest and switch to the next state. ``files`` are all release files of that state."""
        write_files(self._new_table(FILES), files)
        segments = self.live_segments()
        metas = tuple(one.meta() for one in segments)
        known = self._current.files if self._current is not None else {}
        names = [
            *(name for tables in self._tables.values() for name in tables),
            *(name for one in metas for name in one.files()),
        ]
        manifest = Manifest(
            generation=self.generation,
            fingerprint=fingerprint(),
            probe=probe,
            made=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            releases=sum(one.doc_count() for one in segments),
            segments=metas,
            files={name: known.get(name) or file_meta(self.folder / name) for name in names},
            tables=self._tables,
            sources=tuple(sources),
            skipped=cap_skipped(skipped),
            followed=tuple(followed),
        )
        self._switch(manifest)
        remove_other_files(self.folder, manifest.names())
        return manifest

    def _switch(self, manifest: Manifest) -> None:
        prepared = f"{manifest.toc}.new"
        self._made |= {manifest_name(self.generation), prepared}
        data = manifest.to_bytes()
        if len(data) > LIMIT:
            raise TooManySourcesError(f"The new state of the index cannot be described in {LIMIT >> 20} MB.")
        write_file(self.folder / manifest_name(self.generation), data)
        write_file(self.folder / prepared, toc_bytes(manifest.segments, manifest.generation))
        sync_folder(self.folder)
        rename(self.folder, prepared, manifest.toc)
        # From here on the new state is the current one, whatever happens: nothing of it may be undone.
        try:
            sync_folder(self.folder)
        except OSError as error:
            raise NotSyncedError(
                f"The new state of the index is in place, but {self.folder} could not be synced to disk: "
                f"{(error.strerror or 'error').lower()}."
            ) from None

    def rollback(self) -> None:
        """Remove the files of the next state. Does nothing after the switch."""
        # The disk is asked, not a flag: an interrupt can come right after the rename. Where it does not answer, the
        # files are left for the next ingest.
        with suppress(OSError):
            if latest_generation(self.folder) != self.generation:
                remove_files(self.folder, self._made)


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
