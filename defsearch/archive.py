"""An index for Python programs: ``defsearch.open("index")``. The results are the named tuples of ``search.results``.

Not here: the command line, whose options these arguments are.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defsearch.dates.parser import parse_range
from defsearch.dates.period import Period
from defsearch.index.snapshot import NO_STATE, current_state, is_outdated
from defsearch.render.formats import release_value
from defsearch.search.results import Per, SearchRequest, Sort
from defsearch.search.searcher import open_searcher
from defsearch.search.timeline import TimelineRequest

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from typing import Self

    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.explain import Explanation
    from defsearch.search.results import ReleaseMatches, SearchResult
    from defsearch.search.timeline import Timeline


def open_archive(
    index: str | os.PathLike[str] = "index", *, synonyms: str | os.PathLike[str] | None = None
) -> Archive:
    """Open the index in a folder, with a file of your own synonyms if you have one.

    Raises:
        DefsearchError: there is no index, or it cannot be used.
    """
    return Archive(Path(index), None if synonyms is None else Path(synonyms))


class Archive:
    """One state of an index, open for searching: no later ingest changes it before ``refresh``. A context manager.

    ``query`` is in the query language. ``date`` is a date or range as the command line reads it (``"2025"``,
    ``"september 2025"``, ``"2024-02..2024-05"``), a ``datetime.date``, or a period of a result. ``limit=None`` means
    all. Every method raises DefsearchError for a query or a date that cannot be understood.
    """

    def __init__(self, folder: Path, synonyms: Path | None = None) -> None:
        self._folder, self._synonyms = folder, synonyms
        # Before the index is opened: a state that is replaced meanwhile counts as outdated.
        self._state = current_state(folder) if folder.is_dir() else NO_STATE
        self._searcher = open_searcher(folder, synonyms=synonyms)

    def __len__(self) -> int:
        """Return the number of releases."""
        return self._searcher.releases

    def search(
        self,
        query: str = "",
        *,
        date: str | datetime.date | Period | None = None,
        sort: str | None = None,
        limit: int | None = 10,
        page: int = 1,
        passages: int = 2,
        **options: bool,
    ) -> SearchResult:
        """Return a page of hits. ``options``: ``any_word``, ``exact``, ``compounds``, ``synonyms``, ``near_misses``.

        ``sort`` is ``"relevance"``, ``"newest"`` or ``"oldest"``.
        """
        request = self._request(query, date, sort, limit, **options)
        return self._searcher.search(request._replace(page=page, passages=passages), _today())

    def explain(
        self,
        query: str,
        *,
        date: str | datetime.date | Period | None = None,
        limit: int | None = 10,
        **options: bool,
    ) -> Explanation:
        """Return how a query is understood, and what each word of it matches."""
        return self._searcher.explain(self._request(query, date, None, limit, **options), _today())

    def similar(self, id: str, *, limit: int = 10) -> SearchResult:  # noqa: A002  (the name of that field)
        """Return the releases about the same subject as the one with this id."""
        return self._searcher.similar(id, limit)

    def release(self, id: str) -> StoredRelease:  # noqa: A002
        """Return the whole release with this id."""
        return self._searcher.release(id)

    def matches(self, id: str, query: str, **options: bool) -> ReleaseMatches:  # noqa: A002
        """Return where a query matches in the release with this id: offsets into its title and its body."""
        request = self._request(query, None, None, 1, **options)
        return self._searcher.matches(self._searcher.release(id), request, _today())

    def is_current(self) -> bool:
        """Return whether the index has not changed since it was opened."""
        return not is_outdated(self._folder, self._state)

    def refresh(self) -> bool:
        """Open the present state of the index if it has changed since; return whether it had."""
        if self.is_current():
            return False
        now, before = Archive(self._folder, self._synonyms), self._searcher
        self._state, self._searcher = now._state, now._searcher
        before.close()
        return True

    def timeline(
        self,
        *queries: str,
        per: str | None = None,
        date: str | datetime.date | Period | None = None,
        **options: Any,
    ) -> Timeline:
        """Return how many releases match each query per ``"year"``, ``"month"`` or ``"week"``."""
        request = TimelineRequest(queries, None if per is None else Per(per), _period(date), **options)
        return self._searcher.timeline(request, _today())

    def export(
        self, query: str = "", *, date: str | datetime.date | Period | None = None, **options: bool
    ) -> Iterator[dict[str, Any]]:
        """Yield the releases that match, oldest first, as the dictionaries that ``defsearch export`` prints."""
        request = self._request(query, date, None, None, **options)
        return map(release_value, self._searcher.export(request, _today()))

    def _request(
        self,
        query: str,
        date: str | datetime.date | Period | None,
        sort: str | None,
        limit: int | None,
        **options: Any,
    ) -> SearchRequest:
        order = Sort(sort) if sort else Sort.RELEVANCE if query.strip() else Sort.NEWEST
        return SearchRequest(
            query, _period(date), order, max(1, len(self)) if limit is None else limit, **options
        )

    def close(self) -> None:
        """Close the files of the index."""
        self._searcher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, where: object) -> None:
        self._searcher.__exit__(kind, error, where)


def _today() -> datetime.date:
    return datetime.date.today()  # noqa: DTZ011  (the user's own calendar)


def _period(date: str | datetime.date | Period | None) -> Period | None:
    if isinstance(date, str):
        return parse_range(date, _today())
    if isinstance(date, datetime.date):
        return Period(date, date)
    return date
