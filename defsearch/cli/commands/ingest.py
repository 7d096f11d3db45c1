"""``defsearch ingest``: sources in, one index brought up to date, a summary out."""

from pathlib import Path
from typing import Annotated

import typer

from defsearch.cli import options as o
from defsearch.cli.command import Command
from defsearch.cli.progress import IngestProgress, interrupted_once
from defsearch.cli.terminal import Colour, Terminal

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch ingest                              the folder seeds
defsearch ingest persberichten extra.txt      folders and files
defsearch ingest persberichten --dry-run      what would change
defsearch ingest --rebuild                    from nothing
"""
_RUN = "How to run"


@app.command(cls=Command, epilog=EXAMPLES)
def ingest(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files, or folders with *.txt. [default: seeds]",
            show_default=False,
            readable=False,  # the finder says so, and reads the others
        ),
    ] = None,
    rebuild: Annotated[bool, o.option("--rebuild", help="Make the index from nothing.", panel=_RUN)] = False,
    strict: Annotated[
        bool, o.option("--strict", help="Fail (exit 1) when a file is skipped.", panel=_RUN)
    ] = False,
    dry_run: Annotated[
        bool, o.option("--dry-run", help="Say what would change, write nothing.", panel=_RUN)
    ] = False,
    follow_links: Annotated[
        bool,
        o.option("--follow-links", help="Also read links that lead out of SOURCE.", panel=_RUN),
    ] = False,
    quiet: Annotated[bool, o.option("--quiet", "-q", help="No summary, no progress.", panel=_RUN)] = False,
    json: o.JsonOption = False,
    index: o.IndexOption = Path("index"),
    color: o.ColourOption = Colour.AUTO,
    no_pager: o.PagerOption = False,
    hyperlinks: o.LinksOption = False,
) -> int:
    """Bring the index in line with the releases in SOURCE.

    New files are added, changed ones read again, and releases whose file is gone from SOURCE are removed; a
    second run on unchanged files writes nothing. A file that cannot be used is skipped and named. Until the
    new state is whole on disk, every search sees the old one.
    """
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    progress = IngestProgress(
        drawn=terminal.error_interactive and not quiet, colour=terminal.error_screen.colour
    )
    try:
        progress.start()
        # Here, after the first sign of life: the dictionaries take a moment to load.
        from defsearch.ingest.ingest import IngestOptions
        from defsearch.ingest.ingest import ingest as run_ingest

        options = IngestOptions(rebuild=rebuild, strict=strict, dry_run=dry_run, follow_links=follow_links)
        with interrupted_once():
            report = run_ingest(sources or [Path("seeds")], index, options, progress)
    except KeyboardInterrupt:
        progress.stop()
        terminal.note([_interrupted(index)])
        raise
    finally:
        progress.stop()
    from defsearch.render.formats import ingest_json
    from defsearch.render.reports import problem_lines, summary_line

    terminal.note(problem_lines(report.warnings, "warning"))
    terminal.note(problem_lines(report.skipped, "skipped"))
    if json:
        terminal.write(ingest_json(report))
    elif not quiet:
        terminal.show([summary_line(report, options)])
    return 1 if strict and report.skipped else 0


def _interrupted(index: Path) -> str:
    from defsearch.index.directory import latest_generation  # here: hardly a run needs it

    try:
        there = latest_generation(index) >= 0
    except OSError:  # nobody can tell
        return "interrupted"
    return "interrupted; the index is whole" if there else "interrupted; there is no index yet"
