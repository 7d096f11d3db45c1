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


OUTPUTS = {
    "01": "Den Helder: releases/b.txt \nUS: releases/b.txt \nmijnen: releases/b.txt \nNaarden: releases/b.txt \n"
    "naasten: releases/b.txt \n",
    "02": "-- OM\nreleases/om.txt\n-- IS\nreleases/is.txt\n-- mijn\nreleases/mijn.txt\n-- strijd IS\n"
    "releases/is.txt\n-- =IS\nreleases/is.txt\n-- +OM\nreleases/om.txt\n",
    "03": "inzetten: 1\nuitvoeren: 1\ndeelnemen: 1\nin te zetten: 1\n",
    "06": "releases/b.txt\nreleases/b.txt\n",
    "09": "1\n1\n1\n1\n",
    "12": "landmacht: 1\nluchtmacht: 1\nzeestrijdkrachten: 1\nlandstrijdkrachten: 1\nbinnenland: 1\n"
    "inlichtingendienst: 1\n",
    "14": "inzetten: 1\ndeelnemen: 1\nneerstorten: 1\n",
    "18": "kolonel: 1\nmajoor: 1\nkapitein: 1\nbrigadegeneraal: 1\ngeneraal-majoor: 1\neerste luitenant: 1\n"
    "5 miljoen: 1\n10 procent: 1\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OUTPUTS)
def test_a_case_finds_what_is_right(name: str, tmp_path: Path) -> None:
    """Apart from notes, which say how the query was read."""
    lines = [
        line
        for line in output_of(name, tmp_path).splitlines(keepends=True)
        if not line.startswith(("note: ", "no release ", '"title_matches"', "did you mean", "  "))
    ]
    assert "".join(lines) == OUTPUTS[name]


@pytest.mark.slow
def test_a_misspelled_name_is_suggested(tmp_path: Path) -> None:
    """Beside its one hit the spelling of the others; ij and y are one slip."""
    output = output_of("21", tmp_path)
    assert "1 of 1 release" in output
    assert "marechaussee (8 releases)" in output
    assert "ruyter (1 release)" in output
