"""The cases in ``cases/``: small archives with commands, from public reports about other tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"


def output_of(name: str, folder: Path) -> str:
    """Run the commands of a case in a copy of its folder, as a user would type them; return what they print."""
    (case,) = CASES.glob(f"{name}-*")
    shutil.copytree(case, folder / "case")
    (folder / "bin").mkdir()
    program = folder / "bin" / "defsearch"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m defsearch "$@"\n')
    program.chmod(0o700)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "DEFSEARCH_INDEX": "ix",
        "DEFSEARCH_TODAY": "2026-02-01",
        "XDG_STATE_HOME": str(folder / "state"),
        "TERM": "xterm",
    }
    done = subprocess.run(
        ["bash", "cmd.txt"],
        cwd=folder / "case",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout.replace("\r", "")


@pytest.mark.slow
def test_the_advice_of_check_helps(tmp_path: Path) -> None:
    """After the advised command, check finds nothing more, and the new text is found."""
    output = output_of("05", tmp_path)
    assert "to update the index: defsearch ingest --index ix" in output
    assert output.endswith("the index agrees with the releases on disk\n1\n")


@pytest.mark.slow
def test_the_output_is_printed_when_the_pager_fails(tmp_path: Path) -> None:
    """As ``less`` of BusyBox does, which knows no -X."""
    output = output_of("07", tmp_path)
    assert "Lang bericht" in output
    assert "Alinea 0 over drones" in output
    assert output.endswith("rc 0\n")


@pytest.mark.slow
def test_no_escape_codes_are_shown_when_less_is_set(tmp_path: Path) -> None:
    """No line has ESC as text."""
    assert output_of("20", tmp_path).splitlines()[-1] == "0"


@pytest.mark.slow
def test_json_is_utf_8_in_every_locale(tmp_path: Path) -> None:
    """Python can read it, whatever the encoding of standard output is."""
    assert output_of("22", tmp_path) == ""
