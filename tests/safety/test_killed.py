"""Killed at any moment, an ingest leaves the old state or the new one, whole. More in ``killing``."""

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


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """Forty of them, eight in each kind of ingest, from a seed."""
    figures = kill_at_random(tmp_path, points=40, seed=20_251_122)
    assert sum(count for (_, state), count in figures.items() if state != "done") == 40


def test_killed_at_calls_of_the_system(tmp_path: Path) -> None:
    """Before and after every sixteenth thing that an ingest asks of the system."""
    figures = kill_at_every_call(tmp_path, step=16)
    assert {state for _, state in figures} == {"before", "after", "done"}


@pytest.mark.parametrize("after", [False, True])
def test_the_switch_is_one_call(tmp_path: Path, after: bool) -> None:
    """Between two calls of the system the old state becomes the new one, and never goes back."""
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
