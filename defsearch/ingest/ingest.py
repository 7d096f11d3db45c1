"""Ingest: bring an index in line with the releases of its sources.

The order of the steps: find the files, compare them with the index, build the next state, switch to it.

Not here: the steps themselves (``finder``, ``diff``, ``builder``), what an error tells the user to do
(``defsearch.cli``).
"""

from __future__ import annotations

import datetime
import os
import time
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from defsearch.errors import (
    DefsearchError,
    IndexDamagedError,
    IndexMismatchError,
    IndexWriteError,
    NoIndexError,
    SourcesHeldBackError,
)
from defsearch.index.directory import latest_generation, read_error, remove_other_files
from defsearch.index.lock import WritableFolder, folder_error
from defsearch.index.manifest import SkippedFile
from defsearch.index.quote_index import has_quotes
from defsearch.index.snapshot import (
    NO_STATE,
    current_state,
    open_snapshot,
    read_file_list,
    read_manifest,
    read_origin,
)
from defsearch.ingest.diff import (
    Changes,
    Provenance,
    current_provenance,
    diff,
    find_in_sources,
    full_path,
    held_sources,
    held_without_list,
    hold_back,
    next_provenance,
    sources_to_read,
)
from defsearch.ingest.indexer import make_dutch_analyzer
from defsearch.ingest.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from defsearch.index.manifest import Origin
    from defsearch.index.snapshot import IndexSnapshot, IndexState
    from defsearch.index.source_files import IndexedFile
    from defsearch.ingest.builder import Builder
    from defsearch.ingest.diff import HeldSource
    from defsearch.ingest.indexer import AnalyzerFactory
    from defsearch.releases.release import Problem


_MOST_NAMED = 3  # files in an error


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """The options of an ingest. ``strict``: a skipped file makes it fail, and nothing is changed.

    ``remove_missing``: remove releases also where a source has lost most of them. ``forget``: sources to take out.
    """

    rebuild: bool = False
    strict: bool = False
    dry_run: bool = False
    follow_links: bool = False
    remove_missing: bool = False
    forget: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """The changes that an ingest made, or would make.

    ``releases`` counts the releases in the index after it; ``other_files`` the files of other kinds in the sources, by
    their extension. ``written`` is False after a dry run, after a strict ingest that skipped a file, and if there was
    nothing to change. ``held`` are the sources of which nothing was removed. ``rebuilt`` says why the index was rebuilt
    without being asked, empty if it was not.
    """

    unchanged: int
    releases: int
    skipped: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    other_files: Mapping[str, int]
    seconds: float
    written: bool
    held: tuple[HeldSource, ...] = ()
    rebuilt: str = ""
    added_ids: tuple[str, ...] = ()
    changed_ids: tuple[str, ...] = ()
    moved_ids: tuple[str, ...] = ()
    removed_ids: tuple[str, ...] = ()

    @property
    def added(self) -> int:
        """The number of releases that came in."""
        return len(self.added_ids)

    @property
    def changed(self) -> int:
        """The number of releases with another content."""
        return len(self.changed_ids)

    @property
    def moved(self) -> int:
        """The number of releases whose file has another name or place, with the same content."""
        return len(self.moved_ids)

    @property
    def removed(self) -> int:
        """The number of releases that were removed."""
        return len(self.removed_ids)


def ingest(
    sources: Sequence[Path],
    index: Path,
    options: IngestOptions,
    on_progress: Callable[[int, int], None] | None = None,
    make_analyzer: AnalyzerFactory = make_dutch_analyzer,
) -> IngestReport:
    """Bring the index in folder ``index`` in line with ``sources``; without any, with the sources it was made from.

    A rebuild reads all sources of the index, and ``sources`` too. An index of an older version is rebuilt.
    ``on_progress`` is called with the number of files done and the number to do.

    Raises:
        SourceError: a source does not exist, or all are empty.
        SourcesHeldBackError: the index must be rebuilt, and releases would be lost.
        IndexLockedError: another ingest is writing.
        IndexUnreadableError: the system refuses to read the index.
        IndexMismatchError: a newer version made the index.
        IndexDamagedError: the index cannot be updated; ``rebuild`` replaces it.
        IndexWriteError: the new state could not be written; the old one is unchanged.
    """
    started = time.monotonic()
    on_progress = on_progress or (lambda _done, _total: None)
    outdated = ""
    while True:
        try:
            before = current_state(index)
        except OSError as error:
            raise read_error(error, index) from None
        run = _Run(sources, index, options, on_progress, make_analyzer, started, outdated)
        try:
            if options.dry_run:
                error_in_folder = folder_error(index)
                if error_in_folder:
                    raise error_in_folder
                return run.dry_run()
            # The processes before the lock: each of them would hold it.
            with Workers(run.new_files, make_analyzer) as workers, WritableFolder(index):
                if before == current_state(index):
                    report = run.write(workers)
                    run.extend_quotes()
                    return report
                # Another ingest has written while this one waited, perhaps other sources: prepare again.
        except IndexMismatchError as error:  # found only when a new word is analysed
            if outdated or run.options.rebuild:
                raise
            outdated = error.message
        except OSError as error:
            raise _write_error(error, index, before) from error


def _full(source: Path) -> str:
    return full_path(os.fspath(source))


def _outdated(index: Path, origin: Origin | None) -> str:
    """Return why an index must be rebuilt before it can be used again; empty if it need not be.

    Raises:
        IndexMismatchError: a newer version made it, so it is left alone.
    """
    if origin is None or origin.is_current:
        return ""
    if origin.is_newer:
        read_manifest(index, latest_generation(index))  # raises the error
    return "The index was made by an older version of defsearch."


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


class _Run:
    """One ingest, from finding the files to the report; ``outdated`` says why the index must be rebuilt, if it must."""

    def __init__(
        self,
        named: Sequence[Path],
        index: Path,
        options: IngestOptions,
        on_progress: Callable[[int, int], None],
        make_analyzer: AnalyzerFactory,
        started: float,
        outdated: str,
    ) -> None:
        self.index, self.on_progress, self.make_analyzer, self.started = (
            index,
            on_progress,
            make_analyzer,
            started,
        )
        self.origin = origin = read_origin(index)
        self.outdated = outdated or _outdated(index, origin)
        rebuild = options.rebuild or bool(self.outdated)
        self.options = replace(options, rebuild=rebuild)
        sources = sources_to_read(named, origin, forget=options.forget, every=rebuild or bool(options.forget))
        followed = set(origin.followed) if origin is not None and (rebuild or not named) else set()
        self.found, self.problems, self.other_files = find_in_sources(
            sources,
            recorded=set() if origin is None else set(origin.sources),
            follow_links=lambda source: options.follow_links or _full(source) in followed,
        )
        self.sources = [_full(source) for source in sources]
        self.followed = set(self.sources) if options.follow_links else followed.intersection(self.sources)

    def dry_run(self) -> IngestReport:
        """Read the changed files and report; write and lock nothing."""
        from defsearch.ingest.builder import Builder  # most runs find nothing to build

        with self._open_current() or nullcontext() as opened:
            current, changes, indexed, held = self._compare(opened)
            builder = Builder(changes, self.make_analyzer, current, indexed or {}, self._now(indexed))
            builder.dry_run(self.on_progress)
            return self._report(changes, builder, held, written=False)

    @property
    def new_files(self) -> int:
        """About how many files are not in the index."""
        indexed = 0 if self.origin is None or self.options.rebuild else self.origin.releases
        return len(self.found) - indexed

    def write(self, workers: Workers) -> IngestReport:
        """Build the next state and switch to it, if anything changed."""
        with self._open_current() or nullcontext() as opened:
            current, changes, indexed, held = self._compare(opened)
            if current is not None:
                # Without a current state nothing is removed before the switch: the files may still be useful.
                remove_other_files(self.index, current.manifest.names())
                if self._is_up_to_date(current, changes):
                    return self._report(changes, None, held, written=False)
            return self._build(current, changes, indexed, held, workers)

    def extend_quotes(self) -> None:
        """Keep the quotations up to date, if anybody has asked for them."""
        if not has_quotes(self.index):
            return
        from defsearch.ingest.quotes import extend_quotes  # here: most archives have none

        # The new state is in place. Where its quotations cannot be written, they are with the next question for them.
        with suppress(DefsearchError, OSError):
            extend_quotes(self.index, self.on_progress, self.make_analyzer, anew=self.options.rebuild)

    def _open_current(self) -> IndexSnapshot | None:
        if latest_generation(self.index) < 0:
            return None
        try:
            return open_snapshot(self.index)
        except NoIndexError:
            return None
        except (IndexMismatchError, IndexDamagedError):
            if self.options.rebuild:
                return None
            raise

    def _compare(
        self, current: IndexSnapshot | None
    ) -> tuple[IndexSnapshot | None, Changes, dict[str, IndexedFile] | None, list[HeldSource]]:
        """Compare the files with the index: return the state to start from, the changes, the files of the index by id
        (None: not known), and the held sources.

        A rebuild starts from nothing; if it would lose releases, the index is only refreshed.
        """
        indexed = self._indexed(current)
        changes = self._diff(indexed or {})
        held: list[HeldSource] = []
        if not self.options.remove_missing:
            if indexed is None:
                held = held_without_list(self.sources, len(self.found), self.problems, self.origin)
            else:
                held = held_sources(
                    self.sources,
                    changes,
                    indexed,
                    self.problems,
                    found=self.found,
                    rebuild=self.options.rebuild,
                )
        if self.options.rebuild and not held:
            return None, self._diff({}), indexed, []
        if held and current is None:
            lost = tuple((one.source, one.reason) for one in held)
            message = self.outdated or "The index is damaged and must be rebuilt."
            raise SourcesHeldBackError(message, self.index, lost)
        return current, hold_back(changes, held), indexed, held

    def _indexed(self, current: IndexSnapshot | None) -> dict[str, IndexedFile] | None:
        """Return the files of the index by id; None if there are some that cannot be listed."""
        if current is not None:
            return {file.id: file for file in current.files.all()}
        return {} if self.origin is None else read_file_list(self.index, self.origin)

    def _now(self, indexed: dict[str, IndexedFile] | None) -> int:
        """Return the time when new releases came in: that of the index, if its releases are not known one by one."""
        if indexed is None and self.origin is not None:
            return int(datetime.datetime.fromisoformat(self.origin.made).timestamp()) * 1_000_000_000
        return time.time_ns()

    def _diff(self, indexed: dict[str, IndexedFile]) -> Changes:
        refused = [full_path(problem.path) for problem in self.problems if not problem.is_temporary]
        unread = [full_path(problem.path) for problem in self.problems if problem.is_temporary]
        forgotten = [_full(source) for source in self.options.forget]
        return diff(self.found, indexed, self.sources, refused, forgotten, unread)

    def _is_up_to_date(self, current: IndexSnapshot, changes: Changes) -> bool:
        if changes.to_read or changes.gone:
            return False
        paths = [file.full_path for file in changes.kept]
        provenance = self._provenance(current, paths, (*self.problems, *changes.duplicates))
        return provenance == current_provenance(current.manifest)

    def _build(
        self,
        current: IndexSnapshot | None,
        changes: Changes,
        indexed: dict[str, IndexedFile] | None,
        held: Sequence[HeldSource],
        workers: Workers,
    ) -> IngestReport:
        # Importing Whoosh alone takes longer than a run that finds nothing to build.
        from defsearch.index.writer import IndexWriter
        from defsearch.ingest.builder import Builder

        writer = IndexWriter(self.index, current)
        builder = Builder(changes, self.make_analyzer, current, indexed or {}, self._now(indexed))
        try:
            builder.build(writer, workers, self.on_progress)
            self._refuse_losses(builder)
            problems = (*self.problems, *changes.duplicates, *builder.problems)
            provenance = self._provenance(current, builder.full_paths, problems)
            written = not (self.options.strict and problems) and (
                current is None or builder.has_changes or current_provenance(current.manifest) != provenance
            )
            if written:
                builder.commit(writer, provenance)
            else:
                writer.rollback()
        except BaseException:
            workers.stop()
            builder.rollback()
            writer.rollback()
            raise
        return self._report(changes, builder, held, written=written)

    def _refuse_losses(self, builder: Builder) -> None:
        """Raise SourcesHeldBackError if a rebuild could not read a release that is in the index."""
        if builder.unread and not self.options.remove_missing:
            lost = tuple((problem.path, problem.reason) for problem in builder.unread[:_MOST_NAMED])
            raise SourcesHeldBackError("Some releases cannot be read now.", self.index, lost)

    def _provenance(
        self, current: IndexSnapshot | None, full_paths: Sequence[str], problems: Sequence[Problem]
    ) -> Provenance:
        """Return the sources and skipped files of the next state."""
        skipped = (SkippedFile(one.path, one.line, one.reason, full_path(one.path)) for one in problems)
        return next_provenance(
            None if current is None else current_provenance(current.manifest),
            Provenance(tuple(self.sources), tuple(self.followed), tuple(skipped)),
            full_paths,
            forgotten={_full(source) for source in self.options.forget},
            without_missing=self.options.remove_missing,
        )

    def _report(
        self, changes: Changes, builder: Builder | None, held: Sequence[HeldSource], *, written: bool
    ) -> IngestReport:
        problems, warnings = (builder.problems, builder.warnings) if builder else ([], [])
        return IngestReport(
            added_ids=tuple(builder.added_ids) if builder else (),
            changed_ids=tuple(builder.changed_ids) if builder else (),
            moved_ids=tuple(builder.moved_ids) if builder else (),
            removed_ids=tuple(sorted(builder.removed_ids)) if builder else (),
            unchanged=changes.unchanged + (builder.unchanged if builder else 0),
            releases=builder.releases if builder else len(changes.kept),
            skipped=(*self.problems, *changes.duplicates, *problems),
            warnings=tuple(warnings),
            other_files=self.other_files,
            seconds=time.monotonic() - self.started,
            written=written,
            held=tuple(held),
            rebuilt=self.outdated,
        )
