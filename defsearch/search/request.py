"""What is asked and what is answered: frozen values that pass between command line, search and rendering."""

from __future__ import annotations

import datetime  # noqa: TC003
import enum
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dutch.calendar import Period


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
