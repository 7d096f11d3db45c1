"""The tokens of a query.

Not here: how the text is cut into tokens (``lexer``), and which tokens belong together (``parser``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.free_text import FreeDate
    from defsearch.query.ast import Span, Word


class TokenKind(enum.Enum):
    """The kind of a token."""

    TEXT = "text"
    WILDCARD = "wildcard"
    FUZZY = "fuzzy"
    PHRASE = "phrase"
    OPEN = "("
    CLOSE = ")"
    AND = "and"
    OR = "or"
    NOT = "not"
    MINUS = "-"
    PLUS = "+"
    EXACT = "="
    FIELD = "field"


# Operators that are glued to their operand.
PREFIXES = (TokenKind.MINUS, TokenKind.PLUS, TokenKind.EXACT, TokenKind.FIELD)


class Token(NamedTuple):
    """The piece ``query[start:end]`` of a query.

    ``text`` is the text, operator or wildcard as typed, the word of a fuzzy token, the text between the quotes
    of a phrase, or the name of a field (``title`` for ``titel:``). ``number`` is the distance of a fuzzy token,
    or the window of a phrase in words (0: the words are adjacent). ``words`` are the words of text, of a phrase
    and of a fuzzy token. ``date`` is the date that starts with this token: ``tokens[date.start:date.end]``.
    """

    kind: TokenKind
    start: int
    end: int
    text: str = ""
    number: int = 0
    words: tuple[Word, ...] = ()
    date: FreeDate | None = None

    @property
    def span(self) -> Span:
        """The place in the query."""
        return self.start, self.end
