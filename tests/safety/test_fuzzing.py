"""Whatever stands in a release, a query or a date: an answer or a refusal. With atheris, far longer, in ``fuzzing``."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.trials.fuzz import FuzzTargets, assert_harmless, assert_rising, seed_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNS = st.sampled_from(
    [b'"', b"(", b")", b"*", b"~", b"-", b"\r", b"\n", b"\xe2\x80\x9d", b"\xcc\x81", b"\xff", b"\xed\xa0\x80"]
)


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FuzzTargets]:
    """All targets over one small index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", "")
        targets = FuzzTargets(tmp_path_factory.mktemp("fuzzing"))
        yield targets
        targets.searcher.close()


@st.composite
def spoilt(draw: st.DrawFn, target: str) -> bytes:
    """An example with a few things done to it: cut, doubled, and with signs that mean something put in."""
    data = draw(st.sampled_from(seed_inputs(target)))[: draw(st.integers(20, 3000))]
    for _ in range(draw(st.integers(0, 6))):
        chance = random.Random(draw(st.integers(0, 2**32)))
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        data = chance.choice(
            (data[:at] + draw(_SIGNS) + data[at:], data[:at] + data[end:], data[:end] + data[at:])
        )
    return data


@settings(max_examples=150)
@given(spoilt("reader") | st.binary(max_size=200))
def test_any_bytes_are_a_release_or_a_reason(targets: FuzzTargets, data: bytes) -> None:
    """Its paragraphs, sentences, words and lights stand where they are said to, one after the other."""
    targets.reader(data)


@settings(max_examples=150)
@given(spoilt("query") | st.binary(max_size=80))
def test_any_query_is_answered_or_refused_harmlessly(targets: FuzzTargets, data: bytes) -> None:
    """Nothing that is printed holds a control or an escape sequence of its own."""
    targets.query(data)


@settings(max_examples=200)
@given(spoilt("dates") | st.binary(max_size=40))
def test_any_text_is_a_period_or_a_reason(targets: FuzzTargets, data: bytes) -> None:
    """And no period ends before it begins."""
    targets.dates(data)


@settings(max_examples=25)
@given(spoilt("arguments") | st.binary(max_size=80))
def test_any_arguments_end_with_an_exit_code_that_is_promised(targets: FuzzTargets, data: bytes) -> None:
    """Never with a traceback or a fault of our own."""
    targets.arguments(data)


def test_a_target_fails_for_what_it_should_not_bear() -> None:
    """A line that obeys an escape sequence."""
    with pytest.raises(AssertionError):
        assert_harmless(iter(["\x1b]0;title\x07"]))
    with pytest.raises(AssertionError):
        assert_rising([(0, 2), (1, 3)], 9)
