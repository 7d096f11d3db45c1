"""What the author of a query is told where words were read otherwise than they may have been meant.

Not here: mistakes, which are refused (``parser`` and the steps before it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.query.syntax import quoted
from defsearch.query.tokens import TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.query.ast import Word
    from defsearch.query.free_text import QueryItem

# Words that turn round what a query asks for, and the operators that are meant by them.
_EXCLUDING = {"niet": "NIET", "geen": "NIET", "zonder": "NIET", "not": "NOT", "without": "NOT"}
_EITHER = {"of": "OF", "or": "OR"}
_OPERANDS = (TokenKind.TEXT, TokenKind.PHRASE, TokenKind.PATTERN, TokenKind.FUZZY)
_BEFORE = (*_OPERANDS, TokenKind.CLOSE)
_BEHIND = (*_OPERANDS, TokenKind.OPEN, TokenKind.EXACT, TokenKind.FIELD)


def notices_of(items: list[QueryItem], left_out: list[Word], *, any_word: bool) -> list[str]:
    """What is said about the common words that were left out, and about words that look like operators."""
    turned: dict[str, str] = {}
    for form, notice in _turned_round(items, {word.span for word in left_out}, any_word=any_word):
        turned.setdefault(form, notice)
    others = [word.text for word in left_out if _form(word.text) not in turned]
    listed = ["left out common words: " + ", ".join(dict.fromkeys(others))] if others else []
    return [*turned.values(), *listed]


def as_words(typed: str, term: str) -> str:
    """What is said about ``typed``, which may have been meant as the period ``term``."""
    quotes = '"' if " " in term else ""
    return f"{quoted(typed)} was read as words; for the period: date:{quotes}{term}{quotes}"


def _turned_round(
    items: list[QueryItem], left_out: set[tuple[int, int]], *, any_word: bool
) -> Iterable[tuple[str, str]]:
    """The small words between others that mean an operator in speech: their forms, and what is said of each."""
    for at, item in enumerate(items[:-1]):
        if item.kind is not TokenKind.TEXT or len(item.words) != 1 or items[at + 1].kind not in _BEHIND:
            continue
        form = _form(item.words[0].text)
        before = items[at - 1] if at else None
        is_between = before is not None and before.kind in _BEFORE
        if not (is_between or (form in _EXCLUDING and (before is None or before.kind is TokenKind.OPEN))):
            continue
        word = item.words[0]
        if (word.start, word.end) in left_out:
            done = "left out as a common word"
        elif form not in STOP_WORDS:
            done = "searched as a word"
        else:
            continue  # part of something longer, such as a date
        following = _example(items[at + 1 :], "fregat")
        if form in _EXCLUDING:
            operator = _EXCLUDING[form]
            yield form, f"“{form}” was {done}; to leave a word out: {operator} {following} or -{following}"
        elif form in _EITHER and not any_word:
            preceding = _example(items[at - 1 :: -1], "marine")
            yield form, f"“{form}” was {done}; for either: {preceding} {_EITHER[form]} {following}"


def _example(items: list[QueryItem], otherwise: str) -> str:
    """The first of ``items`` that tells something, if it is one word of letters and digits that is not long."""
    for item in items:
        if item.kind is not TokenKind.TEXT:
            break
        if len(item.words) != 1 or _form(item.words[0].text) not in STOP_WORDS:
            text = item.words[0].text
            return text if len(item.words) == 1 and text.isalnum() and len(text) <= 30 else otherwise
    return otherwise


def _form(text: str) -> str:
    return normalize_token(text).form
