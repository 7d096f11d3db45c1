"""A mistake as a user reads it: one sentence, the place in the query, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import DefsearchError, QueryError
from defsearch.render.caret import caret_lines
from defsearch.render.layout import sentence_lines, words, wrap
from defsearch.render.safe_text import shortened, visible
from defsearch.render.screen import ERROR, Screen, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

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
