"""Which files below the SOURCEs are releases: ids, sizes and times. Nothing is opened here but folders.

Not here: what is in a file (``reader``).

- A release is a regular file named ``*.txt``, in any case; a SOURCE that is a file may be called anything.
- Names that start with a dot are passed over, files and folders alike: editors, version control and file
  managers keep their own things under them.
- A folder is read once, under its own name if it has one: links to folders wait until the real folders are
  done, which bounds any tangle of links. A link that leads back above itself is reported as a loop.
- A link that points outside its SOURCE is skipped and reported, unless ``follow_links``.
"""

# 100,000 path objects would take longer than the walk.

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections import deque
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.errors import SourceError
from defsearch.records import NamedTuple
from defsearch.releases.release import OUTSIDE, Problem, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_SUFFIX = ".txt"
_NOWHERE = (errno.ELOOP, errno.ENAMETOOLONG)  # what a path leads to that is no file's
_DANGLING = "a symbolic link to nothing"
_NAME_ANOTHER = "Name the file or folder that holds the releases: defsearch ingest SOURCE"


class FoundFile(NamedTuple):
    """A file that should hold a release.

    ``id`` is its path below the SOURCE, NFC, with ``/`` between folders and without ``.txt``; ``path`` begins
    with the SOURCE as it was given; ``size`` in bytes, ``mtime_ns`` in nanoseconds since the epoch. ``within`` is
    the folder, links followed, that the file must still be in when it is read; None where any will do.
    """

    id: str
    path: str
    size: int
    mtime_ns: int
    within: str | None = None


def find_releases(sources: Sequence[Path], *, follow_links: bool = False) -> Iterator[FoundFile | Problem]:
    """Every release below ``sources``, each id once, in an order that depends on names only.

    A source that does not exist raises ``SourceError`` at the call. A source that cannot be read is a ``Problem``,
    and so is one without releases, at the end; where no source is any better, that is a ``SourceError``.
    """
    for source in sources:
        try:
            os.stat(source)
        except (FileNotFoundError, NotADirectoryError):
            why = f"is {_DANGLING}" if os.path.islink(source) else "does not exist"
            raise SourceError(f"{_shown(source)} {why}", _NAME_ANOTHER) from None
        except ValueError as error:
            raise SourceError(f"{_shown(source)}: {reason_of(error)}", _NAME_ANOTHER) from None
        except OSError as error:
            if error.errno in _NOWHERE:
                raise SourceError(f"{_shown(source)}: {reason_of(error)}", _NAME_ANOTHER) from None
            # It is there, and nobody may look: that stops no other source.
    return _each_id_once(sources, follow_links)


def find_files(source: Path, *, follow_links: bool = False) -> Iterator[FoundFile | Problem]:
    """The releases below one file or folder: a folder's own files by name, then its folders by name."""
    shown = os.fspath(source)
    if not _is_utf8(shown):
        yield Problem.at(shown, None, "its name is not UTF-8")
    elif os.path.isdir(shown):
        yield from _Walk(shown, follow_links).files()
    else:
        yield _source_file(shown)


def _source_file(path: str) -> FoundFile | Problem:
    """The release that a file named as a source is. Whether it may be read is asked at once, as of a folder."""
    found = _found(_id(os.path.basename(path)), path, None, follow=True)
    if isinstance(found, FoundFile) and not os.access(path, os.R_OK):
        return Problem.at(path, None, reason_of(PermissionError(errno.EACCES, "Permission denied")))
    return found


def _each_id_once(sources: Sequence[Path], follow_links: bool) -> Iterator[FoundFile | Problem]:
    first_path: dict[str, str] = {}
    without: list[str] = []
    unread: list[Problem] = []
    for source in sources:
        anything = False
        for item in find_files(source, follow_links=follow_links):
            anything = True
            if isinstance(item, Problem):
                if item.path == _shown(source) and item.is_passing:
                    unread.append(item)
                yield item
            elif item.id not in first_path:
                first_path[item.id] = item.path
                yield item
            elif not _same_file(first := first_path[item.id], item.path):
                yield Problem.at(item.path, None, f"its id {item.id!r} is already that of {first!r}")
        if not anything:
            without.append(_shown(source))
    if (without or unread) and len(without) + len(unread) == len(sources):
        raise _none_left(without, unread)
    for path in without:
        yield Problem(path, None, f"no releases (*{_SUFFIX}) in this folder")


def _none_left(without: list[str], unread: list[Problem]) -> SourceError:
    """The error where not one source holds a release that can be read."""
    faults = [f"{one.path}: {one.reason}" for one in unread]
    if without:
        faults.append(f"no releases (*{_SUFFIX}) in {', '.join(without)}")
    hint = "See to it that it can be read, or name another SOURCE" if unread else _NAME_ANOTHER
    return SourceError("; ".join(faults), hint)


class _Walk:
    """One pass over the folders below ``root``, with an explicit stack: depth is the user's, not Python's."""

    def __init__(self, root: str, follow_links: bool) -> None:
        self._within = None if follow_links else os.path.realpath(root)
        self._folders = [("", "" if root == os.curdir else root)]  # (path below root with a closing /, path)
        self._links: deque[tuple[str, str]] = deque()
        self._read: set[tuple[int, int]] = set()

    def files(self) -> Iterator[FoundFile | Problem]:
        """All files of all folders, folders behind links last."""
        while self._folders or self._links:
            below, folder = self._folders.pop() if self._folders else self._links.popleft()
            try:
                state = os.stat(folder or os.curdir)
                if (state.st_dev, state.st_ino) in self._read:
                    continue
                self._read.add((state.st_dev, state.st_ino))
                with os.scandir(folder or os.curdir) as entries:
                    in_order = sorted(entries, key=attrgetter("name"))
            except OSError as error:
                yield Problem.at(folder or os.curdir, None, reason_of(error))
                continue
            yield from self._folder(below, folder, in_order)

    def _folder(
        self, below: str, folder: str, entries: list[os.DirEntry[str]]
    ) -> Iterator[FoundFile | Problem]:
        inner: list[tuple[str, str]] = []
        before = os.path.join(folder, "")
        is_ascii = below.isascii()
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            path = before + name
            is_plain = is_ascii and name.isascii() and name.endswith(_SUFFIX)
            try:
                if is_plain and entry.is_file(follow_symlinks=False):  # as nearly all are
                    state = entry.stat(follow_symlinks=False)
                    id_ = below + name[: -len(_SUFFIX)]
                    yield FoundFile(id_, path, state.st_size, state.st_mtime_ns, self._within)
                else:
                    yield from self._entry(below + name, path, entry, inner)
            except OSError as error:  # some file systems only tell what an entry is when asked
                yield Problem.at(path, None, reason_of(error))
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
            yield _found(_id(below), path, self._within, follow=False)

    def _link(self, below: str, path: str, is_release: bool) -> Iterator[FoundFile | Problem]:
        try:
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
        except FileNotFoundError:
            yield Problem.at(path, None, _DANGLING)
            return
        except OSError as error:
            yield Problem.at(path, None, reason_of(error))
            return
        if not (is_folder or is_release):
            return
        target = os.path.realpath(path)
        if self._within is not None and not is_within(target, self._within):
            yield Problem.at(path, None, OUTSIDE)
        elif not is_folder:
            yield _found(_id(below), path, self._within, follow=True)
        elif is_within(os.path.realpath(os.path.dirname(path)), target):
            yield Problem.at(path, None, "a loop: a symbolic link to a folder that it is in")
        else:
            self._links.append((f"{below}/", path))


def _found(release_id: str, path: str, within: str | None, *, follow: bool) -> FoundFile | Problem:
    try:
        state = os.stat(path, follow_symlinks=follow)
    except OSError as error:
        return Problem.at(path, None, reason_of(error))
    if not stat.S_ISREG(state.st_mode):
        return Problem.at(path, None, "not a regular file")
    return FoundFile(release_id, path, state.st_size, state.st_mtime_ns, within)


def _id(below: str) -> str:
    stem = below[: -len(_SUFFIX)] if below.lower().endswith(_SUFFIX) else below
    return stem if stem.isascii() else unicodedata.normalize("NFC", stem)


def is_within(path: str, folder: str) -> bool:
    """True when ``path`` is ``folder`` or inside it; both are full paths, and neither is looked up."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


class Folders:
    """Which of some folders or files a path is in, or is: found from the path, however many they are.

    All are full paths, and none is looked up.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = {path.rstrip(os.sep): path for path in paths}

    def __contains__(self, path: str) -> bool:
        return next(self.around(path), None) is not None

    def around(self, path: str) -> Iterator[str]:
        """Those that ``path`` is in, the outermost first, and itself."""
        at = path.find(os.sep) if self._paths else -1
        while at >= 0:
            if path[:at] in self._paths:
                yield self._paths[path[:at]]
            at = path.find(os.sep, at + 1)
        if path in self._paths:
            yield self._paths[path]


def is_gone(path: str) -> bool:
    """True when nothing is at ``path``. What nobody may look at, on a disk that fails say, may be there."""
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
