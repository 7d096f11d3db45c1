"""A mistake as a user reads it: one sentence, the place in the query, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import DefsearchError, QueryError
from defsearch.render.safe_text import visible
from defsearch.render.screen import ERROR, Screen
from defsearch.search.caret import caret_lines

if TYPE_CHECKING:
    from collections.abc import Iterator


def error_lines(error: DefsearchError, screen: Screen) -> Iterator[str]:
    """Draw an error: the sentence, for a query the place with carets under it, and the hint."""
    yield f"{screen.paint('defsearch:', ERROR)} {visible(clause(error.message))}"
    if isinstance(error, QueryError) and error.query.strip():
        query, carets = caret_lines(error)
        yield f"  {visible(query)}"
        yield f"  {screen.paint(carets, ERROR)}"
    for line in (error.hint or "").splitlines():
        yield f"  {visible(line)}"


def clause(sentence: str) -> str:
    """Return a sentence as it goes on behind ``defsearch:``, without a capital or a full stop of its own."""
    sentence = sentence.removesuffix(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
