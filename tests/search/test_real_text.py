"""On real Dutch text: the hits and their whole order are those of the plain judge and scorer."""

from __future__ import annotations

import json
import lzma
import random
import tempfile
from pathlib import Path

import pytest
from support.archive import TODAY, Item, build_index, item, query_executor
from support.reference_matcher import ReferenceMatcher
from support.reference_scorer import ReferenceScorer, rounded

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, token_texts
from defsearch.query.parser import parse_query
from defsearch.search.collector import collect_top
from defsearch.search.results import SearchRequest, Sort

DOCUMENTS = Path(__file__).parents[1] / "benchmarks" / "docs.jsonl.xz"
RELEASES = 24
QUERIES = 10


def real_items(count: int) -> list[Item]:
    """Some of the benchmark's documents as releases, three on each day."""
    items: list[Item] = []
    with lzma.open(DOCUMENTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if len(document["text"]) < 2_500:
                date = f"2025-0{1 + len(items) // 27}-{1 + len(items) // 3 % 9:02}"
                items.append(item(f"r{len(items):03}", date, document["title"], document["text"]))
            if len(items) == count:
                return items
    return items


@pytest.mark.parametrize("operator", [" OF ", " AND "])
def test_the_full_order_on_real_text(operator: str) -> None:
    """Words as they stand in the text, two and two: same sets, same scores, and the first ten are the best ten."""
    chance = random.Random(f"real text{operator}")
    items = real_items(RELEASES)
    judge = ReferenceMatcher(items)
    forms = [normalize_token(raw).form for one in items for raw in token_texts(one.release.body)]
    words = [form for form in forms if form.isalpha() and form not in STOP_WORDS and len(form) > 3]
    dates = {one.id: one.release.date.toordinal() for one in items}
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items, segments=3) as index:
        one = query_executor(index)
        scorer = ReferenceScorer(judge, one.weights)
        for _ in range(QUERIES):
            query = operator.join(chance.sample(words, 2))
            tree = parse_query(query, today=TODAY).tree
            expected = {
                id_: score for id_, score in scorer.scores(tree, query).items() if id_ in judge.ids(tree)
            }
            found = one.execute(SearchRequest(query=query, limit=10), TODAY)
            assert {one.reader.id(number) for number in found.hits} == expected.keys(), query
            first = collect_top(
                one.reader,
                found.hits,
                10,
                sort=Sort.RELEVANCE,
                scores={number: rounded(score) for number, score in found.scores.items()},
            )
            best = sorted(expected, key=lambda id_: (-rounded(expected[id_]), -dates[id_], id_))
            assert [one.reader.id(number) for number in first] == best[:10], query
