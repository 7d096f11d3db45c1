"""``defsearch check``: is the index whole, and does it agree with the files of the releases."""

from pathlib import Path

import typer

from defsearch.cli import options as o
from defsearch.cli.command import Command
from defsearch.cli.terminal import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch check && echo whole
defsearch check --json | jq .faults
"""


@app.command(cls=Command, epilog=EXAMPLES)
def check(
    json: o.JsonOption = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Read all of the index and say whether it is whole, and whether the releases on disk are still the same.

    Exit code 1 for a fault, with the command that repairs it. Releases that changed on disk are no fault:
    they are named, and an ingest takes them in.
    """
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.cli.remedies import check_advice
    from defsearch.index.check import check as index_check  # here, so that --help pays for no index

    report = index_check(index)
    advice = check_advice(report)
    if json:
        from defsearch.render.formats import check_json

        terminal.write(check_json(report, advice))
    else:
        from defsearch.render.reports import check_lines

        terminal.show(check_lines(report, advice, terminal.screen))
    return 1 if report.faults else 0
