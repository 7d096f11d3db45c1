"""Executing a query: from a request to the set of releases that match, with the scores of those that can be first.

A compound that no release has is searched as its words, all of them, side by side: ``dronedreiging`` becomes ``drone
dreiging`` where the archive has both words, but not the compound: no inflection of it, no longer compound that contains
it, no spelling apart, no synonym. Not excluded words, exact words, phrases and words in a field.

Not here: the page of hits and their passages (``searcher``), splitting a word by the dictionary
(``defsearch.dutch.decompounder``).
"""

from __future__ import annotations

from heapq import nlargest
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, subword_spans, subwords_of
from defsearch.query.ast import And, Or, Word, words_of
from defsearch.query.parser import parse_query
from defsearch.records import NamedTuple
from defsearch.search.expansion import QueryExpander
from defsearch.search.matcher import Matcher, docs_in_period
from defsearch.search.plan import Conjunction, DateRange, Disjunction, MatchKind, TermGroup
from defsearch.search.query_analyzer import QueryAnalyzer, cover
from defsearch.search.reader import IndexReader
from defsearch.search.results import Sort
from defsearch.search.scoring import (
    Proximity,
    Weights,
    comparable,
    inverse_document_frequency,
    recency,
    score_all,
    top_k_candidates,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from defsearch.dutch.analysis import Analysis
    from defsearch.dutch.synonyms import Synonyms, SynonymsLoader
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.vocabulary import Vocabulary
    from defsearch.query.ast import Node, Span
    from defsearch.search.matcher import MatchedGroup
    from defsearch.search.plan import AdjacentTerms, Plan, PlanNode
    from defsearch.search.results import SearchRequest

_MIN_PART = 3  # letters
_MIN_ARCHIVE_PART = 4
_LINKS = ("", "s", "en", "n", "e")


class CompoundRewriter:
    """Rewrites the AST of one query, given its plan. ``notices`` say what was split.

    ``by_archive``: a compound that the dictionary cannot split is split into two words of the archive.
    """

    def __init__(
        self,
        plan: Plan,
        matcher: Matcher,
        vocabulary: Vocabulary,
        analyzer: QueryAnalyzer,
        *,
        by_archive: bool = False,
    ) -> None:
        self._matcher = matcher
        self._groups: dict[Span, list[TermGroup]] = {}
        for group in plan.groups:
            self._groups.setdefault(group.span, []).append(group)
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._by_archive = by_archive
        self.used_archive = False
        self.notices: list[str] = []

    def rewrite(self, node: Node) -> Node:
        """Return ``node`` with its unknown compounds as conjunctions of words; the same node if there are none."""
        if isinstance(node, Word) and not node.exact and not node.capitals and self._is_unknown(node.span):
            return self._split(node)
        if isinstance(node, And | Or):
            children = tuple(map(self.rewrite, node.children))
            return node if children == node.children else node._replace(children=children)
        return node

    def _is_unknown(self, span: Span) -> bool:
        """Whether no release has a word; only words are looked up, patterns may take long."""
        return any(not self._matcher.group(group).term_matches for group in self._groups.get(span, ()))

    def _split(self, word: Word) -> Node:
        form = normalize_token(word.text)
        spans = subword_spans(form)
        if len(spans) == 1:
            spans = [(part.start, part.end) for part in cover(self._analyzer.analysis(form).parts)]
            if self._by_archive and not self._are_words(form, spans):
                spans = self._archive_spans(form)
                self.used_archive = True
        if not self._are_words(form, spans):
            return word
        first = word.span[0]
        is_as_typed = len(form) == word.span[1] - first
        words = tuple(
            Word(form[start:end], (first + start, first + end) if is_as_typed else word.span)
            for start, end in spans
        )
        self.notices.append(
            f"no release has “{word.text}”; searched for its words: {', '.join(one.text for one in words)}"
        )
        return And(words, word.span)

    def _are_words(self, form: str, spans: Sequence[tuple[int, int]]) -> bool:
        return len(spans) > 1 and all(self._is_telling(form[start:end]) for start, end in spans)

    def _is_telling(self, part: str) -> bool:
        return (
            len(part) >= _MIN_PART
            and part.isalpha()
            and part not in STOP_WORDS
            and bool(
                self._analyzer.same_stem(part) or self._vocabulary.forms_with_part(self._analyzer.stem(part))
            )
        )

    def _archive_spans(self, form: str) -> list[tuple[int, int]]:
        """Return the spans of two words of the archive that make up ``form``; the split nearest to the middle."""
        best: list[tuple[int, int]] = []
        for at in range(_MIN_ARCHIVE_PART, len(form) - _MIN_ARCHIVE_PART + 1):
            if self._vocabulary.get(form[at:]) is None:
                continue
            for link in _LINKS:
                head = form[:at].removesuffix(link)
                if form[:at].endswith(link) and len(head) >= _MIN_ARCHIVE_PART and self._vocabulary.get(head):
                    spans = [(0, len(head)), (at, len(form))]
                    best = max(
                        best, spans, key=lambda one: min((end - start for start, end in one), default=0)
                    )
                    break
        return best


_MAX_ADJACENT_TERMS = 32  # as many as a long sentence has; of a pasted text the rarest pairs are enough


class MatchResult(NamedTuple):
    """What one search found.

    ``read_as`` are those of the ``notices`` that say how words were read, ``dates`` the places of words that look like
    a date.

    ``scores`` has only the hits that can be among the first that were asked for: the others come after these.
    ``scopes`` says in which documents a term group counts (``Matcher.scopes``).
    """

    tree: Node | None
    plan: Plan
    matcher: Matcher
    hits: set[int]
    scores: dict[int, float]
    notices: tuple[str, ...]
    read_as: tuple[str, ...]
    scopes: Mapping[int, set[int]]
    dates: tuple[Span, ...]

    def common_groups(self, num_docs: int) -> list[int]:
        """Return the numbers of the groups that say little beside the rarest one: less than half as much, by idf."""
        idf = {
            one.number: inverse_document_frequency(doc_freq, num_docs)
            for one in self.plan.groups
            if (doc_freq := self.matcher.group(one).doc_freq)
        }
        rarest = max(idf.values(), default=0)
        return [number for number, value in idf.items() if value < rarest / 2]

    def groups_in(self, doc_id: int) -> list[TermGroup]:
        """Return the term groups that count in a document, whether they match there or not.

        Where words match together, as one word or one name, each of them alone counts only as it was typed.
        """
        scopes, joined = self.scopes, self.plan.joined
        return [
            _as_typed(one)
            if one.number in joined and self.matcher.is_match(joined[one.number], doc_id)
            else one
            for one in self.plan.groups
            if one.number not in scopes or doc_id in scopes[one.number]
        ]


def _as_typed(group: TermGroup) -> TermGroup:
    terms = tuple(variant for variant in group.terms if variant.how is MatchKind.EXACT)
    return group._replace(terms=terms, phrases=())


class QueryExecutor:
    """Executes queries on one snapshot of an index."""

    def __init__(
        self,
        index: IndexSnapshot,
        load_synonyms: SynonymsLoader | None = None,
        weights: Weights | None = None,
        analyze: Callable[[str], Analysis] | None = None,
    ) -> None:
        self.index = index
        self.reader = IndexReader(index)
        self.vocabulary = index.vocabulary
        self.analyzer = QueryAnalyzer(index.vocabulary, self.reader, analyze)
        self.weights = weights or Weights()
        self.terms = 0  # of all queries that were executed, by which a search bounds what it suggests
        self._load_synonyms = load_synonyms
        self._synonyms_of: dict[frozenset[str], Synonyms] = {}
        # A query that finds nothing is tried in other spellings: most of its words are the same.
        self._matched: dict[TermGroup, MatchedGroup] = {}
        self.similar_forms: dict[tuple[str, str], list[str]] = {}  # of words that may be typing errors

    def execute(
        self,
        request: SearchRequest,
        today: datetime.date,
        *,
        score: bool = True,
        after: MatchResult | None = None,
        within: set[int] | None = None,
    ) -> MatchResult:
        """Return the releases that match ``request``; without ``score``, unscored.

        The hits of ``after``, the result of a similar request, are left out, and those that are not ``within``.

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
        tree, notices, read_as, dates = parsed
        plan = self._plan(request, tree)
        matcher = Matcher(self.reader, self._matched)
        if tree is not None and request.compounds and not request.exact:
            rewriter = CompoundRewriter(
                plan, matcher, self.vocabulary, self.analyzer, by_archive=after is not None
            )
            is_compound = isinstance(tree, Word)
            tree = rewriter.rewrite(tree)
            if rewriter.notices:
                if is_compound and after is not None and not rewriter.used_archive and isinstance(tree, And):
                    tree = Or(tree.children, tree.span, implicit=True)  # some of its words are a near miss
                plan, matcher = self._plan(request, tree), Matcher(self.reader, self._matched)
                notices, read_as = (*notices, *rewriter.notices), (*read_as, *rewriter.notices)
        hits = self.reader.all_docs() if plan.root is None else matcher.docs(plan.root)
        if request.period is not None:
            hits = hits & docs_in_period(self.reader, request.period)
        if request.added:
            from defsearch.search.reader import docs_added  # few searches need it

            hits = hits & docs_added(self.index, self.reader, request.added, today)
        if within is not None:
            hits = hits & within
        if after is not None:
            hits = hits - after.hits
        # Of near misses, the search before has said it.
        years = [] if after is not None else list(self._read_years(plan.root, matcher, hits))
        notices, read_as = (*notices, *years), (*read_as, *years)
        if hits:
            for group in plan.groups:  # also those of a conjunction that ended early: a hit may contain them
                matcher.group(group)
        scopes = matcher.scopes(plan.root) if hits else {}
        found = MatchResult(tree, plan, matcher, hits, {}, notices, read_as, scopes, dates)
        return found._replace(scores=self._scores(request, found, today)) if score and hits else found

    def _read_years(self, node: PlanNode | None, matcher: Matcher, hits: set[int]) -> Iterator[str]:
        """Yield for each year that is also a word how many of the hits are of that year, and how many have it."""
        if not isinstance(node, Conjunction | Disjunction):
            return
        first, *others = node.children
        if not isinstance(first, DateRange):
            for child in node.children:
                yield from self._read_years(child, matcher, hits)
        for group in others:
            if isinstance(first, DateRange) and isinstance(group, TermGroup) and group.text.isdecimal():
                in_year = len(hits & docs_in_period(self.reader, first.period))
                with_word = len(hits & matcher.docs(group))
                are, have = ("is" if in_year == 1 else "are"), ("has" if with_word == 1 else "have")
                counts = (
                    f": {in_year:,} of the hits {are} of that year, {with_word:,} {have} the number"
                    if hits
                    else ""
                )
                yield f"read “{group.text}” as the year or the number{counts}"

    def _plan(self, request: SearchRequest, tree: Node | None) -> Plan:
        synonyms = self._synonyms(tree) if request.synonyms and not request.exact else None
        plan = QueryExpander(request, self.vocabulary, self.analyzer, synonyms).plan(tree)
        self.terms += sum(len(group.terms) + len(group.phrases) for group in plan.groups)
        return plan

    def _synonyms(self, tree: Node | None) -> Synonyms | None:
        if self._load_synonyms is None or tree is None:
            return None
        words = (word for word in words_of(tree) if not word.exact)
        about = frozenset(one for word in words for one in subwords_of(normalize_token(word.text)))
        if about not in self._synonyms_of:  # near misses are searched for with the same words
            self._synonyms_of[about] = self._load_synonyms(about, self.analyzer.lemma)
        return self._synonyms_of[about]

    def _scores(self, request: SearchRequest, found: MatchResult, today: datetime.date) -> dict[int, float]:
        """Return the scores of the hits that can be on the requested page or before it."""
        count = request.page * request.limit
        groups = [
            matched.within(found.scopes[group.number]) if group.number in found.scopes else matched
            for group in found.plan.groups
            for matched in [found.matcher.group(group)]
        ]
        factor = self._recency(today) if request.recent else None
        proximity = Proximity(self.reader, self.vocabulary, self.weights, self._weighed_pairs(found))
        if request.sort is Sort.RELEVANCE:
            doc_ids = top_k_candidates(
                self.reader,
                groups,
                found.hits,
                self.weights,
                count=count,
                max_bonus=proximity.max_bonus(),
                factor=factor,
            )
        else:
            newest = request.sort is Sort.NEWEST
            doc_ids = list(self.reader.first_by_date(found.hits, count, newest=newest))
        scores = dict(zip(doc_ids, score_all(self.reader, groups, doc_ids, self.weights), strict=True))
        if factor is not None:
            scores = {doc_id: score * factor(doc_id) for doc_id, score in scores.items()}
        bonuses = proximity.bonuses(doc_ids)
        return {doc_id: comparable(score + bonuses[doc_id]) for doc_id, score in scores.items()}

    def _recency(self, today: datetime.date) -> Callable[[int], float]:
        dates, day = self.reader.doc_values("date"), today.toordinal()
        return lambda doc_id: recency(dates[doc_id] // 4, day)

    def _weighed_pairs(self, found: MatchResult) -> list[AdjacentTerms]:
        """Return the adjacent terms with their idf and the documents in which both count; the rarest when many."""

        def idf(group: TermGroup) -> float:
            return inverse_document_frequency(found.matcher.group(group).doc_freq, self.reader.num_docs)

        pairs = []
        for pair in found.plan.adjacent_terms:
            both = (pair.first, pair.second)
            scopes = [found.scopes[one.number] for one in both if one.number in found.scopes]
            within = set.intersection(*scopes) if scopes else None
            pairs.append(pair._replace(idf=min(map(idf, both)), within=within))
        if len(pairs) <= _MAX_ADJACENT_TERMS:
            return pairs
        return nlargest(_MAX_ADJACENT_TERMS, pairs, key=attrgetter("idf"))
