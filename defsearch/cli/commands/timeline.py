"""``defsearch timeline``: the number of matching releases per period."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options, output
from defsearch.cli.command import QueryCommand
from defsearch.cli.config import today
from defsearch.cli.options import csv_style, only_one, period, query_text
from defsearch.cli.output import Colour, Terminal
from defsearch.search.results import Per
from defsearch.search.timeline import Timeline, TimelineRequest

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch timeline                                  all releases
defsearch timeline drones --per year                a subject over the years
defsearch timeline --compare F-16 --compare F-35    compare subjects
defsearch timeline drones --share --svg drones.svg  the share of all releases, as a picture
"""
_STDOUT = Path("-")


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def timeline(
    context: typer.Context,
    words: options.QueryArgument = None,
    compare: Annotated[
        list[str] | None,
        options.option(
            "--compare", help="A query to compare; can be repeated.", metavar="Q", panel=options.DISPLAY
        ),
    ] = None,
    per: Annotated[
        Per | None,
        options.option(
            "--per",
            help="year, month or week. [default: chosen by the time span]",
            metavar="UNIT",
            panel=options.DISPLAY,
        ),
    ] = None,
    share: Annotated[
        bool,
        options.option(
            "--share", help="Draw the share of all releases instead of the count.", panel=options.DISPLAY
        ),
    ] = False,
    svg: Annotated[
        Path | None,
        options.option(
            "--svg",
            help="Write an SVG picture to FILE (-: standard output).",
            metavar="FILE",
            panel=options.DISPLAY,
        ),
    ] = None,
    from_: options.FromOption = None,
    to: options.ToOption = None,
    on: options.OnOption = None,
    any_: options.AnyOption = False,
    exact: options.ExactOption = False,
    no_compounds: options.NoCompoundsOption = False,
    no_synonyms: options.NoSynonymsOption = False,
    synonyms: options.SynonymsOption = None,
    json: options.JsonOption = False,
    csv: options.CsvOption = False,
    csv_delimiter: options.CsvDelimiterOption = ",",
    csv_bom: options.CsvBomOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Count the matching releases per year, month or week, and draw the counts as bars.

    Each count is shown with its share of all releases of the period, since a count can grow only because more
    is published. Periods without releases are shown too. Without a query, all releases are counted.
    """
    formats = {"--json": json, "--csv": csv, "--svg": svg == _STDOUT}
    chosen = only_one(formats, context, hint="Choose one of them: both go to standard output")
    style = csv_style(chosen, context, csv_delimiter, bom=csv_bom)
    text = query_text(words).strip()
    request = TimelineRequest(
        queries=(*([text] if text else []), *(query_text([one]) for one in compare or ())),
        per=per,
        period=period(from_, to, on),
        any_word=any_,
        exact=exact,
        compounds=not no_compounds,
        synonyms=not no_synonyms,
    )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index, synonyms=synonyms) as searcher:
        result = searcher.timeline(request, today())
    output.show_notices(result.notices)
    if result.not_counted:
        from defsearch.render.text import plural

        count = plural(result.not_counted, "release")
        terminal.note([f"not counted: {count} that cannot be placed in one {result.per.value}, or undated"])
    found = any(any(row.matching) for row in result.periods)
    file = None if svg == _STDOUT else svg
    if file is not None:
        file.write_bytes(_picture(result, by_share=share))
    if chosen == "--svg":
        terminal.write(_picture(result, by_share=share))
    elif chosen == "--json":
        from defsearch.render.formats import timeline_json

        terminal.write(timeline_json(result))
    elif chosen == "--csv":
        from defsearch.render.formats import timeline_csv

        terminal.write(timeline_csv(result, style))
    elif file is not None:
        from defsearch.render.text import visible

        terminal.note([f"{visible(str(file))} written"])
    elif found:
        from defsearch.render.timeline_text import timeline_lines

        terminal.show(timeline_lines(result, terminal.screen, by_share=share))
    else:
        from defsearch.render.text import nothing_found

        terminal.note([nothing_found("release", request.queries, request.period)])
    return 0 if found else 1


def _picture(timeline: Timeline, *, by_share: bool) -> bytes:
    from defsearch.render.timeline_svg import timeline_svg

    return timeline_svg(timeline, by_share=by_share).encode()
