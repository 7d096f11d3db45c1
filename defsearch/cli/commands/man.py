"""``defsearch man``: the manual page, generated from the help of the commands."""

from typing import Annotated, Any

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.config import xdg_folder
from defsearch.cli.main import COMMANDS, load_command, make_program
from defsearch.cli.output import Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch man | man -l -    read it
defsearch man --install     install it, for man defsearch
"""


@app.command(cls=Command, epilog=EXAMPLES)
def man(
    install: Annotated[
        bool,
        options.option(
            "--install",
            help="Write it to $XDG_DATA_HOME/man/man1 (~/.local/share/man/man1).",
            panel=options.DISPLAY,
        ),
    ] = False,
) -> int:
    """Print the manual page (roff), generated from the help texts."""
    terminal = Terminal(no_pager=True)
    page = _manual_page()
    if not install:
        terminal.write(page)
        return 0
    file = xdg_folder("XDG_DATA_HOME", ".local/share") / "man" / "man1" / "defsearch.1"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")
    from defsearch.render.text import visible

    terminal.note([f"{visible(str(file))} written; to read it: man defsearch, or man {visible(str(file))}"])
    return 0


def _manual_page() -> str:
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
        return manual_page(program.help or "", pages)
