"""The reports of ``status`` and ``check``: what an index contains, and whether it is whole, as Lucene's CheckIndex.

A check also compares the index with the release files, by the rules of an ingest: links are followed out of a source
only if they were at the ingest. Not here: the rules for the content (``consistency``), what to do about a fault.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from defsearch.errors import DefsearchError, IndexDamagedError, IndexMismatchError, NoIndexError, SourceError
from defsearch.index.consistency import verify
from defsearch.index.directory import file_meta, latest_generation, read_error, read_file
from defsearch.index.doc_store import UNDATED, newest_first, period_of_value
from defsearch.index.manifest import LIMIT, fingerprint, manifest_name, parse_manifest
from defsearch.index.quote_index import has_quotes, quotes_folder
from defsearch.index.snapshot import (
    current_state,
    is_outdated,
    open_snapshot,
    read_manifest,
    read_origin,
)
from defsearch.index.source_files import from_here
from defsearch.records import NamedTuple
from defsearch.releases.finder import PathSet, find_releases, is_missing
from defsearch.releases.reader import read_content, read_release
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dates.period import Period
    from defsearch.index.manifest import Manifest, Origin
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What an index contains. ``first`` and ``last`` are None for an index without releases.

    ``empty_months`` (``2025-09``) are those between them without releases; ``bytes`` is the size on disk of all
    files; ``skipped`` are the files that the last ingest could not use; ``made_at`` has a time zone. ``outdated``
    is the error of an index of another version: then only its releases, sources and time are known.
    """

    index: Path
    releases: int
    first: Period | None
    last: Period | None
    by_month: int
    by_year: int
    undated: int
    empty_months: tuple[str, ...]
    bytes: int
    segments: int
    generation: int
    analysis: str
    made_at: datetime.datetime
    sources: tuple[str, ...] = ()
    skipped: tuple[Problem, ...] = ()
    outdated: IndexMismatchError | None = None


class Fault(NamedTuple):
    """One thing wrong with an index: what is wrong, in which file or folder, and the error that says so."""

    what: str
    where: str
    error: DefsearchError


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Whether an index is whole, and whether it still agrees with the release files it was made from.

    ``files`` and ``releases`` count what was checked. Only ``faults`` make a check fail. ``changed``, ``missing`` and
    ``new`` are paths of release files that an ingest would update; ``unread`` are files that the system refused to
    read. The paths lead to the files from the working folder. They are compared only in an index without faults.

    ``sources`` are those of the index, empty if they are not known; ``lost`` those that no longer exist.
    """

    index: Path
    files: int
    releases: int
    faults: tuple[Fault, ...] = ()
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool | None:
        """True if no release file changed, was removed or added since the last ingest; None if that is not known."""
        if self.faults:
            return None
        return False if self.changed or self.missing or self.new else None if self.unread else True


_YEAR = 2  # the precision of a date value


def status(folder: Path) -> StatusReport:
    """Return what is in the index; of an index of another version what any version can tell.

    Raises:
        NoIndexError, IndexDamagedError: it cannot be opened.
    """
    try:
        opened = open_snapshot(folder)
    except IndexMismatchError as error:
        origin = read_origin(folder)
        if origin is None:
            raise
        return _status_of_other_version(folder, origin, error)
    with opened as index:
        manifest = index.manifest
        dates = Counter(_date_values(index))
        try:
            known = sorted(value for value in dates if period_of_value(value) is not None)
        except (ValueError, OverflowError):
            raise IndexDamagedError(str(folder), "contains dates that are in no calendar") from None
        precisions = Counter(value % 4 for value in dates.elements() if value != UNDATED)
        return StatusReport(
            index=folder,
            releases=dates.total(),
            first=period_of_value(known[0]) if known else None,
            last=period_of_value(min(known, key=newest_first)) if known else None,
            by_month=precisions[1],
            by_year=precisions[2],
            undated=dates[UNDATED],
            empty_months=tuple(_empty_months(known)),
            bytes=sum(file.size for file in manifest.files.values()),
            segments=len(index.segments),
            generation=manifest.generation,
            analysis=manifest.fingerprint,
            made_at=datetime.datetime.fromisoformat(manifest.made),
            sources=manifest.sources,
            skipped=tuple(
                Problem(from_here(one.full_path), one.line, one.reason) for one in manifest.skipped
            ),
        )


def _status_of_other_version(folder: Path, origin: Origin, error: IndexMismatchError) -> StatusReport:
    return StatusReport(
        index=folder,
        releases=origin.releases,
        first=None,
        last=None,
        by_month=0,
        by_year=0,
        undated=0,
        empty_months=(),
        bytes=origin.bytes,
        segments=origin.segments,
        generation=latest_generation(folder),
        analysis=origin.fingerprint,
        made_at=datetime.datetime.fromisoformat(origin.made),
        sources=origin.sources,
        outdated=error,
    )


def _date_values(index: IndexSnapshot) -> Iterator[int]:
    for segment in index.segments:
        for number, value in enumerate(segment.documents.doc_values("date")):
            if number not in segment.deleted:
                yield value


def _empty_months(dates: list[int]) -> Iterator[str]:
    """Return the months without any of ``dates`` between the first of them and the last; a year is in no month."""
    days = [datetime.date.fromordinal(value // 4) for value in dates if value % 4 < _YEAR]
    present = {(day.year, day.month) for day in days}
    if not present:
        return
    (year, month), end = min(present), max(present)
    while (year, month) < end:
        if (year, month) not in present:
            yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def check(folder: Path) -> CheckReport:
    """Verify every file, term and release of an index, and compare it with the release files.

    Raises:
        NoIndexError, IndexMismatchError: there is nothing to check.
        IndexUnreadableError: the system refuses to list the folder.
    """
    while True:
        try:
            state = current_state(folder)
        except OSError as error:
            raise read_error(error, folder) from None
        report = _with_sources(_check(folder, state.generation), state.generation)
        # A file that another process removed or replaced meanwhile is no fault: check the new state.
        if not report.faults or not is_outdated(folder, state):
            return report


def _check(folder: Path, generation: int) -> CheckReport:
    try:
        manifest = read_manifest(folder, generation)
    except (OSError, IndexDamagedError) as error:
        return CheckReport(index=folder, files=0, releases=0, faults=(_fault(error, folder),))
    faults = list(_damaged_files(folder, manifest))
    files: list[IndexedFile] = []
    if not faults:
        try:
            with open_snapshot(folder) as index:
                files = verify(index)
        except (OSError, DefsearchError) as error:
            faults.append(_fault(error, folder))
    faults += _faults_of_quotes(folder)
    differences: Differences = {} if faults else compare_with_files(files, manifest)
    return CheckReport(
        index=folder,
        files=len(manifest.files),
        releases=len(files),
        faults=tuple(faults),
        **differences,
    )


def _faults_of_quotes(folder: Path) -> list[Fault]:
    """Verify the index of quotations, if there is one that this version uses."""
    if not has_quotes(folder):
        return []
    try:
        side = quotes_folder(folder)
        manifest = read_manifest(side, latest_generation(side))
        faults = list(_damaged_files(side, manifest))
        if not faults:
            with open_snapshot(side) as index:
                verify(index)
    except (NoIndexError, IndexMismatchError):  # they are found anew when they are asked for
        return []
    except (OSError, DefsearchError) as error:
        return [_fault(error, folder / "quotes")]
    return faults


def _with_sources(report: CheckReport, generation: int) -> CheckReport:
    """Add the sources of the index, if its manifest can still be read, whatever else is wrong."""
    try:
        data = read_file(report.index / manifest_name(generation), LIMIT)
        manifest = parse_manifest(data, generation, fingerprint())
    except (OSError, DefsearchError):
        return report  # the report contains this error already
    return replace(
        report,
        sources=manifest.sources,
        lost=lost_sources(manifest),
    )


def _fault(error: OSError | DefsearchError, path: Path) -> Fault:
    if isinstance(error, DefsearchError):
        return Fault(error.message, str(path), error)
    explained = read_error(error, path)
    if isinstance(explained, IndexDamagedError):
        return Fault(explained.what, explained.where, explained)
    return Fault(f"cannot be read: {explained.reason}", explained.path, explained)


def _damaged_files(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            found = file_meta(path)
        except OSError as error:
            yield _fault(error, path)
            continue
        if found != expected:
            what = "is not as it was written"
            yield Fault(what, str(path), IndexDamagedError(str(path), what))


class Differences(TypedDict, total=False):
    """Paths of release files that ``changed``, are ``missing``, are ``new`` or could not be read."""

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    new: tuple[str, ...]
    unread: tuple[str, ...]


def compare_with_files(indexed: list[IndexedFile], manifest: Manifest) -> Differences:
    """Return how the files in the sources differ from ``indexed``; each file is read."""
    changed: list[str] = []
    missing: list[str] = []
    unread: list[str] = []
    allowed = _AllowedFolders(manifest)
    for file in indexed:
        content = read_content(file.full_path, within=allowed.folder_of(file.full_path))
        if isinstance(content, Problem):
            (unread if content.is_unreadable else missing).append(file.full_path)
        elif content.digest != file.digest:
            changed.append(file.full_path)
    without_file = set(missing)
    taken = {file.id for file in indexed if file.full_path not in without_file}
    return Differences(
        changed=tuple(map(from_here, changed)),
        missing=tuple(map(from_here, missing)),
        new=tuple(map(from_here, _new(manifest, taken))),
        unread=tuple(map(from_here, unread)),
    )


def lost_sources(manifest: Manifest) -> tuple[str, ...]:
    """Return the sources of an index that no longer exist; one that is only unreadable does."""
    return tuple(filter(is_missing, manifest.sources))


class _AllowedFolders:
    """The folder that each file must be in after links are resolved: its source, unless links may lead out of it."""

    def __init__(self, manifest: Manifest) -> None:
        self._sources = PathSet(manifest.sources)
        self._followed = frozenset(manifest.followed)
        self._real: dict[str, str] = {}

    def folder_of(self, path: str) -> str | None:
        """Return the folder for the file at the full path ``path``; None if any is allowed, as for a source itself."""
        source = next(self._sources.containing(path), path)
        if source == path or source in self._followed:
            return None
        if source not in self._real:
            self._real[source] = os.path.realpath(source)
        return self._real[source]


def _new(manifest: Manifest, taken: set[str]) -> Iterator[str]:
    """Return the files that an ingest would add: in a source, with an id that is not ``taken``, and a valid release.

    A file that was skipped before is read again: it may be repaired by now.
    """
    followed = frozenset(manifest.followed)
    for source in manifest.sources:
        with suppress(SourceError):  # its files are missing already
            for item in find_releases([Path(source)], follow_links=source in followed):
                if isinstance(item, Problem) or item.id in taken:
                    continue
                taken.add(item.id)  # even if it is no release: an ingest gives the id to the first file
                if not isinstance(read_release(item.path, within=item.within), Problem):
                    yield item.path
