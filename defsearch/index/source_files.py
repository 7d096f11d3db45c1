"""The files of an archive as the last ingest found them, one row each, in a sorted table by id.

What an ingest compares with, and how an id leads to its release without a search.

A row: size, modification time, digest, the number of the segment, the number of the release in it, the number of the
folder pair, and what stands behind the id in the path. The row with the empty key, before all others, has the names of
the segments, and the folder pairs: what stands before the id in the path as it is shown, and in full.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.index.manifest import checked_path
from defsearch.index.sstable import SSTable, write_sstable
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class IndexedFile(NamedTuple):
    """One indexed file: as shown and in full, its size, modification time and content, and its release's place."""

    id: str
    path: str
    full_path: str
    size: int
    mtime_ns: int
    digest: str
    segment: str
    number: int


class _Names(NamedTuple):
    """What rows refer to by number."""

    segments: list[str]
    folders: list[tuple[str, str]]


_LONGEST = 1 << 17  # bytes of a row: a path of some thousand characters, an escaped one of six bytes
_SUFFIX = ".txt"
_BY_ID, _AS_IT_IS = b"+", b"="  # the path ends in the id and a suffix; or the folder pair is all of it


class FileList:
    """The files of one state of an index, open for look-ups."""

    def __init__(self, path: str) -> None:
        self._table = SSTable(path)
        self._read: _Names | None = None
        self._moved: bool | None = None

    @property
    def _names(self) -> _Names:
        found = self._read
        if found is None:
            found = self._read = _names_from(self._table.get(b""))
        return found

    def find(self, id_: str) -> IndexedFile | None:
        """The file whose release has exactly this id."""
        key = _key(id_)
        value = self._table.get(key)
        return None if value is None else _file(key, value, self._names)

    def all(self, prefix: str = "") -> Iterator[IndexedFile]:
        """All files whose id begins with ``prefix``, by id."""
        names = self._names
        # The key is JSON without its closing quote, so that a beginning of an id is a beginning of a key.
        for key, value in self._table.rows(_key(prefix)):
            yield _file(key, value, names)

    def path_from_here(self, id_: str, path: str) -> str:
        """``path``, that of a release as it was named, in a way that leads to its file from the working folder.

        That is as it was named where this still leads there, else below the working folder, else in full.
        """
        if not self._has_moved():
            return path
        file = self.find(id_)
        if file is None or os.path.abspath(path) == file.full_path:
            return path
        here = os.path.join(os.getcwd(), "")
        return file.full_path.removeprefix(here)

    def _has_moved(self) -> bool:
        """Whether any of the folders was named from another working folder."""
        if self._moved is None:
            try:
                self._moved = any(
                    os.path.abspath(shown) != os.path.abspath(full) for shown, full in self._names.folders
                )
            except OSError:  # the working folder is gone
                self._moved = False
        return self._moved

    def close(self) -> None:
        """Let go of the file."""
        self._table.close()


def write_files(path: Path, files: Iterable[IndexedFile]) -> None:
    """Write the table of all ``files``."""
    segments: dict[str, int] = {}
    folders: dict[tuple[str, str], int] = {}
    rows = [
        (_key(file.id), _value(file, segments.setdefault(file.segment, len(segments)), folders))
        for file in files
    ]
    names = json.dumps([list(segments), list(folders)]).encode()
    write_sstable(str(path), [(b"", names), *sorted(rows)])


def _value(file: IndexedFile, segment: int, folders: dict[tuple[str, str], int]) -> bytes:
    suffix = file.path[-len(_SUFFIX) :] if file.path.lower().endswith(_SUFFIX) else ""
    below = file.id + suffix
    if file.path.endswith(below) and file.full_path.endswith(below):  # as good as always
        folder, rest = (file.path.removesuffix(below), file.full_path.removesuffix(below)), _BY_ID
        rest += _escaped(suffix)
    else:
        folder, rest = (file.path, file.full_path), _AS_IT_IS
    at = folders.setdefault(folder, len(folders))
    facts = (file.size, file.mtime_ns, file.digest.encode(), segment, file.number, at, rest)
    return b"%d %d %b %d %d %d %b" % facts


def _names_from(value: bytes | None) -> _Names:
    try:
        segments, folders = json.loads(value or b"")
        pairs = [(shown, full) for shown, full in folders]
    except (ValueError, TypeError, RecursionError):
        raise _damaged() from None
    if not all(type(name) is str for name in (*segments, *(name for pair in pairs for name in pair))):
        raise _damaged()
    return _Names(list(segments), pairs)


def _file(key: bytes, value: bytes, names: _Names) -> IndexedFile:
    """The file in one row; IndexDamagedError where no ingest wrote it."""
    if len(value) > _LONGEST or not key.startswith(b'"'):
        raise _damaged()
    try:
        size, mtime_ns, digest, segment, number, folder, rest = value.split(b" ", 6)
        shown, full = names.folders[_count(folder)]
        id_ = _unescaped(key[1:])
        tail = id_ + _unescaped(rest[1:]) if rest.startswith(_BY_ID) else ""
        return IndexedFile(
            id_,
            checked_path(shown + tail),
            checked_path(full + tail),
            _count(size),
            int(mtime_ns),
            digest.decode("ascii"),
            names.segments[_count(segment)],
            _count(number),
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
    """``text`` without line ends and tabs: as in JSON, without its quotes."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")


def _unescaped(data: bytes) -> str:
    text = data.decode("utf-8", "surrogatepass")
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _damaged() -> IndexDamagedError:
    return IndexDamagedError("its list of files", "cannot be read")
