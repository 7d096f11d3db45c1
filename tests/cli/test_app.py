"""The program and its global options; each command loads only the modules that it needs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("typed", ["--index here query drones", "query drones --index here"])
def test_global_options_come_before_or_after_the_command(
    typed: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same meaning; both win over the environment."""
    monkeypatch.setenv("DEFSEARCH_INDEX", "elsewhere")
    program(*typed.split())
    assert program.searchers[-1].index.name == "here"


def test_a_global_option_after_the_command_wins(program: Any) -> None:
    """If it is given twice."""
    program("--index", "one", "query", "drones", "--index", "two")
    assert program.searchers[-1].index.name == "two"


def test_a_global_flag_before_the_command_reaches_it(program: Any) -> None:
    """--color and the flags are passed on too."""
    program("--color", "always", "--hyperlinks", "query", "drones")
    assert "\x1b[1;4;31m" in program.out
    assert "\x1b]8;;file://" in program.out


LOADED = """
import sys
from defsearch.cli.main import run
code = run(sys.argv[1:])
print(code, *sys.modules, file=sys.stderr)
"""


def loaded_modules(folder: Path, *args: str) -> set[str]:
    """Return the modules that are loaded after a successful command."""
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
def test_queries_load_no_slow_modules(indexed: Path, args: str) -> None:
    """Importing Rich takes as long as a search, the dictionaries ten times as long."""
    heavy = {
        "rich",
        "simplemma",
        "snowballstemmer",
        "whoosh",
        "pickle",
        "defsearch.cli.usage_errors",
        "pydantic",
        "multiprocessing",
    }
    assert not loaded_modules(indexed, *args.split()) & heavy


def test_help_does_not_load_the_search(indexed: Path) -> None:
    """Nor the module of any other command."""
    modules = loaded_modules(indexed, "query", "--help")
    assert not modules & {"whoosh", "rich", "defsearch.search.searcher", "defsearch.cli.commands.ingest"}


def test_a_query_loads_no_other_command(indexed: Path) -> None:
    """Commands are found by name and loaded one at a time."""
    modules = loaded_modules(indexed, "query", "drones")
    assert {name for name in modules if name.startswith("defsearch.cli.commands.")} == {
        "defsearch.cli.commands.query"
    }


def test_only_the_renderer_in_use_is_loaded(indexed: Path) -> None:
    """Hits for people need no formats; JSON needs no drawing."""
    assert not loaded_modules(indexed, "query", "drones") & {"csv", "defsearch.render.formats"}
    assert "defsearch.render.hits" not in loaded_modules(indexed, "query", "drones", "--json")
