"""Bring an index in line with the releases in its sources: find, compare, read, write, switch.

The order of things and nothing else; each step stands in a room of its own.

What an ingest is asked and what it reports: frozen values.
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
from defsearch.ingest.indexer import DUTCH
from defsearch.releases.finder import FoundFile, PathSet, find_releases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from defsearch.index.snapshot import IndexSnapshot, IndexState
    from defsearch.ingest.builder import Builder
    from defsearch.ingest.indexer import Language
    from defsearch.releases.release import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How to ingest. ``strict``: any skipped file makes it fail and nothing is changed."""

    rebuild: bool = False
    strict: bool = False
    dry_run: bool = False
    follow_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What changed, or would have. ``releases`` are in the index after that; ``skipped`` files are not.

    ``written`` tells whether the index on disk was changed at all: not by a dry run, by a strict one that skipped a
    file, or when there was nothing to change.
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
    language: Language = DUTCH,
) -> IngestReport:
    """Bring the index in folder ``index`` in line with ``sources``.

    ``on_progress`` is called with the number of files done and the number to do.

    Raises:
        SourceError: a source does not exist, none holds releases, or a rebuild would forget one that cannot be read.
        IndexLockedError: another ingest is writing.
        IndexUnreadableError: the system does not let the index there be read.
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
    try:
        before = current_state(index)
    except OSError as error:
        raise read_error(error, index) from None
    if options.rebuild and before != NO_STATE:
        _refuse_to_lose(run)
    if options.dry_run:
        misplaced = folder_error(index)
        if misplaced:
            raise misplaced
        return run.dry_run(started)
    try:
        with WritableFolder(index):
            before = current_state(index)  # as the one who wrote while we waited has left it
            return run.write(started)
    except OSError as error:
        raise _not_written(error, index, before) from error


def _provenance_of(index: IndexSnapshot) -> Provenance:
    manifest = index.manifest
    return Provenance(manifest.sources, manifest.followed, manifest.skipped)


def _refuse_to_lose(run: _Run) -> None:
    """Raise UnreadableSourceError if a rebuild would lose what the index has of a source that cannot be read."""
    sources = PathSet(run.sources)
    for problem in run.problems:
        if problem.is_unreadable and full_path(problem.path) in sources:
            raise UnreadableSourceError(
                f"{problem.path}: {problem.reason}, and a rebuild would forget what the index has of it"
            )


def _not_written(error: OSError, index: Path, before: IndexState) -> IndexWriteError:
    """Return the error for a refused write: what the system said, and which index is there now."""
    reason = (error.strerror or str(error)).lower()
    where = os.fsdecode(error.filename) if error.filename is not None else index
    try:
        now = current_state(index)
    except OSError:
        now = None
    if now is None or before == now == NO_STATE:  # nobody can tell, or there is nothing to tell of
        remaining = ""
    elif now == before:
        remaining = "The index that was there before is unchanged."
    elif now == NO_STATE:
        remaining = "The index that was there has been removed meanwhile."
    else:
        remaining = "Another index has replaced it meanwhile."
    return IndexWriteError(f"The index could not be written: {where}: {reason}.", error, remaining)


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

    def _current(self) -> IndexSnapshot | None:
        if self.options.rebuild or latest_generation(self.index) < 0:
            return None
        try:
            return open_snapshot(self.index)
        except NoIndexError:
            return None

    def _changes(self, current: IndexSnapshot | None) -> Changes:
        indexed = {} if current is None else {file.id: file for file in current.files.all()}
        unreachable = [full_path(problem.path) for problem in self.problems if problem.is_temporary]
        return diff(self.found, indexed, self.sources, unreachable)

    def dry_run(self, started: float) -> IngestReport:
        """Read what has to be read and report; nothing is written, nothing locked."""
        from defsearch.ingest.builder import Builder  # here, as below: most runs find nothing to build

        with self._current() or nullcontext() as current:
            changes = self._changes(current)
            builder = Builder(changes, self.language, current)
            builder.dry_run(self.on_progress)
            return self._report(changes, builder, started, written=False)

    def write(self, started: float) -> IngestReport:
        """Build the next state and switch to it, if anything changed."""
        with self._current() or nullcontext() as current:
            changes = self._changes(current)
            if current is not None:
                # Without a current state nothing is cleared before the switch: whatever is there may yet be of use.
                remove_other_files(self.index, current.manifest.names())
                if self._is_up_to_date(current, changes):
                    return self._report(changes, None, started, written=False)
            return self._build(current, changes, started)

    def _is_up_to_date(self, current: IndexSnapshot, changes: Changes) -> bool:
        if changes.to_read or changes.gone:
            return False
        paths = [file.full_path for file in changes.kept]
        return self._provenance(current, paths, (*self.problems, *changes.duplicates)) == _provenance_of(
            current
        )

    def _build(self, current: IndexSnapshot | None, changes: Changes, started: float) -> IngestReport:
        # Here, as most runs find nothing to build: Whoosh alone takes longer to import than those runs last.
        from defsearch.index.writer import IndexWriter
        from defsearch.ingest.builder import Builder

        writer = IndexWriter(self.index, current)
        builder = Builder(changes, self.language, current)
        try:
            builder.build(writer, self.on_progress)
            problems = (*self.problems, *changes.duplicates, *builder.problems)
            provenance = self._provenance(current, builder.full_paths, problems)
            written = not (self.options.strict and problems) and (
                current is None or builder.has_changes or _provenance_of(current) != provenance
            )
            if written:
                builder.commit(writer, provenance)
            else:
                writer.rollback()
        except BaseException:
            builder.rollback()
            writer.rollback()
            raise
        return self._report(changes, builder, started, written=written)

    def _provenance(
        self, current: IndexSnapshot | None, full_paths: Sequence[str], problems: Sequence[Problem]
    ) -> Provenance:
        """The sources of the next state and the files that were skipped; of other sources, as they were."""
        skipped = [SkippedFile(*problem, full_path(problem.path)) for problem in problems]
        before: tuple[str, ...] = ()
        followed = set(self.sources) if self.options.follow_links else set[str]()
        if current is not None:
            before = current.manifest.sources
            followed.update(set(current.manifest.followed).difference(self.sources))
            named = PathSet(self.sources)
            skipped += [one for one in current.manifest.skipped if one.full_path not in named]
        remaining = [*full_paths, *(one.full_path for one in skipped)]
        sources = next_sources(before, self.sources, remaining)
        return Provenance(sources, tuple(sorted(followed.intersection(sources))), cap_skipped(skipped))

    def _report(
        self, changes: Changes, builder: Builder | None, started: float, *, written: bool
    ) -> IngestReport:
        problems, warnings = (builder.problems, builder.warnings) if builder else ([], [])
        return IngestReport(
            added=builder.added if builder else 0,
            changed=builder.changed if builder else 0,
            removed=builder.removed if builder else 0,
            unchanged=changes.unchanged + (builder.same if builder else 0),
            releases=builder.releases if builder else len(changes.kept),
            skipped=(*self.problems, *changes.duplicates, *problems),
            warnings=tuple(warnings),
            seconds=time.monotonic() - started,
            written=written,
        )
