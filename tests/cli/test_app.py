"""The program and its global options; each command loads only the modules that it needs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("typed", ["--index here query drones", "query drones --index here"])
def test_global_options_stand_before_or_after_the_command(
    typed: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both mean the same, and both win over the environment."""
    monkeypatch.setenv("DEFSEARCH_INDEX", "elsewhere")
    program(*typed.split())
    assert program.searchers[-1].index.name == "here"


def test_the_option_after_the_command_wins(program: Any) -> None:
    """Where both are given, the nearer one counts."""
    program("--index", "one", "query", "drones", "--index", "two")
    assert program.searchers[-1].index.name == "two"


def test_a_flag_before_the_command_reaches_it(program: Any) -> None:
    """--color and the flags are handed on too."""
    program("--color", "always", "--hyperlinks", "query", "drones")
    assert "\x1b[1;4;31m" in program.out
    assert "\x1b]8;;file://" in program.out


LOADED = """
import sys
from defsearch.cli.main import run
code = run(sys.argv[1:])
print(code, *sys.modules, file=sys.stderr)
"""


def loaded(folder: Path, *args: str) -> set[str]:
    """The modules that are loaded when a command has run (and it has run well)."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *args], cwd=folder, capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.splitlines()[-1].split()
    assert code == "0"
    return set(modules)


@pytest.mark.parametrize(
    "args",
    [
        "query drones --json",
        "query drones --color always",
        "query drones noordzee --csv",
        "show 001 --color always",
        "timeline drones",
        "export",
        "status",
    ],
)
def test_reading_commands_load_neither_rich_nor_dictionaries(indexed: Path, args: str) -> None:
    """Rich alone takes as long as a search, the dictionaries ten times as long."""
    heavy = {"rich", "simplemma", "snowballstemmer", "whoosh", "pickle", "pydantic", "multiprocessing"}
    assert not loaded(indexed, *args.split()) & heavy


def test_help_loads_no_search(indexed: Path) -> None:
    """Neither Whoosh nor any other command's module."""
    modules = loaded(indexed, "query", "--help")
    assert not modules & {"whoosh", "rich", "defsearch.search.searcher", "defsearch.cli.commands.ingest"}


def test_a_query_builds_no_other_command(indexed: Path) -> None:
    """Commands are found by name; the one that is asked for is the only one loaded."""
    modules = loaded(indexed, "query", "drones")
    assert {name for name in modules if name.startswith("defsearch.cli.commands.")} == {
        "defsearch.cli.commands.query"
    }


def test_formats_for_people_load_no_csv_and_formats_for_programs_no_drawing(indexed: Path) -> None:
    """One renderer for each answer."""
    assert not loaded(indexed, "query", "drones") & {"csv", "defsearch.render.formats"}
    assert "defsearch.render.hits" not in loaded(indexed, "query", "drones", "--json")
