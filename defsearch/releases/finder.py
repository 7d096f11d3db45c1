"""Find the releases below the sources: their ids, sizes and times. Only folders are opened.

- A release is a regular file named ``*.txt``, in upper or lower case. A source that is a file may have any name.
- Names that start with a dot are skipped, because editors, version control and file managers use them.
- Each folder is read once, under its own name if it has one: symlinks to folders are followed after all real folders.
  A symlink to a folder that contains it is reported as a loop.
- A symlink that leads outside its source is skipped and reported, unless ``follow_links`` is set.

Paths are strings: making 100,000 ``Path`` objects would take longer than the walk.

Not here: the content of a file (``reader``).
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections import Counter, deque
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.errors import SourceError
from defsearch.records import NamedTuple
from defsearch.releases.release import OUTSIDE, FileState, Problem, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

_WEB_PAGES = (".html", ".htm")  # read as text, their markup would be searched and shown
_SUFFIX = ".txt"
_IMPOSSIBLE = (errno.ELOOP, errno.ENAMETOOLONG)  # no file can have such a path
_BROKEN = "a broken symlink"


class FoundFile(NamedTuple):
    """A file that should contain a release.

    ``id`` is the path below the source in NFC, without ``.txt``. ``path`` begins with the source as it was given.
    ``within`` is the real folder that the file must still be in when it is read; None allows any folder.
    """

    id: str
    path: str
    state: FileState
    within: str | None = None


def find_releases(
    sources: Sequence[Path],
    *,
    follow_links: bool | Callable[[Path], bool] = False,
    other_files: Counter[str] | None = None,
) -> Iterator[FoundFile | Problem]:
    """Yield the releases below ``sources``, each id once, in an order that depends on names only.

    ``follow_links`` says whether links out of a source are followed, for all or for each of them. Files of other kinds
    are counted in ``other_files`` by their extension ("" without one).

    A source that cannot be read is a ``Problem``, and so is a source without releases, at the end.

    Raises:
        SourceError: a source does not exist (raised by the call itself), or all sources are unreadable or empty.
    """
    for source in sources:
        try:
            os.stat(source)
        except (FileNotFoundError, NotADirectoryError):
            why = f"is {_BROKEN}" if os.path.islink(source) else "does not exist"
            raise SourceError(f"{_shown(source)} {why}") from None
        except ValueError as error:
            raise SourceError(f"{_shown(source)}: {reason_of(error)}") from None
        except OSError as error:
            if error.errno in _IMPOSSIBLE:
                raise SourceError(f"{_shown(source)}: {reason_of(error)}") from None
            # It exists but cannot be read: a problem that does not stop the other sources.
    return _unique_by_id(
        sources,
        follow_links if callable(follow_links) else lambda _: follow_links,
        Counter() if other_files is None else other_files,
    )


def find_files(
    source: Path, *, follow_links: bool = False, other_files: Counter[str] | None = None
) -> Iterator[FoundFile | Problem]:
    """Yield the releases of one source: the files of a folder by name, then its folders by name."""
    shown = os.fspath(source)
    if not _is_utf8(shown):
        yield Problem.at(shown, None, "its name is not UTF-8")
    elif os.path.isdir(shown):
        yield from _FolderWalk(shown, follow_links, Counter() if other_files is None else other_files).files()
    else:
        yield _source_file(shown)


def _source_file(path: str) -> FoundFile | Problem:
    """Return the file of a source that is a file; like a folder, it is a problem at once if it cannot be read."""
    if path.lower().endswith(_WEB_PAGES):
        return Problem.at(path, None, "a web page")
    found = _found_file(_release_id(os.path.basename(path)), path, None, follow=True)
    if isinstance(found, FoundFile) and not os.access(path, os.R_OK):
        return Problem.of_error(path, PermissionError(errno.EACCES, "Permission denied"))
    return found


def _unique_by_id(
    sources: Sequence[Path], follow_links: Callable[[Path], bool], other_files: Counter[str]
) -> Iterator[FoundFile | Problem]:
    files = _UniqueFiles(sources)
    empty: list[str] = []
    unreadable: list[Problem] = []
    for source in sources:
        is_empty = True
        for item in find_files(source, follow_links=follow_links(source), other_files=other_files):
            is_empty = False
            if isinstance(item, Problem):
                if item.path == _shown(source) and item.is_temporary:
                    unreadable.append(item)
                yield item
            else:
                yield from files.add(item)
        if is_empty:
            empty.append(_shown(source))
    if (empty or unreadable) and len(empty) + len(unreadable) == len(sources):
        raise _no_usable_source(empty, unreadable)
    for path in empty:
        yield Problem(path, None, f"no releases (*{_SUFFIX}) in this folder")


class _UniqueFiles:
    """The files found so far: each file once, where one source is inside another, and each id once."""

    def __init__(self, sources: Sequence[Path]) -> None:
        self._paths: set[str] | None = set() if len(sources) > 1 else None
        self._path_of_id: dict[str, str] = {}

    def add(self, file: FoundFile) -> Iterator[FoundFile | Problem]:
        """Yield a file that is new; a problem if its id belongs to another file."""
        if self._paths is not None:
            full = os.path.abspath(file.path)
            if full in self._paths:
                return
            self._paths.add(full)
        first = self._path_of_id.setdefault(file.id, file.path)
        if first == file.path:
            yield file
        elif not _same_file(first, file.path):
            yield Problem.at(file.path, None, f"its id {file.id!r} is already that of {first!r}")


def _no_usable_source(empty: list[str], unreadable: list[Problem]) -> SourceError:
    """Return the error for a run in which every source is empty or unreadable."""
    faults = [f"{problem.path}: {problem.reason}" for problem in unreadable]
    if empty:
        faults.append(f"no releases (*{_SUFFIX}) in {', '.join(empty)}")
    return SourceError("; ".join(faults), "Make it readable, or name another SOURCE" if unreadable else None)


class _FolderWalk:
    """A walk over the folders below ``root``, with a stack of its own: Python's recursion limit does not apply."""

    def __init__(self, root: str, follow_links: bool, other_files: Counter[str]) -> None:
        self._other_files = other_files
        self._within = None if follow_links else os.path.realpath(root)
        self._folders = [("", "" if root == os.curdir else root)]  # (path below root, with a final /; path)
        self._links: deque[tuple[str, str]] = deque()
        self._read: set[tuple[int, int]] = set()

    def files(self) -> Iterator[FoundFile | Problem]:
        """Yield the files of all folders; folders that are reached through symlinks come last."""
        while self._folders or self._links:
            below, folder = self._folders.pop() if self._folders else self._links.popleft()
            try:
                state = os.stat(folder or os.curdir)
                if (state.st_dev, state.st_ino) in self._read:
                    continue
                self._read.add((state.st_dev, state.st_ino))
                with os.scandir(folder or os.curdir) as entries:
                    from_last = sorted(entries, key=attrgetter("name"), reverse=True)
            except OSError as error:
                yield Problem.of_error(folder or os.curdir, error)
                continue
            yield from self._folder(below, folder, from_last)

    def _folder(
        self, below: str, folder: str, entries: list[os.DirEntry[str]]
    ) -> Iterator[FoundFile | Problem]:
        inner: list[tuple[str, str]] = []
        before = os.path.join(folder, "")
        is_ascii = below.isascii()
        while entries:
            entry = entries.pop()  # a list of all, with their states, would take twice the memory
            name = entry.name
            if name.startswith("."):
                continue
            path = before + name
            is_plain = is_ascii and name.isascii() and name.endswith(_SUFFIX)
            try:
                if is_plain and entry.is_file(follow_symlinks=False):  # the usual case, kept quick
                    state = entry.stat(follow_symlinks=False)
                    id_ = below + name[: -len(_SUFFIX)]
                    yield FoundFile(id_, path, FileState.of(state), self._within)
                else:
                    yield from self._entry(below + name, path, entry, inner)
            except OSError as error:  # on some file systems is_file() and is_dir() need a system call
                yield Problem.of_error(path, error)
        self._folders.extend(reversed(inner))

    def _entry(
        self, below: str, path: str, entry: os.DirEntry[str], inner: list[tuple[str, str]]
    ) -> Iterator[FoundFile | Problem]:
        is_folder = entry.is_dir(follow_symlinks=False)
        is_release = entry.name.lower().endswith(_SUFFIX)
        if not _is_utf8(entry.name):
            if is_folder or is_release:
                yield Problem.at(path, None, "its name is not UTF-8")
        elif is_folder:
            inner.append((f"{below}/", path))
        elif entry.is_symlink():
            yield from self._link(below, path, is_release)
        elif is_release:
            yield _found_file(_release_id(below), path, self._within, follow=False)
        else:
            self._other_files[os.path.splitext(entry.name)[1].lower()] += 1

    def _link(self, below: str, path: str, is_release: bool) -> Iterator[FoundFile | Problem]:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except FileNotFoundError:
            yield Problem.at(path, None, _BROKEN)
            return
        except OSError as error:
            yield Problem.of_error(path, error)
            return
        if not (is_folder or is_release):
            return
        target = os.path.realpath(path)
        if self._within is not None and not is_within(target, self._within):
            yield Problem.at(path, None, OUTSIDE)
        elif not is_folder:
            yield _found_file(_release_id(below), path, self._within, follow=True)
        elif is_within(os.path.realpath(os.path.dirname(path)), target):
            yield Problem.at(path, None, "a loop: a symlink to a folder that contains it")
        else:
            self._links.append((f"{below}/", path))


def _found_file(release_id: str, path: str, within: str | None, *, follow: bool) -> FoundFile | Problem:
    try:
        state = os.stat(path, follow_symlinks=follow)
    except OSError as error:
        return Problem.of_error(path, error)
    if not stat.S_ISREG(state.st_mode):
        return Problem.at(path, None, "not a regular file")
    return FoundFile(release_id, path, FileState.of(state), within)


def _release_id(below: str) -> str:
    stem = below[: -len(_SUFFIX)] if below.lower().endswith(_SUFFIX) else below
    return stem if stem.isascii() else unicodedata.normalize("NFC", stem)


def is_within(path: str, folder: str) -> bool:
    """Return whether the absolute ``path`` is ``folder`` or inside it; the file system is not asked."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


class PathSet:
    """A set of absolute paths that also contains every path inside one of them; the file system is not asked.

    A look-up takes as many steps as the path has folders, however large the set is.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = {path.rstrip(os.sep): path for path in paths}

    def __contains__(self, path: str) -> bool:
        return next(self.containing(path), None) is not None

    def containing(self, path: str) -> Iterator[str]:
        """Yield the paths of the set that contain ``path``, the outermost first, and ``path`` itself if it is one."""
        at = path.find(os.sep) if self._paths else -1
        while at >= 0:
            if path[:at] in self._paths:
                yield self._paths[path[:at]]
            at = path.find(os.sep, at + 1)
        if path in self._paths:
            yield self._paths[path]


def is_missing(path: str) -> bool:
    """Return whether the system says that nothing is at ``path``; other errors leave that open."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        pass
    return False


def _is_utf8(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)


def _same_file(one: str, other: str) -> bool:
    try:
        return one == other or os.path.samefile(one, other)
    except OSError:
        return False


def _shown(source: Path) -> str:
    return Problem.at(str(source), None, "").path
