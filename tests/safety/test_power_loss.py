"""Power lost at any moment of an ingest leaves the old state or the new one; more in ``support.trials.powerloss``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.trials.powerloss import SCENARIOS, Call, lose_power

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_power_loss_leaves_the_old_state_or_the_new_one(tmp_path: Path, name: str) -> None:
    """Sixty losses of each kind of ingest, with what was not synced dropped, kept or mixed."""
    losses = lose_power(tmp_path, [name], sample=60, seed=20_261_130)
    assert losses.failures == []
    assert {state for _, state in losses.figures} == {"before", "after"}


def is_sync_of(ending: str) -> Callable[[list[Call], int], bool]:
    """Return which calls sync a file with this ending."""
    return lambda calls, number: calls[number].kind == "sync" and calls[number].name.endswith(ending)


def is_sync_before_the_switch(calls: list[Call], number: int) -> bool:
    """Whether a call syncs the names of the new files, just before the rename."""
    return [call.kind for call in calls[number : number + 2]] == ["sync", "rename"]


def is_sync_after_the_switch(calls: list[Call], number: int) -> bool:
    """Whether a call syncs the folder just after the rename."""
    return calls[number].kind == "sync" and calls[number - 1].kind == "rename"


@pytest.mark.parametrize(
    "mutant",
    [
        is_sync_of(".postings"),
        is_sync_of(".files"),
        is_sync_of(".json"),
        is_sync_of(".toc.new"),
        is_sync_before_the_switch,
        is_sync_after_the_switch,
    ],
    ids=["postings", "list of files", "manifest", "table of contents", "names before", "names after"],
)
def test_each_sync_is_needed(tmp_path: Path, mutant: Callable[[list[Call], int], bool]) -> None:
    """Without any one of them, a power loss destroys both states, or the new one after the ingest has ended."""
    losses = lose_power(tmp_path, ["ingest"], extra=1, seed=20_261_130, mutant=mutant)
    assert losses.failures
