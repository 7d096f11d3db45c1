"""The tokens of a query, with the words and dates of its text, and the notices for its author.

What a word is, ``dutch.tokenizer`` decides: ``F 16`` and ``Zr. Ms.`` are one word in a query as in a release, and
``kosten/baten`` is two words in one token. A notice says how words were read that may have been meant otherwise;
mistakes are errors. Not here: operators (``operator_lexer``, loaded only for a query that has one), and what belongs
together (``parser``).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, token_spans
from defsearch.errors import QueryError
from defsearch.query.ast import MAX_LENGTH, Token, TokenKind, Word, quoted

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

# A period that is written without a digit contains one of these.
PERIOD_WORDS = {
    *("vandaag", "today", "gisteren", "yesterday", "eergisteren", "morgen", "tomorrow", "overmorgen"),
    *("deze", "dit", "this", "jaren", "geleden", "ago"),
    *("vorige", "vorig", "previous", "afgelopen", "last", "laatste", "past"),
    *("komende", "komend", "aankomende", "aankomend", "coming", "volgende", "volgend", "next"),
}


def lex(query: str, today: datetime.date) -> tuple[list[Token], list[str]]:
    """Return the tokens of ``query`` and the notices for its author. Every parenthesis has its partner.

    Text without any word (a dash, an ellipsis) is dropped. QueryError where the query is too long or an operator is
    used in a wrong way.
    """
    tokens, notices = scan(query)
    return read_words(query, tokens, today), notices


def scan(query: str) -> tuple[list[Token], list[str]]:
    """Cut ``query`` into tokens that do not know their words yet; see ``lex``."""
    if len(query) > MAX_LENGTH:
        raise QueryError(
            f"the query is {len(query):,} characters long; the limit is {MAX_LENGTH:,}",
            query=query[: MAX_LENGTH + 1],
            start=MAX_LENGTH,
            end=MAX_LENGTH + 1,
            hint="search for a few telling words",
        )
    pieces = query.split(" ")
    if not all(
        piece.isalnum() and not piece.isupper() for piece in pieces
    ):  # operators are in capitals, or signs
        from defsearch.query.operator_lexer import (
            scan_operators,  # its patterns take longer than a plain query
        )

        return scan_operators(query)
    tokens: list[Token] = []
    start = 0
    for piece in pieces:
        tokens.append(Token(TokenKind.TEXT, start, start + len(piece), piece))
        start += len(piece) + 1
    return tokens, []


def read_words(query: str, tokens: list[Token], today: datetime.date) -> list[Token]:
    """Add words and dates to ``tokens``. Pieces of text that share a word (``F 16``) become one token."""
    read: list[Token] = []
    for is_text, group in groupby(tokens, key=lambda token: token.kind is TokenKind.TEXT):
        if is_text:
            read += _read_text(query, list(group), today, first=len(read))
            continue
        for token in group:
            if token.kind is TokenKind.PHRASE:
                token = token._replace(words=_words(token.text, token.start + 1))  # after the opening quote
            elif token.kind is TokenKind.FUZZY:
                token = token._replace(words=_words(token.text, token.start))
            read.append(token)
    return read


def _words(text: str, offset: int) -> tuple[Word, ...]:
    return tuple(
        Word(text[start:end], (start + offset, end + offset))
        for start, end in token_spans(text, is_query=True)
    )


def _read_text(query: str, pieces: list[Token], today: datetime.date, first: int) -> list[Token]:
    """Return the tokens of adjacent pieces of text; the number of the first of them is ``first``."""
    words = _words(query[pieces[0].start : pieces[-1].end], pieces[0].start)
    tokens: list[Token] = []
    bounds: list[tuple[int, int]] = []  # of each token: its pieces [first, last)
    at = taken = 0
    while at < len(pieces):
        first_piece, first_word = at, taken
        start, end = pieces[at].span
        while taken < len(words) and words[taken].span[0] < end:
            while words[taken].span[1] > end:
                at += 1
                end = pieces[at].end
            taken += 1
        at += 1
        if taken > first_word:
            tokens.append(Token(TokenKind.TEXT, start, end, query[start:end], 0, words[first_word:taken]))
            bounds.append((first_piece, at))
    texts = [piece.text for piece in pieces]
    if not any(text.lower().rstrip(",.?!") in PERIOD_WORDS or any(map(str.isdigit, text)) for text in texts):
        return tokens
    from defsearch.dates.free_text import FreeText  # most queries need no calendar

    token_ends = {end: index for index, (_, end) in enumerate(bounds, first + 1)}
    is_all = len(texts) == 1 and query.strip() == texts[0]
    free = FreeText(texts, today)
    for index, (piece, _) in enumerate(bounds):
        date = free.find(piece, is_all=is_all)
        if date is not None and date.end in token_ends:  # else it ends inside a token
            date = date._replace(start=first + index, end=token_ends[date.end])
            tokens[index] = tokens[index]._replace(date=date)
    return tokens


# Words that mean an operator in speech, and that operator.
_EXCLUDING = {"niet": "NIET", "geen": "NIET", "zonder": "NIET", "not": "NOT", "without": "NOT"}
_EITHER = {"of": "OF", "or": "OR"}
_OPERANDS = (TokenKind.TEXT, TokenKind.PHRASE, TokenKind.WILDCARD, TokenKind.FUZZY)
_BEFORE_OPERATOR = (*_OPERANDS, TokenKind.CLOSE)
_AFTER_OPERATOR = (*_OPERANDS, TokenKind.OPEN, TokenKind.EXACT, TokenKind.FIELD)


def notices_of(tokens: list[Token], left_out: list[Word], *, any_word: bool) -> list[str]:
    """Return the notices about left-out common words and about words that mean an operator in speech."""
    operator_notices: dict[str, str] = {}
    for form, notice in _spoken_operators(tokens, {word.span for word in left_out}, any_word=any_word):
        operator_notices.setdefault(form, notice)
    others = [word.text for word in left_out if normalize_token(word.text) not in operator_notices]
    common = ["left out common words: " + ", ".join(dict.fromkeys(others))] if others else []
    return [*operator_notices.values(), *common]


def grouping_notice(alternatives: list[str], operators: list[str]) -> str:
    """Return the notice on how alternatives are grouped: other tools read ``a b OR c`` as ``a (b OR c)``."""
    pairs = zip(operators, alternatives[1:], strict=True)
    grouped = alternatives[0] + "".join(f" {operator} {text}" for operator, text in pairs)
    return f"read as {grouped}; parentheses group otherwise"


def as_words(typed: str, period: str) -> str:
    """Return the notice that ``typed``, which may have been meant as ``period``, was read as words."""
    quotes = '"' if " " in period and period[0] != "(" else ""
    return f"{quoted(typed)} was read as words; for the period: date:{quotes}{period}{quotes}"


def no_date(typed: str, problem: tuple[str, str]) -> str:
    """Return the notice that ``typed``, which reads like a date, was read as words, and why."""
    message, hint = problem
    return f"{quoted(typed)} was read as words: {message}. {hint}"


def _spoken_operators(
    tokens: list[Token], left_out: set[tuple[int, int]], *, any_word: bool
) -> Iterator[tuple[str, str]]:
    """Yield the form of each word that means an operator in speech, and the notice about it."""
    for at, token in enumerate(tokens[:-1]):
        if token.kind is not TokenKind.TEXT or len(token.words) != 1:
            continue
        word = token.words[0]
        form = normalize_token(word.text)
        if form not in _EXCLUDING and (form not in _EITHER or any_word):
            continue
        before = tokens[at - 1] if at else None
        is_between = before is not None and before.kind in _BEFORE_OPERATOR
        is_first = before is None or before.kind is TokenKind.OPEN
        if tokens[at + 1].kind not in _AFTER_OPERATOR or not (
            is_between or (form in _EXCLUDING and is_first)
        ):
            continue
        if word.span in left_out:
            done = "left out as a common word"
        elif form not in STOP_WORDS:
            done = "searched as a word"
        else:
            continue  # part of something longer, such as a date
        following = _example(tokens[at + 1 :], "fregat")
        if form in _EXCLUDING:
            operator = _EXCLUDING[form]
            yield form, f"“{form}” was {done}; to leave a word out: {operator} {following} or -{following}"
        else:
            preceding = _example(tokens[at - 1 :: -1], "marine")
            yield form, f"“{form}” was {done}; for either: {preceding} {_EITHER[form]} {following}"


def _example(tokens: list[Token], default: str) -> str:
    """Return the first word of ``tokens`` that is not common, if it is plain and short; else ``default``."""
    for token in tokens:
        if token.kind is not TokenKind.TEXT:
            break
        if len(token.words) != 1 or normalize_token(token.words[0].text) not in STOP_WORDS:
            text = token.words[0].text
            return text if len(token.words) == 1 and text.isalnum() and len(text) <= 30 else default
    return default
