"""A killed ingest leaves the old state or the new one, undamaged; more trials in ``support.trials.kill``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.trials.kill import (
    check_aftermath,
    copy_index,
    kill_at_call,
    kill_at_every_call,
    kill_at_random,
    make_scenario,
)

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.slow


def test_a_kill_at_random_moments_leaves_a_valid_index(tmp_path: Path) -> None:
    """There are forty moments, eight for each kind of ingest."""
    figures = kill_at_random(tmp_path, points=40, seed=20_251_122)
    assert sum(count for (_, state), count in figures.items() if state != "done") == 40


def test_a_kill_at_system_calls_leaves_a_valid_index(tmp_path: Path) -> None:
    """Before and after every sixteenth system call of an ingest."""
    figures = kill_at_every_call(tmp_path, step=16)
    assert {state for _, state in figures} == {"before", "after", "done"}


@pytest.mark.parametrize("after", [False, True])
def test_the_switch_to_the_new_state_is_one_system_call(tmp_path: Path, after: bool) -> None:
    """Between two calls the old state becomes the new one, and never goes back."""
    merge = make_scenario(tmp_path, "merge")
    low, high = 1, 400  # the first call after which the new state answers
    while low < high:
        number = (low + high) // 2
        index = copy_index(merge, tmp_path)
        killed = kill_at_call(merge, index, number, after=after)
        if not killed or check_aftermath(merge, index) == "after":
            high = number
        else:
            low = number + 1
    states = []
    for number in (low - 1, low):
        index = copy_index(merge, tmp_path)
        assert kill_at_call(merge, index, number, after=after)
        states.append(check_aftermath(merge, index))
    assert states == ["before", "after"]
