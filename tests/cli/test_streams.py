"""The real program with standard output or standard error closed, full, or left by its reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def shell(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell, in which ``defsearch`` is the program, in ``folder``."""
    typed = line.replace("defsearch", f"'{sys.executable}' -m defsearch")
    return subprocess.run(["bash", "-c", typed], cwd=folder, capture_output=True, text=True, timeout=60)


def test_a_reader_who_leaves_ends_the_output_quietly(indexed: Path) -> None:
    """``defsearch query drones | head -1``: the first line, and nothing on standard error."""
    pipe = f"'{sys.executable}' -m defsearch export | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", pipe], cwd=indexed, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{0\n", "")


def test_a_full_disk_below_standard_output_is_one_sentence(indexed: Path) -> None:
    """What cannot be written is told, with exit code 74."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "defsearch", "export"],
            cwd=indexed,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 74
    assert done.stderr == "defsearch: the output could not be written: no space left on device\n"


@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-", "2>/dev/full >/dev/full", ">&- 2>&- <&-"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [("query --nothing", 2), ("query drones --index none", 3), ("query kernfusie", 1), ("ingest none", 2)],
)
def test_an_error_that_cannot_be_told_keeps_its_code(
    indexed: Path, typed: str, code: int, where: str
) -> None:
    """Found when every one of them was 1, the code of a search that finds nothing."""
    assert shell(indexed, f"defsearch {typed} {where}").returncode == code


def test_a_reader_of_errors_who_leaves_does_not_make_it_a_success(indexed: Path) -> None:
    """``defsearch … 2>&1 | head``: the code is that of the error."""
    done = shell(indexed, "(sleep 0.5; defsearch query --nothing 2>&1 >/dev/null; echo $? >&3) 3>&2 | true")
    assert done.stderr == "2\n"


@pytest.mark.parametrize(
    "typed", ["query drones -n 20", "query drones --count", "export", "--help", "--version", "ingest"]
)
def test_an_answer_that_nobody_can_get_is_one_sentence(indexed: Path, typed: str) -> None:
    """Standard output that is closed is as full as a full disk: exit code 74, and never 0."""
    for where, why in ((">&-", "standard output is closed"), (">/dev/full", "no space left on device")):
        done = shell(indexed, f"defsearch {typed} {where}")
        assert done.returncode == 74
        assert done.stderr == f"defsearch: the output could not be written: {why}\n"
    assert shell(indexed, f"defsearch {typed} >&- 2>&- <&-").returncode == 74


def test_closed_streams_that_nobody_needs_are_no_reason_to_fail(indexed: Path) -> None:
    """Some schedulers run programs without any: what prints nothing does its work."""
    assert shell(indexed, "defsearch ingest --quiet >&- 2>&- <&-").returncode == 0
    done = shell(indexed, "defsearch query drones -n 2 2>&-")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1–2 of 12 releases")
