"""From a request to the set of releases that match, with what each is worth. No pages, no passages."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from defsearch.search.corpus import Corpus
from defsearch.search.lookup import Lookup, Reaching
from defsearch.search.matching import Matching, in_days
from defsearch.search.nearness import Nearness, Neighbours, with_nearness
from defsearch.search.nodes import words_of
from defsearch.search.parser import parse_query
from defsearch.search.plan import Plan, concepts
from defsearch.search.ranking import Weights, concept_idf, favour_recent, score_hits
from defsearch.search.request import Sort
from defsearch.search.words import Words, analyse_unseen

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Collection

    from defsearch.dutch.synonyms import Synonyms
    from defsearch.search.plan import Concept
    from defsearch.search.request import SearchRequest
    from defsearch.search.tree import Node
    from defsearch.store.index_dir import OpenIndex
    from defsearch.store.lexicon import Entry


class Found(NamedTuple):
    """What one search came to: how the query was read and looked up, the hits, their scores, what to tell."""

    tree: Node | None
    plan: Plan
    matching: Matching
    hits: set[int]
    scores: dict[int, float]
    notices: tuple[str, ...]

    @property
    def concepts(self) -> list[Concept]:
        """What hits are found and lit by, in the order it was typed."""
        return concepts(self.plan.root)


class Finder:
    """Finds releases in one state of an index."""

    def __init__(
        self,
        index: OpenIndex,
        load_synonyms: Callable[[Collection[str]], Synonyms] | None = None,
        weights: Weights | None = None,
        analyse: Callable[[str], Entry] | None = None,
    ) -> None:
        self.index = index
        self.corpus = Corpus(index)
        self.lexicon = index.lexicon
        self.words = Words(index.lexicon, analyse or (lambda form: analyse_unseen(index.lexicon, form)))
        self.weights = weights or Weights()
        self._load_synonyms = load_synonyms

    def find(self, request: SearchRequest, today: datetime.date, *, score: bool = True) -> Found:
        """All releases that match ``request``; without ``score`` none of them is worth anything.

        The scores are final for the hits up to the end of the page that is asked for; those of the others may lack
        what nearness would add, which is never enough to bring them there.

        Raises:
            QueryError: the query cannot be understood.
        """
        parsed = parse_query(request.query, today=today, any_word=request.any_word, exact=request.exact)
        reaching = Reaching(request.compounds, request.synonyms, request.exact)
        synonyms = self._synonyms(parsed.tree) if request.synonyms else None
        plan = Lookup(request.query, self.lexicon, self.words, synonyms, reaching).plan(parsed.tree)
        matching = Matching(self.corpus)
        hits = self.corpus.everything() if plan.root is None else matching.releases(plan.root)
        if request.period is not None:
            hits = hits & set(in_days(self.corpus, request.period))
        scores: dict[int, float] = {}
        if score:
            scores = self._scores(request, plan, matching, hits, today)
        return Found(parsed.tree, plan, matching, hits, scores, parsed.notices)

    def _synonyms(self, tree: Node | None) -> Synonyms | None:
        if self._load_synonyms is None or tree is None:
            return None
        units = {unit for word in words_of(tree) for unit in self.words.read(word.text).units}
        return self._load_synonyms(units)

    def _scores(
        self, request: SearchRequest, plan: Plan, matching: Matching, hits: set[int], today: datetime.date
    ) -> dict[int, float]:
        named = {concept.number: concept for concept in concepts(plan.root)}
        scores = score_hits(self.corpus, named.values(), matching.evidence, hits, self.weights)
        if request.sort is not Sort.RELEVANCE:
            return scores
        if request.recent:
            scores = favour_recent(scores, self.corpus.column("date"), today.toordinal())
        idf = {number: concept_idf(self.corpus, matching.evidence.get(number, ())) for number in named}
        neighbours = [
            Neighbours(named[one], named[other], min(idf[one], idf[other]))
            for sequence in plan.sequences
            for one, other in pairwise(sequence)
            if one in named and other in named
        ]
        nearness = Nearness(self.corpus, self.lexicon, self.weights)
        return with_nearness(scores, neighbours, nearness, request.page * request.limit)
