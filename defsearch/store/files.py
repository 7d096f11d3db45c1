"""The files of an archive as the last ingest found them, one row each, in a sorted table by id.

What an ingest compares with, and how an id leads to its release without a search.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError
from defsearch.records import NamedTuple
from defsearch.store.table import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from defsearch.store.table import Table


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


_LONGEST = 1 << 17  # bytes of a row: two paths of some thousand characters, an escaped one of six bytes
_KINDS = (str, str, str, int, int, str, str, int)


def write_files(path: Path, files: Iterable[IndexedFile]) -> None:
    """Write the table of all ``files``."""
    rows = ((_key(file.id), json.dumps(file[1:]).encode()) for file in files)
    write_table(str(path), sorted(rows))


def find_file(table: Table, id_: str) -> IndexedFile | None:
    """The file whose release has exactly this id."""
    value = table.get(_key(id_))
    return None if value is None else _file(id_, value)


def files_from(table: Table, prefix: str = "") -> Iterator[IndexedFile]:
    """All files whose id begins with ``prefix``, by id."""
    # The key is JSON without its closing quote, so that a beginning of an id is a beginning of a key.
    for key, value in table.rows(_key(prefix) if prefix else b""):
        yield _file(_id(key), value)


def _key(id_: str) -> bytes:
    return json.dumps(id_, ensure_ascii=False)[:-1].encode("utf-8", "surrogatepass")


def _id(key: bytes) -> str:
    try:
        return str(json.loads(key + b'"'))
    except (ValueError, RecursionError):
        raise _damaged() from None


def _file(id_: str, value: bytes) -> IndexedFile:
    if len(value) > _LONGEST:
        raise _damaged()
    try:
        file = IndexedFile(id_, *json.loads(value))
    except (ValueError, TypeError, RecursionError):
        raise _damaged() from None
    if tuple(map(type, file)) != _KINDS:
        raise _damaged()
    return file


def _damaged() -> IndexDamagedError:
    return IndexDamagedError(
        "The index is damaged: its list of files cannot be read.",
        "Build it anew with: defsearch ingest --rebuild, and your SOURCE and --index if you named any",
    )
