"""Text into lines: cell widths, lit words, wrapping. Pure; works on what a terminal will show.

Not here: colours (``screen``). Rich could wrap too, but its import alone takes longer than a whole search.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.screen import FAINT, MATCH, TITLE, Segment
from defsearch.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A no-break space is part of its word; every other white space (a line end in a paragraph too) divides words.
_word = re.compile("[^ \t-\r\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")

_UNTITLED = "(untitled)"
_WIDE = ("W", "F")
_NO_CELL = ("Mn", "Me", "Cf")
_NARROWEST = 2  # a wide character must always fit


class Word(NamedTuple):
    """A word, cut into runs of one style, and the space before it (None where none stands)."""

    segments: list[Segment]
    before: Segment | None


def cell_width(text: str) -> int:
    """Return how many cells ``text`` takes: 2 for wide characters, 0 for combining ones."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def words(text: str, matches: Sequence[tuple[int, int]] = (), *, style: str = "") -> Iterator[Word]:
    """Cut ``text`` into words, made visible; what lies in ``matches`` is lit.

    Offsets count in ``text``; they are sorted and do not overlap. A space inside a match is lit with it. The
    first word has a space before it too, for chaining texts (``wrap`` drops it where a line begins).
    """
    ahead = iter([*matches, (len(text) + 1, len(text) + 1)])
    start, end = next(ahead)
    last = 0
    for found in _word.finditer(text):
        at, stop = found.span()
        space = Segment(" ", MATCH if start < last and at < end else style)
        segments: list[Segment] = []
        while at < stop:
            while end <= at:
                start, end = next(ahead)
            highlighted = start <= at
            cut = min(stop, end if highlighted else start)
            segments.append(Segment(visible(text[at:cut]), MATCH if highlighted else style))
            at = cut
        yield Word(segments, space)
        last = stop


def title_words(title: str, matches: Sequence[tuple[int, int]] = ()) -> Iterator[Word]:
    """Cut a title into words as ``words`` does; for a release that has none, say so."""
    if title.strip():
        return words(title, matches, style=TITLE)
    return words(_UNTITLED, style=FAINT)


def wrap(
    text: Iterable[Word], width: int | None, *, first: Sequence[Segment] = (), rest: int = 0
) -> Iterator[list[Segment]]:
    """Lay words out in lines of at most ``width`` cells (None: in one line).

    The first line begins with ``first``, the others with ``rest`` spaces. A word longer than a line is cut at
    the line's end: nothing is ever left out.
    """
    line = list(first)
    used = sum(cell_width(segment.text) for segment in line)
    begins = True
    for word in text if width is None else _cut(text, max(width - rest, _NARROWEST)):
        size = 0 if width is None else sum(cell_width(segment.text) for segment in word.segments)
        gap = 0 if word.before is None or begins else len(word.before.text)
        if width is not None and (used > rest or not begins) and used + gap + size > width:
            yield line
            line, used, gap = [Segment(" " * rest)] if rest else [], rest, 0
        if gap and word.before is not None:
            line.append(word.before)
        line += word.segments
        used += gap + size
        begins = False
    yield line


def sentence_lines(text: str, width: int | None, *, indent: int = 0) -> Iterator[str]:
    """Lay plain text out in lines of at most ``width`` cells, all of them indented."""
    first = [Segment(" " * indent)]
    for line in wrap(words(text), width, first=first, rest=indent):
        yield "".join(segment.text for segment in line)


def _cut(text: Iterable[Word], width: int) -> Iterator[Word]:
    """Cut words of more than ``width`` cells into words that fit, with no space between them."""
    for word in text:
        if sum(len(segment.text) for segment in word.segments) * 2 <= width:  # the usual case
            yield word
            continue
        before, pieces, used = word.before, list[Segment](), 0
        for segment in word.segments:
            begin = 0
            for at, char in enumerate(segment.text):
                size = _char_width(char)
                if used + size > width:
                    yield Word([*pieces, segment._replace(text=segment.text[begin:at])], before)
                    before, pieces, begin, used = None, [], at, 0
                used += size
            pieces.append(segment._replace(text=segment.text[begin:]))
        yield Word(pieces, before)


def _char_width(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in _NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
