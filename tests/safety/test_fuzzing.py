"""Any release, query, date or arguments: an answer or a refusal; longer with atheris in ``support.trials.fuzz``."""

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
    """Return all fuzz targets over a small index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", "")
        targets = FuzzTargets(tmp_path_factory.mktemp("fuzzing"))
        yield targets
        targets.searcher.close()


@st.composite
def mutated(draw: st.DrawFn, target: str) -> bytes:
    """Return examples that are cut, repeated, or contain special characters."""
    data = draw(st.sampled_from(seed_inputs(target)))[: draw(st.integers(20, 3000))]
    for _ in range(draw(st.integers(0, 6))):
        chance = random.Random(draw(st.integers(0, 2**32)))
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        data = chance.choice(
            (data[:at] + draw(_SIGNS) + data[at:], data[:at] + data[end:], data[:end] + data[at:])
        )
    return data


@pytest.mark.slow
@settings(max_examples=150)
@given(mutated("reader") | st.binary(max_size=200))
def test_any_bytes_are_a_release_or_a_refusal(targets: FuzzTargets, data: bytes) -> None:
    """Paragraphs, sentences, tokens and highlights are in order and inside the text."""
    targets.reader(data)


@pytest.mark.slow
@settings(max_examples=150)
@given(mutated("query") | st.binary(max_size=80))
def test_any_query_is_answered_or_refused_harmlessly(targets: FuzzTargets, data: bytes) -> None:
    """Nothing that is printed contains a control character or an escape sequence from the query."""
    targets.query(data)


@pytest.mark.slow
@settings(max_examples=200)
@given(mutated("dates") | st.binary(max_size=40))
def test_any_text_is_a_period_or_a_refusal(targets: FuzzTargets, data: bytes) -> None:
    """No period ends before it begins."""
    targets.dates(data)


@pytest.mark.slow
@settings(max_examples=25)
@given(mutated("arguments") | st.binary(max_size=80))
def test_any_arguments_give_a_documented_exit_code(targets: FuzzTargets, data: bytes) -> None:
    """There is no traceback and no internal error."""
    targets.arguments(data)


def test_a_fuzz_target_fails_on_a_fault() -> None:
    """It detects an escape sequence in a line and spans that overlap."""
    with pytest.raises(AssertionError):
        assert_harmless(iter(["\x1b]0;title\x07"]))
    with pytest.raises(AssertionError):
        assert_rising([(0, 2), (1, 3)], 9)
