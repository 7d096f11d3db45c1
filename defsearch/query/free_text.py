"""The second step of reading a query: the Dutch in its lexemes. Text becomes words, and words become dates.

A word is what ``dutch.tokens`` says it is, so ``F 16`` and ``Zr. Ms.`` are one word here as they are in the
releases, and ``kosten/baten`` is two that stand together. Not here: what the operators between the words do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.tokenizer import Token as WordToken
from defsearch.dutch.tokenizer import tokenize
from defsearch.query.tokens import Token, TokenKind
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    import datetime

    from defsearch.dates.free_text import FreeDate

# Without a digit only these can be part of what looks like a period.
PERIOD_WORDS = frozenset(
    (
        *(
            "vandaag",
            "today",
            "gisteren",
            "yesterday",
            "eergisteren",
            "deze",
            "dit",
            "this",
            "vorige",
            "vorig",
        ),
        *("previous", "afgelopen", "last", "laatste", "past", "geleden", "ago"),
    )
)


class DateItem(NamedTuple):
    """A date in free text, and the number of items that it takes up."""

    free: FreeDate
    items: int


class QueryItem(NamedTuple):
    """A lexeme with its words (their offsets are those of the query), and the date that starts with it.

    A run of text is one item; runs that share a word are one item together.
    """

    kind: TokenKind
    start: int
    end: int
    text: str
    number: int
    words: tuple[WordToken, ...] = ()
    date: DateItem | None = None


def read_items(query: str, tokens: tuple[Token, ...], today: datetime.date) -> list[QueryItem]:
    """Read the words of ``lexemes``. Text without any word (a dash, an ellipsis) is left out."""
    items: list[QueryItem] = []
    runs: list[Token] = []
    for token in tokens:
        if token.kind is TokenKind.TEXT:
            runs.append(token)
            continue
        items += _read_text(query, runs, today)
        runs = []
        inset = 1 if token.kind is TokenKind.PHRASE else 0  # past the opening quote
        has_words = token.kind in (TokenKind.PHRASE, TokenKind.FUZZY)
        words = _words(token.text, token.start + inset) if has_words else ()
        items.append(QueryItem(*token, words))
    return items + _read_text(query, runs, today)


def _words(text: str, offset: int) -> tuple[WordToken, ...]:
    return tuple(
        WordToken(word.text, word.start + offset, word.end + offset) for word in tokenize(text, is_query=True)
    )


def _read_text(query: str, runs: list[Token], today: datetime.date) -> list[QueryItem]:
    """The items of neighbouring runs of text."""
    if not runs:
        return []
    words = _words(query[runs[0].start : runs[-1].end], runs[0].start)
    items: list[QueryItem] = []
    terms_with_prefix: list[tuple[int, int]] = []  # of each item, the runs [first, last) that it takes up
    at = taken = 0
    while at < len(runs):
        first, start, end = at, runs[at].start, runs[at].end
        first_word = taken
        while taken < len(words) and words[taken].start < end:
            while words[taken].end > end:
                at += 1
                end = runs[at].end
            taken += 1
        at += 1
        if taken > first_word:
            items.append(QueryItem(TokenKind.TEXT, start, end, query[start:end], 0, words[first_word:taken]))
            terms_with_prefix.append((first, at))
    return _with_dates(query, items, terms_with_prefix, [run.text for run in runs], today)


def _with_dates(
    query: str,
    items: list[QueryItem],
    terms_with_prefix: list[tuple[int, int]],
    texts: list[str],
    today: datetime.date,
) -> list[QueryItem]:
    """The items, each with the date that starts with it, if one does that ends where an item ends."""
    if not any(text.lower().rstrip(",.?!") in PERIOD_WORDS or any(map(str.isdigit, text)) for text in texts):
        return items
    from defsearch.dates.free_text import find_free_date  # most queries need no calendar

    item_ending_at = {last: index for index, (_, last) in enumerate(terms_with_prefix)}
    is_all = len(texts) == 1 and query.strip() == texts[0]
    dated: list[QueryItem] = []
    for index, (item, (first, _)) in enumerate(zip(items, terms_with_prefix, strict=True)):
        found = find_free_date(texts, first, today, is_all=is_all)
        if found is not None and found.end in item_ending_at:
            item = item._replace(date=DateItem(found, item_ending_at[found.end] - index + 1))
        dated.append(item)
    return dated
