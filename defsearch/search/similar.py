"""Similar releases ("more like this"): the most significant words of a release make a query, scored like any other.

Significant words are frequent in this release and rare in others; those in the title weigh more, common words and
parts of compounds less. A similar release must share several of them: one rare name is not enough.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import COMMON_WORDS, STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, token_texts
from defsearch.index.doc_store import date_value
from defsearch.records import NamedTuple
from defsearch.search.matcher import Matcher
from defsearch.search.plan import PARTS, STEMS, Disjunction, MatchKind, TermGroup, TermVariant
from defsearch.search.results import Hit, SearchRequest, SearchResult, Sort
from defsearch.search.scoring import collect_top, group_scores, inverse_document_frequency
from defsearch.search.snippets import MAX_ANALYZED_CHARS, best_passages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.source_files import IndexedFile
    from defsearch.search.executor import QueryExecutor

_MAX_TERMS = 24
_TITLE = 3  # weight of a word in the title, in words of the body
_PART = 0.5  # weight of a part of a compound, in words
_MIN_SHARE = 0.14  # of the weight of all terms that a similar release must share
_MAIN_COUNT = 2  # from this count on (a word in the title has it) a term is a main term
_MIN_TERMS = 2  # that must be shared, or one main term
# In a small archive the document frequency says little. So the idf is that of an archive with 50 more releases, in
# which 3 in 10 contain each common word, and none another word.
_EXTRA_RELEASES = 50
_COMMON_SHARE = 0.3


class _SignificantTerm(NamedTuple):
    """A stem with its tf·idf weight. ``is_main``: it is in the title, or more than once in the body."""

    stem: str
    weight: float
    is_main: bool


def similar_releases(executor: QueryExecutor, file: IndexedFile, limit: int) -> SearchResult:
    """Return the ``limit`` releases most like the one in ``file``, the best first, each body once."""
    own = executor.reader.doc_id_of(file)
    scores = _scores(executor, _significant_terms(executor, executor.reader.document(own)))
    scores.pop(own, None)
    hits = _without_copies(executor, scores, limit)
    dates = [hit.date for hit in hits if hit.date is not None]
    return SearchResult(
        request=SearchRequest(query="", limit=limit),
        total=len(hits),
        hits=tuple(hit._replace(rank=rank) for rank, hit in enumerate(hits, 1)),
        first=min(dates, key=date_value, default=None),
        last=max(dates, key=date_value, default=None),
    )


def _significant_terms(executor: QueryExecutor, document: StoredRelease) -> list[_SignificantTerm]:
    """Return the terms of a release with the highest tf·idf that occur in other releases too, but not in most."""
    counts: defaultdict[str, float] = defaultdict(float)
    common: set[str] = set()
    for text, times in ((document.title, _TITLE), (document.body[:MAX_ANALYZED_CHARS], 1)):
        for raw in token_texts(text):
            form = normalize_token(raw)
            if form not in STOP_WORDS and not form.isdecimal() and len(form) > 1:
                analysis = executor.analyzer.analysis(form)
                counts[analysis.stem] += times
                if analysis.lemma in COMMON_WORDS:
                    common.add(analysis.stem)
                for part in analysis.part_stems():
                    counts[part] += times * _PART
    size = executor.reader.num_docs
    weighed = []
    for stem, count in counts.items():
        doc_freq = len(executor.reader.postings("body", stem).ids)
        if 1 < doc_freq <= max(2, size // 2):
            extra = _EXTRA_RELEASES * _COMMON_SHARE if stem in common else 0.0
            idf = inverse_document_frequency(doc_freq + extra, size + _EXTRA_RELEASES)
            weight = idf * count / (count + executor.weights.k1)
            weighed.append(_SignificantTerm(stem, weight, count >= _MAIN_COUNT))
    weighed.sort(key=lambda one: (-one.weight, one.stem))
    return weighed[:_MAX_TERMS]


def _scores(executor: QueryExecutor, terms: list[_SignificantTerm]) -> dict[int, float]:
    """Return the score of each release that shares enough of ``terms``."""
    groups = tuple(
        TermGroup(
            at,
            one.stem,
            (0, 0),
            ("title", "body"),
            (TermVariant(MatchKind.STEM, STEMS, one.stem), TermVariant(MatchKind.PART, PARTS, one.stem)),
        )
        for at, one in enumerate(terms)
    )
    if not groups:
        return {}
    matcher = Matcher(executor.reader)
    hits = list(matcher.docs(Disjunction(groups)))
    totals, shared = [0.0] * len(hits), [0] * len(hits)
    for group, one in zip(groups, terms, strict=True):
        scores = group_scores(executor.reader, matcher.group(group), hits, executor.weights)
        best = max(scores, default=0.0) or 1.0
        totals = [total + one.weight * score / best for total, score in zip(totals, scores, strict=True)]
        points = _MIN_TERMS if one.is_main else 1
        shared = [count + points * (score > 0) for count, score in zip(shared, scores, strict=True)]
    least = _MIN_SHARE * sum(one.weight for one in terms)
    return {
        doc_id: total
        for doc_id, total, count in zip(hits, totals, shared, strict=True)
        if total >= least and count >= _MIN_TERMS
    }


def _without_copies(executor: QueryExecutor, scores: dict[int, float], limit: int) -> list[Hit]:
    """Return the first ``limit`` releases by score, of those with the same body only the best ranked."""
    reader = executor.reader
    hits: dict[str, Hit] = {}
    count = limit
    while True:
        doc_ids = collect_top(reader, scores, count, sort=Sort.RELEVANCE, scores=scores)
        for doc_id in doc_ids:
            document = reader.document(doc_id)
            body = _normalized_body(document)
            if body not in hits and len(hits) < limit:
                copies = _copies(executor, doc_id, body, scores)
                hits[body] = _hit(document, scores[doc_id], copies)
        if len(hits) == limit or count >= len(scores):
            return list(hits.values())
        count *= 4


def _copies(executor: QueryExecutor, doc_id: int, body: str, among: Iterable[int]) -> int:
    """Return how many releases have this body, this one included; equal texts have equal lengths in words."""
    lengths, headings = (executor.reader.doc_values(field) for field in ("body", "heading"))
    return sum(
        other == doc_id or _normalized_body(executor.reader.document(other)) == body
        for other in among
        if lengths[other] == lengths[doc_id] and headings[other] == headings[doc_id]
    )


def _normalized_body(document: StoredRelease) -> str:
    """Return the shown paragraphs of a body with single spaces."""
    return " ".join(
        word for start, end, _ in document.paragraphs for word in document.body[start:end].split()
    )


def _hit(document: StoredRelease, score: float, copies: int) -> Hit:
    return Hit(
        rank=0,
        id=document.id,
        score=round(score, 4),
        date=document.date,
        date_source=document.date_source,
        title=document.title,
        title_is_derived=document.title_is_derived,
        path=document.path,
        passages=best_passages(document.body, document.paragraphs, (), limit=1),
        copies=copies,
    )
