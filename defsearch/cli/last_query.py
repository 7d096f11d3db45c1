"""The list that was last shown, kept in a file for each index and terminal, so that ``show 3`` means its third hit.

The file is in the user's state folder and private. Losing it does no other harm, so a failure to write it is reported
only if a number is used later. An older list is never taken for the one that could not be written.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from defsearch.cli.config import xdg_folder
from defsearch.errors import ReleaseNotFoundError
from defsearch.index.directory import create_file, read_file, write_all
from defsearch.records import NamedTuple
from defsearch.render.text import visible
from defsearch.search.results import Per, SearchRequest, Sort

if TYPE_CHECKING:
    from defsearch.search.results import SearchResult

_T = TypeVar("_T")

MAX_RANK_DIGITS = 9  # no archive has more releases
_VERSION = 2
_MAX_AGE = 30 * 24 * 3600  # seconds: the lists of terminals that were closed long ago are removed
_HISTORY = "history.json"
_MAX_HISTORY = 500
_LOST = "lost"  # why there is no list
_MAX_BYTES = 64 << 20  # a million hits on one page
# The file cannot be read or written, or there is no working folder or no home folder (a RuntimeError).
_STORAGE_ERRORS = (OSError, RuntimeError, ValueError)


class LastQuery(NamedTuple):
    """The last list: its request, the ids by rank, and a key that distinguishes searches.

    ``total`` counts all of its hits; ``synonyms`` is the user's file of synonyms, if any;
    ``brief`` tells whether the list had one line a hit,
    ``per`` by which period it was grouped, if it was.
    """

    request: SearchRequest
    ids: dict[int, str]
    search: str
    total: int
    synonyms: Path | None
    similar_to: str
    brief: bool
    per: str


def save_last_query(
    index: Path,
    result: SearchResult,
    similar_to: str = "",
    *,
    synonyms: Path | None = None,
    brief: bool = False,
    per: str = "",
) -> None:
    """Save the hits of ``result``; a further page of the same search is added to the pages before it.

    ``similar_to`` is the id of the release that the hits are similar to.
    """
    try:
        _save(index, result, similar_to, synonyms, brief, per)
    except _STORAGE_ERRORS as error:
        with contextlib.suppress(*_STORAGE_ERRORS):
            _path(index).unlink(missing_ok=True)  # the older list, which also makes room for the reason
            _write_private_file(_path(index), json.dumps({_LOST: _reason(error)}))


def _save(
    index: Path, result: SearchResult, similar_to: str, synonyms: Path | None, brief: bool, per: str
) -> None:
    request = result.request
    search = repr((similar_to, request._replace(page=1, limit=1, passages=0)))
    ids = {hit.rank: hit.id for hit in (*result.hits, *result.near)}
    last = load_last_query(index)
    if last is not None and last.search == search:
        ids = {rank: id_ for rank, id_ in last.ids.items() if rank <= result.total + len(result.near)} | ids
    value = {
        "version": _VERSION,
        "index": str(index.absolute()),
        "terminal": _terminal(),
        "search": search,
        # What is highlighted in a release of the list is what the list is for.
        "request": _request_value(request._replace(query=result.respelled or request.query)),
        "total": result.total,
        "synonyms": "" if synonyms is None else str(synonyms.absolute()),
        "similar_to": similar_to,
        "brief": brief,
        "per": per,
        "ids": ids,
    }
    _write_private_file(_path(index), json.dumps(value))


def _request_value(request: SearchRequest) -> dict[str, object]:
    period = request.period
    days = period and [day and day.isoformat() for day in (period.first, period.last)]
    return {**request._asdict(), "sort": request.sort.value, "period": days}


def _request(value: dict[str, object]) -> SearchRequest:
    """Return the request in a file; TypeError or ValueError if it is not of this version."""
    defaults = SearchRequest()._asdict()
    fields = {
        name: _typed(type(defaults[name]), field)
        for name, field in value.items()
        if name not in ("period", "sort")
    }
    days = value["period"]
    period = None
    if days is not None:
        from defsearch.dates.period import Period  # here: few queries have a period

        first, last = (day and datetime.date.fromisoformat(day) for day in _typed(list, days))
        period = Period(first, last)
    return SearchRequest(**{**fields, "period": period, "sort": Sort(value["sort"])})


def load_last_query(index: Path) -> LastQuery | None:
    """Return the list that was last shown in this terminal; None if there is none, or its file is not valid."""
    if _obstacle():
        return None
    try:
        # read_file rejects a pipe or a device, which would not end.
        value = json.loads(read_file(_path(index), _MAX_BYTES))
        where = (_VERSION, str(index.absolute()), _terminal())
        if (value["version"], value["index"], value["terminal"]) != where:
            return None
        ids = {_rank(rank): _typed(str, id_) for rank, id_ in value["ids"].items()}
        synonyms = _typed(str, value["synonyms"])
        return LastQuery(
            _request(value["request"]),
            ids,
            _typed(str, value["search"]),
            _typed(int, value["total"]),
            Path(synonyms) if synonyms else None,
            _typed(str, value["similar_to"]),
            _typed(bool, value["brief"]),
            value["per"] and Per(value["per"]).value,
        )
    except (AttributeError, KeyError, TypeError, *_STORAGE_ERRORS):
        return None


def no_list(index: Path, what: str) -> ReleaseNotFoundError:
    """Return the error for a command that needs the last list where there is none; ``what`` is what is missing."""
    if obstacle := _obstacle() or _refusal(index):
        return ReleaseNotFoundError(
            f"{what}: the hits of a query cannot be kept, since {obstacle}",
            "Name a folder for them with XDG_STATE_HOME, or type the id",
        )
    return ReleaseNotFoundError(
        f"{what}: nothing was searched yet in this terminal", "Search first: defsearch query WORDS"
    )


def _obstacle() -> str:
    """Return a clause that says why lists cannot be kept; empty if it seems that they can."""
    try:
        folder = _folder()
    except RuntimeError:
        return "there is no home folder"
    for place in (folder, *folder.parents):
        if place.is_dir():
            return "" if os.access(place, os.W_OK | os.X_OK) else f"{place} cannot be written"
        if place.exists() or place.is_symlink():
            return f"{place} is not a folder"
    return ""


def _refusal(index: Path) -> str:
    """Return why the last list is lost, such as a full disk; empty if it is not."""
    try:
        reason = json.loads(read_file(_path(index), _MAX_BYTES))[_LOST]
    except FileNotFoundError:  # not even the reason could be written
        try:
            path = _path(index).with_suffix(".tried")
            _write_private_file(path, "{}")
            path.unlink()
        except OSError as error:
            return _reason(error)
        return ""
    except (KeyError, TypeError, *_STORAGE_ERRORS):
        return ""
    return visible(str(reason))


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{_folder()}: {text.lower()}"


def _typed(kind: type[_T], value: object) -> _T:
    """Return ``value``, or raise TypeError if it has another type."""
    if type(value) is not kind:
        raise TypeError("unexpected type")
    return value


def _rank(text: str) -> int:
    if len(text) > MAX_RANK_DIGITS:
        raise ValueError("not a rank")
    return int(text)


def _terminal() -> str:
    """Return the name of the terminal; without one, of the session that the shell started."""
    for number in (0, 1, 2):
        with contextlib.suppress(OSError):
            return os.ttyname(number)
    return f"session {os.getsid(0)}"


def _folder() -> Path:
    return xdg_folder("XDG_STATE_HOME", ".local/state") / "defsearch"


def _path(index: Path) -> Path:
    checksum = zlib.crc32(os.fsencode(index.absolute()) + b"\0" + _terminal().encode())
    return _folder() / f"last-{checksum:08x}.json"


def _write_private_file(path: Path, text: str) -> None:
    """Write a file that only its owner can read, atomically."""
    if not path.parent.is_dir():
        # mkdir(parents=True) would use the default mode for the parents.
        for folder in reversed(path.parents):
            folder.mkdir(mode=0o700, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)  # it could be anything; opening a pipe would wait for a reader
    try:
        descriptor = create_file(os.fspath(temporary))
        try:
            write_all(descriptor, text.encode("ascii"))
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    oldest = time.time() - _MAX_AGE
    for other in path.parent.iterdir():  # also what a killed query left
        if other.name != _HISTORY and other.lstat().st_mtime < oldest:
            other.unlink(missing_ok=True)


def load_history() -> list[str]:
    """Return the queries that were browsed, the newest first; none if they cannot be read."""
    try:
        return [_typed(str, query) for query in json.loads(read_file(_folder() / _HISTORY, _MAX_BYTES))]
    except (TypeError, *_STORAGE_ERRORS):
        return []


def remember_query(query: str) -> None:
    """Keep a query for ``load_history``, in front of the others."""
    with contextlib.suppress(*_STORAGE_ERRORS):
        queries = dict.fromkeys((query, *load_history()))
        _write_private_file(_folder() / _HISTORY, json.dumps([*queries][:_MAX_HISTORY]))
