"""Text as lines: cell widths, words with their highlighted parts, wrapping.

Not here: colours (``screen``). Rich could wrap too, but importing it takes longer than a whole search.
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

# A no-break space is part of its word; all other white space (a line end inside a paragraph too) divides words.
_WORD = re.compile("[^ \t-\r\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+")

_UNTITLED = "(untitled)"
_WIDE = ("W", "F")  # East Asian widths of two cells
_ZERO_WIDTH = ("Mn", "Me", "Cf")  # general categories without a cell of their own
_MIN_WIDTH = 2  # a wide character must always fit


class Word(NamedTuple):
    """A word as segments, one for each change of style, and the space before it (None where there is none)."""

    segments: list[Segment]
    space: Segment | None


def cell_width(text: str) -> int:
    """Return how many cells ``text`` takes: 2 for wide characters, 0 for combining ones."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def words(text: str, matches: Sequence[tuple[int, int]] = (), *, style: str = "") -> Iterator[Word]:
    """Split ``text`` into words, made visible, with ``matches`` highlighted.

    Matches are offsets into ``text``, sorted, without overlap. A space inside a match is highlighted with it. The
    first word has a space before it too, so that texts can be chained; ``wrap`` drops it at the start of a line.
    """
    after_the_text = (len(text) + 1, len(text) + 1)
    remaining = iter([*matches, after_the_text])
    start, end = next(remaining)
    previous_end = 0
    for found in _WORD.finditer(text):
        at, word_end = found.span()
        space = Segment(" ", MATCH if start < previous_end and at < end else style)
        segments: list[Segment] = []
        while at < word_end:
            while end <= at:
                start, end = next(remaining)
            highlighted = start <= at
            stop = min(word_end, end if highlighted else start)
            segments.append(Segment(visible(text[at:stop]), MATCH if highlighted else style))
            at = stop
        yield Word(segments, space)
        previous_end = word_end


def title_words(title: str, matches: Sequence[tuple[int, int]] = ()) -> Iterator[Word]:
    """Split a title into words as ``words`` does; an empty title becomes ``(untitled)``."""
    if title.strip():
        return words(title, matches, style=TITLE)
    return words(_UNTITLED, style=FAINT)


def wrap(
    text: Iterable[Word], width: int | None, *, first: Sequence[Segment] = (), indent: int = 0
) -> Iterator[list[Segment]]:
    """Arrange words in lines of at most ``width`` cells (None: in one line).

    The first line starts with ``first``, all others with ``indent`` spaces. A word longer than a line is split at
    the end of the line: no text is ever left out.
    """
    line = list(first)
    used = sum(cell_width(segment.text) for segment in line)
    has_words = False
    for word in text if width is None else _split_long_words(text, max(width - indent, _MIN_WIDTH)):
        size = 0 if width is None else sum(cell_width(segment.text) for segment in word.segments)
        gap = len(word.space.text) if word.space is not None and has_words else 0
        if width is not None and (used > indent or has_words) and used + gap + size > width:
            yield line
            line, used, gap = [Segment(" " * indent)] if indent else [], indent, 0
        if gap and word.space is not None:
            line.append(word.space)
        line += word.segments
        used += gap + size
        has_words = True
    yield line


def cut(text: str, width: int | None) -> str:
    """Return ``text`` cut to ``width`` cells, with ``…`` where something was cut; None: uncut."""
    if width is None or cell_width(text) <= width:
        return text
    used, end = 1, 0
    while end < len(text) and used + _char_width(text[end]) <= width:
        used += _char_width(text[end])
        end += 1
    return text[:end].rstrip() + "…"


def wrap_text(text: str, width: int | None, *, indent: int = 0) -> Iterator[str]:
    """Arrange plain text in lines of at most ``width`` cells, all of them indented."""
    for line in wrap(words(text), width, first=[Segment(" " * indent)], indent=indent):
        yield "".join(segment.text for segment in line)


def _split_long_words(text: Iterable[Word], width: int) -> Iterator[Word]:
    """Split words of more than ``width`` cells into words that fit, with no space between them."""
    for word in text:
        if sum(len(segment.text) for segment in word.segments) * 2 <= width:  # fits for sure: the usual case
            yield word
            continue
        space, pieces, used = word.space, list[Segment](), 0
        for segment in word.segments:
            start = 0
            for at, char in enumerate(segment.text):
                size = _char_width(char)
                if used + size > width:
                    yield Word([*pieces, segment._replace(text=segment.text[start:at])], space)
                    space, pieces, start, used = None, [], at, 0
                used += size
            pieces.append(segment._replace(text=segment.text[start:]))
        yield Word(pieces, space)


def _char_width(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
