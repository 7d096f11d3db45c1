"""Compare the files on disk with the files of the index: which must be read, which are gone.

Only paths and file states are compared; the content is compared when a file is read.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.releases.finder import PathSet, is_missing
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from defsearch.index.manifest import SkippedFile
    from defsearch.index.source_files import IndexedFile
    from defsearch.releases.finder import FoundFile


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


def next_sources(before: Sequence[str], named: Sequence[str], remaining: Iterable[str]) -> tuple[str, ...]:
    """Return the sources of the next state: the ``named`` ones, and the sources ``before`` that still have files.

    ``remaining`` are the absolute paths of all files of the next state.
    """
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
