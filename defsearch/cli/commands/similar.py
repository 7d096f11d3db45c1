"""``defsearch similar``: releases about the same subject as one of them."""

from pathlib import Path

import typer

from defsearch.cli import options
from defsearch.cli.arguments import name_numbered_release, resolve_release_id
from defsearch.cli.command import Command
from defsearch.cli.terminal import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch similar 3                       similar to the third hit of the last query
defsearch similar 000_2a82c3f99f7f09b9 -n 5
"""


@app.command(cls=Command, epilog=EXAMPLES)
def similar(
    id_: options.IdArgument,
    limit: options.LimitOption = 10,
    json: options.JsonOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """List the releases about the same subject, the most similar first.

    Releases are compared by the words that are typical of them, not by words that most releases contain. The
    release itself is not listed.
    """
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index) as searcher:
        release = searcher.release(resolve_release_id(id_, index, searcher))
        result = searcher.similar(release.id, limit)
    if json or not result.hits:
        name_numbered_release(id_, release)
    if json:
        from defsearch.render.formats import similar_json

        terminal.write(similar_json(release.id, result))
    elif result.hits:
        from defsearch.cli.last_query import save_last_query
        from defsearch.render.hits import similar_lines

        save_last_query(index, result, similar_to=release.id)
        terminal.show(similar_lines(release, result, terminal.screen))
    else:
        from defsearch.render.text import visible

        terminal.note([f"no release is similar to {visible(release.id)}"])
    return 0 if result.hits else 1
