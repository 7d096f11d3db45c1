"""What a hit is worth: BM25F over title, sub-headings and body, with nearness on top. Pure arithmetic.

The formula is the one of Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
section 3.6: a word's frequencies in the fields, each divided by its field's length normalisation, are weighted and
added before they saturate, so that a word that stands in title and body is not counted as two words.

    x = Σ_zone w_zone · Σ_reach w_reach · tf / (1 - b_zone + b_zone · length / mean length)
    score = Σ_concept idf · (k1 + 1) · x / (k1 + x),     idf = ln(1 + (N - df + ½) / (df + ½))

Ours is what counts as a frequency: an exact form counts in full, its inflections, compounds and synonyms less.
The weights were chosen on one half of a judged set and reported on the other (tests/benchmarks/ranking.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from defsearch.search.matching import distinct_lists
from defsearch.search.plan import Reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from defsearch.search.corpus import Corpus
    from defsearch.search.matching import Evidence
    from defsearch.search.plan import Concept


_RECENT = 0.5  # what --recent adds to the score of a release of today, as a share of it
_HALF_LIFE = 730  # days in which that share is halved


@dataclass(frozen=True, slots=True)
class Weights:
    """Every number in the formula. ``length`` is b; ``zone`` and ``reach`` are w.

    ``near`` is what words next to each other are worth in a zone, in idf of the rarer one (``nearness``).
    """

    saturation: float = 1.4
    zone: Mapping[str, float] = field(default_factory=lambda: {"title": 3.0, "heading": 1.0, "body": 1.0})
    length: Mapping[str, float] = field(default_factory=lambda: {"title": 0.6, "heading": 0.3, "body": 0.65})
    reach: Mapping[Reach, float] = field(
        default_factory=lambda: {
            Reach.EXACT: 1.0,
            Reach.STEM: 0.75,
            Reach.PART: 0.5,
            Reach.SYNONYM: 0.5,
            Reach.PATTERN: 1.0,
            Reach.FUZZY: 0.6,
        }
    )
    near: Mapping[str, float] = field(default_factory=lambda: {"title": 1.0, "body": 0.5})


def inverse_document_frequency(releases: int, size: int) -> float:
    """How much a word that ``releases`` of ``size`` releases hold tells; always above 0."""
    return math.log(1 + (size - releases + 0.5) / (releases + 0.5))


def concept_idf(corpus: Corpus, evidence: Sequence[Evidence]) -> float:
    """The idf of a concept: of the releases that hold the word itself, or else of all that it was found in."""
    distinct = distinct_lists(evidence)
    close: set[int] = set().union(
        *(one.ids for one in distinct if one.how not in (Reach.PART, Reach.SYNONYM))
    )
    holders = len(close) or len(set().union(*(one.ids for one in distinct)))
    return inverse_document_frequency(holders, corpus.size)


def concept_scores(
    corpus: Corpus, evidence: Sequence[Evidence], hits: set[int], weights: Weights
) -> dict[int, float]:
    """The score of one concept for each of ``hits`` that holds it."""
    frequencies = _frequencies(corpus, evidence, hits, weights)
    top = concept_idf(corpus, evidence) * (weights.saturation + 1)
    k1 = weights.saturation
    return {number: top * x / (k1 + x) for number in hits if (x := frequencies[number])}


def _frequencies(
    corpus: Corpus, evidence: Sequence[Evidence], hits: set[int], weights: Weights
) -> list[float]:
    """The weighted, length-normalised frequency x of a concept in each of ``hits``, by number; 0 elsewhere."""
    totals = [0.0] * corpus.numbers
    has_stems = any(one.how is Reach.STEM for one in evidence)
    for one in evidence:
        weight = weights.zone[one.zone] * weights.reach[one.how]
        if one.how is Reach.EXACT and has_stems:
            # A word's own form has its stem too and is counted there: here only what it is worth more.
            weight = weights.zone[one.zone] * (weights.reach[Reach.EXACT] - weights.reach[Reach.STEM])
        b = weights.length[one.zone]
        lengths = corpus.column(one.zone)
        fixed, slope = (1 - b) / weight, b / corpus.average_length(one.zone) / weight
        if len(one.ids) > 2 * len(hits):  # few of them are hits: look before the arithmetic
            for number, count in zip(one.ids, one.counts, strict=True):
                if number in hits:
                    totals[number] += count / (fixed + slope * lengths[number])
        else:
            for number, count in zip(one.ids, one.counts, strict=True):
                totals[number] += count / (fixed + slope * lengths[number])
    return totals


def score_hits(
    corpus: Corpus,
    wanted: Iterable[Concept],
    evidence: Mapping[int, Sequence[Evidence]],
    hits: set[int],
    weights: Weights,
) -> dict[int, float]:
    """The score of every hit that holds a concept: the sum over the concepts in the order they were typed."""
    totals: dict[int, float] = {}
    for concept in wanted:
        scores = concept_scores(corpus, evidence.get(concept.number, ()), hits, weights)
        if not totals:
            totals = scores
            continue
        for number, score in scores.items():
            totals[number] = totals.get(number, 0.0) + score
    return totals


def favour_recent(scores: Mapping[int, float], dates: Sequence[int], today: int) -> dict[int, float]:
    """``scores`` raised by half for a release of ``today`` (an ordinal), by a quarter for one of two years ago, …"""
    return {
        number: score * (1 + _RECENT * 0.5 ** (max(0, today - dates[number]) / _HALF_LIFE))
        for number, score in scores.items()
    }
