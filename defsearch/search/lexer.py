"""The first step of reading a query: characters to lexemes. Plain words are read here, all else by ``scanner``."""

from __future__ import annotations

from defsearch.errors import QueryError
from defsearch.search.lexeme import Kind, Lexed, Lexeme
from defsearch.search.syntax import MAX_LENGTH


def lex(query: str) -> Lexed:
    """Cut ``query`` into lexemes. QueryError where it is too long or an operator is used in a wrong way."""
    if len(query) > MAX_LENGTH:
        raise QueryError(
            f"the query is {len(query):,} characters long; the limit is {MAX_LENGTH:,}",
            query=query[: MAX_LENGTH + 1],
            start=MAX_LENGTH,
            end=MAX_LENGTH + 1,
            hint="search for a few telling words",
        )
    words = query.split(" ")
    if all(word.isalnum() and not word.isupper() for word in words):  # operators are in capitals, or signs
        return Lexed(tuple(_plain(words)), ())
    # Its patterns take longer to make than a search for plain words.
    from defsearch.search.scanner import scan

    return scan(query)


def _plain(words: list[str]) -> list[Lexeme]:
    """One run of text for each of the words, which have one space between them."""
    lexemes: list[Lexeme] = []
    at = 0
    for word in words:
        lexemes.append(Lexeme(Kind.TEXT, at, at + len(word), word))
        at += len(word) + 1
    return lexemes
