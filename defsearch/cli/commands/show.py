"""``defsearch show``: one release in full."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options as o
from defsearch.cli.arguments import find_id, find_matches
from defsearch.cli.command import Command
from defsearch.cli.terminal import Colour, Terminal
from defsearch.cli.usage_errors import only_one
from defsearch.search.results import ReleaseMatches

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch show 3                              the third hit of the last query
defsearch show 000_2a82c3f99f7f09b9           by its id
defsearch show 000_2a --query 'zuid-korea'    by the beginning of its id, these words lit
defsearch show 3 --cite                       to cite it
"""


@app.command(cls=Command, epilog=EXAMPLES)
def show(
    context: typer.Context,
    id_: o.IdArgument,
    query: Annotated[
        str | None,
        o.option("--query", help="Light this query, not the last one.", metavar="Q", panel=o.SHOWING),
    ] = None,
    raw: Annotated[bool, o.option("--raw", help="The text as it stands.", panel=o.SHOWING)] = False,
    cite: Annotated[
        bool, o.option("--cite", help="A line for a footnote, and BibTeX.", panel=o.SHOWING)
    ] = False,
    json: o.JsonOption = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Show one release in full, with what matches the last query (or --query) lit.

    On a terminal it is laid out for reading and goes through the pager when it does not fit.
    """
    chosen = only_one({"--raw": raw, "--cite": cite, "--json": json}, context)
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help pays for no search

    with open_searcher(index) as searcher:
        release = searcher.release(find_id(id_, index, searcher))
        matches = (
            ReleaseMatches()
            if chosen in ("--raw", "--cite")
            else find_matches(release, query, index, searcher)
        )
    if chosen == "--json":
        from defsearch.render.formats import release_json

        terminal.write(release_json(release, matches))
    elif chosen == "--cite":
        from defsearch.render.release import citation_lines

        terminal.show(citation_lines(release))
    elif chosen == "--raw":
        from defsearch.render.release import raw_lines

        terminal.show(raw_lines(release))
    else:
        from defsearch.render.release import release_lines

        terminal.show(release_lines(release, matches, terminal.screen))
    return 0
