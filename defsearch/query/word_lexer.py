"""Runs: characters without space between them, each of them an operator, text, a pattern or a fuzzy word.

Quotes in a query: which marks open a phrase, where it closes, and what may stand behind it.

Straight, curly, low and angle quotes open a phrase. Apostrophes and single quotes never do, and a double
quote behind a number is inches.
"""

from __future__ import annotations

import re

from defsearch.errors import QueryError
from defsearch.query.syntax import (
    AND_WORDS,
    MAX_DISTANCE,
    MAX_WINDOW,
    NOT_WORDS,
    OR_WORDS,
    quoted,
)
from defsearch.query.tokens import Token, TokenKind
from defsearch.records import NamedTuple


class _Foreign(NamedTuple):
    """A habit from another search tool: a typed run that matches ``pattern`` is refused with ``hint``."""

    pattern: re.Pattern[str]
    hint: str


_FOREIGN_OPERATORS = (
    _Foreign(re.compile(r"(?:NEAR|ADJ)(?:/\d+)?|AROUND"), 'for words near each other type "drone aanval"~5'),
    _Foreign(re.compile(r"XOR"), "for one or the other but not both type (a -b) OR (b -a)"),
    _Foreign(re.compile(r"!\w.*"), "to exclude a word type a dash before it: -fregat"),
    _Foreign(re.compile(r"~[^\W\d_].*"), "for words that are spelled almost alike, type ~ behind: fregat~"),
    _Foreign(re.compile(r"[^\W\d_]{2,}\^\d.*"), "words have no weights here: leave out what starts with ^"),
)

_KEYWORDS = {
    **dict.fromkeys(AND_WORDS, TokenKind.AND),
    **dict.fromkeys(OR_WORDS, TokenKind.OR),
    **dict.fromkeys(NOT_WORDS, TokenKind.NOT),
}
_ADDRESS = re.compile(r"[a-z][a-z\d+.]*://|www\.", re.IGNORECASE)
_TILDE = re.compile(r"\w~")
_FUZZY = re.compile(r"([^~]*\w)~(\w*)[^\w~]*")
# A ? with no letter or other wildcard behind it is a question mark.
_WILDCARD = re.compile(r"\*|(?:^|\w)\?+\w")
_EDGES = re.compile(r"^[^\w*?]+|[^\w*?]+$")
_PATTERN = re.compile(r"[\w*?]+(?:[-‐‑'’.&][\w*?]+)*")


def is_address(run: str) -> bool:
    """Whether ``run`` is a web address, in which no punctuation is an operator."""
    return _ADDRESS.match(run) is not None


def read_run(query: str, start: int, end: int, *, is_glued: bool) -> Token:
    """What ``query[start:end]`` is. Behind a prefix (``is_glued``), AND, OF and the like are words.

    QueryError for wildcards and ~ that are used in a wrong way, and for operators of other search tools.
    """
    run = query[start:end]
    if run in _KEYWORDS and not is_glued:
        return Token(_KEYWORDS[run], start, end, run)
    if is_address(run) and "*" not in run:
        return Token(TokenKind.TEXT, start, end, run)
    for foreign in _FOREIGN_OPERATORS:
        if foreign.pattern.fullmatch(run):
            raise _error(query, start, end, "is not understood", foreign.hint)
    if _TILDE.search(run):
        return _read_fuzzy(query, start, end)
    if _WILDCARD.search(run):
        return _read_pattern(query, start, end)
    return Token(TokenKind.TEXT, start, end, run)


def _read_fuzzy(query: str, start: int, end: int) -> Token:
    match = _FUZZY.fullmatch(query, start, end)
    if match is None or match[2] not in ("", *map(str, range(1, MAX_DISTANCE + 1))):
        message = (
            f"is not understood: behind a word, ~ takes how many letters may differ, 1 or {MAX_DISTANCE}"
        )
        raise _error(query, start, end, message, "as in fregat~ or fregat~2")
    if _WILDCARD.search(match[1]):
        raise _error(
            query, start, end, "has both ~ and a wildcard: a word takes one of them", "fregat~ or freg*"
        )
    return Token(TokenKind.FUZZY, start, end, match[1], int(match[2] or 1))


def _read_pattern(query: str, start: int, end: int) -> Token:
    pattern = _EDGES.sub("", query[start:end])
    if not any(map(str.isalnum, pattern)):
        message = "needs at least one letter: * stands for any letters of a word, ? for one"
        hint = "as in dron* or wo?d; for all releases leave the words out and give a period: --from 2025"
        raise _error(query, start, end, message, hint)
    if not _PATTERN.fullmatch(pattern):
        message = "holds more than one word: a wildcard works inside one"
        raise _error(query, start, end, message, "put a space between the words: kosten baten*")
    return Token(TokenKind.PATTERN, start, end, re.sub(r"\*+", "*", pattern))


def _error(query: str, start: int, end: int, message: str, hint: str) -> QueryError:
    return QueryError(f"{quoted(query[start:end])} {message}", query=query, start=start, end=end, hint=hint)


# Each opening quote and what closes it; whichever of them comes first does.
CLOSERS = {'"': '"', "“": "”", "„": "”“", "‟": "”", "”": "”", "«": "»", "»": "«»"}
QUOTES = "".join(CLOSERS)
_TWO_FACED = "”»"  # opening quotes in some places, and elsewhere closing ones
_INCHES = re.compile(r'(?<![\w-])\d+(?:[.,]\d+)?"(?!\w)')
_LONGEST_INCHES = 12
_WINDOW = re.compile(r"~(\w*)")
_RECOLL_WINDOW = re.compile(r"[po]\d*(?!\w)")
_RUN = re.compile(r"\S+")
_WILDCARD_IN_PHRASE = re.compile(r"\w\*|\*\w|\w\?+\w|\w~")


def is_inch_mark(query: str, at: int) -> bool:
    """Whether the quote at ``at`` stands behind a number, as in 5,56" or 19"-rek."""
    return any(
        match.end() == at + 1 for match in _INCHES.finditer(query, max(0, at - _LONGEST_INCHES), at + 2)
    )


def is_text(query: str, at: int) -> bool:
    """Whether a quote that opens no phrase is clearly just text: inches, or an angle between spaces."""
    around = query[max(at - 1, 0) : at] + query[at + 1 : at + 2]
    return is_inch_mark(query, at) or (query[at] in "«»" and around.isspace())


def read_phrase(query: str, at: int, *, is_start: bool) -> Token | None:
    """The phrase that opens at ``at``; None when none does, or when it does not close.

    ``is_start``: nothing is glued to the quote's left side. QueryError for operators between the quotes, or
    behind them where they mean nothing.
    """
    quote, after = query[at], query[at + 1 : at + 2]
    if is_inch_mark(query, at) or (quote in _TWO_FACED and (not is_start or after.isspace())):
        return None
    places = (query.find(closer, at + 1) for closer in CLOSERS[quote])
    close = min((place for place in places if place >= 0), default=None)
    if close is None:
        return None
    for run in _RUN.finditer(query, at + 1, close):
        if _WILDCARD_IN_PHRASE.search(run[0]) and not is_address(run[0]):
            raise QueryError(
                f"{quoted(run[0])} between quotes: wildcards and ~ work on single words only",
                query=query,
                start=run.start(),
                end=run.end(),
                hint='take that word out of the quotes: dron* "minister van defensie"',
            )
    end, window = _read_window(query, close + 1)
    return Token(TokenKind.PHRASE, at, end, query[at + 1 : close], window)


def _read_window(query: str, at: int) -> tuple[int, int]:
    """The end of the phrase whose quotes close before ``at``, and its window in words."""
    match = _RECOLL_WINDOW.match(query, at)
    if match or query.startswith("*", at):
        typed = match[0] if match else "*"
        raise QueryError(
            f"{quoted(typed)} behind a phrase is not understood",
            query=query,
            start=at,
            end=at + len(typed),
            hint='for words near each other type "drone aanval"~5; a wildcard works on a single word: drone*',
        )
    match = _WINDOW.match(query, at)
    if match is None:
        return at, 0
    number = match[1]
    window = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    if not 2 <= window <= MAX_WINDOW:
        raise QueryError(
            f"{quoted(match[0])} behind a phrase is not understood: "
            f"~ takes the number of words to look within, 2 to {MAX_WINDOW}",
            query=query,
            start=at,
            end=match.end(),
            hint='as in "drone aanval"~5; a single word takes ~ without quotes: fregat~',
        )
    return match.end(), window
