"""``defsearch quotes``: who said what, and when."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from defsearch.cli import options, output
from defsearch.cli.command import QueryCommand
from defsearch.cli.completion import complete_speaker
from defsearch.cli.config import today
from defsearch.cli.options import csv_style, only_one, period, query_text
from defsearch.cli.output import Colour, Terminal
from defsearch.errors import IndexDamagedError, IndexLockedError, IndexWriteError
from defsearch.search.results import Hit, Per, SearchRequest, SearchResult, Sort

if TYPE_CHECKING:
    from defsearch.render.text import CsvStyle
    from defsearch.search.quotes import QuoteRequest, QuoteResult, QuoteSearcher

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch quotes drones                               the newest first
defsearch quotes drones --by tuinman --from 2025      what one speaker said
defsearch quotes --by 'minister van Defensie'         a role
defsearch quotes --speakers                           everyone who is quoted
defsearch quotes navo --per year                      how often, over time
defsearch quotes drones -n all --csv > quotes.csv     for a spreadsheet
"""


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def quotes(
    context: typer.Context,
    words: options.QueryArgument = None,
    by: Annotated[
        str | None,
        options.option(
            "--by",
            help="Only quotations of this speaker: a surname, a name, a role.",
            metavar="NAME",
            panel=options.MATCHING,
            autocompletion=complete_speaker,
        ),
    ] = None,
    anywhere: Annotated[
        bool,
        options.option(
            "--anywhere",
            help="The words may be anywhere in the release, not only in the quotation.",
            panel=options.MATCHING,
        ),
    ] = False,
    from_: options.FromOption = None,
    to: options.ToOption = None,
    on: options.OnOption = None,
    any_: options.AnyOption = False,
    exact: options.ExactOption = False,
    no_compounds: options.NoCompoundsOption = False,
    no_synonyms: options.NoSynonymsOption = False,
    synonyms: options.SynonymsOption = None,
    sort: Annotated[
        Sort,
        options.option(
            "--sort", help="newest or oldest first, or relevance.", metavar="ORDER", panel=options.DISPLAY
        ),
    ] = Sort.NEWEST,
    limit: options.LimitOption = 10,
    speakers: Annotated[
        bool,
        options.option(
            "--speakers",
            help="List the speakers, with their number of quotations and first and last date.",
            panel=options.DISPLAY,
        ),
    ] = False,
    per: Annotated[
        Per | None,
        options.option(
            "--per",
            help="Count the quotations per year, month or week.",
            metavar="UNIT",
            panel=options.DISPLAY,
        ),
    ] = None,
    cite: Annotated[
        bool, options.option("--cite", help="Print a citation line for each.", panel=options.DISPLAY)
    ] = False,
    count: Annotated[
        bool, options.option("--count", help="Print only the number of quotations.", panel=options.FORMAT)
    ] = False,
    json: options.JsonOption = False,
    jsonl: options.JsonlOption = False,
    csv: options.CsvOption = False,
    tsv: options.TsvOption = False,
    csv_delimiter: options.CsvDelimiterOption = ",",
    csv_bom: options.CsvBomOption = False,
    index: options.IndexOption = Path("index"),
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
    hyperlinks: options.LinksOption = False,
) -> int:
    """Find quotations: who said what, and when.

    The words of QUERY must be inside the quotation, in any inflection, with all operators of a query. Without words,
    all quotations of the speaker, or of everyone, are listed. A speaker after "?" is uncertain: those are the words
    of the release. The first use reads the whole archive; later ingests keep the quotations up to date.
    """
    chosen = only_one(
        {"--count": count, "--cite": cite, "--json": json, "--jsonl": jsonl, "--csv": csv, "--tsv": tsv},
        context,
    )
    style = csv_style(chosen, context, csv_delimiter, bom=csv_bom)
    listing = only_one({"--speakers": speakers, "--per": per is not None}, context)
    if listing is not None and chosen in ("--cite", "--count"):
        only_one({listing: True, chosen: True}, context)
    from defsearch.search.quotes import QuoteRequest  # here, so that --help does not load it

    request = QuoteRequest(
        SearchRequest(
            query=query_text(words).strip(),
            period=period(from_, to, on),
            sort=sort,
            limit=limit,
            any_word=any_,
            exact=exact,
            compounds=not no_compounds,
            synonyms=not no_synonyms,
        ),
        by,
        anywhere,
    )
    terminal = Terminal(color, no_pager=no_pager, hyperlinks=hyperlinks)
    with _open(index, synonyms, terminal) as searcher:
        if speakers:
            return _show_speakers(searcher, request, chosen, style, terminal)
        if per is not None:
            return _show_counts(searcher, request, per, chosen, style, terminal)
        result = searcher.search(request, today())
        output.show_notices(result.notices)
        if chosen == "--count":
            terminal.write(f"{result.total}\n")
        elif not result.hits and chosen != "--json":
            from defsearch.render.quotes import no_quote_lines

            terminal.note(no_quote_lines(result, terminal.error_screen))
        elif chosen == "--cite":
            from defsearch.render.quotes import cite_line

            in_body = searcher.headlines_in_body(result.hits)
            terminal.show(cite_line(hit.quote, is_literal=hit.rank in in_body) for hit in result.hits)
        elif chosen is not None:
            _print_quotes(result, chosen, style, terminal)
        else:
            from defsearch.render.quotes import quote_lines

            _save(index, result)
            terminal.show(quote_lines(result, terminal.screen))
    if chosen not in ("--json", "--count") and 0 < len(result.hits) < result.total:
        terminal.note([f"{len(result.hits)} of {result.total:,} quotations; for all: -n all"])
    return 0 if result.total else 1


def _print_quotes(result: "QuoteResult", chosen: str, style: "CsvStyle", terminal: Terminal) -> None:
    """Print the quotations in the format ``chosen`` (the name of an option)."""
    from defsearch.render import quotes as render_quotes

    match chosen:
        case "--json":
            terminal.write(render_quotes.result_json(result))
        case "--jsonl":
            terminal.write(render_quotes.quotes_jsonl(result.hits))
        case _:
            terminal.write(render_quotes.quotes_csv(result.hits, style))


def _open(index: Path, synonyms: Path | None, terminal: Terminal) -> "QuoteSearcher":
    """Open the quotations of the index, after bringing them up to date."""
    from defsearch.search.quotes import open_quotes

    searcher = open_quotes(index, synonyms=synonyms)
    if searcher is not None and searcher.is_current():
        return searcher
    from defsearch.cli.progress import IngestProgress
    from defsearch.ingest.quotes import update_quotes

    progress = IngestProgress(drawn=terminal.error_interactive, colour=terminal.error_screen.colour)
    progress.start()
    try:
        update_quotes(index, progress)
    except (IndexLockedError, IndexWriteError) as error:
        if searcher is None:
            raise
        terminal.note([f"note: these are the quotations before the last ingest. {error.message}"])
        return searcher
    finally:
        progress.stop()
    if searcher is not None:
        searcher.close()
    updated = open_quotes(index, synonyms=synonyms)
    if updated is None:
        raise IndexDamagedError(str(index), "lost its quotations while they were read")
    return updated


def _show_speakers(
    searcher: "QuoteSearcher",
    request: "QuoteRequest",
    chosen: str | None,
    style: "CsvStyle",
    terminal: Terminal,
) -> int:
    found = searcher.speakers(request, today())
    if chosen is None:
        from defsearch.render.quotes import speaker_lines

        terminal.show(speaker_lines(found, terminal.screen))
    else:
        from defsearch.render.quotes import speakers_table

        terminal.write(speakers_table(found, chosen, style))
    if not found:
        terminal.note(["no quotation with a speaker matches"])
    return 0 if found else 1


def _show_counts(
    searcher: "QuoteSearcher",
    request: "QuoteRequest",
    per: Per,
    chosen: str | None,
    style: "CsvStyle",
    terminal: Terminal,
) -> int:
    found = searcher.per(request, per, today())
    any_found = any(count for _, count in found.periods)
    if found.not_counted:
        terminal.note(
            [f"not counted: {found.not_counted:,} that cannot be placed in one {per.value}, or undated"]
        )
    if chosen is not None:
        from defsearch.render.quotes import counts_table

        terminal.write(counts_table(found, chosen, style))
    elif any_found:
        from defsearch.render.quotes import count_lines

        terminal.show(count_lines(found, terminal.screen))
    else:
        terminal.note(["no quotation matches"])
    return 0 if any_found else 1


def _save(index: Path, result: "QuoteResult") -> None:
    """Save the releases of the hits, so that ``show 3`` is the release of the third quotation."""
    from defsearch.cli.last_query import save_last_query

    hits = tuple(Hit(hit.rank, hit.quote.id, 0.0, hit.quote.date, hit.quote.title, "") for hit in result.hits)
    save_last_query(index, SearchResult(result.request.search, len(hits), hits))
