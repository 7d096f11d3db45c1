"""The tokens of a query: what each piece of it is, before anyone decides which belong together."""

from __future__ import annotations

import enum

from defsearch.records import NamedTuple


class TokenKind(enum.Enum):
    """What a lexeme is."""

    TEXT = "text"
    PATTERN = "pattern"
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


PREFIXES = (TokenKind.MINUS, TokenKind.PLUS, TokenKind.EXACT, TokenKind.FIELD)  # glued to what they apply to


class Token(NamedTuple):
    """``query[start:end]`` and what it says.

    ``text`` is the run, operator or pattern as typed, the word of a fuzzy one, what stands between quotes, or
    the field's name (``title`` for ``titel:``). ``number`` is the distance of a fuzzy word, or the window of
    a phrase in words (0: next to each other).
    """

    kind: TokenKind
    start: int
    end: int
    text: str = ""
    number: int = 0


class TokenizedQuery(NamedTuple):
    """The lexemes of a query in order, and what its author should know. Every bracket has its partner."""

    tokens: tuple[Token, ...]
    notices: tuple[str, ...]
