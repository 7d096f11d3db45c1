"""``defsearch man``: the manual page, generated from the help of the commands."""

from typing import Any

import typer

from defsearch.cli.command import Command
from defsearch.cli.main import COMMANDS, load_command, make_program
from defsearch.cli.output import Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch man | man -l -                               read it
defsearch man > ~/.local/share/man/man1/defsearch.1    install it, in a folder that exists
"""


@app.command(cls=Command, epilog=EXAMPLES)
def man() -> int:
    """Print the manual page (roff), generated from the help texts."""
    from defsearch.render.help import CommandHelp, manual_page

    program = make_program(completion=False)
    with program.make_context("defsearch", [], resilient_parsing=True) as top:
        pages: list[CommandHelp] = []
        for name in COMMANDS:
            command: Any = load_command(name)
            with command.make_context(name, [], parent=top, resilient_parsing=True) as context:
                pages.append(
                    CommandHelp(
                        usage=" ".join([name, *command.collect_usage_pieces(context)]),
                        text=command.help or "",
                        examples=command.epilog or "",
                        sections=command.help_sections(context),
                    )
                )
        Terminal(no_pager=True).write(manual_page(program.help or "", pages))
    return 0
