"""The other answers of a search as frozen values: one release, a timeline, an explanation, what to light.

Not here: requests and hits (``request``), reports about the index itself (``defsearch.index.check``). Tuples and
not dataclasses, since every search loads them: a frozen dataclass takes five times as long to define.

What is asked and what is answered: frozen values that pass between command line, search and rendering.
"""

from __future__ import annotations

import datetime  # noqa: TC003
import enum
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.parser import Period
    from defsearch.query.ast import Span
    from defsearch.search.plan import MatchKind


class Sort(str, enum.Enum):
    """The order of hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class SearchRequest(NamedTuple):
    """One search. ``period`` filters; ``page`` counts from 1; ``limit`` hits a page."""

    query: str = ""
    period: Period | None = None
    sort: Sort = Sort.RELEVANCE
    limit: int = 10
    page: int = 1
    passages: int = 2
    any_word: bool = False
    exact: bool = False
    compounds: bool = True
    synonyms: bool = True
    recent: bool = False


class Passage(NamedTuple):
    """A slice of a release's body. ``matches`` are character offsets [start, end) in ``text``.

    ``heading`` is the sub-heading it stands under; ``cut_start`` and ``cut_end`` tell that the sentence
    goes on before or after ``text``.
    """

    heading: str | None
    text: str
    matches: tuple[tuple[int, int], ...]
    cut_start: bool = False
    cut_end: bool = False


class Hit(NamedTuple):
    """One release that matches. ``copies`` counts it and the releases with the same body."""

    rank: int
    id: str
    score: float
    date: datetime.date
    title: str
    path: str
    title_matches: tuple[tuple[int, int], ...] = ()
    passages: tuple[Passage, ...] = ()
    copies: int = 1


class Suggestion(NamedTuple):
    """A query that would find something, and how many releases."""

    query: str
    releases: int


class SearchResult(NamedTuple):
    """The answer to one request: a page of ``hits`` out of ``total``, dated ``first`` to ``last``.

    ``notices`` say what the searcher should know (a common word left out). Only when nothing matches there are
    ``suggestions``, ``some_words`` (releases that ``--any`` would find) and ``without_period`` (on any day).
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    first: datetime.date | None = None
    last: datetime.date | None = None
    notices: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    some_words: int | None = None
    without_period: int | None = None


class ReleaseMatches(NamedTuple):
    """Where a query matches in one whole release: character offsets [start, end), sorted, not overlapping."""

    title: tuple[Span, ...] = ()
    body: tuple[Span, ...] = ()


class Per(str, enum.Enum):
    """The length of a timeline's periods. Weeks are ISO weeks."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"


class TimelineRequest(NamedTuple):
    """How many releases match each of ``queries`` in every period.

    No query counts all releases. ``per`` None: chosen by the span that is drawn. ``period`` limits the span;
    without it, from the first release of the archive to the last.
    """

    queries: tuple[str, ...] = ()
    per: Per | None = None
    period: Period | None = None
    any_word: bool = False
    exact: bool = False
    compounds: bool = True
    synonyms: bool = True


class TimelinePeriod(NamedTuple):
    """One bar. ``period`` is ``2025``, ``2025-09`` or ``2025-W36``; ``first`` its first day.

    ``matching`` has a number for each query, in their order (one, equal to ``releases``, without a query).
    """

    period: str
    first: datetime.date
    matching: tuple[int, ...]
    releases: int

    @property
    def shares(self) -> list[float]:
        """The share of the releases that match each query; 0 for a period without releases."""
        return [count / self.releases if self.releases else 0.0 for count in self.matching]


class Timeline(NamedTuple):
    """Every period of the span in order, empty ones included. None at all when an open span holds no release."""

    queries: tuple[str, ...]
    per: Per
    periods: tuple[TimelinePeriod, ...]
    notices: tuple[str, ...] = ()


class ReachedForm(NamedTuple):
    """A word form of the archive, how it was reached, and how many releases hold it."""

    form: str
    how: MatchKind
    releases: int


class ExplainedWord(NamedTuple):
    """What one word of the query became. ``forms`` are closest first, then by number of releases.

    ``lemma`` and ``stem`` are None where they play no part (``=word``, patterns, fuzzy words); ``note`` says
    what else a reader should know ("left out: a common word", "not in the archive").
    """

    text: str
    span: Span
    form: str
    lemma: str | None = None
    stem: str | None = None
    parts: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    forms: tuple[ReachedForm, ...] = ()
    releases: int = 0
    note: str | None = None


class ExplainedHit(NamedTuple):
    """The forms that one hit of the page holds: for each word of the explanation (its text), the forms."""

    rank: int
    id: str
    matched: tuple[tuple[str, tuple[str, ...]], ...]


class Explanation(NamedTuple):
    """Why a query finds what it finds. ``understood`` is the tree in words: one indented line a node."""

    query: str
    understood: tuple[str, ...]
    words: tuple[ExplainedWord, ...]
    hits: tuple[ExplainedHit, ...] = ()
    total: int = 0
    notices: tuple[str, ...] = ()
