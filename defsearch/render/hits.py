"""A result for people: the line of totals, the hits with their passages, and hints when there are none.

A terminal gets the lines wrapped and in colour, a pipe gets the same lines without either. Not here: formats for
programs (``formats``).
"""

from __future__ import annotations

from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.render.text import (
    DATE,
    DERIVED,
    FAINT,
    HEADING,
    Screen,
    Segment,
    Word,
    cut,
    date_label,
    nothing_found,
    plural,
    shortened,
    title_words,
    visible,
    words,
    wrap,
    wrap_text,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from defsearch.index.doc_store import StoredRelease
    from defsearch.search.results import Hit, Passage, Per, SearchResult
    from defsearch.search.timeline import Timeline

_INDENT = 4
_DATE_WIDTH = 10  # cells
_MARK = "›"
_LINE = "───"
_ORDERS = {"relevance": "by relevance", "newest": "newest first", "oldest": "oldest first"}


def hit_lines(
    result: SearchResult, screen: Screen, *, brief: bool = False, timeline: Timeline | None = None
) -> Iterator[str]:
    """Draw the line of totals and each hit; then, below a line, the near misses. Nothing where there are none.

    ``brief``: one line a hit. ``timeline``: the hits are grouped by its periods, with the count of each.
    """
    if result.hits:
        yield from wrap_text(totals_line(result), screen.text_width)
    if timeline is None:
        yield from _list(result.hits, screen, brief=brief)
    else:
        yield from _grouped(result.hits, timeline, screen, brief=brief)
    if result.near:
        if result.hits:
            yield ""
        yield from wrap_text(near_line(result), screen.text_width)
    yield from _list(result.near, screen, brief=brief)


def similar_lines(
    release: StoredRelease, result: SearchResult, screen: Screen, *, brief: bool = False
) -> Iterator[str]:
    """Draw the releases that are similar to ``release``."""
    heading = chain(words(f"similar to {date_label(release.date)}"), title_words(release.title))
    for line in wrap(heading, screen.text_width):
        yield screen.draw(line)
    yield from _list(result.hits, screen, brief=brief)


def totals_line(result: SearchResult) -> str:
    """Return which hits are shown, of how many, and the dates that all of them span."""
    return f"{_ranks_shown(result)}{_dates_line(result)}"


def found_line(result: SearchResult, similar_to: str = "") -> str:
    """Return how many hits there are, the dates that they span, their order, and the period that was asked for.

    ``similar_to``: the id of the release that they are similar to.
    """
    if similar_to:
        return f"similar to {visible(similar_to)}: {plural(result.total, 'release')}"
    request = result.request
    parts = [f"{plural(result.total, 'release')}{_dates_line(result)}", _ORDERS[request.sort.value]]
    if request.period is not None:
        parts.append(f"period {request.period.describe()}")
    return " · ".join(parts)


def remarks(result: SearchResult) -> Iterator[str]:
    """Return the notices of a result, and the queries that may have been meant, each in a few words."""
    yield from map(visible, result.notices)
    for one in result.suggestions:
        yield f"did you mean {visible(one.query)} ({plural(one.releases, 'release')})"


def _dates_line(result: SearchResult) -> str:
    line = ""
    if result.first and result.last:
        first, last = result.first.iso(), result.last.iso()
        line += f", {first}" if first == last else f", {first} … {last}"
    inexact = [
        f"{count} {what}"
        for count, what in ((result.inexact, "known only by month or year"), (result.undated, "undated"))
        if count
    ]
    return "; ".join([line, ", ".join(inexact)]) if inexact else line


def next_page_hint(result: SearchResult) -> str | None:
    """Return how to see the hits after these, or None at the last page."""
    request = result.request
    remaining = result.total - request.page * request.limit
    if remaining <= 0 or not result.hits:
        return None
    count = min(remaining, request.limit)
    return f"for the next {plural(count, 'hit')}: --page {request.page + 1}"


def partial_note(result: SearchResult) -> str | None:
    """Return a warning that a list for programs is only a part, and how to get the rest; None if it is complete."""
    shown = len(result.hits)
    if not shown or shown >= result.total:
        return None
    if result.request.page == 1:
        return f"{shown} of {plural(result.total, 'release')}; for all: -n all"
    more = next_page_hint(result)  # on a later page, -n would change which hits the page has
    return f"{_ranks_shown(result)}; {more}" if more else _ranks_shown(result)


def no_hits_lines(result: SearchResult, screen: Screen) -> Iterator[str]:
    """Draw that nothing matches, the query and period that were searched, and what would match."""
    request = result.request
    width = screen.text_width
    if result.total:
        pages = -(-result.total // request.limit)
        found = f"{plural(result.total, 'release')} on {plural(pages, 'page')}"
        yield from wrap_text(f"there is no page {request.page}: {found}", width)
        return
    if not result.near:  # else the line above them says so
        yield from wrap_text(nothing_found("release", [request.query], request.period), width)
    yield from suggestion_lines(result, screen)
    if result.some_words and result.some_words > len(result.near):
        some = plural(result.some_words, "release")
        yield from wrap_text(f"with --any, for some of the words: {some}", width)
    if result.without_period:
        yield from wrap_text(f"in any period: {plural(result.without_period, 'release')}", width)


def suggestion_lines(result: SearchResult, screen: Screen) -> Iterator[str]:
    """Draw the queries that may have been meant, if there are any."""
    if result.suggestions:
        yield "did you mean"
    for suggestion in result.suggestions:
        line = f"{visible(suggestion.query)} ({plural(suggestion.releases, 'release')})"
        yield from wrap_text(line, screen.text_width, indent=2)


def _ranks_shown(result: SearchResult) -> str:
    first, last = result.hits[0].rank, result.hits[-1].rank
    shown = f"{first}–{last}" if last > first else f"{first}"
    return f"{shown} of {plural(result.total, 'release')}"


def near_line(result: SearchResult) -> str:
    """Return the line between the hits and the near misses."""
    query = shortened(visible(result.request.query))
    if result.respelled is not None:
        said = f"no release matches “{query}”; these are for “{shortened(visible(result.respelled))}”"
    elif result.total:
        have = "release has" if result.total == 1 else "releases have"
        said = f"{result.total} {have} all the words; these have only some"
    else:
        said = "no release has all the words; these have some"
    return f"{_LINE} {said}"


def _list(hits: Sequence[Hit], screen: Screen, *, brief: bool) -> Iterator[str]:
    for hit in hits:
        if not brief:
            yield ""
        yield from one_hit_lines(hit, screen, brief=brief)


def one_hit_lines(hit: Hit, screen: Screen, *, brief: bool) -> Iterator[str]:
    """Draw one hit; ``brief``: on one line."""
    if brief:
        yield _brief_hit(hit, screen)
    else:
        yield from _hit(hit, screen)


def _grouped(hits: Sequence[Hit], timeline: Timeline, screen: Screen, *, brief: bool) -> Iterator[str]:
    """Draw the count of each period, then the hits below the heading of their period."""
    counts = {period.period: period.matching[0] for period in timeline.periods if period.matching[0]}
    listed = ", ".join(f"{name}: {count}" for name, count in counts.items())
    yield from wrap_text(f"per {timeline.per.value}: {listed or 'none'}", screen.text_width)
    for label, group in groupby(hits, key=lambda hit: _period_label(hit, timeline.per)):
        yield ""
        count = f"  {plural(counts[label], 'release')}" if label in counts else ""
        yield screen.draw([Segment(label, HEADING), Segment(count, FAINT)])
        yield from _list(tuple(group), screen, brief=brief)


def _period_label(hit: Hit, per: Per) -> str:
    """Return the period of a hit; its date where that is longer than a period."""
    if hit.date is None or hit.date.first is None or hit.date.last is None:
        return date_label(hit.date)
    first, last = (_label(day, per) for day in (hit.date.first, hit.date.last))
    return first if first == last else date_label(hit.date)


def _label(day: datetime.date, per: Per) -> str:
    if per.value == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat()[: 4 if per.value == "year" else 7]


def _brief_hit(hit: Hit, screen: Screen) -> str:
    """Draw a hit on one line: number, date, title."""
    number, date = f"{hit.rank:>2}. ", f"{date_label(hit.date):<{_DATE_WIDTH}}"
    missing = f"  without: {visible(', '.join(hit.missing))}" if hit.missing else ""
    room = None if screen.width is None else max(screen.width - len(number) - len(date) - 2, 1)
    title = cut(visible(" ".join(hit.title.split())) + missing, room)
    return screen.draw([Segment(number), Segment(date, DATE), Segment("  "), Segment(title)])


def _hit(hit: Hit, screen: Screen) -> Iterator[str]:
    uri = Path(hit.path).resolve().as_uri() if screen.hyperlinks else ""
    label = [Word([Segment(visible(hit.id), FAINT, uri)], Segment("  "))]
    if hit.title_is_derived:
        label = [*words(DERIVED, style=FAINT), *label]
    if hit.missing:
        label += words(f"without: {visible(', '.join(hit.missing))}", style=FAINT)
    if hit.copies > 1:
        label += words(f"({hit.copies} copies)", style=FAINT)
    heading = chain(title_words(hit.title, hit.title_matches), label)
    first = [
        Segment(f"{hit.rank:>2}. "),
        Segment(f"{date_label(hit.date):<{_DATE_WIDTH}}", DATE),
        Segment("  "),
    ]
    for line in wrap(heading, screen.text_width, first=first, indent=_INDENT):
        yield screen.draw(line)
    above = ""
    for passage in hit.passages:
        # A heading that is a passage is not said again beside the next one.
        yield from _passage(passage._replace(heading=None) if passage.heading == above else passage, screen)
        above = passage.text


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
    for line in wrap(chain.from_iterable(parts), screen.text_width, first=first, indent=_INDENT + 2):
        yield screen.draw(line)
