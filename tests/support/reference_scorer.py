"""A reference scorer: BM25F and proximity, computed from the text of every release and sorted completely.

It works differently from the search: it counts words in text, not postings. It takes the weights, the AST and the
terms of ``reference_terms`` as given.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from support.reference_matcher import overlaps

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.search.plan import MatchKind
from defsearch.search.results import Sort

if TYPE_CHECKING:
    import datetime

    from support.reference_documents import ReferenceRelease
    from support.reference_matcher import ReferenceMatcher
    from support.reference_terms import QueryTerm

    from defsearch.dates.period import Period
    from defsearch.query.ast import Node
    from defsearch.search.results import SearchRequest
    from defsearch.search.scoring import Weights

TEXT_FIELDS = ("title", "heading", "body")


class ReferenceScorer:
    """A scorer of every release of an archive."""

    def __init__(self, matcher: ReferenceMatcher, weights: Weights) -> None:
        self._matcher = matcher
        self._terms = matcher.terms
        self._weights = weights
        self._lengths = {field: [_length(one, field) for one in matcher.releases] for field in TEXT_FIELDS}

    def order(
        self, tree: Node | None, request: SearchRequest, today: datetime.date
    ) -> list[tuple[str, float]]:
        """Return all hits with their scores, in the order of ``request``."""
        scores = self.scores(tree, request.query, today if request.recent else None)
        hits = self._matcher.ids(tree)
        found = [
            one
            for one in self._matcher.releases
            if one.id in hits and (request.period is None or overlaps(one.date, request.period))
        ]

        def place(one: ReferenceRelease) -> tuple[Any, Any, str]:
            worth = -rounded(scores.get(one.id, 0.0))
            if request.sort is Sort.RELEVANCE:
                return worth, _by_date(one.date, newest=True), one.id
            return _by_date(one.date, newest=request.sort is Sort.NEWEST), worth, one.id

        return [(one.id, scores.get(one.id, 0.0)) for one in sorted(found, key=place)]

    def scores(self, tree: Node | None, query: str, recent: datetime.date | None = None) -> dict[str, float]:
        """Return the score of every release; if ``recent`` is set, releases near that day score higher."""
        query_terms = self._terms.terms_of(tree)
        totals = dict.fromkeys((one.id for one in self._matcher.releases), 0.0)
        idf: dict[int, float] = {}
        for term in query_terms.terms:
            idf[id(term)] = self._add_term(term, totals)
        if recent is not None:
            for release in self._matcher.releases:
                if release.date is not None and release.date.first is not None:
                    age = max(0, (recent - release.date.first).days)
                    totals[release.id] *= 1 + 0.5 * 0.5 ** (age / 730)
        for one, other in query_terms.pairs:
            worth = min(idf[id(one)], idf[id(other)])
            typed = _distance(one, other, query)
            for release in self._matcher.releases:
                if not self._meets_conditions(one, release) or not self._meets_conditions(other, release):
                    continue
                for field in set(one.fields) & set(other.fields) & {"title", "body"}:
                    near = self._proximity((one, other), typed, release, field)
                    totals[release.id] += self._weights.proximity[field] * worth * near
        return totals

    def _add_term(self, term: QueryTerm, totals: dict[str, float]) -> float:
        """Add the scores of one term to all releases, and return its inverse document frequency."""
        searched = (*term.fields, "heading") if "body" in term.fields else term.fields
        counts = [
            {field: self._counts(term, release, field) for field in searched}
            for release in self._matcher.releases
        ]
        far = (MatchKind.PART, MatchKind.SYNONYM, MatchKind.DERIVATION, MatchKind.SYNONYM_PART)
        near = sum(
            any(found[how] for found in one.values() for how in found if how not in far) for one in counts
        )
        doc_freq = near or sum(any(found[how] for found in one.values() for how in found) for one in counts)
        size = len(self._matcher.releases)
        idf = math.log(1 + (size - doc_freq + 0.5) / (doc_freq + 0.5))
        k1 = self._weights.k1
        for number, release in enumerate(self._matcher.releases):
            x = sum(
                self._weights.field[field]
                * self._weights.kind[how]
                * count
                / self._length_norm(field, number)
                for field, found in counts[number].items()
                for how, count in found.items()
            )
            if self._meets_conditions(term, release):
                totals[release.id] += idf * (k1 + 1) * x / (k1 + x)
        return idf

    def _meets_conditions(self, term: QueryTerm, release: ReferenceRelease) -> bool:
        return all(self._matcher.matches(node, release, fields) for node, fields in term.conditions)

    def _counts(self, term: QueryTerm, release: ReferenceRelease, field: str) -> Counter[MatchKind]:
        total: Counter[MatchKind] = Counter()
        for paragraph in release.fields[field]:
            total += self._terms.count(term, paragraph)
        return total

    def _proximity(
        self, pair: tuple[QueryTerm, QueryTerm], typed: int, release: ReferenceRelease, field: str
    ) -> float:
        """Return 1 for the distance that was typed, less for each subword more or less, and 0.5/d in reverse order."""
        best = 0.0
        for paragraph in release.fields[field]:
            first, second = (self._terms.positions(term, paragraph) for term in pair)
            for distance in (against - place for place in first for against in second):
                if 0 < distance <= 12:
                    best = max(best, 1 / (1 + abs(distance - typed)))
                elif -12 <= distance < 0:
                    best = max(best, 0.5 / -distance)
        return best

    def _length_norm(self, field: str, number: int) -> float:
        lengths = self._lengths[field]
        mean = max(1.0, sum(lengths) / len(lengths))
        b = self._weights.b[field]
        return 1 - b + b * lengths[number] / mean


def rounded(score: float) -> float:
    """Return a score with nine digits, because another order of addition changes the last ones."""
    return float(f"{score:.8e}")


def _distance(one: QueryTerm, other: QueryTerm, query: str) -> int:
    """Return 1, plus the number of words between the two terms if all of them are stop words."""
    assert one.node is not None
    assert other.node is not None
    words = re.findall(r"[\w'’-]+", query[one.node.span[1] : other.node.span[0]])
    return 1 + len(words) if all(word in STOP_WORDS for word in words) else 1


def _length(release: ReferenceRelease, field: str) -> int:
    return sum(len(token.units) for paragraph in release.fields[field] for token in paragraph)


def _by_date(date: Period | None, *, newest: bool) -> tuple[bool, int, int]:
    """Return the place by date: undated last; at the same first day, the shorter date first."""
    if date is None or date.first is None or date.last is None:
        return True, 0, 0
    day = date.first.toordinal()
    return False, -day if newest else day, (date.last - date.first).days
