"""Near misses: the releases with some of the words, for a query that few releases match with all its words.

They fill the first page below the hits, in the order of a search for any of the words. They are never hits: the total
does not count them. Where a word is in no release, those of its best spelling come first.

Not here: finding the spelling (``suggest``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import COMMON_WORDS
from defsearch.dutch.tokenizer import normalize_token
from defsearch.errors import QueryError
from defsearch.query.ast import And, DateOrWords, Or, Word
from defsearch.search.plan import Conjunction, DateRange, Disjunction, TermGroup
from defsearch.search.results import Sort
from defsearch.search.suggest import best_spelling

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from defsearch.query.ast import Node, Span
    from defsearch.search.executor import MatchResult, QueryExecutor
    from defsearch.search.plan import PlanNode
    from defsearch.search.results import SearchRequest, SearchResult

MAX_RANK = 10  # a page is filled up to here
_SENTENCE_LENGTH = 5  # words
_QUESTION_WORDS = frozenset(("hoe", "hoeveel", "hoelang", "how", "what", "when", "where", "who", "why"))


def near_misses(
    executor: QueryExecutor,
    found: MatchResult,
    result: SearchResult,
    today: datetime.date,
) -> tuple[str | None, list[tuple[SearchRequest, MatchResult]]]:
    """Return the query that is shown instead of the typed one, if any, and the searches that fill the page."""
    request = result.request
    wanted = min(request.limit, MAX_RANK) - result.total
    is_first_page = request.page == 1 and request.sort is Sort.RELEVANCE
    if wanted <= 0 or not is_first_page or not _is_plain(found.tree, exact=request.exact):
        return None, []
    if result.total and sum(1 for _ in _groups(found.plan.root)) < 2:
        return None, []  # a search for any of one word finds the same
    respelled = None
    if not result.total:
        respelled = (
            result.suggestions[0].query if result.suggestions else best_spelling(executor, found, request)
        )
    searches: list[tuple[SearchRequest, MatchResult]] = []
    request = request._replace(query=respelled or request.query, limit=wanted)
    try:
        if respelled is not None:
            found = executor.execute(request, today)
            searches.append((request, found))
        request = request._replace(any_word=True, limit=wanted - len(found.hits) if respelled else wanted)
        if request.limit > 0 and not result.request.any_word:
            searches.append((request, executor.execute(request, today, after=found)))
    except QueryError:  # the best spelling may be refused, and + has no meaning here
        return None, []
    return respelled, searches


def missing_words(
    executor: QueryExecutor, found: MatchResult, request: SearchRequest, doc_id: int
) -> tuple[str, ...]:
    """Return the words of the query that a near miss does not contain, in the order in which they were typed.

    In a question or a long query, common words do not count.
    """
    groups = list(_groups(found.plan.root))
    matching = [group.span for group in groups if found.matcher.is_match(group, doc_id)]
    words = [one for one in groups if not any(_is_part(other.span, one.span) for other in groups)]
    missing = [
        one.text
        for one in words
        if not any(span[0] <= one.span[0] and one.span[1] <= span[1] for span in matching)
    ]
    first = normalize_token(words[0].text).form if words else ""
    if len(words) >= _SENTENCE_LENGTH or request.query.rstrip().endswith("?") or first in _QUESTION_WORDS:
        missing = [text for text in missing if not _is_common(executor, normalize_token(text).form)]
    return tuple(dict.fromkeys(missing))


def _is_common(executor: QueryExecutor, form: str) -> bool:
    return form in _QUESTION_WORDS or executor.analyzer.analysis(form).lemma in COMMON_WORDS


def _is_part(inner: Span, outer: Span) -> bool:
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def _is_plain(tree: Node | None, *, exact: bool) -> bool:
    """Whether a query has nothing but words and dates side by side."""
    nodes = [tree]
    for node in nodes:
        if isinstance(node, Or) and all(isinstance(child, DateOrWords) for child in node.children):
            continue
        if isinstance(node, And) and node.implicit:
            nodes += node.children  # a compound is split into words
    return any(isinstance(node, Word) for node in nodes) and all(
        node.exact is exact if isinstance(node, Word) else isinstance(node, And | DateOrWords)
        for node in nodes
    )


def _groups(node: PlanNode | None) -> Iterator[TermGroup]:
    """Yield the term groups of a plan, without the words of its dates: a period is never missing."""
    if isinstance(node, TermGroup):
        yield node
    elif isinstance(node, Conjunction) or (
        isinstance(node, Disjunction) and not isinstance(node.children[0], DateRange)
    ):
        for child in node.children:
            yield from _groups(child)
