"""One release: laid out for reading with its matches highlighted, as raw text, and as a citation.

Not here: a release as JSON (``formats``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dates.parser import in_words
from defsearch.dates.period import Period, Unit, whole
from defsearch.releases.release import DateSource
from defsearch.render.text import (
    DATE,
    DERIVED,
    FAINT,
    HEADING,
    Screen,
    Segment,
    title_words,
    visible,
    words,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.index.doc_store import StoredRelease
    from defsearch.query.ast import Span
    from defsearch.search.results import ReleaseMatches

_LIST_ITEM = re.compile(r"\s*[\r\n]\s*(?=[-–—•·*▪◦●‣]\s)")
_LIST_INDENT = 2
_MAX_WIDTH = 80  # a comfortable line length for reading a whole text
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE_SOURCES: dict[DateSource | None, str] = {
    DateSource.LINE: " (from a date line in the text)",
    DateSource.PATH: " (from the path)",
}
_UNTITLED = "(zonder titel)"
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        # BibTeX counts braces, also those after a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        **{char: f"\\{char}" for char in "&%$#_"},
    }
)


def release_lines(
    release: StoredRelease, matches: ReleaseMatches, screen: Screen, labels: Sequence[tuple[int, str]] = ()
) -> Iterator[str]:
    """Draw the title, the date in words, the id, and the body by paragraph.

    ``labels`` are remarks about places in the body, in their order; each is drawn below its paragraph.
    """
    remaining = list(reversed(labels))
    width = None if screen.width is None else min(screen.width, _MAX_WIDTH)
    title = chain(
        title_words(release.title, matches.title),
        words(DERIVED, style=FAINT) if release.title_is_derived else (),
    )
    uri = Path(release.path).resolve().as_uri() if screen.hyperlinks else ""
    for line in wrap(title, width):
        yield screen.draw(line)
    yield screen.draw(
        [
            Segment(date_in_words(release.date), DATE),
            Segment(_DATE_SOURCES.get(release.date_source, ""), FAINT),
            Segment("  "),
            Segment(visible(release.id), FAINT, uri),
        ]
    )
    if release.url:
        yield screen.draw(
            [Segment(visible(release.url), FAINT, visible(release.url) if screen.hyperlinks else "")]
        )
    for part in release.paragraphs:
        yield ""
        style = HEADING if part.is_heading else ""
        for start, end in _list_items(release.body, part.start, part.end):
            text = words(release.body[start:end], _clipped(matches.body, start, end), style=style)
            for line in wrap(text, width, indent=_LIST_INDENT if start > part.start else 0):
                yield screen.draw(line)
        while remaining and remaining[-1][0] < part.end:
            label = words(f"— {remaining.pop()[1]}", style=FAINT)
            for line in wrap(label, width, first=[Segment(" " * _LIST_INDENT)], indent=2 * _LIST_INDENT):
                yield screen.draw(line)


def _list_items(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of a paragraph that begin on a line of their own: each item of a list."""
    for item in _LIST_ITEM.finditer(body, start, end):
        yield start, item.start()
        start = item.end()
    yield start, end


def raw_lines(text: str) -> Iterator[str]:
    """Return the lines of the text of a file, made visible."""
    # Not splitlines: it also ends a line at a form feed and at U+2028, which are characters of a release.
    *lines, last = re.split("\r\n|\r|\n", text)
    yield from map(visible, [*lines, last] if last else lines)


def date_in_words(date: Period | None) -> str:
    """Return a date such as ``Tuesday 20 January 2026``, ``May 2024``, ``2019`` or ``undated``, in every locale."""
    if date is None or date.first is None:
        return "undated"
    day, month = date.first, _MONTHS[date.first.month - 1]
    if date.first == date.last:
        return f"{_DAYS[day.weekday()]} {day.day} {month} {day.year}"
    return f"{month} {day.year}" if date == whole(Unit.MONTH, day) else f"{day.year}"


def citation_lines(release: StoredRelease, publisher: str | None = None) -> Iterator[str]:
    """Return the Dutch citation line, then an entry for a BibTeX file; a publisher only if one is known."""
    title = visible(" ".join(release.title.split()))
    quoted = f"‘{title}’" if title else _UNTITLED
    place = ", ".join([visible(release.id), *([visible(release.url)] if release.url else [])])
    author = f"{visible(publisher)}, " if publisher else ""
    yield f"{author}{quoted}, persbericht, {date_in_dutch(release.date)} ({place})."
    yield ""
    yield f"@misc{{{_citation_key(release.id)},"
    if publisher:
        yield f"  author       = {{{{{visible(publisher).translate(_TEX)}}}}},"
    yield f"  title        = {{{{{(title or _UNTITLED).translate(_TEX)}}}}},"
    yield "  howpublished = {Persbericht},"
    if release.date is not None and release.date.first is not None:
        yield f"  date         = {{{release.date.iso()}}},"
        yield f"  year         = {{{release.date.first.year}}},"
    if release.url:
        yield f"  url          = {{{visible(release.url)}}},"
    yield "  langid       = {dutch},"
    yield f"  note         = {{{visible(release.id).translate(_TEX)}}}"
    yield "}"


def date_in_dutch(date: Period | None) -> str:
    """Return a date as a Dutch citation has it: ``25 september 2025``, ``mei 2024``, ``2019``, ``z.d.`` without one."""
    if date is None or date.first is None:
        return "z.d."
    words_of_day = in_words(date.first)
    if date.first == date.last:
        return words_of_day
    return words_of_day.partition(" ")[2] if date == whole(Unit.MONTH, date.first) else str(date.first.year)


def _citation_key(id_: str) -> str:
    """Return a BibTeX key that no other id has: the id, or its plain characters and a digest."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", id_).strip("-")
    digest = (
        "" if plain == id_ else f"-{blake2b(id_.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"
    )
    return f"persbericht-{plain}{digest}"


def _clipped(matches: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the parts of the sorted ``matches`` inside [start, end), as offsets from ``start``."""
    # Bisection, since a body can have a million paragraphs and a million matches.
    first = bisect_right(matches, start, key=itemgetter(1))
    last = bisect_left(matches, end, lo=first, key=itemgetter(0))
    return [(max(low, start) - start, min(high, end) - start) for low, high in matches[first:last]]
