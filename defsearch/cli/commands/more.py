"""``defsearch more``: the next page of the list that was last shown in this terminal."""

from pathlib import Path

import typer

from defsearch.cli import options, output
from defsearch.cli.command import Command
from defsearch.cli.config import today
from defsearch.cli.last_query import load_last_query, no_list
from defsearch.cli.output import Colour, Terminal
from defsearch.cli.remedies import command
from defsearch.errors import ReleaseNotFoundError
from defsearch.search.results import Per

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch query drones && defsearch more && defsearch more
"""


@app.command(cls=Command, epilog=EXAMPLES)
def more(
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Show the next page of what was last asked in this terminal, with the same options.

    After the last page the exit code is 1.
    """
    last = load_last_query(index)
    if last is None:
        raise no_list(index, "there is no next page")
    request = last.request
    if last.similar_to:
        longer = command("defsearch", "similar", last.similar_to, "-n", str(max(20, 2 * len(last.ids))))
        raise ReleaseNotFoundError(
            "a list of similar releases has no next page", f"For a longer list: {longer}"
        )
    if request.page * request.limit >= last.total:
        shown = "1 release was shown" if last.total == 1 else f"all {last.total} releases were shown"
        raise ReleaseNotFoundError(f"there is no next page: {shown}")
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index, synonyms=last.synonyms) as searcher:
        result = searcher.search(request._replace(page=request.page + 1), today())
        timeline = output.counts_per_period(searcher, request, Per(last.per), today()) if last.per else None
    return output.show_hits(result, terminal, index, last.synonyms, brief=last.brief, timeline=timeline)
