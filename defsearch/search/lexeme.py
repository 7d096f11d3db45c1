"""Lexemes: the pieces that a query falls into before anyone asks which belong together."""

from __future__ import annotations

import enum

from defsearch.records import NamedTuple


class Kind(enum.Enum):
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


PREFIXES = (Kind.MINUS, Kind.PLUS, Kind.EXACT, Kind.FIELD)  # glued to what they apply to


class Lexeme(NamedTuple):
    """``query[start:end]`` and what it says.

    ``text`` is the run, operator or pattern as typed, the word of a fuzzy one, what stands between quotes, or
    the field's name (``title`` for ``titel:``). ``number`` is the distance of a fuzzy word, or the window of
    a phrase in words (0: next to each other).
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    number: int = 0


class Lexed(NamedTuple):
    """The lexemes of a query in order, and what its author should know. Every bracket has its partner."""

    lexemes: tuple[Lexeme, ...]
    notices: tuple[str, ...]
