"""Bring an index in line with the releases in its sources: find, compare, read, write, switch.

The order of things and nothing else; each step stands in a room of its own.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from defsearch.errors import IndexWriteError, NoIndexError
from defsearch.ingest.build import Builder
from defsearch.ingest.changes import Changes, compare, full_path, is_below, sources_after
from defsearch.ingest.language import DUTCH
from defsearch.ingest.report import IngestReport
from defsearch.releases.finder import FoundFile, find_releases
from defsearch.store.files import files_from
from defsearch.store.folder import latest_generation, sync_folder
from defsearch.store.index_dir import open_index
from defsearch.store.index_writer import IndexWriter
from defsearch.store.lock import WriteLock
from defsearch.store.manifest import SkippedFile, worth_keeping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from defsearch.ingest.language import Language
    from defsearch.ingest.report import IngestOptions
    from defsearch.releases.problem import Problem
    from defsearch.store.index_dir import OpenIndex


def ingest(
    sources: Sequence[Path],
    index: Path,
    options: IngestOptions,
    on_progress: Callable[[int, int], None] | None = None,
    language: Language = DUTCH,
) -> IngestReport:
    """Bring the index in folder ``index`` in line with ``sources``.

    ``on_progress`` is called with the number of files done and the number to do.

    Raises:
        SourceError: a source does not exist or none holds releases.
        IndexLockedError: another ingest is writing.
        IndexMismatchError, IndexDamagedError: the index there cannot be continued; ``rebuild`` starts anew.
        IndexWriteError: the new state could not be written; the old one stands.
    """
    started = time.monotonic()
    found: list[FoundFile] = []
    problems: list[Problem] = []
    for item in find_releases(sources, follow_links=options.follow_links):
        (found if isinstance(item, FoundFile) else problems).append(item)  # type: ignore[arg-type]
    run = _Run(
        sources, index, options, found, problems, on_progress or (lambda _done, _total: None), language
    )
    if options.dry_run:
        return run.rehearse(started)
    try:
        _make_folder(index)
        with WriteLock(index):
            return run.write(started)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise IndexWriteError(
            f"The index could not be written: {error.filename or index}: {reason}.",
            "What was there before still stands. Make room or choose another folder with --index.",
        ) from error


def _make_folder(index: Path) -> None:
    if not index.is_dir():
        index.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(index.parent)


class _Run:
    """One ingest, from the files that were found to the report."""

    def __init__(
        self,
        sources: Sequence[Path],
        index: Path,
        options: IngestOptions,
        found: list[FoundFile],
        problems: list[Problem],
        on_progress: Callable[[int, int], None],
        language: Language,
    ) -> None:
        self.sources = [full_path(os.fspath(source)) for source in sources]
        self.index = index
        self.options = options
        self.found = found
        self.problems = problems
        self.on_progress = on_progress
        self.language = language

    def _current(self) -> OpenIndex | None:
        if self.options.rebuild or latest_generation(self.index) < 0:
            return None
        try:
            return open_index(self.index)
        except NoIndexError:
            return None

    def _changes(self, current: OpenIndex | None) -> Changes:
        indexed = {} if current is None else {file.id: file for file in files_from(current.files)}
        unreachable = [full_path(problem.path) for problem in self.problems]
        return compare(self.found, indexed, self.sources, unreachable)

    def rehearse(self, started: float) -> IngestReport:
        """Read what has to be read and report; nothing is written, nothing locked."""
        current = self._current()
        try:
            changes = self._changes(current)
            builder = Builder(changes, self.language, current)
            builder.rehearse(self.on_progress)
            return self._report(changes, builder, started, written=False)
        finally:
            if current is not None:
                current.close()

    def write(self, started: float) -> IngestReport:
        """Build the next state and switch to it, if anything changed."""
        current = self._current()
        try:
            changes = self._changes(current)
            writer = IndexWriter(self.index, current)
            builder = Builder(changes, self.language, current)
            try:
                builder.build(writer, self.on_progress)
                problems = (*self.problems, *changes.clashes, *builder.problems)
                sources, skipped = self._provenance(current, builder, problems)
                written = not (self.options.strict and problems) and (
                    current is None
                    or builder.is_different
                    or (current.manifest.sources, current.manifest.skipped) != (sources, skipped)
                )
                if written:
                    builder.commit(writer, sources, skipped)
                else:
                    writer.cancel()
            except BaseException:
                builder.abandon()
                writer.cancel()
                raise
            return self._report(changes, builder, started, written=written)
        finally:
            if current is not None:
                current.close()

    def _provenance(
        self, current: OpenIndex | None, builder: Builder, problems: Sequence[Problem]
    ) -> tuple[tuple[str, ...], tuple[SkippedFile, ...]]:
        """The sources of the next state and the files that were skipped; of other sources, as they were."""
        skipped = [SkippedFile(*problem, full_path(problem.path)) for problem in problems]
        before: tuple[str, ...] = ()
        if current is not None:
            before = current.manifest.sources
            skipped += [one for one in current.manifest.skipped if not is_below(one.full_path, self.sources)]
        remaining = [*builder.full_paths, *(one.full_path for one in skipped)]
        return sources_after(before, self.sources, remaining), worth_keeping(skipped)

    def _report(self, changes: Changes, builder: Builder, started: float, *, written: bool) -> IngestReport:
        return IngestReport(
            added=builder.added,
            changed=builder.changed,
            removed=builder.removed,
            unchanged=changes.unchanged + builder.same,
            releases=builder.releases,
            skipped=(*self.problems, *changes.clashes, *builder.problems),
            warnings=tuple(builder.warnings),
            seconds=time.monotonic() - started,
            written=written,
        )
