"""Releases about the same thing as a given one: its telling words make a query, ranked like any other.

Telling are the words that stand often in this release and seldom in others; those of the title count more. A
release must share several of them, so that one rare name is no likeness.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokens import find_texts, read_token
from defsearch.records import NamedTuple
from defsearch.search.matching import Matching
from defsearch.search.order import first_hits
from defsearch.search.passages import best_passages
from defsearch.search.plan import STEMS, AnyOf, Concept, Reach, TermWay
from defsearch.search.ranking import concept_scores, inverse_document_frequency
from defsearch.search.request import Hit, SearchRequest, SearchResult, Sort

if TYPE_CHECKING:
    from defsearch.search.finding import Finder
    from defsearch.store.documents import StoredDocument
    from defsearch.store.files import IndexedFile

_TELLING_WORDS = 24
_TITLE = 3  # a word of the title counts as if it stood this often more in the text
_SHARED = 0.12  # of the weight of all telling words, at least this share must be in a likeness
_LOOKED_AT = 4  # releases read for each one shown, as copies are shown once


class _Telling(NamedTuple):
    stem: str
    weight: float


def similar_releases(finder: Finder, file: IndexedFile, limit: int) -> SearchResult:
    """The ``limit`` releases most like the one in ``file``, the best first; copies stand for one another."""
    own = finder.corpus.number_of(file)
    document = finder.corpus.document(own)
    telling = _telling_words(finder, document)
    scores = _scores(finder, telling)
    scores.pop(own, None)
    least = _SHARED * sum(one.weight for one in telling)
    scores = {number: score for number, score in scores.items() if score >= least}
    numbers = first_hits(
        scores.keys(),
        limit * _LOOKED_AT,
        sort=Sort.RELEVANCE,
        scores=scores,
        dates=finder.corpus.column("date"),
        id_of=finder.corpus.id,
    )
    hits = _without_copies(finder, numbers, scores)[:limit]
    days = sorted(hit.date for hit in hits)
    return SearchResult(
        request=SearchRequest(query="", limit=limit),
        total=len(hits),
        hits=tuple(hit._replace(rank=rank) for rank, hit in enumerate(hits, 1)),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


def _telling_words(finder: Finder, document: StoredDocument) -> list[_Telling]:
    counts: Counter[str] = Counter()
    for text, times in ((document.title, _TITLE), (document.body, 1)):
        for raw in find_texts(text):
            form = read_token(raw).form
            if form not in STOP_WORDS and not form.isdecimal() and len(form) > 1:
                counts[finder.words.stem(form)] += times
    size = finder.corpus.size
    weighed = []
    for stem, count in counts.items():
        holders = len(finder.corpus.postings("body", stem).ids)
        if 1 < holders <= max(2, size // 4):
            idf = inverse_document_frequency(holders, size)
            weighed.append(_Telling(stem, idf * count / (count + finder.weights.saturation)))
    weighed.sort(key=lambda one: (-one.weight, one.stem))
    return weighed[:_TELLING_WORDS]


def _scores(finder: Finder, telling: list[_Telling]) -> dict[int, float]:
    """For every release that shares a telling word: how much it says with those it shares."""
    concepts = tuple(
        Concept(at, one.stem, (0, 0), ("title", "body"), (TermWay(Reach.STEM, STEMS, one.stem),))
        for at, one in enumerate(telling)
    )
    if not concepts:
        return {}
    matching = Matching(finder.corpus)
    hits = list(matching.releases(AnyOf(concepts)))
    totals = [0.0] * len(hits)
    for concept, one in zip(concepts, telling, strict=True):
        scores = concept_scores(finder.corpus, matching.concept(concept), hits, finder.weights)
        best = max(scores, default=0.0) or 1.0
        totals = [total + one.weight * score / best for total, score in zip(totals, scores, strict=True)]
    return dict(zip(hits, totals, strict=True))


def _without_copies(finder: Finder, numbers: list[int], scores: dict[int, float]) -> list[Hit]:
    """One hit for all releases with the same body, the best ranked of them."""
    by_body: dict[str, Hit] = {}
    for number in numbers:
        document = finder.corpus.document(number)
        body = " ".join(document.body.split())
        known = by_body.get(body)
        if known is not None:
            by_body[body] = known._replace(copies=known.copies + 1)
            continue
        by_body[body] = Hit(
            rank=0,
            id=document.id,
            score=round(scores[number], 4),
            date=document.date,
            title=document.title,
            path=document.path,
            passages=best_passages(document.body, document.paragraphs, (), limit=1),
        )
    return list(by_body.values())
