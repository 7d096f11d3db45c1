"""``defsearch man``: the manual page contains every command and option."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from support.readme import MANUAL_PAGE
from support.screen import PROJECT

from defsearch.cli.command import OTHER_NAMES
from defsearch.cli.main import COMMANDS, load_command

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_manual_page_names_every_command_and_option(program: Any) -> None:
    """It is generated from the same help."""
    program("man")
    page = program.out.replace("\\-", "-")
    for command in COMMANDS:
        assert f".SS {command} " in page
        for param in load_command(command).params:
            assert param.param_type_name == "argument" or all(
                name in page for name in param.opts if name not in OTHER_NAMES
            )


def test_the_manual_page_has_no_fault_of_form(program: Any) -> None:
    """As ``mandoc -T lint`` finds them: long lines, a paragraph after a heading, a break at the end, no date."""
    program("man")
    lines = program.out.splitlines()
    without_examples = re.sub(r"(?s)\n\.nf\n.*?\n\.fi\n", "\n", program.out).splitlines()
    assert max(len(line.encode()) for line in without_examples if not line.startswith(".SS")) <= 80
    pairs = {(one[:3], other[:3]) for one, other in pairwise(lines)}
    assert not pairs & {(".SS", ".PP"), (".SH", ".PP"), (".br", ".SH")}
    assert '""' not in lines[0]
    if mandoc := shutil.which("mandoc"):
        done = subprocess.run([mandoc, "-T", "lint"], input=program.out, capture_output=True, text=True)
        assert (done.stdout, done.stderr) == ("", "")


def test_the_page_is_installed_in_a_new_home(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folders are made; XDG_DATA_HOME is another place."""
    program("man")
    page = program.out
    home = tmp_path / "new home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert program("man", "--install") == 0
    assert program.out == ""
    assert (home / ".local/share/man/man1/defsearch.1").read_text(encoding="utf-8") == page
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert program("man", "--install") == 0
    assert (tmp_path / "data/man/man1/defsearch.1").read_text(encoding="utf-8") == page


def test_a_home_where_it_cannot_be_installed_is_named(
    program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one sentence, and exit code 74."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert program("man", "--install") == 74
    assert program.err.startswith(f"defsearch: {tmp_path / 'file'}")
    assert program.err.count("\n") == 1


def test_the_wheel_carries_the_page_that_the_program_prints(program: Any) -> None:
    """After a change of a help text, run: python tests/support/readme.py."""
    program("man")
    assert MANUAL_PAGE.read_text(encoding="utf-8") == program.out
    build = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    places = build["targets"]["wheel"]["shared-data"]
    assert places[os.fspath(MANUAL_PAGE.relative_to(PROJECT))] == "share/man/man1/defsearch.1"
