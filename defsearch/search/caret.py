"""Where a mistake is: the query on one line, and carets under it. Pure text: colours are the caller's."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from defsearch.errors import QueryError

_CUT = "…"
_MARKS = ("Mn", "Me")  # marks on the character before them


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
    return before + marked + after, " " * _columns(before) + "^" * max(1, _columns(marked))


def _back(query: str, end: int, width: int) -> int:
    """The first place from which ``query`` up to ``end`` takes at most ``width`` columns."""
    start = end
    while start > 0 and (width := width - _column_count(query[start - 1])) >= 0:
        start -= 1
    return start


def _forward(query: str, start: int, width: int) -> int:
    """The last place up to which ``query`` from ``start`` takes at most ``width`` columns."""
    end = start
    while end < len(query) and (width := width - _column_count(query[end])) >= 0:
        end += 1
    return end


def _printable(text: str) -> str:
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _columns(text: str) -> int:
    return sum(map(_column_count, text))


def _column_count(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
