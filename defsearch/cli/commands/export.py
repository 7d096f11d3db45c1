"""``defsearch export``: releases as JSON Lines, for jq, pandas or another search engine."""

from pathlib import Path

import typer

from defsearch.cli import options
from defsearch.cli.arguments import period, query_text, today
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
    words: options.QueryArgument = None,
    from_: options.FromOption = None,
    to: options.ToOption = None,
    on: options.OnOption = None,
    any_: options.AnyOption = False,
    exact: options.ExactOption = False,
    no_compounds: options.NoCompoundsOption = False,
    no_synonyms: options.NoSynonymsOption = False,
    synonyms: options.SynonymsOption = None,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Print all releases, or those of a query and a period, as JSON Lines, oldest first.

    Each line is one object: id, date, title, headings, body, path.
    """
    text = query_text(words)
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
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    found = False
    with open_searcher(index, synonyms=synonyms) as searcher:
        for release in searcher.export(request, today()):
            terminal.write(export_line(release) + "\n")
            found = True
    if not found:
        terminal.note(["no release matches"])
    return 0 if found else 1
