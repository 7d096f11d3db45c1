"""The first page is exactly the beginning of the full order, and the full order is that of a plain scorer."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archive import TODAY, Item, build, finder, item
from support.plain import Judge
from support.scorer import Scorer

from defsearch.search.order import first_hits
from defsearch.search.parser import parse_query
from defsearch.search.request import SearchRequest, Sort

# Words that share nothing when written together, so that each word of a query is one thing by itself.
WORDS = st.sampled_from(
    ["tank", "tanks", "boot", "drone", "drones", "wapens", "mijn", "mijnen", "boot-drones", "zeedrone"]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
RELEASE = st.tuples(
    st.dates(datetime.date(2025, 9, 1), datetime.date(2025, 9, 4)),
    SENTENCE,
    st.lists(SENTENCE, min_size=1, max_size=4),
)
ANY = ["tank", "drones", "wapen", "mijnen", "=drone"]
ALL = ["tanks", "drone", "mijn"]
MIXED = ["drone -tank", "wapen NIET title:mijn", "title:drone OF tank", "kop:tank OF drone", "tekst:drone"]
QUERIES = st.lists(
    st.one_of(
        st.lists(st.sampled_from(ANY), min_size=1, max_size=3, unique=True).map(" OF ".join),
        st.lists(st.sampled_from(ALL), min_size=2, max_size=3, unique=True).map(" AND ".join),
        st.sampled_from(MIXED),
    ),
    min_size=2,
    max_size=5,
)


@st.composite
def archives(draw: st.DrawFn) -> list[Item]:
    """Some small releases, several on one day, several the same."""
    drawn = draw(st.lists(RELEASE, min_size=2, max_size=12))
    return [
        item(f"r{number:02}", date.isoformat(), title, "\n\n".join(paragraphs))
        for number, (date, title, paragraphs) in enumerate(drawn)
    ]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives(), archives(), QUERIES, st.integers(1, 3), st.booleans(), st.integers(1, 5))
def test_first_hits_are_the_first_of_the_plain_order(
    items: list[Item], deleted: list[Item], queries: list[str], segments: int, merged: bool, count: int
) -> None:
    """For every kind of sorting, on one segment or several, after deletions: same hits, same scores, same order."""
    gone = [one._replace(id=f"gone-{one.id}") for one in deleted]
    judge = Judge(items)
    dates = {release.id: release.date.toordinal() for release in judge.releases}
    with (
        tempfile.TemporaryDirectory() as folder,
        build(Path(folder), items, deleted=gone, segments=segments, merged=merged) as index,
    ):
        one = finder(index)
        scorer = Scorer(judge, one.weights)
        for query in queries:
            found = one.find(SearchRequest(query=query, limit=100), TODAY)
            tree = parse_query(query, today=TODAY).tree
            expected = {id_: score for id_, score in scorer.scores(tree).items() if id_ in judge.ids(tree)}
            scores = {one.corpus.id(number): found.scores.get(number, 0.0) for number in found.hits}
            assert scores.keys() == expected.keys(), query
            assert all(abs(scores[id_] - expected[id_]) < 1e-9 for id_ in scores), (query, scores, expected)
            orders = {
                Sort.RELEVANCE: lambda id_: (-round(expected[id_], 9), -dates[id_], id_),  # noqa: B023
                Sort.NEWEST: lambda id_: (-dates[id_], -round(expected[id_], 9), id_),  # noqa: B023
                Sort.OLDEST: lambda id_: (dates[id_], -round(expected[id_], 9), id_),  # noqa: B023
            }
            for sort, key in orders.items():
                page = one.find(SearchRequest(query=query, limit=count, sort=sort), TODAY)
                if sort is not Sort.RELEVANCE:
                    page = page._replace(scores=found.scores)
                first = first_hits(
                    page.hits,
                    count,
                    sort=sort,
                    scores={number: round(score, 9) for number, score in page.scores.items()},
                    dates=one.corpus.column("date"),
                    id_of=one.corpus.id,
                )
                assert [one.corpus.id(number) for number in first] == sorted(expected, key=key)[:count], (
                    query,
                    sort,
                )


@settings(max_examples=60, deadline=None)
@given(
    archives(),
    st.sampled_from(["drone", "tank OF mijn"]),
    st.sampled_from(["wapen", "zeedrone", "title:boot"]),
)
def test_exclusion_leaves_scores_alone(items: list[Item], query: str, excluded: str) -> None:
    """What a hit is worth does not depend on what was excluded beside it."""
    with tempfile.TemporaryDirectory() as folder, build(Path(folder), items) as index:
        one = finder(index)
        full = one.find(SearchRequest(query=query, limit=100), TODAY)
        less = one.find(SearchRequest(query=f"({query}) -{excluded}", limit=100), TODAY)
        assert less.hits <= full.hits
        assert {number: full.scores[number] for number in less.hits} == dict(less.scores)
