"""What ``show`` and ``similar`` look up first: the release a user means, and what to light in it.

A release is named by its id, the beginning of it, or the number of a hit of the last query.

What the commands share on their way to the core: the query as one text, its period, today.
"""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING

from defsearch.cli.last_query import LONGEST_RANK, last_query
from defsearch.errors import ReleaseNotFoundError
from defsearch.search.results import ReleaseMatches, SearchRequest

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.dates.parser import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.searcher import Searcher


def today() -> datetime.date:
    """Return the day that ``vandaag`` is: DEFSEARCH_TODAY where it is set, else the day of the clock here."""
    fixed = os.environ.get("DEFSEARCH_TODAY")
    if not fixed:
        return datetime.date.today()  # noqa: DTZ011 — the day on the user's own calendar is what is meant
    from defsearch.dates.parser import today_from  # here, as below: most commands need no calendar

    return today_from(fixed)


def period(from_text: str | None, to_text: str | None, on_text: str | None) -> Period | None:
    """Return the period that --from, --to and --on ask for, or None."""
    if from_text is None and to_text is None and on_text is None:
        return None
    from defsearch.dates.parser import period_between

    return period_between(from_text, to_text, on_text, today())


def joined(words: list[str] | None) -> str:
    """Return the words of a query as one text."""
    return " ".join(words or ())


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
