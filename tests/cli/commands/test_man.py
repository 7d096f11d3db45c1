"""``defsearch man``: the manual page contains every command and option."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from defsearch.cli.command import OTHER_NAMES
from defsearch.cli.main import COMMANDS, load_command


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
