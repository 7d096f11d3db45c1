"""Requests and results of a search: frozen values that the command line, search and rendering share.

Named tuples and not dataclasses: every search loads this module, and a frozen dataclass takes five times as long to
define. Not here: timelines (``timeline``), explanations (``explain``), and reports about the index itself
(``defsearch.index.check``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.period import Period
    from defsearch.query.ast import Span
    from defsearch.releases.release import DateSource


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
