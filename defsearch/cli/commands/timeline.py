"""``defsearch timeline``: how many releases match, period by period."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options as o
from defsearch.cli.arguments import joined, period, today
from defsearch.cli.command import QueryCommand
from defsearch.cli.terminal import Colour, Terminal
from defsearch.cli.usage_errors import only_one
from defsearch.search.results import Per, Timeline, TimelineRequest

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch timeline                                  all releases
defsearch timeline drones --per year                how a subject comes up
defsearch timeline --compare F-16 --compare F-35    one beside the other
defsearch timeline drones --share --svg drones.svg  as a part of all releases, as a picture
"""
_OUTPUT = Path("-")  # as a FILE: standard output


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def timeline(
    context: typer.Context,
    words: o.QueryArgument = None,
    compare: Annotated[
        list[str] | None,
        o.option("--compare", help="A query to draw beside; repeat it.", metavar="Q", panel=o.SHOWING),
    ] = None,
    per: Annotated[
        Per | None,
        o.option("--per", help="year, month or week; else by the span.", metavar="UNIT", panel=o.SHOWING),
    ] = None,
    share: Annotated[
        bool, o.option("--share", help="Draw the share of all releases, not the count.", panel=o.SHOWING)
    ] = False,
    svg: Annotated[
        Path | None,
        o.option(
            "--svg", help="Write a picture to FILE (-: standard output).", metavar="FILE", panel=o.SHOWING
        ),
    ] = None,
    from_: o.FromOption = None,
    to: o.ToOption = None,
    on: o.OnOption = None,
    any_: o.AnyOption = False,
    exact: o.ExactOption = False,
    no_compounds: o.NoCompoundsOption = False,
    no_synonyms: o.NoSynonymsOption = False,
    synonyms: o.SynonymsOption = None,
    json: o.JsonOption = False,
    csv: o.CsvOption = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Count the releases that match in every year, month or week, and draw them.

    Beside each count stands its share of all releases of that period: a subject can grow only because more
    is written. Periods without releases are shown too. Without a query all releases are counted.
    """
    formats = {"--json": json, "--csv": csv, "--svg": svg == _OUTPUT}
    chosen = only_one(formats, context, hint="Choose one of them: both go to standard output")
    text = joined(words).strip()
    request = TimelineRequest(
        queries=(*([text] if text else []), *(compare or ())),
        per=per,
        period=period(from_, to, on),
        any_word=any_,
        exact=exact,
        compounds=not no_compounds,
        synonyms=not no_synonyms,
    )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help pays for no search

    with open_searcher(index, synonyms=synonyms) as searcher:
        drawn = searcher.timeline(request, today())
    terminal.note(f"note: {notice}" for notice in drawn.notices)
    found = any(any(row.matching) for row in drawn.periods)
    file = None if svg == _OUTPUT else svg
    if file is not None:
        file.write_bytes(_picture(drawn, by_share=share))
    if chosen == "--svg":
        terminal.write(_picture(drawn, by_share=share))
    elif chosen == "--json":
        from defsearch.render.formats import timeline_json

        terminal.write(timeline_json(drawn))
    elif chosen == "--csv":
        from defsearch.render.formats import timeline_csv

        terminal.write(timeline_csv(drawn))
    elif file is not None:
        from defsearch.render.text import visible

        terminal.note([f"{visible(str(file))} written"])
    elif found:
        from defsearch.render.timeline_text import timeline_lines

        terminal.show(timeline_lines(drawn, terminal.screen, by_share=share))
    else:
        terminal.note(["no release matches"])
    return 0 if found else 1


def _picture(drawn: Timeline, *, by_share: bool) -> bytes:
    from defsearch.render.timeline_svg import timeline_svg  # here: only a picture pays for it

    return timeline_svg(drawn, by_share=by_share).encode()
