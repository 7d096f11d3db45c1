"""Where a mistake is: the query on one line, and carets under it. Pure text: colours are the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.layout import cell_width

if TYPE_CHECKING:
    from defsearch.errors import QueryError

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
