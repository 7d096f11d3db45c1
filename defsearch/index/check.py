"""What an index holds and whether it is whole: the reading that a search has no time for.

What ``status`` and ``check`` found out about an index: frozen values.

They stand here and not with the answers of a search, because the store makes them and imports go down only.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.errors import DefsearchError, IndexDamagedError, IndexUnreadableError
from defsearch.index.checksums import damaged, file_meta
from defsearch.index.consistency import releases_of
from defsearch.index.directory import cannot_read, read_whole
from defsearch.index.fields import fingerprint
from defsearch.index.freshness import compare_with_files, lost_sources
from defsearch.index.manifest import LIMIT, manifest_name, parse_manifest
from defsearch.index.snapshot import current_state, has_moved_on, open_snapshot, read_manifest
from defsearch.records import NamedTuple
from defsearch.releases.release import Problem
from defsearch.shell import command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.freshness import Differences
    from defsearch.index.manifest import Manifest
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """What is in an index. ``first`` and ``last`` are None in an index without releases.

    ``empty_months`` (``2025-09``) lie between them and hold no release; ``bytes`` is the size on disk of all
    its files; ``skipped`` are the files that the last ingest could not use; ``made_at`` is an aware time.
    """

    index: Path
    releases: int
    first: datetime.date | None
    last: datetime.date | None
    empty_months: tuple[str, ...]
    bytes: int
    segments: int
    generation: int
    analysis: str
    made_at: datetime.datetime
    sources: tuple[str, ...] = ()
    skipped: tuple[Problem, ...] = ()


class Fault(NamedTuple):
    """One thing wrong with an index: what, in which file, and what to do about it."""

    what: str
    where: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Whether an index is whole, and whether it still agrees with the release files it was made from.

    ``files`` and ``releases`` count what was checked. Only ``faults`` make a check fail; ``changed``,
    ``missing`` and ``new`` (paths of release files) only say that an ingest is due, which ``update`` is the
    command for; ``unread`` are files that the system did not let be read, ``lost`` sources that are not there any
    more. With faults the files are not compared, and ``update`` is what mends them.
    """

    index: Path
    files: int
    releases: int
    faults: tuple[Fault, ...] = ()
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    update: str

    @property
    def agrees(self) -> bool | None:
        """True when no release file changed, went or came since the last ingest; None where that is not known."""
        if self.faults:
            return None
        return False if self.changed or self.missing or self.new else None if self.unread else True


_DEFAULT_INDEX, _DEFAULT_SOURCE = "index", "seeds"  # what ``defsearch ingest`` takes when nothing is named
_LAST_DAY = datetime.date.max.toordinal()


def status(folder: Path) -> StatusReport:
    """What is in the index.

    Raises:
        NoIndexError, IndexMismatchError, IndexDamagedError: it cannot be opened.
    """
    with open_snapshot(folder) as index:
        manifest = index.manifest
        days = sorted(_days(index))
        if days and not 1 <= days[0] <= days[-1] <= _LAST_DAY:
            raise damaged(str(folder), "holds days that are on no calendar")
        first = datetime.date.fromordinal(days[0]) if days else None
        last = datetime.date.fromordinal(days[-1]) if days else None
        return StatusReport(
            index=folder,
            releases=len(days),
            first=first,
            last=last,
            empty_months=tuple(_empty_months(days)),
            bytes=sum(file.size for file in manifest.files.values()),
            segments=len(index.segments),
            generation=manifest.generation,
            analysis=manifest.fingerprint,
            made_at=datetime.datetime.fromisoformat(manifest.made),
            sources=manifest.sources,
            skipped=tuple(Problem(one.path, one.line, one.reason) for one in manifest.skipped),
        )


def _days(index: IndexSnapshot) -> Iterator[int]:
    for segment in index.segments:
        for number, day in enumerate(segment.documents.column("date")):
            if number not in segment.deleted:
                yield day


def _empty_months(days: list[int]) -> Iterator[str]:
    """The months between the first day and the last that hold none of ``days``."""
    held = {(day.year, day.month) for day in map(datetime.date.fromordinal, sorted(set(days)))}
    if not held:
        return
    (year, month), end = min(held), max(held)
    while (year, month) < end:
        if (year, month) not in held:
            yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def check(folder: Path) -> CheckReport:
    """Read everything: is each file as it was written, can each term and release be read, do the sources agree.

    Raises:
        NoIndexError, IndexMismatchError: there is nothing to check.
        IndexUnreadableError: the folder does not let itself be looked into.
    """
    while True:
        try:
            state = current_state(folder)
        except OSError as error:
            raise cannot_read(error, folder) from None
        rebuild = _command(folder, _manifest(folder, state.generation), "--rebuild")
        try:
            report = _check(folder, read_manifest(folder, state.generation), rebuild)
        except OSError as error:
            report = _faulty(folder, _unreadable(error, folder, rebuild), rebuild)
        except IndexDamagedError as error:
            report = _faulty(folder, Fault(error.message, str(folder), rebuild), rebuild)
        # What was taken away or replaced while we looked is no fault: look at what is there now.
        if not report.faults or not has_moved_on(folder, state):
            return report


def _check(folder: Path, manifest: Manifest, rebuild: str) -> CheckReport:
    faults = list(_damaged_files(folder, manifest, rebuild))
    files: list[IndexedFile] = []
    if not faults:
        try:
            with open_snapshot(folder) as index:
                files = releases_of(index)
        except IndexUnreadableError as error:
            faults.append(Fault(error.message, str(folder), error.hint or rebuild))
        except DefsearchError as error:
            faults.append(Fault(error.message, str(folder), rebuild))
    differences: Differences = {} if faults else compare_with_files(files, manifest)
    return CheckReport(
        index=folder,
        files=len(manifest.files),
        releases=len(files),
        faults=tuple(faults),
        **differences,
        update=rebuild if faults else _command(folder, manifest),
    )


def _manifest(folder: Path, generation: int) -> Manifest | None:
    """The manifest, if it can still be read, whatever else is wrong."""
    try:
        data = read_whole(folder / manifest_name(generation), LIMIT)
        return parse_manifest(data, generation, fingerprint())
    except (OSError, DefsearchError):
        return None  # is told by what reads it next


def _command(folder: Path, manifest: Manifest | None, *options: str) -> str:
    """The ingest of what an index was made from; of SOURCE where that is not known or not there any more."""
    named = ["SOURCE"]
    if manifest is not None:
        lost = set(lost_sources(manifest))
        named = [*(["SOURCE"] if lost else []), *(one for one in manifest.sources if one not in lost)]
        if named == [_default_source()]:
            named = []
        if manifest.followed:
            options = (*options, "--follow-links")
    index = [] if str(folder) == _DEFAULT_INDEX else ["--index", str(folder)]
    return command("defsearch", "ingest", *options, *named, *index)


def _default_source() -> str | None:
    """The full path of the source that an ingest takes when none is named; None in a folder that was removed."""
    try:
        return str(Path(_DEFAULT_SOURCE).absolute())
    except OSError:
        return None


def _faulty(folder: Path, fault: Fault, rebuild: str) -> CheckReport:
    return CheckReport(index=folder, files=0, releases=0, faults=(fault,), update=rebuild)


def _unreadable(error: OSError, path: Path, rebuild: str) -> Fault:
    """The fault of a file that cannot be read; only one that is not what an ingest wrote is mended by a rebuild."""
    where = os.fsdecode(error.filename) if error.filename is not None else str(path)
    if isinstance(error, FileNotFoundError):
        return Fault("is missing", where, rebuild)
    explained = cannot_read(error, where)
    what = f"cannot be read: {(error.strerror or 'error').lower()}"
    unreadable = isinstance(explained, IndexUnreadableError) and explained.hint
    return Fault(what, where, unreadable or rebuild)


def _damaged_files(folder: Path, manifest: Manifest, rebuild: str) -> Iterator[Fault]:
    for name, expected in manifest.files.items():
        try:
            found = file_meta(folder / name)
        except OSError as error:
            yield _unreadable(error, folder / name, rebuild)
            continue
        if found != expected:
            yield Fault("is not as it was written", str(folder / name), rebuild)
