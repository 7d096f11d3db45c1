"""From a request to the set of releases that match, with what each is worth. No pages, no passages."""

from __future__ import annotations

from heapq import nlargest
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.query.ast import words_of
from defsearch.query.parser import parse_query
from defsearch.records import NamedTuple
from defsearch.search.collector import top_k_candidates
from defsearch.search.expansion import ExpansionOptions, QueryExpander
from defsearch.search.matcher import Matcher, in_days, restrict
from defsearch.search.plan import Plan, term_groups
from defsearch.search.proximity import AdjacentTerms, Proximity
from defsearch.search.query_analyzer import FallbackAnalyzer, QueryAnalyzer
from defsearch.search.reader import IndexReader
from defsearch.search.results import Sort
from defsearch.search.scoring import Weights, comparable, inverse_document_frequency, recency, scores_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection

    from defsearch.dutch.analysis import Analysis
    from defsearch.dutch.synonyms import Synonyms
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.query.ast import Node
    from defsearch.search.plan import TermGroup
    from defsearch.search.results import SearchRequest

_MOST_NEIGHBOURS = 32  # pairs: a long sentence has as many; in a pasted text those that tell most are enough


class MatchResult(NamedTuple):
    """What one search came to: how the query was read and looked up, the hits, what to tell.

    ``scores`` has those hits that can be among the first that were asked for, and what each is worth; the others
    come after all of these.
    """

    tree: Node | None
    plan: Plan
    matcher: Matcher
    hits: set[int]
    scores: dict[int, float]
    notices: tuple[str, ...]
    scopes: dict[int, set[int]]

    @property
    def term_groups(self) -> list[TermGroup]:
        """What hits are found and lit by, in the order it was typed."""
        return term_groups(self.plan.root)

    def groups_in(self, release: int) -> list[TermGroup]:
        """Those that count in one release, whether it holds them or not (``Matching.scopes``)."""
        scopes = self.scopes
        return [one for one in self.term_groups if one.number not in scopes or release in scopes[one.number]]


class QueryExecutor:
    """Finds releases in one state of an index."""

    def __init__(
        self,
        index: IndexSnapshot,
        load_synonyms: Callable[[Collection[str]], Synonyms] | None = None,
        weights: Weights | None = None,
        analyze: Callable[[str], Analysis] | None = None,
    ) -> None:
        self.index = index
        self.reader = IndexReader(index)
        self.vocabulary = index.vocabulary
        self.words = QueryAnalyzer(index.vocabulary, analyze or FallbackAnalyzer(index.vocabulary).analyze)
        self.weights = weights or Weights()
        self._load_synonyms = load_synonyms

    def find(self, request: SearchRequest, today: datetime.date, *, score: bool = True) -> MatchResult:
        """All releases that match ``request``; without ``score`` none of them is worth anything.

        Raises:
            QueryError: the query cannot be understood.
        """
        parsed = parse_query(
            request.query,
            today=today,
            any_word=request.any_word,
            exact=request.exact,
            in_period=request.period is not None,
        )
        options = ExpansionOptions(request.compounds, request.synonyms, request.exact)
        synonyms = self._synonyms(parsed.tree) if request.synonyms else None
        plan = QueryExpander(request.query, self.vocabulary, self.words, synonyms, options).plan(parsed.tree)
        matcher = Matcher(self.reader)
        hits = self.reader.everything() if plan.root is None else matcher.releases(plan.root)
        if request.period is not None:
            hits = hits & in_days(self.reader, request.period)
        scopes = matcher.scopes(plan.root)
        scores: dict[int, float] = {}
        if score:
            scores = self._scores(request, plan, matcher, hits, scopes, today)
        return MatchResult(parsed.tree, plan, matcher, hits, scores, parsed.notices, scopes)

    def _synonyms(self, tree: Node | None) -> Synonyms | None:
        if self._load_synonyms is None or tree is None:
            return None
        units = {unit for word in words_of(tree) for unit in self.words.read(word.text).units}
        return self._load_synonyms(units)

    def _scores(
        self,
        request: SearchRequest,
        plan: Plan,
        matcher: Matcher,
        hits: set[int],
        scopes: dict[int, set[int]],
        today: datetime.date,
    ) -> dict[int, float]:
        """The hits that can be on the page that is asked for or before it, and what they are worth."""
        count = request.page * request.limit
        named = {group.number: group for group in term_groups(plan.root)}
        found = [
            restrict(one, scopes[number]) if number in scopes else one
            for number, group in named.items()
            for one in [matcher.group(group)]
        ]
        factor = self._recency(today) if request.recent else None
        adjacent_terms = self._neighbours(plan, named, matcher, scopes)
        proximity = Proximity(self.reader, self.vocabulary, self.weights)
        if request.sort is Sort.RELEVANCE:
            numbers = top_k_candidates(
                *(self.reader, found, hits, self.weights),
                count=count,
                spare=proximity.most(adjacent_terms),
                factor=factor,
            )
        else:
            numbers = list(self.reader.first_dated(hits, count, newest=request.sort is Sort.NEWEST))
        scores = dict(zip(numbers, scores_of(self.reader, found, numbers, self.weights), strict=True))
        if factor is not None:
            scores = {number: score * factor(number) for number, score in scores.items()}
        if adjacent_terms:
            near = proximity.worth(adjacent_terms, numbers)
            scores = {number: score + near[number] for number, score in scores.items()}
        return {number: comparable(score) for number, score in scores.items()}

    def _recency(self, today: datetime.date) -> Callable[[int], float]:
        days, day = self.reader.column("date"), today.toordinal()
        return lambda number: recency(days[number], day)

    def _neighbours(
        self, plan: Plan, named: dict[int, TermGroup], matcher: Matcher, scopes: dict[int, set[int]]
    ) -> list[AdjacentTerms]:
        """The concepts of which one was typed behind the other and neither must be absent; those that tell most."""

        def idf(number: int) -> float:
            return inverse_document_frequency(matcher.group(named[number]).doc_freq, self.reader.size)

        pairs = []
        for one, other, distance in plan.pairs:
            if one in named and other in named:
                limits = [scopes[number] for number in (one, other) if number in scopes]
                within = set.intersection(*limits) if limits else None
                worth = min(idf(one), idf(other))
                pairs.append(AdjacentTerms(named[one], named[other], distance, worth, within))
        if len(pairs) <= _MOST_NEIGHBOURS:
            return pairs
        return nlargest(_MOST_NEIGHBOURS, pairs, key=attrgetter("idf"))
