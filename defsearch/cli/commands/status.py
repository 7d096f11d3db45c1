"""``defsearch status``: what is in the index."""

from pathlib import Path

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.output import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch status
defsearch status --json | jq .empty_months
"""


@app.command(cls=Command, epilog=EXAMPLES)
def status(
    verbose: options.VerboseOption = False,
    json: options.JsonOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Show what is in the index: releases, dates, months without releases, size, skipped files."""
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.index.check import status as index_status  # here, so that --help does not load it

    report = index_status(index)
    if json:
        from defsearch.render.formats import status_json

        terminal.write(status_json(report))
    else:
        from defsearch.render.reports import status_lines

        terminal.show(status_lines(report, terminal.screen, verbose=verbose, advice=_what_to_do))
    if report.outdated is not None:
        from defsearch.cli.remedies import remedy

        terminal.note([report.outdated.message, str(remedy(report.outdated))])
    return 0


def _what_to_do(reason: str) -> str:
    from defsearch.cli.remedies import skip_remedy  # here: only an index with skipped files needs it

    return skip_remedy(reason)
