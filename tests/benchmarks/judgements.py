"""The judged queries, and what a ranked list is worth against them: nDCG@10, MRR, success@1.

Not a search: it never sees an index, and all but the reading is pure. Releases are named by the source
documents they are made of (the last column of a corpus' manifest), so that the judgements survive renaming
and hold for composed releases too.

nDCG@10 is that of Burges et al. (2005): gain ``2**grade - 1``, discount ``log2(rank + 1)``, divided by the
best order possible. MRR and success@1 look at the first release that is *about* the query (grade 2).
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JUDGED = Path(__file__).with_name("judged") / "queries.tsv"
HALVES = ("develop", "test")
ABOUT, TOUCHES = 2, 1
DEPTH = 10


class JudgedQuery(NamedTuple):
    """A query and the source documents that answer it: document id to grade (2 about it, 1 touches it)."""

    half: str
    text: str
    grades: Mapping[str, int]


class Score(NamedTuple):
    """What one ranked list is worth, each between 0 and 1."""

    ndcg: float
    reciprocal_rank: float
    success: float


class Summary(NamedTuple):
    """Means over queries, and the standard error of the nDCG mean."""

    queries: int
    ndcg: float
    ndcg_error: float
    mrr: float
    success: float


def read_judged(half: str, path: Path = JUDGED) -> list[JudgedQuery]:
    """Return the queries of ``half``, in file order."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        JudgedQuery(
            row["half"],
            row["query"],
            dict.fromkeys(_ids(row["touches"]), TOUCHES) | dict.fromkeys(_ids(row["about"]), ABOUT),
        )
        for row in rows
        if row["half"] == half
    ]


def read_sources(manifest: Path) -> dict[str, tuple[str, ...]]:
    """Return release id -> the source documents it is made of, from a manifest of ``make_corpus.py``."""
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {Path(row["file"]).stem: _ids(row["ids"]) for row in rows}


def grades_of(query: JudgedQuery, sources: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return release id -> grade: the best grade among the documents a release is made of."""
    best = {id_: max(query.grades.get(source, 0) for source in made_of) for id_, made_of in sources.items()}
    return {id_: grade for id_, grade in best.items() if grade}


def score(ranked: Sequence[str], grades: Mapping[str, int]) -> Score:
    """Return what the first ten of ``ranked`` (release ids, best first) are worth."""
    found = [grades.get(id_, 0) for id_ in ranked[:DEPTH]]
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    first = next((rank for rank, grade in enumerate(found, 1) if grade == ABOUT), None)
    return Score(
        ndcg=_gain(found) / _gain(best),
        reciprocal_rank=1 / first if first else 0.0,
        success=1.0 if first == 1 else 0.0,
    )


def summarise(scores: Sequence[Score]) -> Summary:
    """Return the means of at least two scores."""
    values = [each.ndcg for each in scores]
    return Summary(
        queries=len(scores),
        ndcg=fmean(values),
        ndcg_error=stdev(values) / math.sqrt(len(values)),
        mrr=fmean(each.reciprocal_rank for each in scores),
        success=fmean(each.success for each in scores),
    )


def _gain(grades: Sequence[int]) -> float:
    return math.fsum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(",")) if cell else ()
