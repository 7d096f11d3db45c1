"""What to type instead, when nothing matches: near words of the archive, each tried before it is offered.

Nothing is ever searched in the user's stead; a suggestion is a query with the number of releases it gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.errors import QueryError
from defsearch.search.expand import fuzzy_forms
from defsearch.search.matching import Matching, in_days
from defsearch.search.request import Suggestion
from defsearch.search.tree import And, InZone, Not, Or, Word

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from defsearch.search.finding import Finder, Found
    from defsearch.search.request import SearchRequest
    from defsearch.search.tree import Node

_MOST = 3
_TRIED = 6  # near words tried for each unknown one
_SHORT = 4  # a word this short is within two edits of half the dictionary


def suggestions(
    finder: Finder, found: Found, request: SearchRequest, today: datetime.date
) -> tuple[Suggestion, ...]:
    """At most three queries that would find something, the most likely first."""
    offered: dict[str, Suggestion] = {}
    for word in _words(found.tree):
        if _occurs(finder, word):
            continue
        for form in _near(finder, finder.words.read(word.text).form)[:_TRIED]:
            start, end = word.span
            before = request.query[start:end].removesuffix(word.text)  # a field or an equals sign in front
            query = f"{request.query[:start]}{before}{form}{request.query[end:]}"
            try:
                total = len(finder.find(request._replace(query=query), today, score=False).hits)
            except QueryError:
                continue  # what came of it cannot be searched for, such as a pattern with too many forms
            if total and query not in offered:
                offered[query] = Suggestion(query, total)
    return tuple(offered.values())[:_MOST]


def some_words(finder: Finder, found: Found, request: SearchRequest) -> int | None:
    """How many releases hold at least one thing that the query names; None when it names fewer than two."""
    concepts = found.concepts
    if len(concepts) < 2:
        return None
    matching = Matching(finder.corpus)
    hits: set[int] = set().union(*(matching.releases(concept) for concept in concepts))
    if request.period is not None:
        hits &= in_days(finder.corpus, request.period)
    return len(hits)


def _words(node: Node | None) -> Iterator[Word]:
    if isinstance(node, Word):
        yield node
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _words(child)
    elif isinstance(node, InZone):
        yield from _words(node.child)
    elif isinstance(node, Not):
        return


def _occurs(finder: Finder, word: Word) -> bool:
    """True when the archive has this word: in any form, or for an exact word in this one."""
    if word.exact:
        return finder.corpus.holders(finder.words.read(word.text).form) > 0
    return bool(finder.words.siblings(finder.words.read(word.text).form))


def _near(finder: Finder, form: str) -> list[str]:
    """The archive's nearest forms, those in most releases first; two edits away only where none is one away."""
    near = fuzzy_forms(finder.lexicon, form, 1)
    if not near and len(form) > _SHORT:
        near = fuzzy_forms(finder.lexicon, form, 2)
    ranked = sorted((edits, -finder.corpus.holders(one), one) for one, edits in near if one not in STOP_WORDS)
    by_stem: dict[str, str] = {}
    for _, _, one in ranked:
        by_stem.setdefault(finder.words.stem(one), one)  # a search for one finds its inflections as well
    return list(by_stem.values())
