"""What ``show`` and ``similar`` look up first: the release a user means, and what to light in it.

A release is named by its id, the beginning of it, or the number of a hit of the last query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.cli.state import LONGEST_RANK, last_query
from defsearch.cli.wiring import today
from defsearch.errors import ReleaseNotFoundError
from defsearch.search.request import SearchRequest
from defsearch.search.values import ReleaseMatches

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.search.searcher import Searcher
    from defsearch.store.documents import StoredRelease


def find_id(text: str, index: Path, searcher: Searcher) -> str:
    """Return what ``text`` may stand for as an id: the hit of that number in the last query, or itself.

    An id that is a number comes before the hit of that number, and that before the beginning of an id. A number
    with a zero in front is no hit's.
    """
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or text in (ids := searcher.ids(text)):
        return text
    last = last_query(index)
    id_ = last.ids.get(int(text)) if last is not None and len(text) <= LONGEST_RANK else None
    if id_ is not None:
        return id_
    if len(ids) == 1:
        return ids[0]
    if last is None:
        raise ReleaseNotFoundError(f"there is no query yet whose hit {text} it could be", "Search first")
    shown = f"{min(last.ids)} to {max(last.ids)}" if last.ids else "none"
    raise ReleaseNotFoundError(f"the last query has shown no hit {text}", f"Shown so far: {shown}")


def find_matches(
    release: StoredRelease, query: str | None, index: Path, searcher: Searcher
) -> ReleaseMatches:
    """Return where ``query`` matches in ``release``, or the last query when it is None."""
    if query is not None:
        return searcher.matches(release, SearchRequest(query=query), today())
    last = last_query(index)
    if last is None or not last.request.query:
        return ReleaseMatches()
    return searcher.matches(release, last.request, today())
