"""Sizes, runs of months and faults as people read them."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import IndexUnreadableError
from defsearch.index.check import CheckReport, Fault
from defsearch.releases.release import Problem
from defsearch.render.reports import CheckAdvice, check_lines, format_size, month_ranges, problem_lines
from defsearch.render.text import Screen


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_951, "10 kB"),
        (999_499, "999 kB"),
        (999_501, "1.0 MB"),
        (4_140_000, "4.1 MB"),
        (5 * 10**12, "5000 GB"),
    ],
)
def test_sizes_have_a_suitable_unit(size: int, said: str) -> None:
    """The number in front of the unit is below a thousand."""
    assert format_size(size) == said


@pytest.mark.parametrize(
    ("months", "runs"),
    [
        ([], []),
        (["2024-02"], ["2024-02"]),
        (["2024-02", "2024-03"], ["2024-02 … 2024-03"]),
        (["2024-11", "2024-12", "2025-01", "2025-03"], ["2024-11 … 2025-01", "2025-03"]),
    ],
)
def test_consecutive_months_become_a_range(months: list[str], runs: list[str]) -> None:
    """A range can cross the end of a year."""
    assert month_ranges(months) == runs


@given(st.sets(st.integers(2000 * 12, 2005 * 12)).map(sorted))
def test_ranges_contain_every_month_once(numbers: list[int]) -> None:
    """Expanded again, the ranges give the same months."""
    months = [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]
    again: list[str] = []
    for run in month_ranges(months):
        first, _, last = run.partition(" … ")
        year, month = map(int, first.split("-"))
        again.append(first)
        while last and again[-1] != last:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            again.append(f"{year}-{month:02}")
    assert again == months


def test_a_remedy_is_a_clause_in_its_cell() -> None:
    """It loses its capital and its full stop."""
    error = IndexUnreadableError("index/x", "permission denied", errno.EACCES)
    fault = Fault("cannot be read: permission denied", "index/x", error)
    report = CheckReport(index=Path("index"), files=0, releases=0, faults=(fault,))
    advice = CheckAdvice("", ("Ask its owner for read access.",), "")
    *_, line = check_lines(report, advice, Screen())
    assert line == "index/x  cannot be read: permission denied  ask its owner for read access"


def test_skipped_files_are_grouped_by_reason_with_what_to_do() -> None:
    """Reasons that differ only in the names they quote are one group; verbose names all of them."""
    problems = [
        *(Problem(f"b/{at}.txt", None, f"its id '{at}' is already that of 'a/{at}.txt'") for at in range(40)),
        Problem("b/x.txt", 1, "the file is empty"),
    ]

    def advice(reason: str) -> str:
        return "rename them" if "already" in reason else ""

    assert list(problem_lines(problems, "skipped", verbose=False, advice=advice)) == [
        "40 files: skipped: its id … is already that of …; for example b/0.txt, b/1.txt",
        "  rename them",
        "b/x.txt:1: skipped: the file is empty",
    ]
    verbose = list(problem_lines(problems, "skipped", verbose=True, advice=advice))
    assert len(verbose) == 42
    assert verbose[39:41] == ["b/39.txt: skipped: its id '39' is already that of 'a/39.txt'", "  rename them"]
