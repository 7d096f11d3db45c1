"""A result for people: the line of totals, the hits with their passages, what to do when there are none.

The same lines go to a terminal (wrapped, in colour) and to a pipe (neither). Not here: formats for programs
(``machine``).
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.render.layout import Word, sentence_lines, title_words, words, wrap
from defsearch.render.screen import DATE, FAINT, HEADING, Screen, Segment
from defsearch.render.text import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.results import Hit, Passage, SearchResult

_INDENT = 4
_MARK = "›"


def hit_lines(result: SearchResult, screen: Screen) -> Iterator[str]:
    """Draw the totals and then each hit; no line for a result without hits."""
    if not result.hits:
        return
    yield from sentence_lines(totals(result), screen.text_width)
    for hit in result.hits:
        yield ""
        yield from _hit(hit, screen)


def similar_lines(release: StoredRelease, result: SearchResult, screen: Screen) -> Iterator[str]:
    """Draw the releases that are like one release."""
    head = chain(words(f"like {release.date}"), title_words(release.title))
    for line in wrap(head, screen.text_width):
        yield screen.draw(line)
    for hit in result.hits:
        yield ""
        yield from _hit(hit, screen)


def totals(result: SearchResult) -> str:
    """Say which hits these are, of how many, from when to when."""
    line = _place(result)
    if result.first and result.last:
        line += f", {result.first}" if result.first == result.last else f", {result.first} … {result.last}"
    return line


def next_page(result: SearchResult) -> str | None:
    """Say how to see the hits that come after these, if there are any."""
    request = result.request
    left = result.total - request.page * request.limit
    if left <= 0 or not result.hits:
        return None
    return f"--page {request.page + 1} for the next {min(left, request.limit)}"


def part_shown(result: SearchResult) -> str | None:
    """Say that a list for programs holds only some of the releases, and how to get the others."""
    shown = len(result.hits)
    if not shown or shown >= result.total:
        return None
    if result.request.page == 1:
        return f"{shown} of {count(result.total, 'release')}; -n {result.total} for all"
    more = next_page(result)  # behind the first page -n would change what the page is
    return f"{_place(result)}; {more}" if more else _place(result)


def nothing_lines(result: SearchResult, screen: Screen) -> Iterator[str]:
    """Say that nothing matches, what was asked, and which near queries would find something."""
    request = result.request
    width = screen.text_width
    if result.total:
        pages = -(-result.total // request.limit)
        found = f"{count(result.total, 'release')} on {count(pages, 'page')}"
        yield from sentence_lines(f"there is no page {request.page}: {found}", width)
        return
    asked = f" “{shortened(visible(request.query))}”" if request.query else ""
    yield from sentence_lines(f"no release matches{asked}{_in_period(result)}", width)
    if result.suggestions:
        yield "did you mean"
        for suggestion in result.suggestions:
            line = f"{suggestion.query} ({count(suggestion.releases, 'release')})"
            yield from sentence_lines(line, width, indent=2)
    if result.some_words:
        some = count(result.some_words, "release")
        yield from sentence_lines(f"with --any, for some of the words: {some}", width)
    if result.without_period:
        yield from sentence_lines(f"in any period: {count(result.without_period, 'release')}", width)


def count(number: int, noun: str) -> str:
    """Return ``1 release``, ``2 releases``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _place(result: SearchResult) -> str:
    first, last = result.hits[0].rank, result.hits[-1].rank
    shown = f"{first}–{last}" if last > first else f"{first}"
    return f"{shown} of {count(result.total, 'release')}"


def _in_period(result: SearchResult) -> str:
    period = result.request.period
    return "" if period is None else f" in {period.describe()}"


def _hit(hit: Hit, screen: Screen) -> Iterator[str]:
    uri = Path(hit.path).resolve().as_uri() if screen.hyperlinks else ""
    name = [Word([Segment(visible(hit.id), FAINT, uri)], Segment("  "))]
    if hit.copies > 1:
        name += words(f"({hit.copies} copies)", style=FAINT)
    head = chain(title_words(hit.title, hit.title_matches), name)
    first = [Segment(f"{hit.rank:>2}. "), Segment(hit.date.isoformat(), DATE), Segment("  ")]
    for line in wrap(head, screen.text_width, first=first, rest=_INDENT):
        yield screen.draw(line)
    for passage in hit.passages:
        yield from _passage(passage, screen)


def _passage(passage: Passage, screen: Screen) -> Iterator[str]:
    parts: list[Iterator[Word]] = []
    if passage.heading:
        parts.append(words(passage.heading, style=HEADING))
    parts.append(words(_MARK, style=HEADING))
    if passage.cut_start:
        parts.append(words("…"))
    parts.append(words(passage.text, passage.matches))
    if passage.cut_end:
        parts.append(words("…"))
    first = [Segment(" " * _INDENT)]
    for line in wrap(chain.from_iterable(parts), screen.text_width, first=first, rest=_INDENT + 2):
        yield screen.draw(line)
