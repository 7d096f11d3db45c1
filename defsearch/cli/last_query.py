"""What the last query of an index found, so that ``show 3`` can mean its third hit.

A small file in the user's state folder, readable by its owner only. Losing it loses nothing else: neither
writing nor reading it ever fails aloud.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from defsearch.index.directory import create_file, read_file, write_all
from defsearch.search.results import SearchRequest

if TYPE_CHECKING:
    from defsearch.search.results import SearchResult

_Kind = TypeVar("_Kind", str, bool)

LONGEST_RANK = 9  # digits: no archive has more releases
_VERSION = 1
_LIMIT = 64 << 20  # bytes: a million hits on one page
# No place to write, no folder to be in, or no home (a user without an entry, HOME not set: a RuntimeError).
_NO_PLACE = (OSError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class LastQuery:
    """The last query: the words and how they match, the ids by rank, and a text that tells searches apart."""

    request: SearchRequest
    ids: dict[int, str]
    search: str


def remember(index: Path, result: SearchResult, about: str = "") -> None:
    """Keep the hits of ``result``; a further page of the same search adds to the ones before it.

    ``about`` is what was asked for besides the request: the release that the hits are like, a file of synonyms.
    """
    with contextlib.suppress(*_NO_PLACE):
        _remember(index, result, about)


def _remember(index: Path, result: SearchResult, about: str) -> None:
    request = result.request
    search = repr((about, request._replace(page=1, limit=1, passages=0)))
    ids = {hit.rank: hit.id for hit in result.hits}
    before = last_query(index)
    if before is not None and before.search == search:
        ids = {rank: id_ for rank, id_ in before.ids.items() if rank <= result.total} | ids
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
    _replace(_path(index), json.dumps(value))


def last_query(index: Path) -> LastQuery | None:
    """Return the last query of this index, or None: there was none, or its file is not one of ours."""
    try:
        value = json.loads(read_file(_path(index), _LIMIT))  # never a pipe or a device: it would not end
        if value["version"] != _VERSION or value["index"] != str(index.absolute()):
            return None
        request = SearchRequest(
            query=_of(str, value["query"]),
            any_word=_of(bool, value["any_word"]),
            exact=_of(bool, value["exact"]),
            compounds=_of(bool, value["compounds"]),
            synonyms=_of(bool, value["synonyms"]),
        )
        ids = {_rank(rank): _of(str, id_) for rank, id_ in value["ids"].items()}
        return LastQuery(request, ids, _of(str, value["search"]))
    except (AttributeError, KeyError, TypeError, *_NO_PLACE):
        return None


def _of(kind: type[_Kind], value: object) -> _Kind:
    if type(value) is not kind:
        raise TypeError("not what belongs there")
    return value


def _rank(text: str) -> int:
    if len(text) > LONGEST_RANK:
        raise ValueError("not the rank of any hit")
    return int(text)


def _path(index: Path) -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = zlib.crc32(os.fsencode(index.absolute()))
    return Path(base) / "defsearch" / f"last-{name:08x}.json"


def _replace(path: Path, text: str) -> None:
    """Write ``text`` whole or not at all, for the owner only."""
    if not path.parent.is_dir():
        for folder in reversed(path.parents):  # mkdir would make the folders above it for everybody
            folder.mkdir(mode=0o700, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)  # whatever it is: a pipe, say, would be waited for
    descriptor = create_file(os.fspath(fresh))
    try:
        write_all(descriptor, text.encode("ascii"))
    finally:
        os.close(descriptor)
    fresh.replace(path)
