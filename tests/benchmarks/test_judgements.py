"""The judged set is what its README says, and the measures are those of the textbook."""

from __future__ import annotations

import hashlib
import json
import lzma
import math
from pathlib import Path

import pytest
from benchmarks.judgements import (
    ABOUT,
    HALVES,
    JudgedQuery,
    grades_of,
    read_judged,
    read_sources,
    score,
    summarise,
)
from hypothesis import given
from hypothesis import strategies as st

DOCUMENTS = Path(__file__).with_name("docs.jsonl.xz")
EVERY_QUERY = [query for half in HALVES for query in read_judged(half)]
RANKED = st.lists(st.sampled_from("abcdefghijklmnop"), unique=True, max_size=16)
GRADED = st.dictionaries(st.sampled_from("abcdefghijklmnop"), st.integers(1, 2), min_size=1)


def test_a_query_is_in_the_half_that_its_text_says() -> None:
    """The halves are fixed by the queries themselves, so that nobody can move one to the other side."""
    for query in EVERY_QUERY:
        odd = hashlib.sha256(query.text.encode()).digest()[0] % 2
        assert query.half == HALVES[odd], query.text


def test_every_query_has_an_answer_and_stands_there_once() -> None:
    """Every query has a document that is about it, and no two queries are the same but for capitals."""
    assert all(ABOUT in query.grades.values() for query in EVERY_QUERY)
    assert len({query.text.lower() for query in EVERY_QUERY}) == len(EVERY_QUERY)


def test_every_judged_document_exists() -> None:
    """Each id in the judged set is the id of a document that corpora are made of."""
    with lzma.open(DOCUMENTS, "rt", encoding="utf-8") as file:
        known = {json.loads(line)["id"] for line in file}
    assert {id_ for query in EVERY_QUERY for id_ in query.grades} <= known


def test_ndcg_by_hand() -> None:
    """Grades 1, 0, 2 found of 2, 1: (1 + 3/2) of the best (3 + 1/log2 3), and the first about it is third."""
    got = score(["b", "x", "a"], {"a": 2, "b": 1})
    assert got.ndcg == pytest.approx((1 + 3 / 2) / (3 + 1 / math.log2(3)))
    assert (got.reciprocal_rank, got.success) == (1 / 3, 0)


@given(RANKED, GRADED)
def test_a_score_is_a_share(ranked: list[str], grades: dict[str, int]) -> None:
    """Whatever is found, no measure leaves 0 to 1, and only the first ten count."""
    got = score(ranked, grades)
    assert all(0 <= value <= 1 + 1e-9 for value in got)
    assert got == score(ranked[:10], grades)


@given(GRADED)
def test_the_best_order_is_worth_one(grades: dict[str, int]) -> None:
    """All answers, best first, score 1 on nDCG."""
    best = sorted(grades, key=lambda id_: -grades[id_])
    assert score(best, grades).ndcg == pytest.approx(1)


def test_a_release_gets_the_best_grade_of_its_documents(tmp_path: Path) -> None:
    """A composed release is worth what its best document is worth, and one without judged documents nothing."""
    manifest = tmp_path / "corpus.manifest.tsv"
    manifest.write_text(
        "file\tdate\tkind\tids\n"
        "0_a.txt\t2020-01-01\tcomposed\tone,two\n"
        "1_b.txt\t2020-01-02\tnative\tone\n"
        "2_c.txt\t2020-01-03\tnative\tthree\n",
        encoding="utf-8",
    )
    query = JudgedQuery("develop", "iets", {"one": 1, "two": 2})
    assert grades_of(query, read_sources(manifest)) == {"0_a": 2, "1_b": 1}


def test_means_and_their_error() -> None:
    """The summary holds means, and the standard error of the first."""
    grades = {"a": 2}
    mean = summarise([score(["a"], grades), score(["x"], grades)])
    assert (mean.queries, mean.ndcg, mean.mrr, mean.success) == (2, 0.5, 0.5, 0.5)
    assert mean.ndcg_error == pytest.approx(0.5)
