"""Quotes in a query: which marks open a phrase, where it closes, and what may stand behind it.

Straight, curly, low and angle quotes open a phrase. Apostrophes and single quotes never do, and a double
quote behind a number is inches.
"""

from __future__ import annotations

import re

from defsearch.errors import QueryError
from defsearch.search.lexeme import Kind, Lexeme
from defsearch.search.runs import is_address
from defsearch.search.syntax import MAX_WINDOW, quoted

# Each opening quote and what closes it; whichever of them comes first does.
CLOSERS = {'"': '"', "“": "”", "„": "”“", "‟": "”", "”": "”", "«": "»", "»": "«»"}
QUOTES = "".join(CLOSERS)
_TWO_FACED = "”»"  # opening quotes in some places, and elsewhere closing ones
_INCHES = re.compile(r'(?<![\w-])\d+(?:[.,]\d+)?"(?!\w)')
_LONGEST_INCHES = 12
_WINDOW = re.compile(r"~(\w*)")
_RECOLL_WINDOW = re.compile(r"[po]\d*(?!\w)")
_RUN = re.compile(r"\S+")
_WILDCARD = re.compile(r"\w\*|\*\w|\w\?+\w|\w~")


def is_inch_mark(query: str, at: int) -> bool:
    """Whether the quote at ``at`` stands behind a number, as in 5,56" or 19"-rek."""
    return any(
        match.end() == at + 1 for match in _INCHES.finditer(query, max(0, at - _LONGEST_INCHES), at + 2)
    )


def is_text(query: str, at: int) -> bool:
    """Whether a quote that opens no phrase is clearly just text: inches, or an angle between spaces."""
    around = query[max(at - 1, 0) : at] + query[at + 1 : at + 2]
    return is_inch_mark(query, at) or (query[at] in "«»" and around.isspace())


def read_phrase(query: str, at: int, *, is_start: bool) -> Lexeme | None:
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
        if _WILDCARD.search(run[0]) and not is_address(run[0]):
            raise QueryError(
                f"{quoted(run[0])} between quotes: wildcards and ~ work on single words only",
                query=query,
                start=run.start(),
                end=run.end(),
                hint='take that word out of the quotes: dron* "minister van defensie"',
            )
    end, window = _read_window(query, close + 1)
    return Lexeme(Kind.PHRASE, at, end, query[at + 1 : close], window)


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
