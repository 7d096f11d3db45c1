"""Options and their environment variables."""

from __future__ import annotations

from typing import Any

import pytest

from defsearch.cli.app import COMMANDS, load_command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_its_environment_variable(command: str) -> None:
    """DEFSEARCH_ and the long name of the option; --help has none."""
    for param in load_command(command).params:
        if param.param_type_name == "option" and param.name != "help":
            long_name = next(name for name in param.opts if name.startswith("--"))
            assert param.envvar == "DEFSEARCH_" + long_name[2:].replace("-", "_").upper()


def test_a_typed_option_wins_over_the_environment(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable sets the default of the option."""
    monkeypatch.setenv("DEFSEARCH_LIMIT", "1")
    monkeypatch.setenv("DEFSEARCH_ANY", "1")
    program("query", "drones")
    assert (program.request.limit, program.request.any_word) == (1, True)
    program("query", "drones", "--limit", "7")
    assert program.request.limit == 7
