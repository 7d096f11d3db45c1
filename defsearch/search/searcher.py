"""Everything that can be asked of an index, in one place: each answer is made in a room of its own.

The rooms that most searches never enter are imported where they are entered: what a query does not need, it does
not load.
"""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING

from defsearch.dutch.synonyms import synonyms_loader
from defsearch.errors import IndexDamagedError
from defsearch.index.snapshot import open_snapshot
from defsearch.search.collector import collect_top
from defsearch.search.executor import QueryExecutor
from defsearch.search.highlighter import Highlighter
from defsearch.search.results import Hit, Passage, SearchRequest, SearchResult, Sort
from defsearch.search.snippets import LONGEST_READ, best_passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Self

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.releases.release import Paragraph
    from defsearch.search.executor import MatchResult
    from defsearch.search.results import Explanation, ReleaseMatches, Timeline, TimelineRequest
    from defsearch.search.scoring import Weights


def open_searcher(folder: Path, *, synonyms: Path | None = None) -> Searcher:
    """A searcher over the current state of the index in ``folder``, with the user's own file of synonyms.

    Raises:
        NoIndexError, IndexMismatchError, IndexDamagedError: as ``open_index`` says.
    """
    return Searcher(open_snapshot(folder), synonyms=synonyms)


class Searcher:
    """Answers requests over one state of an index. Close it, or use it as a context manager."""

    def __init__(
        self, index: IndexSnapshot, *, synonyms: Path | None = None, weights: Weights | None = None
    ) -> None:
        self._index = index
        self._executor = QueryExecutor(index, synonyms_loader(synonyms), weights)

    def search(self, request: SearchRequest, today: datetime.date) -> SearchResult:
        """The page of hits that ``request`` asks for; suggestions when nothing matches.

        Raises:
            QueryError: the query cannot be understood.
            UsageError: the file of synonyms cannot be used.
        """
        found = self._executor.find(request, today)
        if not found.hits:
            return self._nothing(request, found, today)
        first, last = self._executor.reader.extent_of_days(found.hits)
        return SearchResult(
            request=request,
            total=len(found.hits),
            hits=self._hits(request, found),
            first=datetime.date.fromordinal(first),
            last=datetime.date.fromordinal(last),
            notices=found.notices,
        )

    def _nothing(self, request: SearchRequest, found: MatchResult, today: datetime.date) -> SearchResult:
        """The answer when nothing matches: what could be typed instead."""
        from defsearch.search.suggest import some_words, suggestions, without_period  # few need it

        return SearchResult(
            request=request,
            total=0,
            hits=(),
            notices=found.notices,
            suggestions=suggestions(self._executor, found, request, today),
            some_words=some_words(self._executor, found, request, today),
            without_period=without_period(self._executor, request, today),
        )

    def _first(self, found: MatchResult, count: int, sort: Sort) -> list[int]:
        reader = self._executor.reader
        dates = reader.column("date")
        numbers = found.scores.keys() if found.scores else found.hits
        return collect_top(numbers, count, sort=sort, scores=found.scores, dates=dates, id_of=reader.id)

    def _hits(self, request: SearchRequest, found: MatchResult) -> tuple[Hit, ...]:
        skip = (request.page - 1) * request.limit
        numbers = self._first(found, skip + request.limit, request.sort)[skip:]
        highlighter = self._lights(found)
        return tuple(
            self._hit(found, highlighter(number), number, rank, request.passages)
            for rank, number in enumerate(numbers, skip + 1)
        )

    def _lights(self, found: MatchResult) -> Callable[[int], Highlighter]:
        """What to light in a release, by its number; mostly the same in all."""
        made: dict[tuple[int, ...], Highlighter] = {}

        def highlighter(number: int) -> Highlighter:
            groups = found.groups_in(number)
            key = tuple(group.number for group in groups)
            if key not in made:
                made[key] = Highlighter(groups, self._executor.vocabulary)
            return made[key]

        return highlighter

    def _hit(self, found: MatchResult, highlighter: Highlighter, number: int, rank: int, limit: int) -> Hit:
        document = self._executor.reader.document(number)
        phrases = found.matcher.phrases_in(number)
        passages: tuple[Passage, ...] = ()
        if limit:
            paragraphs = _beginning(document.paragraphs)
            matches = highlighter.in_body(document.body, paragraphs, phrases)
            passages = best_passages(document.body, paragraphs, matches, limit=limit)
        return Hit(
            rank=rank,
            id=document.id,
            score=round(found.scores[number], 4),
            date=document.date,
            title=document.title,
            path=document.path,
            title_matches=tuple(
                (match.start, match.end) for match in highlighter.in_title(document.title, phrases)
            ),
            passages=passages,
        )

    def explain(self, request: SearchRequest, today: datetime.date) -> Explanation:
        """What every word of the query became, and what each hit of the page matched."""
        from defsearch.search.explain import explain  # few searches need it

        found = self._executor.find(request, today)
        skip = (request.page - 1) * request.limit
        numbers = self._first(found, skip + request.limit, request.sort)[skip:]
        return explain(self._executor, found, request, numbers, skip + 1)

    def similar(self, id_: str, limit: int) -> SearchResult:
        """Releases about the same as the one with this id; those with the same body are counted as copies."""
        from defsearch.search.reader import resolve_id  # few searches need it
        from defsearch.search.similar import similar_releases  # few searches need it

        return similar_releases(self._executor, resolve_id(self._index, id_), limit)

    def release(self, id_: str) -> StoredRelease:
        """The release with this id, or the only one whose id begins so.

        Raises:
            ReleaseNotFoundError: there is none, or more than one.
        """
        from defsearch.search.reader import resolve_id  # few searches need it

        file = resolve_id(self._index, id_)
        release = self._executor.reader.document(self._executor.reader.number_of(file))
        if release.id != file.id:
            raise IndexDamagedError("its list of files", f"has {file.id!r} at the place of another release")
        return release

    def _number_of(self, id_: str) -> int:
        from defsearch.search.reader import resolve_id  # few searches need it

        return self._executor.reader.number_of(resolve_id(self._index, id_))

    def matches(self, release: StoredRelease, request: SearchRequest, today: datetime.date) -> ReleaseMatches:
        """Where ``request``'s query matches in one whole release."""
        from defsearch.search.results import ReleaseMatches  # few searches need it

        found = self._executor.find(request, today, score=False)
        number = self._number_of(release.id)
        highlighter = self._lights(found)(number)
        phrases = found.matcher.phrases_in(number)
        in_body = highlighter.in_body(release.body, release.paragraphs, phrases)
        return ReleaseMatches(
            tuple((match.start, match.end) for match in highlighter.in_title(release.title, phrases)),
            tuple((match.start, match.end) for match in in_body),
        )

    def ids(self, prefix: str = "") -> list[str]:
        """The ids that begin with ``prefix``, sorted."""
        from defsearch.search.reader import all_ids  # few searches need it

        return all_ids(self._index, prefix)

    def timeline(self, request: TimelineRequest, today: datetime.date) -> Timeline:
        """How many releases match in every year, month or week."""
        from defsearch.search.timeline import make_timeline  # few searches need it

        return make_timeline(self._executor, request, today)

    def export(self, request: SearchRequest | None, today: datetime.date) -> Iterator[StoredRelease]:
        """The releases that match ``request`` (all without one), oldest first."""
        found = self._executor.find(request or SearchRequest(), today, score=False)
        for number in self._first(found, len(found.hits), Sort.OLDEST):
            yield self._executor.reader.document(number)

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, where: object) -> None:
        self._index.__exit__(kind, error, where)


def _beginning(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """As much of ``paragraphs`` as passages are chosen from: all of them, but for a body of many megabytes."""
    if not paragraphs or paragraphs[-1].end <= LONGEST_READ:
        return paragraphs
    before = itertools.takewhile(lambda one: one.start < LONGEST_READ, paragraphs)
    return [one._replace(end=min(one.end, LONGEST_READ)) for one in before]
