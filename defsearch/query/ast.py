"""The tokens and the abstract syntax tree (AST) of a query: what was typed, before any index is asked.

Every token and node keeps its place: the character offsets [start, end) in the query. Keywords, fields and limits of
the language are here too, how messages quote what was typed, and an outline of a tree in words.

Not here: how a query becomes an AST (``lexer``, ``parser``), the text that teaches the language (``help``), and what
releases its nodes match (``search``).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, TypeAlias

from defsearch.errors import QueryError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dates.free_text import FreeDate
    from defsearch.dates.period import Period

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


Span: TypeAlias = tuple[int, int]


class Field(enum.Enum):
    """A field of a release that a query can be limited to. The body includes its sub-headings."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"


class Word(NamedTuple):
    """One word as typed (``NAVO-oefening``, ``F-16``, ``drones``).

    ``exact``: only in this form. ``capitals``: only where it is written in capitals (``OM``, which is no ``om``).
    """

    text: str
    span: Span
    exact: bool = False
    capitals: bool = False


class Wildcard(NamedTuple):
    """A word with ``*`` (any letters) or ``?`` (one letter), and at least one letter."""

    text: str
    span: Span


class Fuzzy(NamedTuple):
    """A word within ``distance`` (1 or 2) Levenshtein edits of ``text``."""

    text: str
    distance: int
    span: Span


class Phrase(NamedTuple):
    """Adjacent words in this order; with ``slop`` > 0, all within a window of ``slop`` words, in any order."""

    words: tuple[Word, ...]
    slop: int
    span: Span


class DateClause(NamedTuple):
    """Releases of ``period`` (``date:2025``)."""

    period: Period
    span: Span


class DateOrWords(NamedTuple):
    """Free words that can only be a date: releases of one of those periods, or with the words as a phrase."""

    periods: tuple[Period, ...]
    words: tuple[Word, ...]
    span: Span


class FieldScope(NamedTuple):
    """``child`` limited to one field (``title:…``)."""

    field: Field
    child: Node
    span: Span


class And(NamedTuple):
    """All of ``children`` (two or more). ``implicit``: no AND was typed between them."""

    children: tuple[Node, ...]
    span: Span
    implicit: bool = True


class Or(NamedTuple):
    """Any of ``children`` (two or more). ``implicit``: no OR was typed between them, any word will do."""

    children: tuple[Node, ...]
    span: Span
    implicit: bool = False


class Not(NamedTuple):
    """Everything but ``child``."""

    child: Node
    span: Span


Node: TypeAlias = Word | Wildcard | Fuzzy | Phrase | DateClause | DateOrWords | FieldScope | And | Or | Not


def children(node: Node) -> tuple[Node, ...]:
    """Return the child nodes of ``node``, in the order of the query; the words of a phrase or date."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Phrase | DateOrWords):
        return node.words
    if isinstance(node, FieldScope | Not):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and all nodes below it, in the order of the query."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def words_of(node: Node) -> list[Word]:
    """Return all words of ``node``, also those of its phrases and dates."""
    return [part for part in walk(node) if isinstance(part, Word)]


def is_year_or_word(node: Node) -> bool:
    """Return whether ``node`` is a year beside other words, which may be a number as well."""
    return isinstance(node, DateOrWords) and len(node.words) == 1 and node.words[0].text.isdecimal()


def is_positive(node: Node) -> bool:
    """Return whether ``node`` says what a release must contain, not only what it must not contain."""
    if isinstance(node, And | Or):
        return any(is_positive(child) for child in node.children)
    if isinstance(node, FieldScope):
        return is_positive(node.child)
    return not is_positive(node.child) if isinstance(node, Not) else True


def is_filter(node: Node) -> bool:
    """Return whether ``node`` only limits what other nodes match: dates and exclusions."""
    if isinstance(node, And | Or):
        return all(is_filter(child) for child in node.children)
    if isinstance(node, FieldScope):
        return is_filter(node.child)
    return isinstance(node, DateClause | DateOrWords | Not)


_INDENT = "  "
_FIELDS = {Field.TITLE: "in the title:", Field.HEADING: "in a sub-heading:", Field.BODY: "in the body:"}


def format_ast(tree: Node | None) -> tuple[str, ...]:
    """Return a line for each node, indented by its level. Texts are as typed: nothing is escaped."""
    return ("every release",) if tree is None else tuple(_outline(tree, 0))


def _outline(node: Node, depth: int) -> Iterator[str]:
    yield _INDENT * depth + _line(node)
    if isinstance(node, And | Or | Not | FieldScope):
        for child in children(node):
            yield from _outline(child, depth + 1)


def _line(node: Node) -> str:
    if isinstance(node, Word):
        return f"the word {node.text}{', in this form only' if node.exact else ''}"
    if isinstance(node, Phrase):
        return _phrase_line(node)
    if isinstance(node, Wildcard):
        return f"words like {node.text} (* any letters, ? one letter)"
    if isinstance(node, Fuzzy):
        letters = "1 letter" if node.distance == 1 else f"{node.distance} letters"
        return f"words at most {letters} away from {node.text}"
    if isinstance(node, DateClause):
        return f"dated {node.period.describe()}"
    if isinstance(node, DateOrWords):
        periods = " or ".join(period.describe() for period in node.periods)
        return f"dated {periods}, or the phrase “{_texts(node.words)}”"
    if isinstance(node, FieldScope):
        return _FIELDS[node.field]
    if isinstance(node, Not):
        return "not:"
    return "all of these:" if isinstance(node, And) else "any of these:"


def _phrase_line(phrase: Phrase) -> str:
    only = ", in these forms only" if all(word.exact for word in phrase.words) else ""
    if phrase.slop:
        return f"“{_texts(phrase.words)}” within {phrase.slop} words, in any order{only}"
    return f"the phrase “{_texts(phrase.words)}”{only}"


def _texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)
