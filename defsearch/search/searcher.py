"""The searcher: one place for everything that can be asked of an index. Each answer is computed in its own module.

A module that most searches do not need is imported where it is used: a query does not pay for it.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from defsearch.dutch.synonyms import synonyms_loader
from defsearch.errors import IndexDamagedError
from defsearch.index.snapshot import open_snapshot
from defsearch.search.executor import QueryExecutor
from defsearch.search.highlighter import Highlighter, HighlighterCache
from defsearch.search.reader import all_ids, resolve_id
from defsearch.search.results import Hit, Passage, ReleaseMatches, SearchRequest, SearchResult, Sort
from defsearch.search.scoring import collect_top
from defsearch.search.snippets import MAX_ANALYZED_CHARS, best_passages

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.releases.release import Paragraph
    from defsearch.search.executor import MatchResult
    from defsearch.search.explain import Explanation
    from defsearch.search.scoring import Weights
    from defsearch.search.timeline import Timeline, TimelineRequest


def open_searcher(folder: Path, *, synonyms: Path | None = None) -> Searcher:
    """Open a searcher on the current state of the index in ``folder``, with the user's own file of synonyms.

    Raises:
        NoIndexError, IndexMismatchError, IndexDamagedError: as for ``open_snapshot``.
    """
    return Searcher(open_snapshot(folder), synonyms=synonyms)


class Searcher:
    """Answers requests on one snapshot of an index. Close it, or use it as a context manager."""

    def __init__(
        self, index: IndexSnapshot, *, synonyms: Path | None = None, weights: Weights | None = None
    ) -> None:
        self._index = index
        self._executor = QueryExecutor(index, synonyms_loader(synonyms), weights)
        self._reader = self._executor.reader

    def search(self, request: SearchRequest, today: datetime.date) -> SearchResult:
        """Return the requested page of hits, or suggestions when nothing matches.

        Raises:
            QueryError: the query cannot be understood.
            UsageError: the file of synonyms cannot be used.
        """
        found = self._executor.execute(request, today)
        result = self._result(request, found, today)
        if not request.near_misses or request.page > 1:
            return result
        if found.hits:
            from defsearch.search.suggest import suggestions  # not on every page

            result = result._replace(suggestions=suggestions(self._executor, found, request, today))
        from defsearch.search.suggest import missing_words, near_misses  # not on every page

        respelled, searches = near_misses(self._executor, found, result, today)
        near: list[Hit] = []
        for request, found in searches:
            page = self._page(request, found)
            for (_, doc_id), hit in zip(page, self._hits(request, found, page), strict=True):
                rank = len(result.hits) + len(near) + 1
                missing = missing_words(self._executor, found, request, doc_id)
                near.append(hit._replace(rank=rank, missing=missing))
        counted = [notice for _, one in searches for notice in one.notices]
        typed = [one for one in result.notices if not any(other.startswith(f"{one}: ") for other in counted)]
        notices = tuple(dict.fromkeys((*typed, *counted)))
        return result._replace(near=tuple(near), respelled=respelled, notices=notices)

    def _result(self, request: SearchRequest, found: MatchResult, today: datetime.date) -> SearchResult:
        if not found.hits:
            from defsearch.search.suggest import empty_result  # most searches find something

            return empty_result(self._executor, found, request, today)
        first, last = self._reader.date_range(found.hits)
        inexact, undated = self._reader.count_inexact(found.hits)
        return SearchResult(
            request=request,
            total=len(found.hits),
            hits=self._hits(request, found, self._page(request, found)),
            first=first,
            last=last,
            inexact=inexact,
            undated=undated,
            notices=found.notices,
            read_as=found.read_as,
        )

    def _hits(
        self, request: SearchRequest, found: MatchResult, page: Sequence[tuple[int, int]]
    ) -> tuple[Hit, ...]:
        highlighters = HighlighterCache(self._executor.analyzer)
        common = found.common_groups(self._reader.num_docs)
        hits = []
        for rank, doc_id in page:
            highlighter = highlighters.get(found.groups_in(doc_id))
            hits.append(self._hit(found, highlighter, doc_id, rank, request.passages, common))
        return tuple(hits)

    def _page(self, request: SearchRequest, found: MatchResult) -> list[tuple[int, int]]:
        """Return the rank and the document id of each hit on the requested page."""
        skipped = (request.page - 1) * request.limit
        first = collect_top(
            self._reader,
            found.scores or found.hits,
            skipped + request.limit,
            sort=request.sort,
            scores=found.scores,
        )
        return list(enumerate(first[skipped:], skipped + 1))

    def _hit(
        self,
        found: MatchResult,
        highlighter: Highlighter,
        doc_id: int,
        rank: int,
        limit: int,
        common: Sequence[int],
    ) -> Hit:
        document = self._reader.document(doc_id)
        phrases = found.matcher.phrases_in(doc_id)
        passages: tuple[Passage, ...] = ()
        if limit:
            paragraphs = _beginning(document.paragraphs)
            matches = highlighter.in_body(document.body, paragraphs, phrases)
            passages = best_passages(document.body, paragraphs, matches, limit=limit, common=common)
        return Hit(
            rank=rank,
            id=document.id,
            score=round(found.scores[doc_id], 4),
            date=document.date,
            date_source=document.date_source,
            title=document.title,
            title_is_derived=document.title_is_derived,
            path=document.path,
            title_matches=tuple(
                (match.start, match.end) for match in highlighter.in_title(document.title, phrases)
            ),
            passages=passages,
        )

    def explain(self, request: SearchRequest, today: datetime.date) -> Explanation:
        """Return what each word of the query matches, and which of it each hit of the page contains."""
        from defsearch.search.explain import explain  # few searches need it

        found = self._executor.execute(request, today)
        return explain(self._executor, found, request, self._page(request, found))

    def similar(self, id_: str, limit: int) -> SearchResult:
        """Return the releases most like the one with this id; those with the same body count as copies."""
        from defsearch.search.similar import similar_releases  # few searches need it

        return similar_releases(self._executor, resolve_id(self._index, id_), limit)

    def release(self, id_: str) -> StoredRelease:
        """Return the release with this id, or the only one with an id that begins with it.

        Raises:
            ReleaseNotFoundError: there is none, or more than one.
        """
        file = resolve_id(self._index, id_)
        release = self._reader.document(self._reader.doc_id_of(file))
        if release.id != file.id:
            raise IndexDamagedError("its list of files", f"has {file.id!r} at the place of another release")
        return release

    def matches(self, release: StoredRelease, request: SearchRequest, today: datetime.date) -> ReleaseMatches:
        """Return where the query matches in one whole release."""

        found = self._executor.execute(request, today, score=False)
        doc_id = self._reader.doc_id_of(resolve_id(self._index, release.id))
        highlighter = Highlighter(found.groups_in(doc_id), self._executor.analyzer)
        phrases = found.matcher.phrases_in(doc_id)
        in_body = highlighter.in_body(release.body, release.paragraphs, phrases)
        return ReleaseMatches(
            tuple((match.start, match.end) for match in highlighter.in_title(release.title, phrases)),
            tuple((match.start, match.end) for match in in_body),
        )

    @property
    def releases(self) -> int:
        """The number of releases in the index."""
        return self._index.manifest.releases

    def ids(self, prefix: str = "") -> list[str]:
        """Return the ids that begin with ``prefix``, sorted."""
        return all_ids(self._index, prefix)

    def timeline(self, request: TimelineRequest, today: datetime.date) -> Timeline:
        """Return how many releases match in each year, month or week."""
        from defsearch.search.timeline import make_timeline  # few searches need it

        return make_timeline(self._executor, request, today)

    def export(self, request: SearchRequest | None, today: datetime.date) -> Iterator[StoredRelease]:
        """Yield the releases that match ``request`` (all without one), oldest first."""
        hits = self._executor.execute(request or SearchRequest(), today, score=False).hits
        for doc_id in collect_top(self._reader, hits, len(hits), sort=Sort.OLDEST, scores={}):
            yield self._reader.document(doc_id)

    def close(self) -> None:
        """Close the files of the index."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, where: object) -> None:
        self._index.__exit__(kind, error, where)


def _beginning(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Return the paragraphs that passages are chosen from: all, except in a body of many megabytes."""
    if not paragraphs or paragraphs[-1].end <= MAX_ANALYZED_CHARS:
        return paragraphs
    before = itertools.takewhile(lambda one: one.start < MAX_ANALYZED_CHARS, paragraphs)
    return [one._replace(end=min(one.end, MAX_ANALYZED_CHARS)) for one in before]
