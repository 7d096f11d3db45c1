"""Requests and results of a search: frozen values that the command line, search and rendering share.

Named tuples and not dataclasses: every search loads this module, and a frozen dataclass takes five times as long to
define. Not here: reports about the index itself (``defsearch.index.check``).
"""

from __future__ import annotations

import datetime  # noqa: TC003
import enum
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.period import Period
    from defsearch.query.ast import Span
    from defsearch.releases.release import DateSource
    from defsearch.search.plan import MatchKind


class Sort(str, enum.Enum):
    """The order of hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


ALL = 1_000_000_000  # a limit above the number of releases in any archive


class SearchRequest(NamedTuple):
    """One search. ``period`` filters; ``page`` counts from 1; a page has ``limit`` hits (``ALL``: all of them).

    ``added``: only releases that came into the index in this period, a text, or ``last``.
    ``near_misses``: fill a first page that is not full with releases that have only some of the words.
    """

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
    near_misses: bool = False
    added: str = ""


class Passage(NamedTuple):
    """A slice of a release's body. ``matches`` are character offsets [start, end) in ``text``.

    ``heading`` is the heading above it; ``cut_start`` and ``cut_end`` say whether the sentence continues before or
    after ``text``.
    """

    heading: str | None
    text: str
    matches: tuple[tuple[int, int], ...]
    cut_start: bool = False
    cut_end: bool = False


class Hit(NamedTuple):
    """A release that matches. ``copies`` is the number of releases with the same body, this one included.

    ``missing`` are the words that a near miss does not contain.
    """

    rank: int
    id: str
    score: float
    date: Period | None
    title: str
    path: str
    date_source: DateSource | None = None
    title_is_derived: bool = False
    title_matches: tuple[tuple[int, int], ...] = ()
    passages: tuple[Passage, ...] = ()
    copies: int = 1
    missing: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """A query that finds something, and how many releases it finds."""

    query: str
    releases: int


class SearchResult(NamedTuple):
    """The result of one request: a page of ``hits`` out of ``total``, dated ``first`` to ``last``.

    ``notices`` are for the user (a common word was left out); ``read_as`` are those that say how words were read.
    ``suggestions`` are for words that may be typing errors.
    Only when nothing matches there are ``some_words`` (how many releases match any of the words) and ``without_period``
    (how many match on any day).
    ``near`` are releases with only some of the words. They are no hits and not in ``total``; their ranks continue those
    of the hits. ``respelled`` is the query that finds them where it is not the one that was typed.
    """

    request: SearchRequest
    total: int
    hits: tuple[Hit, ...]
    first: Period | None = None
    last: Period | None = None
    inexact: int = 0
    undated: int = 0
    notices: tuple[str, ...] = ()
    read_as: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    some_words: int | None = None
    without_period: int | None = None
    near: tuple[Hit, ...] = ()
    respelled: str | None = None


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
    """A count of the releases that match each of ``queries`` in every period; without a query, of all releases.

    ``per`` None: chosen by the length of the span. ``period`` limits the span; without it, the span goes from the first
    release of the archive to the last.
    """

    queries: tuple[str, ...] = ()
    per: Per | None = None
    period: Period | None = None
    any_word: bool = False
    exact: bool = False
    compounds: bool = True
    synonyms: bool = True
    added: str = ""


class TimelinePeriod(NamedTuple):
    """One period: ``2025``, ``2025-09`` or ``2025-W36``, and its ``first`` day.

    ``matching`` has a number for each query, in order; without a query, one number equal to ``releases``.
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
    """Every period of the span in order, empty ones included; none when the archive has no release in an open span.

    ``not_counted`` releases match but are in no period: their date is unknown, or longer than a period.
    """

    queries: tuple[str, ...]
    per: Per
    periods: tuple[TimelinePeriod, ...]
    notices: tuple[str, ...] = ()
    not_counted: int = 0


class ReachedForm(NamedTuple):
    """A form in the index that a query word matches, how it matches, and how many releases contain it."""

    form: str
    how: MatchKind
    releases: int


class ExplainedWord(NamedTuple):
    """What one word of the query matches. ``forms`` are closest first, then by number of releases.

    ``lemma`` and ``stem`` are None where they are not used (``=word``, patterns, fuzzy words). ``note`` is a remark
    such as "not in the archive". ``other_words`` are the stems of other words of which it is a form (``namen``: naam).
    """

    text: str
    span: Span
    form: str
    lemma: str | None = None
    stem: str | None = None
    parts: tuple[str, ...] = ()
    other_words: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    forms: tuple[ReachedForm, ...] = ()
    releases: int = 0
    note: str | None = None


class ExplainedHit(NamedTuple):
    """One hit of the page. ``matched`` are the words of the explanation with their forms in the hit."""

    rank: int
    id: str
    matched: tuple[tuple[str, tuple[str, ...]], ...]


class Explanation(NamedTuple):
    """Why a query finds what it finds. ``understood`` is the AST in words: one indented line a node."""

    query: str
    understood: tuple[str, ...]
    words: tuple[ExplainedWord, ...]
    hits: tuple[ExplainedHit, ...] = ()
    total: int = 0
    notices: tuple[str, ...] = ()
