"""Measured processes: what they take is seen, what goes wrong is told, and a terminal is a terminal."""

from __future__ import annotations

import sys

import pytest
from benchmarks.processes import Command, Run, median_ratio, peak_memory, run, take_turns

MEGABYTE = 1_000_000


def python(program: str, **more: bool) -> Command:
    """Return a command that runs ``program``."""
    return Command((sys.executable, "-c", program), **more)  # type: ignore[arg-type]


def test_time_and_memory_are_seen() -> None:
    """A process that sleeps and holds memory is reported with both."""
    took = run(python("import time; held = b'x' * 80_000_000; time.sleep(0.2)"))
    assert took.seconds >= 0.2
    assert took.peak > 80 * MEGABYTE


@pytest.mark.slow
def test_a_family_is_added_up() -> None:
    """Two processes that hold memory at the same time count together."""
    child = "held = b'x' * 60_000_000; import time; time.sleep(0.5)"
    parent = (
        f"import subprocess, sys; p = [subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in 'ab']"
    )
    both = run(python(parent + "; [each.wait() for each in p]"), watch_family=True)
    assert both.peak > 120 * MEGABYTE


def test_a_failure_says_what_was_printed() -> None:
    """An exit code that is not accepted is an error with the end of what the command said."""
    with pytest.raises(RuntimeError, match="exit 3\nno such luck"):
        run(python("import sys; sys.stderr.write('no such luck'); sys.exit(3)"))


def test_a_terminal_is_one() -> None:
    """On a terminal the command sees one, 120 wide and in colour."""
    see = "import os, sys; sys.exit(f'{sys.stdout.isatty()} {os.get_terminal_size().columns} {os.environ[\"TERM\"]}')"
    with pytest.raises(RuntimeError, match="True 120 xterm-256color"):
        run(python(see, terminal=True))


def test_turns_are_taken() -> None:
    """Each command gets its own runs, as many as there are rounds."""
    first, second = take_turns([python("pass"), python("import time; time.sleep(0.1)")], 2)
    assert (len(first), len(second)) == (2, 2)
    assert min(each.seconds for each in second) >= 0.1


def test_ratios_are_of_one_round() -> None:
    """The median ratio compares runs of the same round, so that a slow spell weighs on both."""
    fast = [Run(1, 0), Run(10, 0), Run(2, 0)]
    slow = [Run(2, 0), Run(20, 0), Run(4, 0)]
    assert median_ratio(slow, fast) == 2


@pytest.mark.slow
def test_memory_is_told_however_large_this_process_is() -> None:
    """Found when a list of 100,000 paths made a query over 1,000 releases look as large as one over 100,000."""
    held = b"x" * 100_000_000
    assert peak_memory(python("pass")) < 50 * MEGABYTE < len(held)
    assert peak_memory(python("held = b'x' * 80_000_000")) > 80 * MEGABYTE
    with pytest.raises(RuntimeError, match="exit 3\nno such luck"):
        peak_memory(python("import sys; sys.stderr.write('no such luck'); sys.exit(3)"))
