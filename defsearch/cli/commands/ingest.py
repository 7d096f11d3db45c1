"""``defsearch ingest``: bring the index up to date with its sources, and report what changed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.completion import complete_file
from defsearch.cli.config import DEFAULT
from defsearch.cli.options import is_typed
from defsearch.cli.output import Colour, Terminal
from defsearch.cli.progress import IngestProgress
from defsearch.render.text import visible

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch ingest                              read the sources of the index again
defsearch ingest persberichten extra.txt      folders and files
defsearch ingest persberichten --dry-run      what would change
defsearch ingest --rebuild                    build the index anew from its sources
defsearch ingest --forget oud                 take a source out, with its releases
"""
_INGEST = "Ingest options"


@app.command(cls=Command, epilog=EXAMPLES)
def ingest(
    context: typer.Context,
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files, or folders with *.txt files. [default: the sources of the index; seeds for a new one]",
            show_default=False,
            autocompletion=complete_file,
            readable=False,  # an unreadable file is skipped and reported
        ),
    ] = None,
    rebuild: Annotated[
        bool,
        options.option("--rebuild", help="Build the index anew from all of its sources.", panel=_INGEST),
    ] = False,
    remove_missing: Annotated[
        bool,
        options.option(
            "--remove-missing",
            help="Remove releases also where a source is gone or lost most of them.",
            panel=_INGEST,
        ),
    ] = False,
    forget: Annotated[
        list[Path] | None,
        options.option(
            "--forget",
            help="Take a source of the index out, with its releases; can be repeated.",
            metavar="SOURCE",
            panel=_INGEST,
        ),
    ] = None,
    strict: Annotated[
        bool, options.option("--strict", help="Fail (exit code 1) if a file is skipped.", panel=_INGEST)
    ] = False,
    dry_run: Annotated[
        bool, options.option("--dry-run", help="Show what would change; write nothing.", panel=_INGEST)
    ] = False,
    follow_links: Annotated[
        bool,
        options.option("--follow-links", help="Also read symlinks that point outside SOURCE.", panel=_INGEST),
    ] = False,
    quiet: Annotated[
        bool, options.option("--quiet", "-q", help="No summary, no progress.", panel=_INGEST)
    ] = False,
    verbose: options.VerboseOption = False,
    json: options.JsonOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Make or update the index from the releases in SOURCE.

    New files are added, changed files are read again, and releases whose file is gone from SOURCE are removed.
    A second run on unchanged files writes nothing. A file that is not a release is skipped and reported. Searches
    see the old state of the index until the new one is complete.

    A source that is gone, or that lost more than half of its releases, keeps them in the index: the others are
    brought up to date, and the exit code is 1.
    """
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    if index != DEFAULT and not quiet and not is_typed(context, "--index"):
        terminal.note([f"index: {visible(str(index))}"])
    progress = IngestProgress(
        drawn=terminal.error_interactive and not quiet, colour=terminal.error_screen.colour
    )
    try:
        progress.start()
        # Here, after the first text of the progress: the dictionaries take a moment to load.
        from defsearch.ingest.ingest import IngestOptions
        from defsearch.ingest.ingest import ingest as run_ingest

        ingest_options = IngestOptions(
            rebuild=rebuild,
            strict=strict,
            dry_run=dry_run,
            follow_links=follow_links,
            remove_missing=remove_missing,
            forget=tuple(forget or ()),
        )
        with _interrupted_once():
            report = run_ingest(sources or _default_sources(index), index, ingest_options, progress)
    except KeyboardInterrupt:
        progress.stop()
        terminal.note([_interrupted(index)])
        raise
    finally:
        progress.stop()
    from defsearch.cli.remedies import ingest_command, skip_remedy
    from defsearch.render.formats import ingest_json
    from defsearch.render.reports import (
        change_lines,
        held_lines,
        other_file_lines,
        problem_lines,
        summary_line,
    )

    if report.rebuilt:
        terminal.note([f"{report.rebuilt} It is rebuilt from its sources."])
    terminal.note(problem_lines(report.warnings, "warning", verbose=verbose))
    terminal.note(problem_lines(report.skipped, "skipped", verbose=verbose, advice=skip_remedy))
    terminal.note(other_file_lines(report.other_files))
    if json:
        terminal.write(ingest_json(report))
    elif not quiet:
        terminal.show([summary_line(report, ingest_options), *change_lines(report, verbose=verbose)])
    terminal.note(
        held_lines(
            report,
            options=ingest_options,
            name_place=ingest_command(index, "SOURCE"),
            remove=ingest_command(index, "--remove-missing", *map(str, sources or ())),
        )
    )
    return 1 if report.held or (strict and report.skipped) else 0


def _default_sources(index: Path) -> list[Path]:
    """Return ``seeds`` for a new index; an index that exists has sources of its own."""
    from defsearch.index.directory import latest_generation

    try:
        return [] if latest_generation(index) >= 0 else [Path("seeds")]
    except OSError:  # the ingest reports it
        return []


def _interrupted(index: Path) -> str:
    from defsearch.index.directory import latest_generation  # here: only an interrupted run needs it

    try:
        exists = latest_generation(index) >= 0
    except OSError:
        return "interrupted"
    return "interrupted; the index is whole" if exists else "interrupted; there is no index yet"


@contextmanager
def _interrupted_once() -> Iterator[None]:
    """Raise KeyboardInterrupt at the first Ctrl-C and ignore further ones, so that the clean-up is not interrupted.

    A process that ignores Ctrl-C, such as one in the background, continues to ignore it.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt
