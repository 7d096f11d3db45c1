"""A damaged index gives right answers or errors, never wrong answers; ``check`` sees it. More in ``damage``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.read_operations import READ_OPERATIONS, all_answers, make_index, outcome_of
from support.trials.damage import Damage, damage_at_random, try_damage

if TYPE_CHECKING:
    from pathlib import Path


def test_random_damage_is_never_a_wrong_answer(tmp_path: Path) -> None:
    """A hundred and fifty things done to files, from a seed: each question right or an error, each seen by check."""
    figures, wrong, longest = damage_at_random(tmp_path, 150, seed=20_251_122)
    assert wrong == []
    assert longest < 5
    assert sum(count for (_, outcome), count in figures.items() if outcome == "trials") == 150
    assert {kind for kind, _ in figures} >= {"flip", "cut", "missing", "of another index"}


def test_check_sees_a_flip_at_both_ends_and_in_the_middle_of_every_file(tmp_path: Path) -> None:
    """Each with another bit; the answers are right or errors all the while."""
    index = make_index(tmp_path)
    right = all_answers(index)
    for path in sorted(index.iterdir()):
        if path.name == "write.lock":
            continue
        for at in (0, path.stat().st_size // 2, path.stat().st_size - 1):

            def flip(data: bytes, at: int = at) -> bytes:
                return data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]

            found = try_damage(index, Damage(path.name, "flip", flip), right)
            assert found is not None
            assert found.fault_found, (path.name, at)
            assert {*found.outcomes.values()} <= {"right", "error"}, (path.name, at)


@pytest.mark.parametrize("what", ["folder", "link", "pipe"])
def test_things_in_the_place_of_files_are_errors(tmp_path: Path, what: str) -> None:
    """At once, and without waiting for a pipe."""
    index = make_index(tmp_path)
    right = all_answers(index)
    for path in sorted(index.iterdir()):
        if path.name == "write.lock":
            continue
        kept = path.read_bytes()
        path.unlink()
        if what == "folder":
            path.mkdir()
        elif what == "link":
            (tmp_path / "same").write_bytes(kept)
            path.symlink_to(tmp_path / "same")
        else:
            os.mkfifo(path)
        assert {outcome_of(ask, index, right[name]) for name, ask in READ_OPERATIONS.items()} == {"error"}, (
            path.name
        )
        path.rmdir() if what == "folder" else path.unlink()
        path.write_bytes(kept)
