"""``defsearch similar``: releases about the same thing as one of them."""

from pathlib import Path

import typer

from defsearch.cli import options as o
from defsearch.cli.arguments import find_id
from defsearch.cli.command import Command
from defsearch.cli.terminal import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch similar 3                       like the third hit of the last query
defsearch similar 000_2a82c3f99f7f09b9 -n 5
"""


@app.command(cls=Command, epilog=EXAMPLES)
def similar(
    id_: o.IdArgument,
    limit: o.LimitOption = 10,
    json: o.JsonOption = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """List the releases that are about the same thing, the nearest first.

    What counts are the words that set a release apart from the rest of the archive, not those it shares
    with all. The release itself is not listed.
    """
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help pays for no search

    with open_searcher(index) as searcher:
        release = searcher.release(find_id(id_, index, searcher))
        result = searcher.similar(release.id, limit)
    if json:
        from defsearch.render.formats import similar_json

        terminal.write(similar_json(release.id, result))
    elif result.hits:
        from defsearch.cli.last_query import remember
        from defsearch.render.hits import similar_lines

        remember(index, result, f"like {release.id}")
        terminal.show(similar_lines(release, result, terminal.screen))
    else:
        from defsearch.render.text import visible

        terminal.note([f"no release is like {visible(release.id)}"])
    return 0 if result.hits else 1
