"""Which files an ingest has to read: what is on disk now beside what the index remembers.

A pure comparison of sizes, times and paths; contents are compared when a file is read.
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
    """``to_read`` are new or seem changed; ``gone`` no longer exist; the rest of the index is ``kept``.

    ``known`` is what the index has of the files to read, by id.
    """

    to_read: tuple[FoundFile, ...]
    known: dict[str, IndexedFile]
    kept: tuple[IndexedFile, ...]
    gone: tuple[IndexedFile, ...]
    unchanged: int
    duplicates: tuple[Problem, ...]


class Provenance(NamedTuple):
    """Where the releases of a state come from: ``sources``, those ``followed`` out of, the files ``skipped``."""

    sources: tuple[str, ...]
    followed: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]


def diff(
    found: Iterable[FoundFile],
    indexed: Mapping[str, IndexedFile],
    sources: Sequence[str],
    unreachable: Sequence[str] = (),
) -> Changes:
    """Compare by id, size, modification time and place. Only files below ``sources`` can be gone.

    What is below a path in ``unreachable`` is only gone if the system says so: nobody could look through it.
    """
    named, hidden = PathSet(sources), PathSet(unreachable)
    to_read: list[FoundFile] = []
    duplicates: list[Problem] = []
    unchanged: set[str] = set()
    seen: set[str] = set()
    full_folders: dict[str, str] = {}  # absolute paths of 100,000 files, quickly
    for file in found:
        known = indexed.get(file.id)
        seen.add(file.id)
        if known is None:
            to_read.append(file)
        elif known.full_path != _full_path_in(full_folders, file.path):
            if _stands_elsewhere(known.full_path, file.path) and known.full_path not in named:
                duplicates.append(
                    Problem.at(file.path, None, f"its id {file.id!r} is already that of {known.path!r}")
                )
                unchanged.add(file.id)
            else:
                to_read.append(file)
        elif (known.size, known.mtime_ns) != (file.size, file.mtime_ns):
            to_read.append(file)
        else:
            unchanged.add(file.id)
    gone = tuple(
        file
        for file in indexed.values()
        if file.id not in seen
        and file.full_path in named
        and (file.full_path not in hidden or is_missing(file.full_path))
    )
    old = {file.id: indexed[file.id] for file in to_read if file.id in indexed}
    away = {file.id for file in gone} | old.keys()
    kept = tuple(file for file in indexed.values() if file.id not in away)
    return Changes(tuple(to_read), old, kept, gone, len(unchanged) - len(duplicates), tuple(duplicates))


def _stands_elsewhere(known: str, found: str) -> bool:
    """True when the file that the index has is there, and is not the one that was found under another name."""
    try:
        return not os.path.samefile(known, found)  # noqa: PTH121
    except OSError:
        return os.path.exists(known)  # noqa: PTH110


def next_sources(before: Sequence[str], named: Sequence[str], remaining: Iterable[str]) -> tuple[str, ...]:
    """The sources of the next state: those ``named`` now, and those of ``before`` that still have anything.

    ``remaining`` are the full paths of all files of the next state.
    """
    ours = PathSet(named)
    others = PathSet(source for source in before if source not in ours)
    held = {source for path in remaining if path not in ours for source in others.containing(path)}
    return tuple(sorted({*named, *held}))


def full_path(path: str) -> str:
    """The absolute path, links not followed but where ``..`` stands behind one: it leads above what is linked to."""
    parts = Path(path).parts if os.pardir in path else ()
    if os.pardir not in parts:
        return os.path.abspath(path)  # noqa: PTH100
    upto = len(parts) - parts[::-1].index(os.pardir)
    return str(Path(os.path.realpath(Path(*parts[:upto])), *parts[upto:]))


def _full_path_in(folders: dict[str, str], path: str) -> str:
    """``full_path(path)``, with the work of it done once for each folder."""
    folder, slash, name = path.rpartition(os.sep)
    folder += slash
    full = folders.get(folder)
    if full is None:
        full = folders[folder] = os.path.join(full_path(folder), "")  # noqa: PTH118
    return full + name
