"""``defsearch man``: the manual page contains every command and option."""

from __future__ import annotations

from typing import Any

from defsearch.cli.app import COMMANDS, load_command
from defsearch.cli.command import OTHER_NAMES


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
