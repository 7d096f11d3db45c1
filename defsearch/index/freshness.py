"""Whether the release files still are what an index was made from, looked at as an ingest would look at them.

Links are followed out of a source only where they were then. Not here: whether the index is whole (``inspection``).
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
    """How the files below the sources differ from ``indexed``; each is read."""
    changed: list[str] = []
    missing: list[str] = []
    unread: list[str] = []
    borders = _Borders(manifest)
    for file in indexed:
        content = read_content(file.full_path, within=borders.around(file.full_path))
        if isinstance(content, Problem):
            (unread if content.is_unreadable else missing).append(file.path)
        elif content.digest != file.digest:
            changed.append(file.path)
    gone = set(missing)
    taken = {file.id for file in indexed if file.path not in gone}
    return Differences(
        changed=tuple(changed),
        missing=tuple(missing),
        new=tuple(_new(manifest, taken)),
        unread=tuple(unread),
    )


def lost_sources(manifest: Manifest) -> tuple[str, ...]:
    """The sources of an index that are not there any more; one that nobody may look at is there."""
    return tuple(filter(is_missing, manifest.sources))


class _Borders:
    """The folders, links followed, that files must be in: their sources, but for those that links lead out of."""

    def __init__(self, manifest: Manifest) -> None:
        self._sources = PathSet(manifest.sources)
        self._followed = frozenset(manifest.followed)
        self._real: dict[str, str] = {}

    def around(self, path: str) -> str | None:
        """The folder for the file at the full path ``path``; None where any will do, as for a source itself."""
        source = next(self._sources.containing(path), path)
        if source == path or source in self._followed:
            return None
        if source not in self._real:
            self._real[source] = os.path.realpath(source)
        return self._real[source]


def _new(manifest: Manifest, taken: set[str]) -> Iterator[str]:
    """The files that an ingest would take in: below a source, with an id that is not ``taken``, and a release.

    What was skipped before is not looked up: of many such files a manifest keeps only some, and one that was mended
    since is new.
    """
    followed = frozenset(manifest.followed)
    for source in manifest.sources:
        with suppress(SourceError):  # what was below it is missing already
            for item in find_releases([Path(source)], follow_links=source in followed):
                if isinstance(item, Problem) or item.id in taken:
                    continue
                taken.add(item.id)  # also where it is no release: to an ingest the first file has the id
                if not isinstance(read_release(item.path, within=item.within), Problem):
                    yield item.path
