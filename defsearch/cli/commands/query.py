"""``defsearch query``: search, and print the hits in one of the formats."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options, output
from defsearch.cli.command import QueryCommand
from defsearch.cli.completion import complete_date
from defsearch.cli.config import today
from defsearch.cli.options import added_period, check_null, csv_style, only_one, period, query_text
from defsearch.cli.output import Colour, Terminal
from defsearch.errors import UsageError
from defsearch.search.results import Per, SearchRequest, Sort

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch query drones
defsearch query '"f-16" OR "f-35"' --from 2024 --to 2025-06
defsearch query minister oekraïne -zelensky     exclude a word
defsearch query title:fregat 'luchtverd*'       a field, a prefix
defsearch query --on "vorige maand"             all releases of a period
defsearch query drones --brief -n all           one line a hit, all of them
defsearch query drones --paths -0 | xargs -0 grep -l Oekraïne
"""


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def query(
    context: typer.Context,
    words: options.QueryArgument = None,
    from_: options.FromOption = None,
    to: options.ToOption = None,
    on: options.OnOption = None,
    added: Annotated[
        str | None,
        options.option(
            "--added",
            help="Only releases that came into the index in this period; last: by the latest ingest that added any.",
            metavar="DATE",
            panel=options.MATCHING,
            autocompletion=complete_date,
            callback=options.check_date,
        ),
    ] = None,
    any_: options.AnyOption = False,
    exact: options.ExactOption = False,
    no_compounds: options.NoCompoundsOption = False,
    no_synonyms: options.NoSynonymsOption = False,
    synonyms: options.SynonymsOption = None,
    sort: options.SortOption = None,
    recent: Annotated[
        bool,
        options.option(
            "--recent",
            help="Rank newer releases slightly higher (half-life: two years).",
            panel=options.DISPLAY,
        ),
    ] = False,
    only: Annotated[
        bool,
        options.option(
            "--only",
            help="Show no releases that have only some of the words.",
            panel=options.DISPLAY,
        ),
    ] = False,
    per: Annotated[
        Per | None,
        options.option(
            "--per",
            help="Group the hits by year, month or week, with the count of each; newest first by default.",
            metavar="UNIT",
            panel=options.DISPLAY,
        ),
    ] = None,
    limit: options.LimitOption = 10,
    page: options.PageOption = 1,
    passages: options.PassagesOption = 2,
    brief: options.BriefOption = False,
    explain: Annotated[
        bool,
        options.option(
            "--explain",
            help="Explain how the query was understood and what it matched.",
            panel=options.DISPLAY,
        ),
    ] = False,
    count: Annotated[
        bool,
        options.option("--count", help="Print only the number of matching releases.", panel=options.FORMAT),
    ] = False,
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
    """Search: rank the matching releases and show the matching passages.

    A release matches if it contains all the words, in any inflection. Where few do, those with some of the words
    follow below a line. Operators: "exact phrase", -word, OR, NOT,
    ( ), prefix*, wo?d, word~, =form, title:word, date:2024-02..2024-05. With a period and no words, all its
    releases are listed, newest first.
    """
    chosen = only_one(
        {
            "--count": count,
            "--json": json,
            "--jsonl": jsonl,
            "--csv": csv,
            "--tsv": tsv,
            "--paths": paths,
        },
        context,
    )
    style = csv_style(chosen, context, csv_delimiter, bom=csv_bom)
    check_null(chosen, context)
    if explain and chosen is not None and chosen != "--json":
        # A typed one of the two wins over one from the environment.
        hint = "--explain can be combined with --json only"
        winner = only_one({"--explain": True, chosen: True}, context, hint=hint)
        explain, chosen = winner == "--explain", None if winner == "--explain" else winner
    text = query_text(words)
    span = period(from_, to, on)
    added = added_period(added)
    if not text.strip() and span is None and not added:
        raise UsageError(
            "nothing to search for: no words and no period", "For example: defsearch query drones"
        )
    if per is not None and sort is Sort.RELEVANCE:
        raise UsageError("--per groups by date: --sort is newest or oldest", "Leave out --sort relevance")
    request = SearchRequest(
        query=text,
        period=span,
        sort=sort or (Sort.RELEVANCE if text.strip() and per is None else Sort.NEWEST),
        limit=limit,
        page=page,
        passages=0 if brief or chosen in ("--count", "--csv", "--tsv", "--paths") else passages,
        any_word=any_,
        exact=exact,
        compounds=not no_compounds,
        synonyms=not no_synonyms,
        recent=recent,
        added=added,
        near_misses=not only and chosen in (None, "--json"),
    )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index, synonyms=synonyms) as searcher:
        if explain:
            explanation = searcher.explain(request, today())
            return output.show_explanation(explanation, terminal, as_json=chosen is not None)
        result = searcher.search(request, today())
        timeline = output.counts_per_period(searcher, request, per, today()) if per and result.hits else None
    output.show_notices(result.notices)
    if chosen is None:
        return output.show_hits(result, terminal, index, synonyms, brief=brief, timeline=timeline)
    return output.print_hits(result, chosen, terminal, style, nul=nul)
