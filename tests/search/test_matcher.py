"""The set of hits is exactly that of a plain reading of every release, and phrases are counted as defined."""

from __future__ import annotations

import datetime
import tempfile
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.archive import TODAY, Item, build_index, item, query_executor
from support.reference_matcher import ReferenceMatcher
from support.strategies import queries_of

from defsearch.errors import QueryError
from defsearch.query.parser import parse_query
from defsearch.search.matcher import count_adjacent, count_near
from defsearch.search.results import SearchRequest

WORDS = st.sampled_from(
    ["tank", "tanks", "boot", "boten", "drone", "drones", "zee", "wapens", "bootdrone", "boot-drones", "zeeboot",
     "dronetanks", "Zee-tank", "F-16", "F16", "F-16-tank", "risico's", "één", "x", "wapenzeeboot", "Zuid-Korea"]
)  # fmt: skip
SENTENCE = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)
PARAGRAPH = (
    SENTENCE.map(lambda text: f"{text}.") | SENTENCE
)  # without a full stop: a sub-heading, if text follows
DATES = st.dates(datetime.date(2025, 8, 25), datetime.date(2025, 10, 5))
RELEASE = st.tuples(DATES, SENTENCE, st.lists(PARAGRAPH, min_size=1, max_size=4))


@st.composite
def archives(draw: st.DrawFn) -> list[Item]:
    """Draw a few small releases."""
    drawn = draw(st.lists(RELEASE, min_size=1, max_size=6))
    return [
        item(f"r{number}", date.isoformat(), title, "\n\n".join(paragraphs))
        for number, (date, title, paragraphs) in enumerate(drawn)
    ]


PHRASE = st.builds(
    lambda words, slop, equals: f'{equals}"{" ".join(words)}"{slop}',
    st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from(["", "", "~2", "~5"]),
    st.just(""),
)
ATOM = st.one_of(
    WORDS,
    WORDS,
    PHRASE,
    WORDS.map(lambda word: f"={word}"),
    st.sampled_from(["boo*", "*drone", "t?nk", "dr*s", "z*", "*oo*"]),
    st.sampled_from(["tenk~", "bot~", "dronen~2", "zea~1", "wapens~2"]),
    st.sampled_from(
        ["date:2025-09", "datum:..2025-09-10", "date:2025-W37..", "september 2025", "5 september 2025"]
    ),
)


QUERIES = queries_of(ATOM, 5)


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    archives(),
    archives(),
    st.lists(QUERIES, min_size=4, max_size=8),
    st.integers(1, 3),
    st.booleans(),
    st.booleans(),
)
def test_hits_equal_those_of_the_reference_matcher(
    items: list[Item], deleted: list[Item], queries: list[str], segments: int, merged: bool, compounds: bool
) -> None:
    """On one segment or several, merged or not, with deleted releases: the same set for every query."""
    gone = [one._replace(id=f"gone-{one.id}") for one in deleted]
    judge = ReferenceMatcher(items, compounds=compounds)
    with tempfile.TemporaryDirectory() as folder:
        index = build_index(Path(folder), items, deleted=gone, segments=segments, merged=merged)
        with index:
            one = query_executor(index)
            for query in queries:
                request = SearchRequest(query=query, compounds=compounds)
                try:
                    tree = parse_query(query, today=TODAY).tree
                except QueryError:
                    with pytest.raises(QueryError):
                        one.execute(request, TODAY)
                    continue
                hits = {one.reader.id(number) for number in one.execute(request, TODAY).hits}
                assert hits == judge.ids(judge.tree(tree)), query


PLACES = st.sets(st.integers(0, 12), max_size=5).map(sorted)


@st.composite
def elements(draw: st.DrawFn) -> list[list[int]]:
    """Draw the positions of a phrase's elements; some repeat a word, some share positions with another."""
    distinct = draw(st.lists(PLACES, min_size=1, max_size=3))
    return draw(st.lists(st.sampled_from(distinct), min_size=1, max_size=4))


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(elements())
def test_adjacent_words_are_counted_as_defined(places: list[list[int]]) -> None:
    """A position counts when each element is one position after the one before."""
    wanted = sum(all(start + step in one for step, one in enumerate(places)) for start in range(13))
    assert count_adjacent(places) == wanted


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(elements(), st.integers(0, 12))
def test_near_words_are_counted_as_defined(places: list[list[int]], slop: int) -> None:
    """A position counts when all elements have positions of their own in the window that begins there."""
    slop = max(slop, len(places) - 1)
    wanted = sum(
        any(
            len(set(chosen)) == len(chosen) and start <= min(chosen) and max(chosen) <= start + slop
            for chosen in product(*places)
        )
        for start in {place for one in places for place in one}
    )
    assert count_near(places, slop) == wanted


def test_a_word_repeated_often_is_counted_in_linear_time() -> None:
    """A phrase in a release of nothing but one word once took minutes: the time was quadratic."""
    places = range_of(400_000)
    assert count_adjacent([places, places]) == 399_999
    assert count_adjacent([places, range_of(400_000)]) == 399_999


def range_of(count: int) -> list[int]:
    """Return this many positions in a row."""
    return list(range(count))
