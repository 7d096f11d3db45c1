"""From a request to the set of releases that match, with what each is worth. No pages, no passages."""

from __future__ import annotations

from heapq import nlargest
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.search.contenders import contenders
from defsearch.search.corpus import Corpus
from defsearch.search.lookup import Lookup, Reaching
from defsearch.search.matching import Matching, in_days, limited
from defsearch.search.nearness import Nearness, Neighbours
from defsearch.search.nodes import words_of
from defsearch.search.parser import parse_query
from defsearch.search.plan import Plan, concepts
from defsearch.search.ranking import Weights, comparable, inverse_document_frequency, recency, scores_of
from defsearch.search.request import Sort
from defsearch.search.words import UnseenForms, Words

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection

    from defsearch.dutch.analysed import Analysis
    from defsearch.dutch.synonyms import Synonyms
    from defsearch.search.plan import Concept
    from defsearch.search.request import SearchRequest
    from defsearch.search.tree import Node
    from defsearch.store.index_dir import OpenIndex

_MOST_NEIGHBOURS = 32  # pairs: a long sentence has as many; in a pasted text those that tell most are enough


class Found(NamedTuple):
    """What one search came to: how the query was read and looked up, the hits, what to tell.

    ``scores`` has those hits that can be among the first that were asked for, and what each is worth; the others
    come after all of these.
    """

    tree: Node | None
    plan: Plan
    matching: Matching
    hits: set[int]
    scores: dict[int, float]
    notices: tuple[str, ...]
    scopes: dict[int, set[int]]

    @property
    def concepts(self) -> list[Concept]:
        """What hits are found and lit by, in the order it was typed."""
        return concepts(self.plan.root)

    def concepts_in(self, release: int) -> list[Concept]:
        """Those that count in one release, whether it holds them or not (``Matching.scopes``)."""
        scopes = self.scopes
        return [one for one in self.concepts if one.number not in scopes or release in scopes[one.number]]


class Finder:
    """Finds releases in one state of an index."""

    def __init__(
        self,
        index: OpenIndex,
        load_synonyms: Callable[[Collection[str]], Synonyms] | None = None,
        weights: Weights | None = None,
        analyse: Callable[[str], Analysis] | None = None,
    ) -> None:
        self.index = index
        self.corpus = Corpus(index)
        self.lexicon = index.lexicon
        self.words = Words(index.lexicon, analyse or UnseenForms(index.lexicon).analyse)
        self.weights = weights or Weights()
        self._load_synonyms = load_synonyms

    def find(self, request: SearchRequest, today: datetime.date, *, score: bool = True) -> Found:
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
        reaching = Reaching(request.compounds, request.synonyms, request.exact)
        synonyms = self._synonyms(parsed.tree) if request.synonyms else None
        plan = Lookup(request.query, self.lexicon, self.words, synonyms, reaching).plan(parsed.tree)
        matching = Matching(self.corpus)
        hits = self.corpus.everything() if plan.root is None else matching.releases(plan.root)
        if request.period is not None:
            hits = hits & in_days(self.corpus, request.period)
        scopes = matching.scopes(plan.root)
        scores: dict[int, float] = {}
        if score:
            scores = self._scores(request, plan, matching, hits, scopes, today)
        return Found(parsed.tree, plan, matching, hits, scores, parsed.notices, scopes)

    def _synonyms(self, tree: Node | None) -> Synonyms | None:
        if self._load_synonyms is None or tree is None:
            return None
        units = {unit for word in words_of(tree) for unit in self.words.read(word.text).units}
        return self._load_synonyms(units)

    def _scores(
        self,
        request: SearchRequest,
        plan: Plan,
        matching: Matching,
        hits: set[int],
        scopes: dict[int, set[int]],
        today: datetime.date,
    ) -> dict[int, float]:
        """The hits that can be on the page that is asked for or before it, and what they are worth."""
        count = request.page * request.limit
        named = {concept.number: concept for concept in concepts(plan.root)}
        found = [
            limited(one, scopes[number]) if number in scopes else one
            for number, concept in named.items()
            for one in [matching.concept(concept)]
        ]
        factor = self._recency(today) if request.recent else None
        neighbours = self._neighbours(plan, named, matching, scopes)
        nearness = Nearness(self.corpus, self.lexicon, self.weights)
        if request.sort is Sort.RELEVANCE:
            numbers = contenders(
                *(self.corpus, found, hits, self.weights),
                count=count,
                spare=nearness.most(neighbours),
                factor=factor,
            )
        else:
            numbers = list(self.corpus.first_dated(hits, count, newest=request.sort is Sort.NEWEST))
        scores = dict(zip(numbers, scores_of(self.corpus, found, numbers, self.weights), strict=True))
        if factor is not None:
            scores = {number: score * factor(number) for number, score in scores.items()}
        if neighbours:
            near = nearness.worth(neighbours, numbers)
            scores = {number: score + near[number] for number, score in scores.items()}
        return {number: comparable(score) for number, score in scores.items()}

    def _recency(self, today: datetime.date) -> Callable[[int], float]:
        days, day = self.corpus.column("date"), today.toordinal()
        return lambda number: recency(days[number], day)

    def _neighbours(
        self, plan: Plan, named: dict[int, Concept], matching: Matching, scopes: dict[int, set[int]]
    ) -> list[Neighbours]:
        """The concepts of which one was typed behind the other and neither must be absent; those that tell most."""

        def idf(number: int) -> float:
            return inverse_document_frequency(matching.concept(named[number]).holders, self.corpus.size)

        pairs = []
        for one, other, distance in plan.pairs:
            if one in named and other in named:
                limits = [scopes[number] for number in (one, other) if number in scopes]
                within = set.intersection(*limits) if limits else None
                worth = min(idf(one), idf(other))
                pairs.append(Neighbours(named[one], named[other], distance, worth, within))
        if len(pairs) <= _MOST_NEIGHBOURS:
            return pairs
        return nlargest(_MOST_NEIGHBOURS, pairs, key=attrgetter("idf"))
