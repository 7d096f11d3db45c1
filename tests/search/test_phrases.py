"""Counting words side by side and near each other, against the definition."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from defsearch.search.matcher import count_adjacent, count_near

PLACES = st.sets(st.integers(0, 12), max_size=5).map(sorted)


@st.composite
def elements(draw: st.DrawFn) -> list[list[int]]:
    """The places of a phrase's elements; some are the same word again, some share places with another."""
    distinct = draw(st.lists(PLACES, min_size=1, max_size=3))
    return draw(st.lists(st.sampled_from(distinct), min_size=1, max_size=4))


@settings(max_examples=300, deadline=None)
@given(elements())
def test_adjacent_words_are_counted_as_the_definition_says(places: list[list[int]]) -> None:
    """A start counts when each element stands one further than the one before."""
    wanted = sum(all(start + step in one for step, one in enumerate(places)) for start in range(13))
    assert count_adjacent(places) == wanted


@settings(max_examples=300, deadline=None)
@given(elements(), st.integers(0, 12))
def test_near_words_are_counted_as_the_definition_says(places: list[list[int]], slop: int) -> None:
    """A start counts when all elements have places of their own within the stretch that begins there."""
    slop = max(slop, len(places) - 1)
    wanted = sum(
        any(
            len(set(chosen)) == len(chosen) and start <= min(chosen) and max(chosen) <= start + slop
            for chosen in product(*places)
        )
        for start in {place for one in places for place in one}
    )
    assert count_near(places, slop) == wanted


def test_a_word_repeated_without_end_is_counted_at_once() -> None:
    """Found when a release of nothing but one word kept a phrase of it busy for minutes: time grew with the square."""
    places = range_of(400_000)
    assert count_adjacent([places, places]) == 399_999
    assert count_adjacent([places, range_of(400_000)]) == 399_999


def range_of(count: int) -> list[int]:
    """As many places, one after the other."""
    return list(range(count))
