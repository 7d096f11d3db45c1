"""An error as a user reads it: one sentence, the place in the query marked with carets, the hint.

Not here: which errors there are and their exit codes (``defsearch.errors``, ``cli.main``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import QueryError
from defsearch.render.text import (
    ERROR,
    PIPED_WIDTH,
    Screen,
    Segment,
    cell_width,
    shortened,
    visible,
    words,
    wrap,
    wrap_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.errors import DefsearchError

_INDENT = 2
_CUT = "…"


def error_lines(error: DefsearchError, screen: Screen, *, hint: str | None) -> Iterator[str]:
    """Draw an error: the sentence; for a query the place, marked with carets; the hint."""
    width = screen.text_width
    name = [Segment("defsearch:", ERROR), Segment(" ")]
    for line in wrap(words(shortened(visible(clause(error.message)))), width, first=name, indent=_INDENT):
        yield screen.draw(line)
    if isinstance(error, QueryError) and error.query.strip():
        # Two columns are for the marks of what is cut off.
        query, carets = caret_lines(error, (width or PIPED_WIDTH) - _INDENT - 2)
        yield f"  {visible(query)}"
        yield f"  {screen.paint(carets, ERROR)}"
    for sentence in (hint or "").splitlines():
        yield from wrap_text(sentence, width, indent=_INDENT)


def error_line(error: DefsearchError, width: int, *, indent: int) -> str:
    """Return the sentence of an error, after carets if there is room for them.

    The carets mark the place in a query that is on the line above, ``indent`` columns from the left.
    """
    sentence = visible(clause(error.message))
    if isinstance(error, QueryError):
        marked = f"{' ' * indent}{caret_lines(error, width)[1]} {sentence}"
        if len(marked) < width:
            return marked
    return sentence


def clause(sentence: str) -> str:
    """Return a sentence as it continues after ``defsearch:``, without its capital and its full stop."""
    sentence = sentence.removesuffix(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def caret_lines(error: QueryError, width: int = 76) -> tuple[str, str]:
    """Return the query of ``error``, cut to about ``width`` columns around the place, and its line of carets.

    Neither line contains a character that moves the cursor: tabs and line ends become a space, other controls a
    replacement character. There is always a caret, also at the very end of the query.
    """
    query = "".join(map(_printable, error.query))
    start = min(max(error.start, 0), len(query))
    end = min(max(error.end, start), len(query))
    # The marked part starts no further right than the middle, so that the text before it can be read.
    left = _start_that_fits(query, start, width // 2)
    right = _end_that_fits(query, left, width)
    if right == len(query):
        left = min(left, _start_that_fits(query, right, width))
    before = (_CUT if left else "") + query[left:start]
    marked = query[start : min(end, right)]
    after = query[min(end, right) : right] + (_CUT if right < len(query) else "")
    return before + marked + after, " " * cell_width(before) + "^" * max(1, cell_width(marked))


def _printable(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _start_that_fits(text: str, end: int, width: int) -> int:
    """Return the first place from which ``text`` up to ``end`` takes at most ``width`` columns."""
    start = end
    while start > 0 and (width := width - cell_width(text[start - 1])) >= 0:
        start -= 1
    return start


def _end_that_fits(text: str, start: int, width: int) -> int:
    """Return the last place up to which ``text`` from ``start`` takes at most ``width`` columns."""
    end = start
    while end < len(text) and (width := width - cell_width(text[end])) >= 0:
        end += 1
    return end
