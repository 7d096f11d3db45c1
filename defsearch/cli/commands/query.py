"""``defsearch query``: options in, one search, one renderer out."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options as o
from defsearch.cli import output
from defsearch.cli.arguments import joined, period, today
from defsearch.cli.command import QueryCommand
from defsearch.cli.terminal import Colour, Terminal
from defsearch.cli.usage_errors import is_typed, only_one
from defsearch.errors import UsageError
from defsearch.search.results import SearchRequest, Sort

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch query drones
defsearch query '"f-16" OR "f-35"' --from 2024 --to 2025-06
defsearch query minister oekraïne -zelensky     without that word
defsearch query title:fregat 'luchtverd*'       fields, beginnings
defsearch query --on "vorige maand"             all of a period
defsearch query drones --paths -0 | xargs -0 grep -l Oekraïne
"""


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def query(
    context: typer.Context,
    words: o.QueryArgument = None,
    from_: o.FromOption = None,
    to: o.ToOption = None,
    on: o.OnOption = None,
    any_: o.AnyOption = False,
    exact: o.ExactOption = False,
    no_compounds: o.NoCompoundsOption = False,
    no_synonyms: o.NoSynonymsOption = False,
    synonyms: o.SynonymsOption = None,
    sort: o.SortOption = None,
    recent: Annotated[
        bool,
        o.option("--recent", help="Favour newer releases mildly (half-life: two years).", panel=o.SHOWING),
    ] = False,
    limit: o.LimitOption = 10,
    page: o.PageOption = 1,
    passages: o.PassagesOption = 2,
    explain: Annotated[
        bool, o.option("--explain", help="How the query was understood, and why.", panel=o.SHOWING)
    ] = False,
    count: Annotated[bool, o.option("--count", help="Only how many match.", panel=o.FORMAT)] = False,
    json: o.JsonOption = False,
    jsonl: Annotated[
        bool, o.option("--jsonl", help="One JSON object a line, for each hit.", panel=o.FORMAT)
    ] = False,
    csv: o.CsvOption = False,
    paths: Annotated[bool, o.option("--paths", help="Only the paths.", panel=o.FORMAT)] = False,
    nul: Annotated[
        bool, o.option("-0", "--null", help="With --paths: end each with NUL.", panel=o.FORMAT)
    ] = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Rank the releases that match and show the passages that match.

    All words must match, in any inflection, unless you say otherwise: "exact phrase", -word, OR, NOT,
    ( ), begin*, wo?d, word~, =form, title:word, date:2024-02..2024-05. Without words, a period alone gives
    all its releases, newest first.
    """
    chosen = only_one(
        {"--count": count, "--json": json, "--jsonl": jsonl, "--csv": csv, "--paths": paths}, context
    )
    if nul and chosen != "--paths" and is_typed(context, "--null"):
        raise UsageError("-0 goes with --paths only", "defsearch query drones --paths -0 | xargs -0 …")
    if explain and chosen is not None and chosen != "--json":
        # Of two that cannot go together, one that is typed puts out the one of the environment.
        left = only_one({"--explain": True, chosen: True}, context, hint="--explain --json is possible")
        explain, chosen = left == "--explain", None if left == "--explain" else left
    text = joined(words)
    span = period(from_, to, on)
    if not text.strip() and span is None:
        raise UsageError("there is nothing to search for: no words, no period", "defsearch query drones")
    request = SearchRequest(
        query=text,
        period=span,
        sort=sort or (Sort.RELEVANCE if text.strip() else Sort.NEWEST),
        limit=limit,
        page=page,
        passages=0 if chosen in ("--count", "--csv", "--paths") else passages,
        any_word=any_,
        exact=exact,
        compounds=not no_compounds,
        synonyms=not no_synonyms,
        recent=recent,
    )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help pays for no search

    with open_searcher(index, synonyms=synonyms) as searcher:
        if explain:
            explanation = searcher.explain(request, today())
            return output.give_explanation(explanation, terminal, as_json=chosen is not None)
        result = searcher.search(request, today())
    terminal.note(f"note: {notice}" for notice in result.notices)
    if chosen is None:
        return output.show_result(result, terminal, index)
    return output.print_result(result, chosen, terminal, nul=nul)
