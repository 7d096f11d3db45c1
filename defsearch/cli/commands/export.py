"""``defsearch export``: releases as JSON Lines, for jq, pandas or a search cluster."""

from pathlib import Path

import typer

from defsearch.cli import options as o
from defsearch.cli.arguments import joined, period, today
from defsearch.cli.command import QueryCommand
from defsearch.cli.terminal import Colour, Terminal
from defsearch.search.results import SearchRequest, Sort

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch export > releases.jsonl
defsearch export drones --from 2025 | jq -r '[.date, .title] | @tsv'
"""


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def export(
    words: o.QueryArgument = None,
    from_: o.FromOption = None,
    to: o.ToOption = None,
    on: o.OnOption = None,
    any_: o.AnyOption = False,
    exact: o.ExactOption = False,
    no_compounds: o.NoCompoundsOption = False,
    no_synonyms: o.NoSynonymsOption = False,
    synonyms: o.SynonymsOption = None,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Print all releases, or those of a query and a period, as JSON Lines, the oldest first.

    A line is one object: id, date, title, headings, body, path.
    """
    text = joined(words)
    span = period(from_, to, on)
    request = None
    if text.strip() or span is not None:
        request = SearchRequest(
            query=text,
            period=span,
            sort=Sort.OLDEST,
            any_word=any_,
            exact=exact,
            compounds=not no_compounds,
            synonyms=not no_synonyms,
        )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.render.formats import export_line
    from defsearch.search.searcher import open_searcher  # here, so that --help pays for no search

    some = False
    with open_searcher(index, synonyms=synonyms) as searcher:
        for release in searcher.export(request, today()):
            terminal.write(export_line(release) + "\n")
            some = True
    if not some:
        terminal.note(["no release matches"])
    return 0 if some else 1
