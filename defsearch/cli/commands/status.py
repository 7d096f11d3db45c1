"""``defsearch status``: what is in the index."""

from pathlib import Path

import typer

from defsearch.cli import options as o
from defsearch.cli.command import Command
from defsearch.cli.terminal import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch status
defsearch status --json | jq .empty_months
"""


@app.command(cls=Command, epilog=EXAMPLES)
def status(
    json: o.JsonOption = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Say what is in the index: releases, dates, months without any, size, files that were skipped."""
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.index.check import status as index_status  # here, so that --help pays for no index

    report = index_status(index)
    if json:
        from defsearch.render.formats import status_json

        terminal.write(status_json(report))
    else:
        from defsearch.render.reports import status_lines

        terminal.show(status_lines(report, terminal.screen))
    return 0
