"""Where a mistake is: the query on one line, and carets under it. Pure text: colours are the caller's.

A mistake as a user reads it: one sentence, the place in the query, what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import QueryError
from defsearch.render.layout import cell_width, sentence_lines, words, wrap
from defsearch.render.screen import ERROR, Screen, Segment
from defsearch.render.text import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.errors import DefsearchError


_CUT = "…"


def caret_lines(error: QueryError, width: int = 76) -> tuple[str, str]:
    """Return the query of ``error``, cut to about ``width`` columns around the place, and its carets.

    Both start in column 0 and hold no character that moves the cursor: tabs and line ends become a space,
    other controls a replacement character. Wide characters count for two columns. There is always a caret,
    also at the very end of the query.
    """
    query = error.query
    start = min(max(error.start, 0), len(query))
    end = min(max(error.end, start), len(query))
    # What is marked starts at the latest in the middle, so that what stands before it can still be read.
    left = _back(query, start, width // 2)
    right = _forward(query, left, width)
    if right == len(query):
        left = min(left, _back(query, right, width))
    before = (_CUT if left else "") + _printable(query[left:start])
    marked = _printable(query[start : min(end, right)])
    after = _printable(query[min(end, right) : right]) + (_CUT if right < len(query) else "")
    return before + marked + after, " " * cell_width(before) + "^" * max(1, cell_width(marked))


def _back(query: str, end: int, width: int) -> int:
    """The first place from which ``query`` up to ``end`` takes at most ``width`` columns."""
    start = end
    while start > 0 and (width := width - _cells(query[start - 1])) >= 0:
        start -= 1
    return start


def _forward(query: str, start: int, width: int) -> int:
    """The last place up to which ``query`` from ``start`` takes at most ``width`` columns."""
    end = start
    while end < len(query) and (width := width - _cells(query[end])) >= 0:
        end += 1
    return end


def _printable(text: str) -> str:
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _cells(character: str) -> int:
    """How many columns ``character`` takes as it is shown."""
    return cell_width(_shown(character))


_INDENT = 2
_PIPED = 80


def error_lines(error: DefsearchError, screen: Screen) -> Iterator[str]:
    """Draw an error: the sentence, for a query the place with carets under it, and the hint."""
    width = screen.text_width
    name = [Segment("defsearch:", ERROR), Segment(" ")]
    for line in wrap(words(shortened(visible(clause(error.message)))), width, first=name, rest=_INDENT):
        yield screen.draw(line)
    if isinstance(error, QueryError) and error.query.strip():
        query, carets = caret_lines(error, (width or _PIPED) - _INDENT - 2)  # it may go 2 columns too far
        yield f"  {visible(query)}"
        yield f"  {screen.paint(carets, ERROR)}"
    for sentence in (error.hint or "").splitlines():
        yield from sentence_lines(sentence, width, indent=_INDENT)


def clause(sentence: str) -> str:
    """Return a sentence as it goes on behind ``defsearch:``, without a capital or a full stop of its own."""
    sentence = sentence.removesuffix(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
