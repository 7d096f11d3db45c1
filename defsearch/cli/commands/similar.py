"""``defsearch similar``: releases about the same subject as one of them."""

from pathlib import Path

import typer

from defsearch.cli import options, output
from defsearch.cli.command import Command
from defsearch.cli.options import check_null, csv_style, name_numbered_release, only_one, resolve_release_id
from defsearch.cli.output import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch similar 3                       similar to the third hit of the last query
defsearch similar 000_2a82c3f99f7f09b9 -n 5
"""


@app.command(cls=Command, epilog=EXAMPLES)
def similar(
    context: typer.Context,
    id_: options.IdArgument,
    limit: options.LimitOption = 10,
    brief: options.BriefOption = False,
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
    """List the releases about the same subject, the most similar first.

    Releases are compared by the words that are typical of them, not by words that most releases contain. The
    release itself is not listed.
    """
    chosen = only_one(
        {"--json": json, "--jsonl": jsonl, "--csv": csv, "--tsv": tsv, "--paths": paths}, context
    )
    style = csv_style(chosen, context, csv_delimiter, bom=csv_bom)
    check_null(chosen, context)
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    from defsearch.search.searcher import open_searcher  # here, so that --help does not load it

    with open_searcher(index) as searcher:
        release = searcher.release(resolve_release_id(id_, index, searcher))
        result = searcher.similar(release.id, limit)
    if chosen is not None or not result.hits:
        name_numbered_release(id_, release)
    if chosen == "--json":
        from defsearch.render.formats import similar_json

        terminal.write(similar_json(release.id, result))
    elif chosen is not None:
        output.print_hits(result, chosen, terminal, style, nul=nul)
    elif result.hits:
        from defsearch.cli.last_query import save_last_query
        from defsearch.render.hits import similar_lines

        save_last_query(index, result, similar_to=release.id)
        terminal.show(similar_lines(release, result, terminal.screen, brief=brief))
    else:
        from defsearch.render.text import visible

        terminal.note([f"no release is similar to {visible(release.id)}"])
    return 0 if result.hits else 1
