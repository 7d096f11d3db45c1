"""Whether the release files still are as they were indexed, by the rules of an ingest.

Links are followed out of a source only if they were at the ingest. Not here: whether the index is whole (``check``).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from defsearch.errors import SourceError
from defsearch.releases.finder import PathSet, find_releases, is_missing
from defsearch.releases.reader import read_content, read_release
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.manifest import Manifest
    from defsearch.index.source_files import IndexedFile


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
            (unread if content.is_unreadable else missing).append(file.path)
        elif content.digest != file.digest:
            changed.append(file.path)
    without_file = set(missing)
    taken = {file.id for file in indexed if file.path not in without_file}
    return Differences(
        changed=tuple(changed),
        missing=tuple(missing),
        new=tuple(_new(manifest, taken)),
        unread=tuple(unread),
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
