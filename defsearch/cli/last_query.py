"""The hits of the last query of an index, kept in a file, so that ``show 3`` can mean the third hit.

The file is in the user's state folder and private. Losing it does no other harm, so a failure to read or write it
is never reported.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from defsearch.index.directory import create_file, read_file, write_all
from defsearch.records import NamedTuple
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from defsearch.search.results import SearchResult

_T = TypeVar("_T", str, bool)

MAX_RANK_DIGITS = 9  # no archive has more releases
_VERSION = 1
_MAX_BYTES = 64 << 20  # a million hits on one page
# The file cannot be read or written, or there is no working folder or no home folder (a RuntimeError).
_STORAGE_ERRORS = (OSError, RuntimeError, ValueError)


class LastQuery(NamedTuple):
    """The last query: its request, the ids by rank, and a key that distinguishes searches."""

    request: SearchRequest
    ids: dict[int, str]
    search: str


def save_last_query(index: Path, result: SearchResult, similar_to: str = "") -> None:
    """Save the hits of ``result``; a further page of the same search is added to the pages before it.

    ``similar_to`` is the id of the release that the hits are similar to.
    """
    with contextlib.suppress(*_STORAGE_ERRORS):
        _save(index, result, similar_to)


def _save(index: Path, result: SearchResult, similar_to: str) -> None:
    request = result.request
    search = repr((similar_to, request._replace(page=1, limit=1, passages=0)))
    ids = {hit.rank: hit.id for hit in (*result.hits, *result.near)}
    last = load_last_query(index)
    if last is not None and last.search == search:
        ids = {rank: id_ for rank, id_ in last.ids.items() if rank <= result.total} | ids
    value = {
        "version": _VERSION,
        "index": str(index.absolute()),
        "search": search,
        "query": request.query,
        "any_word": request.any_word,
        "exact": request.exact,
        "compounds": request.compounds,
        "synonyms": request.synonyms,
        "ids": ids,
    }
    _write_private_file(_path(index), json.dumps(value))


def load_last_query(index: Path) -> LastQuery | None:
    """Return the last query of this index, or None if there is none or its file is not valid."""
    try:
        # read_file rejects a pipe or a device, which would not end.
        value = json.loads(read_file(_path(index), _MAX_BYTES))
        if value["version"] != _VERSION or value["index"] != str(index.absolute()):
            return None
        request = SearchRequest(
            query=_typed(str, value["query"]),
            any_word=_typed(bool, value["any_word"]),
            exact=_typed(bool, value["exact"]),
            compounds=_typed(bool, value["compounds"]),
            synonyms=_typed(bool, value["synonyms"]),
        )
        ids = {_rank(rank): _typed(str, id_) for rank, id_ in value["ids"].items()}
        return LastQuery(request, ids, _typed(str, value["search"]))
    except (AttributeError, KeyError, TypeError, *_STORAGE_ERRORS):
        return None


def _typed(kind: type[_T], value: object) -> _T:
    """Return ``value``, or raise TypeError if it has another type."""
    if type(value) is not kind:
        raise TypeError("unexpected type")
    return value


def _rank(text: str) -> int:
    if len(text) > MAX_RANK_DIGITS:
        raise ValueError("not a rank")
    return int(text)


def _path(index: Path) -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    checksum = zlib.crc32(os.fsencode(index.absolute()))
    return Path(base) / "defsearch" / f"last-{checksum:08x}.json"


def _write_private_file(path: Path, text: str) -> None:
    """Write a file that only its owner can read, atomically."""
    if not path.parent.is_dir():
        # mkdir(parents=True) would use the default mode for the parents.
        for folder in reversed(path.parents):
            folder.mkdir(mode=0o700, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)  # it could be anything; opening a pipe would wait for a reader
    descriptor = create_file(os.fspath(temporary))
    try:
        write_all(descriptor, text.encode("ascii"))
    finally:
        os.close(descriptor)
    temporary.replace(path)
