"""``defsearch export``: releases in full, for jq, pandas, a spreadsheet or another search engine."""

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from defsearch.cli import options
from defsearch.cli.command import QueryCommand
from defsearch.cli.config import today
from defsearch.cli.options import check_null, csv_style, only_one, period, query_text
from defsearch.cli.output import Colour, Terminal
from defsearch.search.results import SearchRequest, Sort

if TYPE_CHECKING:
    from collections.abc import Iterable

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch export > releases.jsonl
defsearch export drones --from 2025 | jq -r '[.date, .title] | @tsv'
"""


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def export(
    context: typer.Context,
    words: options.QueryArgument = None,
    from_: options.FromOption = None,
    to: options.ToOption = None,
    on: options.OnOption = None,
    any_: options.AnyOption = False,
    exact: options.ExactOption = False,
    no_compounds: options.NoCompoundsOption = False,
    no_synonyms: options.NoSynonymsOption = False,
    synonyms: options.SynonymsOption = None,
    json: options.JsonOption = False,
    jsonl: options.JsonlOption = False,
    csv: options.CsvOption = False,
    tsv: options.TsvOption = False,
    csv_delimiter: options.CsvDelimiterOption = ",",
    csv_bom: options.CsvBomOption = False,
    paths: options.PathsOption = False,
    nul: options.NullOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Print all releases, or those of a query and a period, in full, oldest first; as JSON Lines by default.

    Each line is one object: id, date, date_first, date_last, date_from, title, title_derived, headings, body, url,
    path. CSV and TSV have id, date, title, url, path and body.
    """
    chosen = only_one(
        {"--json": json, "--jsonl": jsonl, "--csv": csv, "--tsv": tsv, "--paths": paths}, context
    )
    style = csv_style(chosen, context, csv_delimiter, bom=csv_bom)
    check_null(chosen, context)
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
    from defsearch.render import formats
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index, synonyms=synonyms) as searcher:
        releases = iter(searcher.export(request, today()))
        first = next(releases, None)
        if first is None:
            from defsearch.render.text import nothing_found

            terminal.note([nothing_found("release", [text], span)])
            return 1
        releases = chain([first], releases)
        pieces: Iterable[str | bytes]
        match chosen:
            case "--json":
                pieces = formats.export_json(releases)
            case "--csv" | "--tsv":
                pieces = formats.export_csv(releases, style)
            case "--paths":
                pieces = (formats.hits_paths([release], nul=nul) for release in releases)
            case _:
                pieces = (f"{formats.export_line(release)}\n" for release in releases)
        for piece in pieces:
            terminal.write(piece)
    return 0
