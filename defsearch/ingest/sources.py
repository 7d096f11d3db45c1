"""The sources of an ingest: the named ones, those of the index, and the removals that are held back.

A source that was moved or is on a disk that is not mounted must not empty the index. So a source that lost all or
most of its releases keeps them until the user says otherwise. Not here: comparing the files one by one (``diff``).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.errors import SourceError
from defsearch.ingest.diff import full_path
from defsearch.records import NamedTuple
from defsearch.releases.finder import PathSet, is_missing, is_within
from defsearch.releases.reader import read_content
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from defsearch.index.manifest import Origin
    from defsearch.index.source_files import IndexedFile
    from defsearch.ingest.diff import Changes
    from defsearch.releases.finder import FoundFile

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
    taken = {full_path(os.fspath(source)) for source in named} | forgotten
    if named and not every:
        return list(named)
    sources = [*named, *(_from_here(source) for source in recorded if source not in taken)]
    if not sources and not forgotten:
        raise SourceError("the index does not say what its sources are", "Name them")
    return sources


def _from_here(source: str) -> Path:
    """Return a source relative to the working folder if it is inside, as people name it."""
    try:
        here = os.getcwd()  # noqa: PTH109
    except OSError:  # the working folder was removed
        return Path(source)
    return Path(os.path.relpath(source, here)) if is_within(source, here) else Path(source)


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

    Where no file was found, none is certain: files that come back meanwhile can make it look like a few removals.
    A rebuild also loses what is below a folder that cannot be read; a refresh keeps that.
    """
    held: list[HeldSource] = []
    moved: set[str] | None = None
    # A file that is neither found nor gone was away for a moment: a refresh keeps its release, a rebuild would lose it.
    known = {*(file.id for file in found), *(file.id for file in changes.gone)} if rebuild else set()
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
