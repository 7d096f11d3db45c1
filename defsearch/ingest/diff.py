"""Compare the files of the sources with the files of the index: which must be read, and which are gone.

Only paths and file states are compared; the content is compared when a file is read.

A source that was moved or is on a disk that is not mounted must not empty the index. So a source that lost all or
most of its releases keeps them until the user says otherwise: their removal is held back.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.errors import SourceError, UnknownSourcesError
from defsearch.index.manifest import cap_skipped
from defsearch.index.source_files import from_here
from defsearch.records import NamedTuple
from defsearch.releases.finder import FoundFile, PathSet, find_releases, is_missing
from defsearch.releases.reader import read_content
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence

    from defsearch.index.manifest import Manifest, Origin, SkippedFile
    from defsearch.index.source_files import IndexedFile


class Changes(NamedTuple):
    """The difference between disk and index.

    ``to_read`` are the files that are new or may have changed, ``known`` their entries in the index by id. Of the
    other entries, ``gone`` are of files that do not exist any more; ``kept`` stay as they are. ``duplicates`` are files
    whose id belongs to another file; ``unchanged`` counts the rest.
    """

    to_read: tuple[FoundFile, ...]
    known: dict[str, IndexedFile]
    kept: tuple[IndexedFile, ...]
    gone: tuple[IndexedFile, ...]
    unchanged: int
    duplicates: tuple[Problem, ...]


class Provenance(NamedTuple):
    """The sources of an index state, those of them whose symlinks may lead outside, and the skipped files."""

    sources: tuple[str, ...]
    followed: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]


def diff(
    found: Iterable[FoundFile],
    indexed: Mapping[str, IndexedFile],
    sources: Sequence[str],
    refused: Sequence[str] = (),
    forgotten: Sequence[str] = (),
    unread: Sequence[str] = (),
) -> Changes:
    """Compare ``found`` with ``indexed`` by id, absolute path and file state.

    Only files below ``sources`` can be gone, and only if the system says that nothing is there: a file may have been
    replaced while the folders were read. ``refused`` are the paths of files that are no releases any more. Nothing
    below ``unread`` is gone: those files and folders were there, and were not when they were to be read, as on a disk
    that is unmounted at this moment.
    Below ``forgotten`` every file is gone that is not below ``sources`` too.
    """
    below_forgotten = PathSet(forgotten)
    below_sources, below_refused, below_unread = PathSet(sources), PathSet(refused), PathSet(unread)
    to_read: list[FoundFile] = []
    duplicates: list[Problem] = []
    unchanged: set[str] = set()
    seen: set[str] = set()
    absolute_folders: dict[str, str] = {}  # computed once a folder, because there may be 100,000 files
    for file in found:
        known = indexed.get(file.id)
        seen.add(file.id)
        if known is None:
            to_read.append(file)
        elif known.full_path != _full_path_in(absolute_folders, file.path):
            if _is_other_file(known.full_path, file.path) and known.full_path not in below_sources:
                reason = f"its id {file.id!r} is already that of {known.path!r}"
                duplicates.append(Problem.at(file.path, None, reason))
                unchanged.add(file.id)
            else:
                to_read.append(file)
        elif known.state != file.state:
            to_read.append(file)
        else:
            unchanged.add(file.id)
    gone = tuple(
        file
        for file in indexed.values()
        if file.id not in seen
        and (
            file.full_path in below_refused
            or (file.full_path not in below_unread and is_missing(file.full_path))
            if file.full_path in below_sources
            else file.full_path in below_forgotten
        )
    )
    known_files = {file.id: indexed[file.id] for file in to_read if file.id in indexed}
    not_kept = {file.id for file in gone} | known_files.keys()
    kept = tuple(file for file in indexed.values() if file.id not in not_kept)
    return Changes(
        tuple(to_read), known_files, kept, gone, len(unchanged) - len(duplicates), tuple(duplicates)
    )


def _is_other_file(known: str, found: str) -> bool:
    """Return whether the indexed file still exists and is not the found file under another path."""
    try:
        return not os.path.samefile(known, found)  # noqa: PTH121
    except OSError:
        return os.path.exists(known)  # noqa: PTH110


def current_provenance(manifest: Manifest) -> Provenance:
    """Return the sources and skipped files of a state."""
    return Provenance(manifest.sources, manifest.followed, manifest.skipped)


def next_provenance(
    before: Provenance | None,
    run: Provenance,
    full_paths: Iterable[str],
    *,
    forgotten: Collection[str],
    without_missing: bool,
) -> Provenance:
    """Return the sources and skipped files of the next state, whose files are ``full_paths``.

    They are those of this ``run``, and those ``before`` that still have files; not the ``forgotten`` sources.
    ``without_missing``: nor a source of the run that does not exist, which is removed with its releases.
    """
    skipped = list(run.skipped)
    followed = set(run.followed)
    below_run = PathSet(run.sources)
    named = [source for source in run.sources if not (without_missing and is_missing(source))]
    others: list[str] = []
    if before is not None:
        others = [source for source in before.sources if source not in forgotten]
        followed.update(set(before.followed).difference(run.sources))
        below_forgotten, below_others = PathSet(forgotten), PathSet(others)
        skipped += [
            file
            for file in before.skipped
            if file.full_path not in below_run
            and (file.full_path not in below_forgotten or file.full_path in below_others)
        ]
    sources = next_sources(others, named, [*full_paths, *(file.full_path for file in skipped)])
    return Provenance(sources, tuple(sorted(followed.intersection(sources))), cap_skipped(skipped))


def next_sources(before: Iterable[str], named: Sequence[str], remaining: Iterable[str]) -> tuple[str, ...]:
    """Return the ``named`` sources, and the sources ``before`` that contain one of the ``remaining`` paths."""
    in_named = PathSet(named)
    others = PathSet(source for source in before if source not in in_named)
    used = {source for path in remaining if path not in in_named for source in others.containing(path)}
    return tuple(sorted({*named, *used}))


def full_path(path: str) -> str:
    """Return the absolute path. Symlinks are followed only before a ``..``: it means the parent of their target."""
    parts = Path(path).parts if os.pardir in path else ()
    if os.pardir not in parts:
        return os.path.abspath(path)  # noqa: PTH100
    end = len(parts) - parts[::-1].index(os.pardir)
    return str(Path(os.path.realpath(Path(*parts[:end])), *parts[end:]))


def _full_path_in(folders: dict[str, str], path: str) -> str:
    """Return ``full_path(path)``; ``folders`` caches the absolute path of each folder."""
    folder, slash, name = path.rpartition(os.sep)
    folder += slash
    full = folders.get(folder)
    if full is None:
        full = folders[folder] = os.path.join(full_path(folder), "")  # noqa: PTH118
    return full + name


_MAX_REMOVED = 10  # up to this many removals are normal, however small the source is


class HeldSource(NamedTuple):
    """A source whose releases stay in the index, why, and how many would be removed (None: not known)."""

    source: str
    reason: str
    releases: int | None


def sources_to_read(
    named: Sequence[Path], origin: Origin | None, *, forget: Sequence[Path], every: bool
) -> list[Path]:
    """Return the sources of this run: the named ones; without any, or with ``every``, those of the index too.

    Raises:
        SourceError: a source to forget is not one of the index, or the sources of the index are not known.
    """
    recorded = list(origin.sources) if origin is not None else []
    forgotten = {full_path(os.fspath(source)) for source in forget}
    unknown = sorted(forgotten.difference(recorded))
    if unknown:
        listed = ", ".join(recorded) or "not known"
        raise SourceError(f"{unknown[0]} is not a source of this index", f"Its sources: {listed}")
    taken = {full_path(os.fspath(source)) for source in named}
    if both := sorted(forgotten.intersection(taken)):
        raise SourceError(f"{both[0]} is named, and is to be forgotten", "Leave out one of the two")
    taken |= forgotten
    if named and not every:
        return list(named)
    sources = [*named, *(Path(from_here(source)) for source in recorded if source not in taken)]
    if not sources and not forgotten:
        raise UnknownSourcesError
    return sources


def find_in_sources(
    sources: Sequence[Path], recorded: Container[str], follow_links: Callable[[Path], bool]
) -> tuple[list[FoundFile], list[Problem], Counter[str]]:
    """Return the releases below ``sources``, what cannot be used, and the number of files of each other kind.

    A ``recorded`` source may be gone, or have no releases any more.

    Raises:
        SourceError: another source does not exist, or all sources are unreadable or empty.
    """
    present = [
        source
        for source in sources
        if full_path(os.fspath(source)) not in recorded or not is_missing(os.fspath(source))
    ]
    found: list[FoundFile] = []
    problems: list[Problem] = []
    other_files: Counter[str] = Counter()
    items = find_releases(present, follow_links=follow_links, other_files=other_files)
    try:
        for item in items:
            (found if isinstance(item, FoundFile) else problems).append(item)  # type: ignore[arg-type]
    except SourceError:
        if not any(full_path(os.fspath(source)) in recorded for source in present):
            raise
    return found, problems, other_files


def held_sources(
    sources: Iterable[str],
    changes: Changes,
    indexed: Mapping[str, IndexedFile],
    problems: Sequence[Problem],
    *,
    found: Sequence[FoundFile],
    rebuild: bool,
) -> list[HeldSource]:
    """Return the sources whose removals are not certain to be meant.

    Where no file was found, none is certain: files that come back meanwhile can make it look like a few removals. A
    source that is a file and is there, but is no release (a web page), is certain.
    A rebuild also loses what is below a folder that cannot be read; a refresh keeps that.
    """
    held: list[HeldSource] = []
    moved: set[str] | None = None
    # A file that is neither found nor gone was away for a moment: a refresh keeps its release, a rebuild would lose it.
    known = {*(file.id for file in found), *(file.id for file in changes.gone)} if rebuild else set()
    refused = {full_path(problem.path) for problem in problems if not problem.is_temporary}
    for source in sources:
        inside = PathSet([source])
        unreadable = [
            problem
            for problem in problems
            if (problem.is_temporary if rebuild else problem.is_unreadable)
            and _is_concerned(full_path(problem.path), source, inside, below=rebuild)
        ]
        had = [file for file in indexed.values() if file.full_path in inside]
        if unreadable and had:
            held.append(HeldSource(source, f"{unreadable[0].path}: {unreadable[0].reason}", None))
            continue
        gone = [file for file in changes.gone if file.full_path in inside]
        away = [file for file in had if rebuild and file.id not in known and Path(file.full_path).is_file()]
        if away:
            held.append(HeldSource(source, f"{away[0].path} was away when its folder was read", None))
            continue
        if source in refused and Path(source).is_file():
            continue
        if gone and not is_missing(source):
            moved = _digests_of_new_files(changes) if moved is None else moved
            gone = [file for file in gone if file.digest not in moved]
        most = len(gone) > _MAX_REMOVED and 2 * len(gone) > len(had)
        if gone and (most or not any(full_path(file.path) in inside for file in found)):
            held.append(HeldSource(source, _reason(source, len(gone), len(had)), len(gone)))
    return held


def held_without_list(
    sources: Iterable[str], found: int, problems: Sequence[Problem], origin: Origin | None
) -> list[HeldSource]:
    """Return the same for an index of which only the sources and the number of releases are known."""
    if origin is None or found >= origin.releases:
        return []
    lost = [HeldSource(source, "does not exist", None) for source in sources if is_missing(source)]
    below = PathSet(sources)
    lost += [
        HeldSource(full_path(problem.path), problem.reason, None)
        for problem in problems
        if problem.is_unreadable and full_path(problem.path) in below
    ]
    gone = origin.releases - found
    if not lost and (not found or (gone > _MAX_REMOVED and 2 * gone > origin.releases)):
        lost = [HeldSource(", ".join(sources), _reason("", gone, origin.releases), gone)]
    return lost


def hold_back(changes: Changes, held: Iterable[HeldSource]) -> Changes:
    """Return ``changes`` without the removals below the held sources."""
    inside = PathSet(one.source for one in held)
    kept = tuple(file for file in changes.gone if file.full_path in inside)
    gone = tuple(file for file in changes.gone if file.full_path not in inside)
    return changes._replace(gone=gone, kept=(*changes.kept, *kept))


def _is_concerned(path: str, source: str, inside: PathSet, *, below: bool) -> bool:
    return path in inside if below else path == source


def _reason(source: str, gone: int, had: int) -> str:
    if source and is_missing(source):
        return "does not exist"
    return (
        "contains none of its releases any more" if gone == had else f"has lost {gone} of its {had} releases"
    )


def _digests_of_new_files(changes: Changes) -> set[str]:
    """Return the digests of the files with a new id: a file that was renamed is not removed."""
    new = (file for file in changes.to_read if file.id not in changes.known)
    contents = (read_content(file.path, within=file.within) for file in new)
    return {content.digest for content in contents if not isinstance(content, Problem)}
