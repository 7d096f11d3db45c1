"""The tokens, keywords, fields and limits of the query language, and how messages quote what was typed.

Not here: how queries are read (``lexer``, ``parser``), and the text that teaches the language (``help``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from defsearch.errors import QueryError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.free_text import FreeDate
    from defsearch.query.ast import Span, Word

MAX_LENGTH = 4000  # characters of a query
MAX_DEPTH = 50  # parentheses, exclusions and fields inside each other
MAX_NODES = 256  # words, phrases and groups of the AST
MAX_WINDOW = 100  # words: the N of "a b"~N; no wider than the gap between two paragraphs
MAX_DISTANCE = 2  # edits: the N of word~N

AND_WORDS = ("AND", "EN")
OR_WORDS = ("OR", "OF")
NOT_WORDS = ("NOT", "NIET")
AND_MARK = "&&"
OR_MARKS = ("||", "|")

DATE_FIELD = "date"
# The name of a field, and its other names: the Dutch one, then those of other tools.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("titel", "subject", "onderwerp", "intitle"),
    "heading": ("kop",),
    "body": ("tekst", "text", "intext"),
    DATE_FIELD: ("datum",),
}
FIELD_NAMES = {name: field for field, others in FIELDS.items() for name in (field, *others)}

_PERIOD_HINT = "for a period type date:A..B, with either side left empty if you like: date:2025-03.."
_SENDER_HINT = "releases have no sender or receiver; for a period type date:2025-01..2025-03"
_SITE_HINT = "all releases are from one publisher: leave it out"
# Fields of other search tools, and what to type in a query instead; None where only an option or command helps.
FOREIGN_FIELDS: dict[str, str | None] = {
    **dict.fromkeys(("from", "to", "van", "cc", "bcc", "author", "auteur"), _SENDER_HINT),
    **dict.fromkeys(
        (
            "after",
            "before",
            "since",
            "until",
            "na",
            "voor",
            "sinds",
            "tot",
            "older_than",
            "newer_than",
            "older",
            "newer",
        ),
        _PERIOD_HINT,
    ),
    **dict.fromkeys(("year", "month", "jaar", "maand", "daterange"), "type date:2025 or date:2025-09"),
    **dict.fromkeys(("ext", "filetype", "mime", "dir", "path", "folder", "filename", "size")),
    **dict.fromkeys(("site", "inurl", "lang", "source", "cache"), _SITE_HINT),
    **dict.fromkeys(("allintitle",), "type title:(word word)"),
    **dict.fromkeys(("allintext",), "type body:(word word)"),
    **dict.fromkeys(("id", "thread", "info")),
    **dict.fromkeys(("related", "similar")),
    **dict.fromkeys(("sort", "order")),
    **dict.fromkeys(("tag", "is", "has", "define"), "releases have no tags or properties"),
}


def quoted(text: str, *, marks: str = "“”", longest: int = 40) -> str:
    """Return ``text`` for a message, between ``marks``: one line, shortened, only printable characters."""
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
    return f"{marks[:1]}{line if len(line) <= longest else line[: longest - 1] + '…'}{marks[1:]}"


def listed(names: tuple[str, ...] | list[str], last: str = "or") -> str:
    """Return the names as ``a, b or c``."""
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def not_understood(query: str, span: tuple[int, int], message: str, hint: str) -> QueryError:
    """Return the error whose message starts with the typed text at ``span``."""
    start, end = span
    return QueryError(f"{quoted(query[start:end])} {message}", query=query, start=start, end=end, hint=hint)


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
