"""``defsearch check``: whether the index is whole and agrees with the files of the releases."""

from pathlib import Path

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.output import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch check && echo the index is whole
defsearch check --json | jq .faults
"""


@app.command(cls=Command, epilog=EXAMPLES)
def check(
    json: options.JsonOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Check whether the index is whole and agrees with the releases on disk.

    All of the index is read. The exit code is 1 if there is a fault; the command that repairs it is shown.
    Releases that changed on disk are not a fault: they are listed, and the next ingest updates them.
    """
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.cli.remedies import check_advice
    from defsearch.index.check import check as index_check  # here, so that --help does not load it

    report = index_check(index)
    advice = check_advice(report)
    if json:
        from defsearch.render.formats import check_json

        terminal.write(check_json(report, advice))
    else:
        from defsearch.render.reports import check_lines

        terminal.show(check_lines(report, advice, terminal.screen))
    return 1 if report.faults else 0
