"""Notices for the author of a query: where its words may have been meant otherwise.

Not here: mistakes, which are errors (``lexer``, ``parser``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.query.syntax import TokenKind, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.query.ast import Word
    from defsearch.query.syntax import Token

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
    others = [word.text for word in left_out if _form(word.text) not in operator_notices]
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
        form = _form(word.text)
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
        if len(token.words) != 1 or _form(token.words[0].text) not in STOP_WORDS:
            text = token.words[0].text
            return text if len(token.words) == 1 and text.isalnum() and len(text) <= 30 else default
    return default


def _form(text: str) -> str:
    return normalize_token(text).form
