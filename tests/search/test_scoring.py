"""The documented properties of the order: exact forms first, titles, proximity, recent releases."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archive import TODAY, Item, build_index, item, query_executor

from defsearch.dates.period import Period
from defsearch.errors import QueryError
from defsearch.search import scoring
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.scoring import (
    collect_top,
    group_score_bounds,
    group_scores,
    inverse_document_frequency,
    recency,
    score_all,
    top_k_candidates,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from defsearch.search.executor import MatchResult, QueryExecutor


def order(items: list[Item], query: str, **options: bool) -> list[str]:
    """Return the ids of all hits, the best first."""
    with tempfile.TemporaryDirectory() as folder, build_index(Path(folder), items) as index:
        one = query_executor(index)
        request = SearchRequest(query=query, limit=100, **options)  # type: ignore[arg-type]
        found = one.execute(request, TODAY)
        numbers = collect_top(
            one.reader,
            found.hits,
            100,
            sort=request.sort,
            scores=found.scores,
        )
        return [one.reader.id(number) for number in numbers]


def one_word(*words: str, date: str = "2025-09-01") -> list[Item]:
    """Return releases that differ in one word, with that word as id."""
    return [item(word, date, "bericht", f"Hier staat {word} in de tekst.") for word in words]


def test_the_exact_form_is_above_inflections_and_those_above_compounds() -> None:
    """For ``tank``, ``tank`` comes first, then ``tanks``, then ``zeetank``."""
    assert order(one_word("zeetank", "tanks", "tank"), "tank") == ["tank", "tanks", "zeetank"]
    assert order(one_word("zeetank", "tanks", "tank"), "tanks") == ["tanks", "tank", "zeetank"]


def test_a_title_counts_more_than_the_body() -> None:
    """The same word scores more in a title."""
    items = [
        item("body", "2025-09-01", "bericht", "De tank rijdt."),
        item("title", "2025-09-01", "tank", "Die rijdt."),
    ]
    assert order(items, "tank") == ["title", "body"]


def test_words_close_together_are_above_words_far_apart() -> None:
    """Next to each other in the order of the query, above the other order, above far apart."""
    middle = " ".join(["woord"] * 6)
    items = [
        item("far", "2025-09-01", "x", f"tank {middle} drone woord woord"),
        item("turned", "2025-09-01", "x", f"drone tank {middle} woord woord"),
        item("next", "2025-09-01", "x", f"tank drone {middle} woord woord"),
    ]
    assert order(items, "tank drone") == ["next", "turned", "far"]


def test_ties_are_newest_first_then_by_id() -> None:
    """Equal scores are sorted by date, then by id."""
    items = [
        item("b", "2025-09-01", "x", "tank"),
        item("a", "2025-09-01", "x", "tank"),
        item("c", "2025-09-02", "x", "tank"),
    ]
    assert order(items, "tank") == ["c", "a", "b"]


def test_recent_is_mild() -> None:
    """It puts the newer of two similar releases first, and not a newer one that matches much less."""
    near = [
        item("new", "2026-11-01", "x", "tank en nog een woord erbij"),
        item("old", "2010-01-01", "x", "tank en nog een woord"),
    ]
    assert order(near, "tank") == ["old", "new"]
    assert order(near, "tank", recent=True) == ["new", "old"]
    far = [
        item("new", "2026-11-01", "x", f"tank {'woord ' * 80}"),
        item("old", "2010-01-01", "tank", "tank tank"),
    ]
    assert order(far, "tank", recent=True) == ["old", "new"]


def test_recent_has_a_half_life() -> None:
    """The factor is 1.5 today, 1.25 after 730 days, and nearly 1 after twenty years."""
    raised = [recency(day, 10_000) for day in (10_000, 9_270, 2_700, 10_500)]
    assert raised == [1.5, 1.25, pytest.approx(1.0, abs=1e-3), 1.5]


def test_rarer_words_have_a_higher_idf() -> None:
    """The idf falls with the document frequency and stays above zero."""
    values = [inverse_document_frequency(releases, 100) for releases in range(101)]
    assert values == sorted(values, reverse=True)
    assert values[-1] > 0


def test_common_words_between_two_words_count_as_distance() -> None:
    """``hulp aan oekraïne`` once ranked ``hulp oekraïne`` above a title equal to the query."""
    titles = {"same": "tank van drone", "closer": "tank drone nu", "turned": "drone van tank"}
    items = [item(id_, "2025-09-01", title, "Rust.") for id_, title in titles.items()]
    assert order(items, "tank van drone")[0] == "same"
    assert order(items, "tank drone")[0] == "closer"
    assert order(items, "tank -mijn drone")[0] == "closer"  # an excluded word adds no distance


def test_words_written_apart_are_above_the_solid_spelling() -> None:
    """``drone tank`` once ranked a release with ``dronetank`` above one with both words in its title."""
    middle = " ".join(["woord"] * 14)
    items = [
        item("apart", "2025-09-01", "drone tank", "Rust in de stad."),
        item("solid", "2025-09-02", "bericht", "De dronetank kwam."),
        *(item(f"far{at}", "2025-09-03", "x", f"drone {middle} tank") for at in range(8)),
    ]
    assert order(items, "drone tank")[:2] == ["apart", "solid"]


def test_equal_sums_of_different_numbers_are_ties() -> None:
    """An older release once came first by the last digit of a sum that is equal by the formula."""
    for length in range(1, 30):
        middle = " woord" * length
        items = [
            item("old", "2010-09-01", "x", f"zzva zzva zzva{middle}"),
            item("new", "2020-09-01", "x", f"zzva zzvb zzvc{middle}"),
        ]
        assert order(items, "zzv*") == ["new", "old"]


WORDS = st.sampled_from(["tank", "tanks", "zeetank", "drone", "drones", "x", "y"])
TEXT = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
ITEMS = st.lists(st.tuples(TEXT, TEXT, st.integers(1, 28)), min_size=4, max_size=30).map(
    lambda drawn: [
        item(f"r{at:02}", f"2025-02-{day:02}", title, body) for at, (title, body, day) in enumerate(drawn)
    ]
)
SLACK = 1e-12


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(
    ITEMS,
    st.sampled_from(["tank", "tanks", "=tank", "tan*", "tank~", "tank OF drones", '"tank drone" OF x']),
    st.integers(1, 6),
    st.sampled_from([0.0, 0.3]),
    st.booleans(),
)
def test_none_of_the_first_is_left_out(
    items: list[Item], query: str, count: int, max_bonus: float, recent: bool
) -> None:
    """By the scores of all hits with the largest bonus: each of the best is a candidate."""
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(Path(folder), items) as index,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(scoring, "_FEW", 0)
        one = query_executor(index)
        found = one.execute(SearchRequest(query=query, limit=100), TODAY)
        hits = list(found.hits)
        groups = [found.matcher.group(group) for group in found.plan.groups]
        for group in groups:
            lows, highs = group_score_bounds(one.reader, group, hits, one.weights)
            scores = group_scores(one.reader, group, hits, one.weights)
            for low, score, high in zip(lows, scores, highs, strict=True):
                assert low <= score + SLACK
                assert score <= high + SLACK
        days = one.reader.doc_values("date")
        factor: Callable[[int], float] | None = None
        if recent:
            factor = lambda number: recency(days[number], TODAY.toordinal())  # noqa: E731
        chosen = set(
            top_k_candidates(
                *(one.reader, groups, found.hits, one.weights),
                count=count,
                max_bonus=max_bonus,
                factor=factor,
            )
        )
        worth = dict(zip(hits, score_all(one.reader, groups, hits, one.weights), strict=True))
        worth = {number: score * (factor(number) if factor else 1) for number, score in worth.items()}
        assert chosen <= found.hits
        last = sorted(worth.values(), reverse=True)[:count][-1:] or [0.0]
        # The hits that could reach the last of the first, if only they got the bonus.
        assert {number for number, score in worth.items() if score + max_bonus >= last[0]} <= chosen


def test_most_hits_of_a_large_set_are_left_out(tmp_path: Path) -> None:
    """Of 400 hits, fewer than half are candidates for the first five."""
    items = [
        item(f"r{at:03}", "2025-01-01", "nieuws", "tank " * (at % 17 + 1) + "woord " * 20)
        for at in range(400)
    ]
    with build_index(tmp_path, items) as index:
        one = query_executor(index)
        found = one.execute(SearchRequest(query="tank", limit=5), TODAY)
        assert len(found.hits) == 400
        assert len(found.scores) < 200


PAGE_WORDS = st.sampled_from(
    ["tank", "tanks", "boot", "drone", "drones", "zeeboot", "boot-drones", "wapens", "mijn"]
)
SENTENCE = st.lists(PAGE_WORDS, min_size=1, max_size=12).map(" ".join)
DATES = st.dates(datetime.date(2025, 9, 1), datetime.date(2025, 9, 9))
RELEASE = st.tuples(DATES, SENTENCE, st.lists(SENTENCE, min_size=1, max_size=3))
QUERIES = st.sampled_from(
    [
        "tank drone",
        "tank OF drones boot",
        '"tank drone" OF boot',
        '"tank boot"~4 OF drone',
        "dro* tank",
        "t?nk OF boot",
        "trank~ OF bot~2",
        "=drone OF wapens",
        "title:tank OF drone boot",
        "kop:drone OF tekst:tank",
        "date:2025-09-04.. drone",
        "drone -wapens",
        "boot drone OF 4 september 2025",
        "zeeboot OF boot-drones OF mijn",
    ]
)
PERIOD = Period(datetime.date(2025, 9, 2), datetime.date(2025, 9, 6))


def ordered(one: QueryExecutor, found: MatchResult, count: int, sort: Sort) -> list[int]:
    """Return the first ``count`` hits."""
    return collect_top(one.reader, found.hits, count, sort=sort, scores=found.scores)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(RELEASE, min_size=4, max_size=14),
    st.lists(QUERIES, min_size=3, max_size=6, unique=True),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_the_first_hits_begin_the_full_list(
    drawn: list[tuple[datetime.date, str, list[str]]],
    queries: list[str],
    segments: int,
    any_word: bool,
    recent: bool,
) -> None:
    """The first 1, 2, 3 or 7 hits are the beginning of all hits, in each order, with and without a period."""
    items: list[Item] = [
        item(f"r{number:02}", date.isoformat(), title, "\n\n".join(paragraphs))
        for number, (date, title, paragraphs) in enumerate(drawn)
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        build_index(Path(folder), items, segments=segments) as index,
    ):
        one = query_executor(index)
        for query in queries:
            for sort in Sort:
                for period in (None, PERIOD):
                    request = SearchRequest(
                        query=query, any_word=any_word, recent=recent, sort=sort, period=period, limit=1_000
                    )
                    full = ordered(one, one.execute(request, TODAY), 1_000, sort)
                    for count in (1, 2, 3, 7):
                        page = one.execute(request._replace(limit=count), TODAY)
                        assert ordered(one, page, count, sort) == full[:count], (query, sort, count)


def test_an_invalid_query_is_refused_on_every_page(tmp_path: Path) -> None:
    """The number of the page does not change the meaning of a query."""
    with build_index(tmp_path, [item("r", "2025-09-01", "tank", "boot")]) as index:
        for page in (1, 9):
            with pytest.raises(QueryError):
                query_executor(index).execute(SearchRequest(query="tank AND", page=page), TODAY)
