"""Ingest: bring an index in line with the releases of its sources.

The order of the steps: find the files, compare them with the index, build the next state, switch to it.

Not here: the steps themselves (``finder``, ``diff``, ``builder``), what an error tells the user to do
(``defsearch.cli``).
"""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from defsearch.errors import IndexWriteError, NoIndexError, UnreadableSourceError
from defsearch.index.directory import latest_generation, read_error, remove_other_files
from defsearch.index.lock import WritableFolder, folder_error
from defsearch.index.manifest import SkippedFile, cap_skipped
from defsearch.index.snapshot import NO_STATE, current_state, open_snapshot
from defsearch.ingest.diff import Changes, Provenance, diff, full_path, next_sources
from defsearch.ingest.indexer import make_dutch_analyzer
from defsearch.releases.finder import FoundFile, PathSet, find_releases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from defsearch.index.snapshot import IndexSnapshot, IndexState
    from defsearch.ingest.builder import Builder
    from defsearch.ingest.indexer import AnalyzerFactory
    from defsearch.releases.release import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """The options of an ingest. ``strict``: a skipped file makes it fail, and nothing is changed."""

    rebuild: bool = False
    strict: bool = False
    dry_run: bool = False
    follow_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """The changes that an ingest made, or would make.

    ``releases`` counts the releases in the index after it. ``written`` is False after a dry run, after a strict
    ingest that skipped a file, and if there was nothing to change.
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    releases: int
    skipped: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    seconds: float
    written: bool


def ingest(
    sources: Sequence[Path],
    index: Path,
    options: IngestOptions,
    on_progress: Callable[[int, int], None] | None = None,
    make_analyzer: AnalyzerFactory = make_dutch_analyzer,
) -> IngestReport:
    """Bring the index in folder ``index`` in line with ``sources``.

    ``on_progress`` is called with the number of files done and the number to do.

    Raises:
        SourceError: a source does not exist, all are empty, or a rebuild would lose releases that cannot be read.
        IndexLockedError: another ingest is writing.
        IndexUnreadableError: the system refuses to read the index.
        IndexMismatchError, IndexDamagedError: the index cannot be updated; ``rebuild`` replaces it.
        IndexWriteError: the new state could not be written; the old one is unchanged.
    """
    started = time.monotonic()
    found: list[FoundFile] = []
    problems: list[Problem] = []
    for item in find_releases(sources, follow_links=options.follow_links):
        (found if isinstance(item, FoundFile) else problems).append(item)  # type: ignore[arg-type]
    full_paths = [full_path(os.fspath(source)) for source in sources]
    run = _Run(
        full_paths,
        index,
        options,
        found,
        problems,
        on_progress or (lambda _done, _total: None),
        make_analyzer,
        started,
    )
    try:
        before = current_state(index)
    except OSError as error:
        raise read_error(error, index) from None
    if options.rebuild and before != NO_STATE:
        _refuse_to_lose_releases(full_paths, problems)
    if options.dry_run:
        error_in_folder = folder_error(index)
        if error_in_folder:
            raise error_in_folder
        return run.dry_run()
    try:
        with WritableFolder(index):
            before = current_state(index)  # another ingest may have written while this one waited
            return run.write()
    except OSError as error:
        raise _write_error(error, index, before) from error


def _refuse_to_lose_releases(sources: Sequence[str], problems: Sequence[Problem]) -> None:
    """Raise UnreadableSourceError if a rebuild would lose what the index has of a source that cannot be read."""
    below_sources = PathSet(sources)
    for problem in problems:
        if problem.is_unreadable and full_path(problem.path) in below_sources:
            raise UnreadableSourceError(
                f"{problem.path}: {problem.reason}, and a rebuild would forget what the index has of it"
            )


def _write_error(error: OSError, index: Path, before: IndexState) -> IndexWriteError:
    """Return the error for a refused write: what the system said, and which index is there now."""
    reason = (error.strerror or str(error)).lower()
    where = os.fsdecode(error.filename) if error.filename is not None else index
    try:
        now = current_state(index)
    except OSError:
        now = None
    if now is None or before == now == NO_STATE:  # unknown, or nothing to mention
        remaining = ""
    elif now == before:
        remaining = "The index that was there before is unchanged."
    elif now == NO_STATE:
        remaining = "The index that was there has been removed meanwhile."
    else:
        remaining = "Another index has replaced it meanwhile."
    return IndexWriteError(f"The index could not be written: {where}: {reason}.", error, remaining)


@dataclass(frozen=True, slots=True)
class _Run:
    """One ingest, from the found files to the report."""

    sources: Sequence[str]
    index: Path
    options: IngestOptions
    found: list[FoundFile]
    problems: list[Problem]
    on_progress: Callable[[int, int], None]
    make_analyzer: AnalyzerFactory
    started: float

    def dry_run(self) -> IngestReport:
        """Read the changed files and report; write and lock nothing."""
        from defsearch.ingest.builder import Builder  # most runs find nothing to build

        with self._open_current() or nullcontext() as current:
            changes = self._changes(current)
            builder = Builder(changes, self.make_analyzer, current)
            builder.dry_run(self.on_progress)
            return self._report(changes, builder, written=False)

    def write(self) -> IngestReport:
        """Build the next state and switch to it, if anything changed."""
        with self._open_current() or nullcontext() as current:
            changes = self._changes(current)
            if current is not None:
                # Without a current state nothing is removed before the switch: the files may still be useful.
                remove_other_files(self.index, current.manifest.names())
                if self._is_up_to_date(current, changes):
                    return self._report(changes, None, written=False)
            return self._build(current, changes)

    def _open_current(self) -> IndexSnapshot | None:
        if self.options.rebuild or latest_generation(self.index) < 0:
            return None
        try:
            return open_snapshot(self.index)
        except NoIndexError:
            return None

    def _changes(self, current: IndexSnapshot | None) -> Changes:
        indexed = {} if current is None else {file.id: file for file in current.files.all()}
        unreadable = [full_path(problem.path) for problem in self.problems if problem.is_temporary]
        return diff(self.found, indexed, self.sources, unreadable)

    def _is_up_to_date(self, current: IndexSnapshot, changes: Changes) -> bool:
        if changes.to_read or changes.gone:
            return False
        paths = [file.full_path for file in changes.kept]
        provenance = self._provenance(current, paths, (*self.problems, *changes.duplicates))
        return provenance == _current_provenance(current)

    def _build(self, current: IndexSnapshot | None, changes: Changes) -> IngestReport:
        # Importing Whoosh alone takes longer than a run that finds nothing to build.
        from defsearch.index.writer import IndexWriter
        from defsearch.ingest.builder import Builder

        writer = IndexWriter(self.index, current)
        builder = Builder(changes, self.make_analyzer, current)
        try:
            builder.build(writer, self.on_progress)
            problems = (*self.problems, *changes.duplicates, *builder.problems)
            provenance = self._provenance(current, builder.full_paths, problems)
            written = not (self.options.strict and problems) and (
                current is None or builder.has_changes or _current_provenance(current) != provenance
            )
            if written:
                builder.commit(writer, provenance)
            else:
                writer.rollback()
        except BaseException:
            builder.rollback()
            writer.rollback()
            raise
        return self._report(changes, builder, written=written)

    def _provenance(
        self, current: IndexSnapshot | None, full_paths: Sequence[str], problems: Sequence[Problem]
    ) -> Provenance:
        """Return the sources and skipped files of the next state; those of sources not named now stay."""
        skipped = [SkippedFile(*problem, full_path(problem.path)) for problem in problems]
        before: tuple[str, ...] = ()
        followed = set(self.sources) if self.options.follow_links else set[str]()
        if current is not None:
            before = current.manifest.sources
            followed.update(set(current.manifest.followed).difference(self.sources))
            below_sources = PathSet(self.sources)
            skipped += [file for file in current.manifest.skipped if file.full_path not in below_sources]
        remaining = [*full_paths, *(file.full_path for file in skipped)]
        sources = next_sources(before, self.sources, remaining)
        return Provenance(sources, tuple(sorted(followed.intersection(sources))), cap_skipped(skipped))

    def _report(self, changes: Changes, builder: Builder | None, *, written: bool) -> IngestReport:
        problems, warnings = (builder.problems, builder.warnings) if builder else ([], [])
        return IngestReport(
            added=builder.added if builder else 0,
            changed=builder.changed if builder else 0,
            removed=builder.removed if builder else 0,
            unchanged=changes.unchanged + (builder.unchanged if builder else 0),
            releases=builder.releases if builder else len(changes.kept),
            skipped=(*self.problems, *changes.duplicates, *problems),
            warnings=tuple(warnings),
            seconds=time.monotonic() - self.started,
            written=written,
        )


def _current_provenance(index: IndexSnapshot) -> Provenance:
    manifest = index.manifest
    return Provenance(manifest.sources, manifest.followed, manifest.skipped)
