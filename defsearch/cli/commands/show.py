"""``defsearch show``: one release in full."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.options import (
    matches_to_highlight,
    name_numbered_release,
    only_one,
    query_text,
    resolve_release_id,
)
from defsearch.cli.output import Colour, Terminal, edit_file, open_file
from defsearch.errors import ReleaseFileError
from defsearch.search.results import ReleaseMatches

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch show 3                              the third hit of the last query
defsearch show 000_2a82c3f99f7f09b9           by its id
defsearch show 000_2a --query 'zuid-korea'    by the start of its id, these words highlighted
defsearch show 3 --quotes                     who says what in it
defsearch show 3 --cite                       a citation
defsearch show 3 --open                       its web page, or its file
"""


@app.command(cls=Command, epilog=EXAMPLES)
def show(
    context: typer.Context,
    id_: options.IdArgument,
    query: Annotated[
        str | None,
        options.option(
            "--query",
            help="Highlight this query instead of the last one.",
            metavar="Q",
            panel=options.DISPLAY,
        ),
    ] = None,
    raw: Annotated[
        bool, options.option("--raw", help="Print the text of the file.", panel=options.DISPLAY)
    ] = False,
    cite: Annotated[
        bool,
        options.option("--cite", help="Print a citation line and a BibTeX entry.", panel=options.DISPLAY),
    ] = False,
    publisher: Annotated[
        str | None,
        options.option(
            "--publisher", help="The publisher that a citation names.", metavar="NAME", panel=options.DISPLAY
        ),
    ] = None,
    path: Annotated[
        bool, options.option("--path", help="Print the path of the file.", panel=options.DISPLAY)
    ] = False,
    open_: Annotated[
        bool,
        options.option(
            "--open", help="Open its web address, or its file, as the system does.", panel=options.DISPLAY
        ),
    ] = False,
    edit: Annotated[
        bool,
        options.option("--edit", help="Open its file in $VISUAL or $EDITOR.", panel=options.DISPLAY),
    ] = False,
    quotes: Annotated[
        bool,
        options.option(
            "--quotes", help="Highlight the quotations, with their speakers.", panel=options.DISPLAY
        ),
    ] = False,
    json: options.JsonOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Show one release in full, with the matches of the last query (or of --query) highlighted.

    On a terminal the text is wrapped, and goes through the pager if it does not fit.
    """
    chosen = only_one(
        {"--raw": raw, "--cite": cite, "--path": path, "--open": open_, "--edit": edit, "--json": json},
        context,
    )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index) as searcher:
        release = searcher.release(resolve_release_id(id_, index, searcher))
        matches = (
            ReleaseMatches()
            if chosen not in (None, "--json")
            else matches_to_highlight(release, query and query_text([query]), index, searcher)
        )
    if chosen is not None:
        name_numbered_release(id_, release)
    if chosen in ("--path", "--open", "--edit"):
        match chosen:
            case "--path":
                from defsearch.render.formats import hits_paths

                terminal.write(hits_paths([release], nul=False))
            case "--open":
                open_file(release.path, release.url)
            case _:
                edit_file(release.path)
    elif chosen == "--json":
        from defsearch.render.formats import release_json

        terminal.write(release_json(release, matches))
    elif chosen == "--cite":
        from defsearch.render.release import citation_lines

        terminal.show(citation_lines(release, publisher))
    elif chosen == "--raw":
        from defsearch.render.release import raw_lines

        terminal.show(raw_lines(_file_text(release.path)))
    else:
        from defsearch.render.release import release_lines

        if quotes:
            from defsearch.render.quotes import marked_quotes

            matches, labels = marked_quotes(release)
            terminal.show(release_lines(release, matches, terminal.screen, labels))
        else:
            terminal.show(release_lines(release, matches, terminal.screen))
    return 0


def _file_text(path: str) -> str:
    """Return the text of a release's file as it is now, with what is left over from the web page."""
    from defsearch.releases.layout import decode_release  # here, so that only --raw reads files
    from defsearch.releases.reader import read_content
    from defsearch.releases.release import Problem

    content = read_content(path)
    if isinstance(content, Problem):
        raise ReleaseFileError(path, content.reason)
    return decode_release(content.data)[0]
