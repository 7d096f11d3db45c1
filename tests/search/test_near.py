"""Near misses: exactly what a search for any of the words finds, in its order, without the hits above them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search.test_executor import WORDS, archives
from support.archive import TODAY, Item, ToyAnalyzer, build_index, item
from support.reference_matcher import ReferenceMatcher
from support.reference_scorer import ReferenceScorer
from support.reference_terms import ANY_FIELD, QueryTerm

from defsearch.dates.period import Period
from defsearch.query.ast import Word, words_of
from defsearch.query.parser import parse_query
from defsearch.search.executor import QueryExecutor
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.searcher import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import SearchResult

DAYS = ["", "", "september 2025", "3 september 2025"]


def searcher_of(index: object) -> Searcher:
    """Return a searcher that analyzes unknown words as the archives of these tests do."""
    searcher = Searcher(index)  # type: ignore[arg-type]
    searcher._executor = QueryExecutor(index, analyze=ToyAnalyzer().analyze)  # type: ignore[arg-type]
    searcher._reader = searcher._executor.reader
    return searcher


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    archives(),
    st.lists(WORDS.filter(lambda word: not word[0].isdigit()), min_size=1, max_size=4),
    st.sampled_from(DAYS),
    st.integers(1, 12),
    st.booleans(),
)
def test_near_misses_are_those_of_the_reference_scorer(
    items: list[Item], words: list[str], day: str, limit: int, recent: bool
) -> None:
    """The order is that of any word without the hits; the missing words are those that the release lacks."""
    request = SearchRequest(" ".join([*words, day]), limit=limit, recent=recent, near_misses=True)
    judge = ReferenceMatcher(items)
    every, some = (
        judge.tree(parse_query(request.query, today=TODAY, any_word=any_word).tree)
        for any_word in (False, True)
    )
    hits = judge.ids(every)
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items) as index:
        searcher = searcher_of(index)
        result = searcher.search(request, TODAY)
        plain = ReferenceScorer(judge, searcher._executor.weights)
        order = [id_ for id_, _ in plain.order(some, request, TODAY) if id_ not in hits]
        assert result.total == len(hits)
        if result.respelled is not None:
            return  # a word is in no release: the next test
        assert [hit.id for hit in result.near] == order[: max(0, min(limit, 10) - len(hits))]
    assert [hit.rank for hit in (*result.hits, *result.near)] == list(
        range(1, len(result.hits) + len(result.near) + 1)
    )
    releases = {one.id: one for one in judge.releases}
    typed = [] if every is None else [word for word in words_of(every) if word.text not in day]
    for hit in result.near if len(words) < 5 else ():
        lacking = [
            word.text
            for word in typed
            if isinstance(word, Word)
            and not judge.matches_term(QueryTerm(word, ANY_FIELD), releases[hit.id], ANY_FIELD)
        ]
        assert hit.missing == tuple(dict.fromkeys(lacking)), hit
        assert hit.missing or limit


TEXTS = {
    "both": "Een tank en een boot.",
    "tank": "Alleen een tank. Nog een tank.",
    "boot": "Alleen een boot.",
    "drone": "Een drone boven zee, en een drone op zee.",
    "zee": "De zee.",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Open a searcher over five releases."""
    items = [item(id_, f"2025-09-0{at}", "Nieuws", text) for at, (id_, text) in enumerate(TEXTS.items(), 1)]
    with build_index(tmp_path_factory.mktemp("near"), items) as index:
        yield searcher_of(index)


def near(small: Searcher, query: str, **options: object) -> SearchResult:
    """Return the result of a query with near misses."""
    return small.search(SearchRequest(query, near_misses=True)._replace(**options), TODAY)  # type: ignore[arg-type]


def lines(result: SearchResult) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return the rank, the id and the missing words of each near miss."""
    return [(hit.rank, hit.id, hit.missing) for hit in result.near]


def test_a_page_is_filled_below_the_hits(small: Searcher) -> None:
    """The total stays that of all words; ranks go on; each near miss says what it lacks."""
    result = near(small, "tank boot")
    assert [hit.id for hit in result.hits] == ["both"]
    assert result.total == 1
    assert lines(result) == [(2, "tank", ("boot",)), (3, "boot", ("tank",))]


@pytest.mark.parametrize(
    ("query", "options"),
    [
        pytest.param("tank boot", {"limit": 1}, id="the page is full"),
        pytest.param("tank boot", {"page": 2}, id="a later page"),
        pytest.param("tank boot", {"sort": Sort.NEWEST}, id="by date"),
        pytest.param("tank boot", {"near_misses": False}, id="not asked for"),
        pytest.param("tank boot", {"any_word": True}, id="any word is asked for"),
        *(
            pytest.param(query, {}, id=query)
            for query in ("tank AND boot", '"tank boot"', "tank boo*", "title:tank boot", "tank =boot",
                          "tank -boot", "tank boot~", "tank (boot OF zee)", "date:2025 tank boot", "+tank boot", "tank")
        ),
    ],
)  # fmt: skip
def test_there_are_no_near_misses(small: Searcher, query: str, options: dict[str, object]) -> None:
    """On other pages and in other orders, and where the query has operators."""
    result = near(small, query, **options)
    assert (result.near, result.respelled) == ((), None)


def test_a_period_is_never_missing(small: Searcher) -> None:
    """Near misses are from the period that was typed or given."""
    assert lines(near(small, "tank zee 2 september 2025")) == [(1, "tank", ("zee",))]
    day = Period(TODAY.replace(year=2025, month=9, day=2), TODAY.replace(year=2025, month=9, day=2))
    assert lines(near(small, "tank zee", period=day)) == [(1, "tank", ("zee",))]


def test_the_best_spelling_comes_first(small: Searcher) -> None:
    """Where a word is in no release: first all words of the best spelling, then some of them."""
    result = near(small, "drnoe")
    assert (result.total, result.hits, result.respelled) == (0, (), "drone")
    assert lines(result) == [(1, "drone", ())]
    result = near(small, "drnoe zee")
    assert result.respelled == "drone zee"
    assert lines(result) == [(1, "drone", ()), (2, "zee", ("drone",))]
    result = near(small, "drnoe boot")  # no release has both
    assert result.respelled == "drone boot"
    assert {hit.id for hit in result.near} == {"drone", "both", "boot"}


def test_common_words_of_a_question_are_not_missing(small: Searcher) -> None:
    """Only the words that tell: a question has others that no release repeats."""
    with_dictionary = Searcher(small._index)
    result = near(with_dictionary, "hoeveel drones krijgt Nederland op een boot")
    assert {hit.id: hit.missing for hit in result.near}["drone"] == ("boot",)
