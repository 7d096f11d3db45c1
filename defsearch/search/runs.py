"""Runs: characters without space between them, each of them an operator, text, a pattern or a fuzzy word."""

from __future__ import annotations

import re

from defsearch.errors import QueryError
from defsearch.records import NamedTuple
from defsearch.search.lexeme import Kind, Lexeme
from defsearch.search.syntax import (
    AND_WORDS,
    MAX_DISTANCE,
    NOT_WORDS,
    OR_WORDS,
    quoted,
)


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
    **dict.fromkeys(AND_WORDS, Kind.AND),
    **dict.fromkeys(OR_WORDS, Kind.OR),
    **dict.fromkeys(NOT_WORDS, Kind.NOT),
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


def read_run(query: str, start: int, end: int, *, is_glued: bool) -> Lexeme:
    """What ``query[start:end]`` is. Behind a prefix (``is_glued``), AND, OF and the like are words.

    QueryError for wildcards and ~ that are used in a wrong way, and for operators of other search tools.
    """
    run = query[start:end]
    if run in _KEYWORDS and not is_glued:
        return Lexeme(_KEYWORDS[run], start, end, run)
    if is_address(run) and "*" not in run:
        return Lexeme(Kind.TEXT, start, end, run)
    for foreign in _FOREIGN_OPERATORS:
        if foreign.pattern.fullmatch(run):
            raise _error(query, start, end, "is not understood", foreign.hint)
    if _TILDE.search(run):
        return _read_fuzzy(query, start, end)
    if _WILDCARD.search(run):
        return _read_pattern(query, start, end)
    return Lexeme(Kind.TEXT, start, end, run)


def _read_fuzzy(query: str, start: int, end: int) -> Lexeme:
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
    return Lexeme(Kind.FUZZY, start, end, match[1], int(match[2] or 1))


def _read_pattern(query: str, start: int, end: int) -> Lexeme:
    pattern = _EDGES.sub("", query[start:end])
    if not any(map(str.isalnum, pattern)):
        message = "needs at least one letter: * stands for any letters of a word, ? for one"
        hint = "as in dron* or wo?d; for all releases leave the words out and give a period: --from 2025"
        raise _error(query, start, end, message, hint)
    if not _PATTERN.fullmatch(pattern):
        message = "holds more than one word: a wildcard works inside one"
        raise _error(query, start, end, message, "put a space between the words: kosten baten*")
    return Lexeme(Kind.PATTERN, start, end, re.sub(r"\*+", "*", pattern))


def _error(query: str, start: int, end: int, message: str, hint: str) -> QueryError:
    return QueryError(f"{quoted(query[start:end])} {message}", query=query, start=start, end=end, hint=hint)
