"""Suggestions when nothing matches: queries with similar words of the archive, each tried before it is offered.

A query is never changed silently: a suggestion is a query to type, with the number of releases that it finds.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.errors import QueryError
from defsearch.query.ast import And, FieldScope, Or, Phrase, Word
from defsearch.search.multi_term import fuzzy_forms
from defsearch.search.results import SearchResult, Suggestion

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from defsearch.query.ast import Node
    from defsearch.search.executor import MatchResult, QueryExecutor
    from defsearch.search.results import SearchRequest

_MAX_SUGGESTIONS = 3
_MAX_REPLACEMENTS = 6  # tried for each unknown word
_MAX_UNKNOWN = 8  # words that are looked up: a query with more is not a typing error
_MAX_TRIES = 12
_SHORT = 4  # letters: a word this short is within two edits of half the dictionary


def empty_result(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> SearchResult:
    """Return the result of a search without hits: what could be typed instead."""
    return SearchResult(
        request=request,
        total=0,
        hits=(),
        notices=found.notices,
        suggestions=suggestions(executor, found, request, today),
        some_words=some_words(executor, found, request, today),
        without_period=without_period(executor, request, today),
    )


def suggestions(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> tuple[Suggestion, ...]:
    """Return at most three queries that find something, the likeliest first.

    All unknown words are replaced at once: each by its likeliest replacement, one at a time by its others.
    """
    offered: dict[str, Suggestion] = {}
    for query in islice(_spellings(executor, found, request.query), _MAX_TRIES):
        if query in offered:
            continue
        try:
            total = len(executor.execute(request._replace(query=query), today, score=False).hits)
        except QueryError:
            continue  # the new query may be refused, such as a pattern with too many forms
        if total:
            offered[query] = Suggestion(query, total)
    return tuple(offered.values())[:_MAX_SUGGESTIONS]


def best_spelling(executor: QueryExecutor, found: MatchResult, request: SearchRequest) -> str | None:
    """Return the query with all unknown words replaced by their likeliest replacement, whatever it finds."""
    return next(_spellings(executor, found, request.query), None)


def _spellings(executor: QueryExecutor, found: MatchResult, query: str) -> Iterator[str]:
    """Yield the query in other spellings, the likeliest first."""
    words = islice((word for word in _words(found.tree) if not _occurs(executor, word)), _MAX_UNKNOWN)
    candidates = [(word.span, _replacements(executor, query, word)) for word in words]
    unknown = [(span, texts) for span, texts in candidates if texts]
    likeliest = {span: texts[0] for span, texts in unknown}
    for changes in ({**likeliest, span: text} for span, texts in unknown for text in texts):
        respelled = query
        for start, end in sorted(changes, reverse=True):
            respelled = f"{respelled[:start]}{changes[start, end]}{respelled[end:]}"
        yield respelled


def _replacements(executor: QueryExecutor, query: str, word: Word) -> list[str]:
    """Return what may replace an unknown word in the query, the likeliest first."""
    start, end = word.span
    before = query[start:end].removesuffix(word.text)  # a field or an equals sign
    similar = _similar_forms(executor, normalize_token(word.text).form)
    return [before + form for form in similar[:_MAX_REPLACEMENTS]]


def some_words(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, today: datetime.date
) -> int | None:
    """Return how many releases match any of the words; None for a query with fewer than two term groups."""
    if len(found.plan.groups) < 2 or request.any_word:
        return None
    try:
        return len(executor.execute(request._replace(any_word=True), today, score=False).hits)
    except QueryError:
        return None  # a plus has no meaning there


def without_period(executor: QueryExecutor, request: SearchRequest, today: datetime.date) -> int | None:
    """Return how many releases match on any day; None when no period was given."""
    if request.period is None:
        return None
    return len(executor.execute(request._replace(period=None), today, score=False).hits)


def _words(node: Node | None) -> Iterator[Word]:
    """Yield the words of a query that are not excluded."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Phrase):
        yield from node.words
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _words(child)
    elif isinstance(node, FieldScope):
        yield from _words(node.child)


def _occurs(executor: QueryExecutor, word: Word) -> bool:
    """Whether the archive contains the word: in any inflection, or for an exact word in this form."""
    form = normalize_token(word.text).form
    return executor.reader.doc_freq(form) > 0 if word.exact else bool(executor.analyzer.same_stem(form))


def _similar_forms(executor: QueryExecutor, form: str) -> list[str]:
    """Return the forms in the index nearest to ``form``, those in most releases first.

    Two edits only where nothing is one edit away. Two letters that changed places are one edit.
    """
    if len(form) < 2:
        return []  # every letter is one edit from every other
    near = dict(fuzzy_forms(executor.vocabulary, form, 1))
    near.update((one, 1) for one in _transpositions(form) if executor.vocabulary.get(one) is not None)
    if not near and len(form) > _SHORT:
        near = dict(fuzzy_forms(executor.vocabulary, form, 2))
    ranked = sorted(
        (edits, -executor.reader.doc_freq(one), one) for one, edits in near.items() if one not in STOP_WORDS
    )
    by_stem: dict[str, str] = {}
    for _, _, one in ranked:
        by_stem.setdefault(executor.analyzer.stem(one), one)  # a search for one finds its inflections too
    return list(by_stem.values())


def _transpositions(form: str) -> Iterator[str]:
    for at in range(len(form) - 1):
        yield f"{form[:at]}{form[at + 1]}{form[at]}{form[at + 2 :]}"
