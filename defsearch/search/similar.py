"""Releases about the same thing as a given one: its telling words make a query, ranked like any other.

Telling are the words that stand often in this release and seldom in others; those of the title count more, common
words and parts of longer ones less. A release must share several of them, so that one rare name is no likeness.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import COMMON_WORDS, STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, token_texts
from defsearch.records import NamedTuple
from defsearch.search.collector import collect_top
from defsearch.search.matcher import Matcher
from defsearch.search.plan import PARTS, STEMS, Disjunction, MatchKind, TermGroup, TermVariant
from defsearch.search.results import Hit, SearchRequest, SearchResult, Sort
from defsearch.search.scoring import group_scores, inverse_document_frequency
from defsearch.search.snippets import LONGEST_READ, best_passages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.source_files import IndexedFile
    from defsearch.search.executor import QueryExecutor

_TELLING_WORDS = 24
_TITLE = 3  # a word of the title counts as if it stood this often more in the text
_SHARED = 0.14  # of the weight of all telling words, at least this share must be in a likeness
_MAIN = 2  # times that a release says what it is about, or once in its title
_ENOUGH = 2  # telling words that must be shared, or one that the release is about: a rare name is no likeness
_PART = 0.5  # and a part of a longer word for half
_IMAGINED = 50  # releases that are imagined besides those there are, in which only common words stand
_COMMON = 0.3  # the share of them that hold a common word


class _Telling(NamedTuple):
    """A stem, how telling it is, and whether the release says it more than once or in its title."""

    stem: str
    weight: float
    is_main: bool


def similar_releases(finder: QueryExecutor, file: IndexedFile, limit: int) -> SearchResult:
    """The ``limit`` releases most like the one in ``file``, the best first; copies stand for one another."""
    own = finder.reader.number_of(file)
    scores = _scores(finder, _telling_words(finder, finder.reader.document(own)))
    scores.pop(own, None)
    hits = _different(finder, scores, limit)
    days = sorted(hit.date for hit in hits)
    return SearchResult(
        request=SearchRequest(query="", limit=limit),
        total=len(hits),
        hits=tuple(hit._replace(rank=rank) for rank, hit in enumerate(hits, 1)),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


def _telling_words(finder: QueryExecutor, document: StoredRelease) -> list[_Telling]:
    """The most telling words of a release that others hold too, but not most of them."""
    counts: defaultdict[str, float] = defaultdict(float)
    common: set[str] = set()
    for text, times in ((document.title, _TITLE), (document.body[:LONGEST_READ], 1)):
        for raw in token_texts(text):
            form = normalize_token(raw).form
            if form not in STOP_WORDS and not form.isdecimal() and len(form) > 1:
                analysis = finder.words.analysis(form)
                counts[analysis.stem] += times
                if analysis.lemma in COMMON_WORDS:
                    common.add(analysis.stem)
                for part in analysis.part_stems():
                    counts[part] += times * _PART
    size = finder.reader.size
    weighed = []
    for stem, count in counts.items():
        doc_freq = len(finder.reader.postings("body", stem).ids)
        if 1 < doc_freq <= max(2, size // 2):
            imagined = _IMAGINED * _COMMON if stem in common else 0.0
            idf = inverse_document_frequency(doc_freq + imagined, size + _IMAGINED)
            weight = idf * count / (count + finder.weights.k1)
            weighed.append(_Telling(stem, weight, count >= _MAIN))
    weighed.sort(key=lambda one: (-one.weight, one.stem))
    return weighed[:_TELLING_WORDS]


def _scores(finder: QueryExecutor, telling: list[_Telling]) -> dict[int, float]:
    """For every release that shares enough telling words: how much it says with them."""
    groups = tuple(
        TermGroup(
            at,
            one.stem,
            (0, 0),
            ("title", "body"),
            (TermVariant(MatchKind.STEM, STEMS, one.stem), TermVariant(MatchKind.PART, PARTS, one.stem)),
        )
        for at, one in enumerate(telling)
    )
    if not groups:
        return {}
    matcher = Matcher(finder.reader)
    hits = list(matcher.releases(Disjunction(groups)))
    totals, shared = [0.0] * len(hits), [0] * len(hits)
    for group, one in zip(groups, telling, strict=True):
        scores = group_scores(finder.reader, matcher.group(group), hits, finder.weights)
        best = max(scores, default=0.0) or 1.0
        totals = [total + one.weight * score / best for total, score in zip(totals, scores, strict=True)]
        says = _ENOUGH if one.is_main else 1
        shared = [count + says * (score > 0) for count, score in zip(shared, scores, strict=True)]
    least = _SHARED * sum(one.weight for one in telling)
    return {
        number: total
        for number, total, count in zip(hits, totals, shared, strict=True)
        if total >= least and count >= _ENOUGH
    }


def _different(finder: QueryExecutor, scores: dict[int, float], limit: int) -> list[Hit]:
    """The first ``limit`` releases by score, each body once: the best ranked of those that have it."""
    reader = finder.reader
    dates = reader.column("date")
    hits: dict[str, Hit] = {}
    looked_at = limit
    while True:
        numbers = collect_top(
            scores.keys(), looked_at, sort=Sort.RELEVANCE, scores=scores, dates=dates, id_of=reader.id
        )
        for number in numbers:
            document = reader.document(number)
            body = _squeezed(document)
            if body not in hits and len(hits) < limit:
                copies = _copies(finder, number, body, scores)
                hits[body] = _hit(document, scores[number], copies)
        if len(hits) == limit or looked_at >= len(scores):
            return list(hits.values())
        looked_at *= 4


def _copies(finder: QueryExecutor, number: int, body: str, among: Iterable[int]) -> int:
    """How many releases have this body, ``number`` with them; the same text has the same length in words."""
    lengths, headings = (finder.reader.column(field) for field in ("body", "heading"))
    return sum(
        other == number or _squeezed(finder.reader.document(other)) == body
        for other in among
        if lengths[other] == lengths[number] and headings[other] == headings[number]
    )


def _squeezed(document: StoredRelease) -> str:
    """A body without what is not shown of it, in which white space makes no difference."""
    return " ".join(
        word for start, end, _ in document.paragraphs for word in document.body[start:end].split()
    )


def _hit(document: StoredRelease, score: float, copies: int) -> Hit:
    return Hit(
        rank=0,
        id=document.id,
        score=round(score, 4),
        date=document.date,
        title=document.title,
        path=document.path,
        passages=best_passages(document.body, document.paragraphs, (), limit=1),
        copies=copies,
    )
