"""Phrases of a query: which quotes open one, where it closes, and its window (``"a b"~5``).

Straight, curly, low and angle quotes open a phrase. Apostrophes and single quotes never do. A double quote after a
number is inches.
"""

from __future__ import annotations

import re

from defsearch.errors import QueryError
from defsearch.query.syntax import MAX_WINDOW, quoted
from defsearch.query.tokens import Token, TokenKind

# An opening quote, and the quotes that close it: the first of them in the text does.
CLOSERS = {'"': '"', "“": "”", "„": "”“", "‟": "”", "”": "”", "«": "»", "»": "«»"}
QUOTES = "".join(CLOSERS)
_OPEN_OR_CLOSE = "”»"  # opening quotes in some languages, closing ones in others
_INCHES = re.compile(r'(?<![\w-])\d+(?:[.,]\d+)?"(?!\w)')
_MAX_INCHES = 12  # characters
_WINDOW = re.compile(r"~(\w*)")
_RECOLL_WINDOW = re.compile(r"[po]\d*(?!\w)")
_RUN = re.compile(r"\S+")
_OPERATOR_IN_PHRASE = re.compile(r"\w\*|\*\w|\w\?+\w|\w~")
_ADDRESS = re.compile(r"[a-z][a-z\d+.]*://|www\.", re.IGNORECASE)


def is_address(run: str) -> bool:
    """Return whether ``run`` is a web address, in which no punctuation is an operator."""
    return _ADDRESS.match(run) is not None


def is_text_quote(query: str, at: int) -> bool:
    """Return whether a quote that opens no phrase is text: inches, or an angle quote between spaces."""
    around = query[max(at - 1, 0) : at] + query[at + 1 : at + 2]
    return _is_inch_mark(query, at) or (query[at] in "«»" and around.isspace())


def read_phrase(query: str, at: int, *, is_start: bool) -> Token | None:
    """Return the phrase that opens at ``at``; None where none does, or where it does not close.

    ``is_start``: nothing is glued to the left side of the quote. QueryError for operators between the quotes, or for
    operators after them that mean nothing there.
    """
    quote, after = query[at], query[at + 1 : at + 2]
    if _is_inch_mark(query, at) or (quote in _OPEN_OR_CLOSE and (not is_start or after.isspace())):
        return None
    closing = [place for closer in CLOSERS[quote] if (place := query.find(closer, at + 1)) >= 0]
    if not closing:
        return None
    close = min(closing)
    for run in _RUN.finditer(query, at + 1, close):
        if _OPERATOR_IN_PHRASE.search(run[0]) and not is_address(run[0]):
            raise QueryError(
                f"{quoted(run[0])} between quotes: wildcards and ~ work on single words only",
                query=query,
                start=run.start(),
                end=run.end(),
                hint='take that word out of the quotes: dron* "minister van defensie"',
            )
    end, window = _read_window(query, close + 1)
    return Token(TokenKind.PHRASE, at, end, query[at + 1 : close], window)


def _is_inch_mark(query: str, at: int) -> bool:
    """Return whether the quote at ``at`` is after a number, as in 5,56" or 19"-rek."""
    return any(match.end() == at + 1 for match in _INCHES.finditer(query, max(0, at - _MAX_INCHES), at + 2))


def _read_window(query: str, at: int) -> tuple[int, int]:
    """Return the end of the phrase whose closing quote is before ``at``, and its window in words."""
    match = _RECOLL_WINDOW.match(query, at)
    if match or query.startswith("*", at):
        typed = match[0] if match else "*"
        raise QueryError(
            f"{quoted(typed)} after a phrase is not understood",
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
            f"{quoted(match[0])} after a phrase is not understood: "
            f"~ takes the number of words to look within, 2 to {MAX_WINDOW}",
            query=query,
            start=at,
            end=match.end(),
            hint='as in "drone aanval"~5; a single word takes ~ without quotes: fregat~',
        )
    return match.end(), window
