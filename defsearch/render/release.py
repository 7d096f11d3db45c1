"""One release: laid out for reading with its matches highlighted, as raw text, and as a citation.

Not here: a release as JSON (``formats``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dates.parser import in_words
from defsearch.render.layout import title_words, words, wrap
from defsearch.render.screen import DATE, FAINT, HEADING, Screen, Segment
from defsearch.render.text import visible

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from defsearch.index.doc_store import StoredRelease
    from defsearch.query.ast import Span
    from defsearch.search.results import ReleaseMatches


_MAX_WIDTH = 80  # a comfortable line length for reading a whole text
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_AUTHOR = "Ministerie van Defensie"
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


def release_lines(release: StoredRelease, matches: ReleaseMatches, screen: Screen) -> Iterator[str]:
    """Draw the title, the date in words, the id, and the body by paragraph."""
    width = None if screen.width is None else min(screen.width, _MAX_WIDTH)
    title = title_words(release.title, matches.title)
    uri = Path(release.path).resolve().as_uri() if screen.hyperlinks else ""
    for line in wrap(title, width):
        yield screen.draw(line)
    yield screen.draw(
        [Segment(date_in_words(release.date), DATE), Segment("  "), Segment(visible(release.id), FAINT, uri)]
    )
    for part in release.paragraphs:
        text = release.body[part.start : part.end]
        highlighted = _clipped(matches.body, part.start, part.end)
        yield ""
        for line in wrap(words(text, highlighted, style=HEADING if part.is_heading else ""), width):
            yield screen.draw(line)


def raw_lines(release: StoredRelease) -> Iterator[str]:
    """Return the lines of the release's file, made visible."""
    yield visible(f"date {release.date} {release.title}")
    # Not splitlines: it also ends a line at a form feed and at U+2028, which are characters of a release.
    *lines, last = re.split("\r\n|\r|\n", release.body)
    yield from map(visible, [*lines, last] if last else lines)


def date_in_words(day: datetime.date) -> str:
    """Return a date such as ``Tuesday 20 January 2026``, the same in every locale."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def citation_lines(release: StoredRelease) -> Iterator[str]:
    """Return the Dutch citation line, then an entry for a BibTeX file."""
    title = visible(" ".join(release.title.split()))
    quoted = f"‘{title}’" if title else _UNTITLED
    yield f"{_AUTHOR}, {quoted}, persbericht, {in_words(release.date)} ({visible(release.id)})."
    yield ""
    key = re.sub(r"[^A-Za-z0-9]+", "-", release.id).strip("-") or "persbericht"
    yield f"@misc{{defensie-{key},"
    yield f"  author       = {{{{{_AUTHOR}}}}},"
    yield f"  title        = {{{{{(title or _UNTITLED).translate(_TEX)}}}}},"
    yield "  howpublished = {Persbericht},"
    yield f"  date         = {{{release.date.isoformat()}}},"
    yield f"  year         = {{{release.date.year}}},"
    yield "  langid       = {dutch},"
    yield f"  note         = {{{visible(release.id).translate(_TEX)}}}"
    yield "}"


def _clipped(matches: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the parts of the sorted ``matches`` inside [start, end), as offsets from ``start``."""
    # Bisection, since a body can have a million paragraphs and a million matches.
    first = bisect_right(matches, start, key=itemgetter(1))
    last = bisect_left(matches, end, lo=first, key=itemgetter(0))
    return [(max(low, start) - start, min(high, end) - start) for low, high in matches[first:last]]
