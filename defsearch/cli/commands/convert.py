"""``defsearch convert``: web pages, Markdown, JSON, JSON Lines, CSV and feeds into releases that ``ingest`` reads."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.completion import complete_file
from defsearch.cli.output import Colour, Terminal
from defsearch.cli.remedies import command

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch convert pages --into persberichten              saved web pages
defsearch convert notes.csv --into persberichten --fields title=kop,text=bericht
defsearch convert export.jsonl --into copy                an export of another archive
"""
_CONVERT = "Convert options"


@app.command(cls=Command, epilog=EXAMPLES)
def convert(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, or folders with them: .html, .md, .json, .jsonl, .csv, .tsv, .xml, .rss, .atom.",
            show_default=False,
            readable=False,
            autocompletion=complete_file,
        ),
    ],
    into: Annotated[
        Path, options.option("--into", help="Folder for the releases.", metavar="FOLDER", panel=_CONVERT)
    ],
    fields: Annotated[
        str | None,
        options.option(
            "--fields",
            help="Columns without a usual name: title=COLUMN,date=COLUMN,text=COLUMN,url=COLUMN.",
            metavar="NAMES",
            panel=_CONVERT,
        ),
    ] = None,
    summaries: Annotated[
        bool,
        options.option("--summaries", help="Also take feed entries with only a summary.", panel=_CONVERT),
    ] = False,
    replace: Annotated[
        bool, options.option("--replace", help="Overwrite releases that have another text.", panel=_CONVERT)
    ] = False,
    strict: Annotated[
        bool,
        options.option(
            "--strict", help="Write nothing and fail (exit code 1) if anything is refused.", panel=_CONVERT
        ),
    ] = False,
    dry_run: Annotated[
        bool, options.option("--dry-run", help="Show what would be written; write nothing.", panel=_CONVERT)
    ] = False,
    verbose: options.VerboseOption = False,
    json: options.JsonOption = False,
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
) -> int:
    """Write what you have as releases, one file each (2026/09/2026-09-10-title.txt), for defsearch ingest.

    Nothing is guessed: what has no title, date or recognisable text is refused with the reason, and the rest is
    converted. Nothing is overwritten without --replace, and no connection is opened.
    """
    terminal = Terminal(color, no_pager=no_pager)
    from defsearch.convert.convert import ConvertOptions
    from defsearch.convert.convert import convert as run_convert
    from defsearch.convert.records import parse_fields
    from defsearch.render.formats import convert_json
    from defsearch.render.reports import convert_summary, problem_lines, unconverted_lines

    convert_options = ConvertOptions(parse_fields(fields), summaries, dry_run, replace, strict)
    report = run_convert(sources, into, convert_options)
    terminal.note(problem_lines(report.repeated, "not written", verbose=verbose))
    terminal.note(problem_lines(report.refused, "refused", verbose=verbose))
    terminal.note(unconverted_lines(report.other_files))
    done = bool(report.written or report.unchanged)
    if json:
        terminal.write(convert_json(report))
    else:
        if dry_run:
            terminal.show([f"would write {path}" for path in report.written])
        terminal.show([convert_summary(report, convert_options, str(into))])
        if report.written and not dry_run:
            terminal.note([f"to search them: {command('defsearch', 'ingest', into)}"])
    return 1 if not done or (strict and report.refused) else 0
