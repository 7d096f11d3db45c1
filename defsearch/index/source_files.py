"""The files of an archive as the last ingest found them: a sorted table, one row for each file, by id.

An ingest compares the files on disk with it, and an id leads to its release without a search. Not here: the
comparison (``defsearch.ingest.diff``, ``check``).

A row: size, modification time, change time, inode, digest, the index of the segment, the number of the release in it,
the index of the folder pair, when the release came in, and the rest of the path. The row with the empty key comes
first. It lists the names of the segments and the folder pairs: the part of the path before the id, as it was named and
in full. Example: ``"2024/001`` → ``812 17… 17… 93 5f… 0 3 0 18… +.txt`` with the folder pair ``seeds/``,
``/home/anna/seeds/`` is the file ``seeds/2024/001.txt``, release 3 of the first segment.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.index.manifest import checked_path
from defsearch.index.sstable import SSTable, write_sstable
from defsearch.records import NamedTuple
from defsearch.releases.release import FileState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class IndexedFile(NamedTuple):
    """One indexed file: its path as named and in full, state and digest; the place of its release.

    ``added`` is when its release came into the index, in nanoseconds since the epoch. It survives changes, moves and
    rebuilds.
    """

    id: str
    path: str
    full_path: str
    state: FileState
    digest: str
    segment: str
    number: int
    added: int = 0


class _Names(NamedTuple):
    """The first row: what the other rows refer to by number."""

    segments: list[str]
    folders: list[tuple[str, str]]


_MAX_ROW = 1 << 17  # bytes; a path has some thousand characters, and an escaped one takes six bytes
_SUFFIX = ".txt"
_BY_ID, _AS_IT_IS = b"+", b"="  # the path is folder, id and suffix; or the folder pair is the whole path


class FileList:
    """The files of one state of an index, open for look-ups. Raises IndexDamagedError if no ingest wrote them."""

    def __init__(self, path: str) -> None:
        self._table = SSTable(path)
        self._read: _Names | None = None
        self._moved: bool | None = None

    @property
    def _names(self) -> _Names:
        found = self._read
        if found is None:
            found = self._read = _decode_names(self._table.get(b""))
        return found

    def find(self, id_: str) -> IndexedFile | None:
        """Return the file of the release with exactly this id, or None."""
        key = _key(id_)
        value = self._table.get(key)
        return None if value is None else _decode(key, value, self._names)

    def all(self, prefix: str = "") -> Iterator[IndexedFile]:
        """Return all files whose id begins with ``prefix``, sorted by id."""
        names = self._names
        # The key is a JSON string without its closing quote: a prefix of an id is a prefix of its key.
        for key, value in self._table.rows(_key(prefix)):
            yield _decode(key, value, names)

    def path_from_here(self, id_: str, path: str) -> str:
        """Return ``path``, the named path of a release, so that it leads to the file from the working folder.

        It is not changed if it still leads there; else it is relative to the working folder, or in full.
        """
        if not self._has_moved():
            return path
        file = self.find(id_)
        return path if file is None or os.path.abspath(path) == file.full_path else from_here(file.full_path)

    def _has_moved(self) -> bool:
        """Return whether any of the folders was named from another working folder."""
        if self._moved is None:
            try:
                self._moved = any(
                    os.path.abspath(shown) != os.path.abspath(full) for shown, full in self._names.folders
                )
            except OSError:  # the working folder was removed
                self._moved = False
        return self._moved

    def close(self) -> None:
        """Close the file."""
        self._table.close()


def from_here(path: str) -> str:
    """Return a full path relative to the working folder if it is inside, as people name it."""
    try:
        here = os.path.join(os.getcwd(), "")
    except OSError:  # the working folder was removed
        return path
    return os.path.relpath(path, here) if os.path.join(path, "").startswith(here) else path


def write_files(path: Path, files: Iterable[IndexedFile]) -> None:
    """Write the table of all ``files``."""
    segments: dict[str, int] = {}
    folders: dict[tuple[str, str], int] = {}
    rows = [
        (_key(file.id), _encode(file, segments.setdefault(file.segment, len(segments)), folders))
        for file in files
    ]
    names = json.dumps([list(segments), list(folders)]).encode()
    write_sstable(str(path), [(b"", names), *sorted(rows)])


def _encode(file: IndexedFile, segment: int, folders: dict[tuple[str, str], int]) -> bytes:
    suffix = file.path[-len(_SUFFIX) :] if file.path.lower().endswith(_SUFFIX) else ""
    below = file.id + suffix
    if file.path.endswith(below) and file.full_path.endswith(below):  # nearly always
        folder, rest = (file.path.removesuffix(below), file.full_path.removesuffix(below)), _BY_ID
        rest += _escaped(suffix)
    else:
        folder, rest = (file.path, file.full_path), _AS_IT_IS
    at = folders.setdefault(folder, len(folders))
    values = (*file.state, file.digest.encode(), segment, file.number, at, file.added, rest)
    return b"%d %d %d %d %b %d %d %d %d %b" % values


def _decode_names(value: bytes | None) -> _Names:
    try:
        segments, folders = json.loads(value or b"")
        pairs = [(shown, full) for shown, full in folders]
    except (ValueError, TypeError, RecursionError):
        raise _damaged() from None
    if not all(type(name) is str for name in (*segments, *(name for pair in pairs for name in pair))):
        raise _damaged()
    return _Names(list(segments), pairs)


def _decode(key: bytes, value: bytes, names: _Names) -> IndexedFile:
    if len(value) > _MAX_ROW or not key.startswith(b'"'):
        raise _damaged()
    try:
        size, mtime_ns, ctime_ns, inode, digest, segment, number, folder, added, rest = value.split(b" ", 9)
        shown, full = names.folders[_count(folder)]
        id_ = _unescaped(key[1:])
        tail = id_ + _unescaped(rest[1:]) if rest.startswith(_BY_ID) else ""
        return IndexedFile(
            id_,
            checked_path(shown + tail),
            checked_path(full + tail),
            FileState(_count(size), int(mtime_ns), int(ctime_ns), _count(inode)),
            digest.decode("ascii"),
            names.segments[_count(segment)],
            _count(number),
            int(added),
        )
    except (ValueError, IndexError, RecursionError):
        raise _damaged() from None


def _count(digits: bytes) -> int:
    if not digits.isdigit():
        raise ValueError("not a number")
    return int(digits)


def _key(id_: str) -> bytes:
    return b'"' + _escaped(id_)


def _escaped(text: str) -> bytes:
    """Return ``text`` without line ends and tabs: as in JSON, without its quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")


def _unescaped(data: bytes) -> str:
    text = data.decode("utf-8", "surrogatepass")
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _damaged() -> IndexDamagedError:
    return IndexDamagedError("its list of files", "cannot be read")
