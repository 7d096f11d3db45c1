"""What to type instead, when nothing matches: near words of the archive, each tried before it is offered.

Nothing is ever searched in the user's stead; a suggestion is a query with the number of releases it gives.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.errors import QueryError
from defsearch.query.ast import And, FieldScope, Not, Or, Phrase, Word
from defsearch.search.multi_term import fuzzy_forms
from defsearch.search.results import Suggestion

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from defsearch.query.ast import Node
    from defsearch.search.executor import MatchResult, QueryExecutor
    from defsearch.search.results import SearchRequest

_MOST = 3
_TRIED = 6  # near words tried for each unknown one
_MOST_UNKNOWN = 8  # that are looked up: a query with more is not a slip
_MOST_TRIES = 12
_SHORT = 4  # a word this short is within two edits of half the dictionary


def suggestions(
    finder: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> tuple[Suggestion, ...]:
    """At most three queries that would find something, the most likely first.

    All unknown words are mended at once, each in the likeliest way but for one at a time.
    """
    words = islice((word for word in _words(found.tree) if not _occurs(finder, word)), _MOST_UNKNOWN)
    mends = [(word.span, _mended(finder, request.query, word)) for word in words]
    unknown = [(span, texts) for span, texts in mends if texts]
    likeliest = {span: texts[0] for span, texts in unknown}
    offered: dict[str, Suggestion] = {}
    tries = ({**likeliest, span: text} for span, texts in unknown for text in texts)
    for changes in islice(tries, _MOST_TRIES):
        query = request.query
        for start, end in sorted(changes, reverse=True):
            query = f"{query[:start]}{changes[start, end]}{query[end:]}"
        if query in offered:
            continue
        try:
            total = len(finder.find(request._replace(query=query), today, score=False).hits)
        except QueryError:
            continue  # what came of it cannot be searched for, such as a pattern with too many forms
        if total:
            offered[query] = Suggestion(query, total)
    return tuple(offered.values())[:_MOST]


def _mended(finder: QueryExecutor, query: str, word: Word) -> list[str]:
    """What may stand in place of a word that the archive lacks, the likeliest first."""
    start, end = word.span
    before = query[start:end].removesuffix(word.text)  # a field or an equals sign in front
    return [before + form for form in _near(finder, finder.words.read(word.text).form)[:_TRIED]]


def some_words(
    finder: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> int | None:
    """How many releases ``--any`` would find; None for a query that names fewer than two things."""
    if len(found.term_groups) < 2 or request.any_word:
        return None
    try:
        return len(finder.find(request._replace(any_word=True), today, score=False).hits)
    except QueryError:
        return None  # a plus, which has no meaning there


def without_period(finder: QueryExecutor, request: SearchRequest, today: datetime.date) -> int | None:
    """How many releases match on any day; None where no period was asked for."""
    if request.period is None:
        return None
    return len(finder.find(request._replace(period=None), today, score=False).hits)


def _words(node: Node | None) -> Iterator[Word]:
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Phrase):
        yield from node.words
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _words(child)
    elif isinstance(node, FieldScope):
        yield from _words(node.child)
    elif isinstance(node, Not):
        return


def _occurs(finder: QueryExecutor, word: Word) -> bool:
    """True when the archive has this word: in any form, or for an exact word in this one."""
    if word.exact:
        return finder.reader.doc_freq(finder.words.read(word.text).form) > 0
    return bool(finder.words.siblings(finder.words.read(word.text).form))


def _near(finder: QueryExecutor, form: str) -> list[str]:
    """The archive's nearest forms, those in most releases first; two edits away only where none is one away.

    Two letters that changed places are one edit here, as they are one slip of the fingers.
    """
    if len(form) < 2:
        return []  # any letter is one edit from any other
    near = dict(fuzzy_forms(finder.vocabulary, form, 1))
    near.update((swapped, 1) for swapped in _swapped(form) if finder.vocabulary.get(swapped) is not None)
    if not near and len(form) > _SHORT:
        near = dict(fuzzy_forms(finder.vocabulary, form, 2))
    ranked = sorted(
        (edits, -finder.reader.doc_freq(one), one) for one, edits in near.items() if one not in STOP_WORDS
    )
    by_stem: dict[str, str] = {}
    for _, _, one in ranked:
        by_stem.setdefault(finder.words.stem(one), one)  # a search for one finds its inflections as well
    return list(by_stem.values())


def _swapped(form: str) -> Iterator[str]:
    for at in range(len(form) - 1):
        yield f"{form[:at]}{form[at + 1]}{form[at]}{form[at + 2 :]}"
