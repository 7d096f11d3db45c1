"""Results on standard output; notices and hints on standard error."""

from __future__ import annotations

from typing import Any

import pytest


def test_notices_and_hints_go_to_standard_error(program: Any) -> None:
    """Standard output contains the hits only."""
    program("query", "drones", "de", "vloot", "--jsonl", "--limit", "1")
    assert len(program.out.splitlines()) == 1
    assert program.err == (
        "note: “de” is in nearly every release and was left out\nnote: 1 of 2 releases; for all: -n 2\n"
    )
    program("query", "drones", "--limit", "1")
    assert program.err == "for the next 1 hit: --page 2\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("--paths -n 1", "note: 1 of 2 releases; for all: -n 2\n"),
        ("--csv -n 1", "note: 1 of 2 releases; for all: -n 2\n"),
        ("--jsonl -n 1", "note: 1 of 2 releases; for all: -n 2\n"),
        ("--jsonl -n 1 --page 2", "note: 2 of 2 releases\n"),
        ("--csv --page 9", "there is no page 9: 2 releases on 1 page\n"),
        ("--json -n 1", ""),
        ("--count -n 1", ""),
        ("--paths -n 2", ""),
    ],
)
def test_a_partial_list_is_noted(typed: str, expected: str, program: Any) -> None:
    """A script must not take one page for all hits."""
    program("query", "drones", *typed.split())
    assert program.err == expected


def test_paths_end_with_nul(program: Any) -> None:
    """--paths -0 is for xargs -0."""
    program("query", "drones", "--paths", "-0")
    assert program.out == "seeds/2024/mei/017.txt\0seeds/2024/mei/018.txt\0"
