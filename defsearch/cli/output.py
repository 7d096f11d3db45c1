"""The output of ``query``: one renderer is chosen and only its modules are imported. Returns exit codes.

Not here: the options (``commands.query``), the drawing (``defsearch.render``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.cli.arguments import today
from defsearch.search.results import Per, TimelineRequest

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.cli.terminal import Terminal
    from defsearch.render.csv_style import CsvStyle
    from defsearch.search.results import Explanation, SearchRequest, SearchResult, Timeline
    from defsearch.search.searcher import Searcher


def show_hits(
    result: SearchResult,
    terminal: Terminal,
    index: Path,
    synonyms: Path | None = None,
    *,
    brief: bool = False,
    timeline: Timeline | None = None,
) -> int:
    """Draw the hits for people, and save them for ``show 3`` and ``more``."""
    from defsearch.render.hits import hit_lines, next_page_hint, no_hits_lines, suggestion_lines
    from defsearch.render.layout import wrap_text

    if not result.hits and not result.near:
        terminal.note(no_hits_lines(result, terminal.error_screen))
        return 1
    from defsearch.cli.last_query import save_last_query

    per = timeline.per.value if timeline else ""
    save_last_query(index, result, synonyms=synonyms, brief=brief, per=per)
    lines = hit_lines(result, terminal.screen, brief=brief, timeline=timeline)
    next_page = next_page_hint(result)
    if next_page:
        next_page += ", or: defsearch more"
    if next_page and terminal.interactive:
        terminal.show([*lines, "", *wrap_text(next_page, terminal.screen.text_width)])
        return 0
    terminal.show(lines)
    if next_page:
        terminal.note([next_page])
    say = suggestion_lines if result.hits else no_hits_lines
    terminal.note(say(result, terminal.error_screen))
    return 0 if result.hits else 1


def counts_per_period(searcher: Searcher, request: SearchRequest, per: Per) -> Timeline:
    """Return how many hits of a request there are per period."""
    return searcher.timeline(
        TimelineRequest(
            queries=(request.query,),
            per=per,
            period=request.period,
            any_word=request.any_word,
            exact=request.exact,
            compounds=request.compounds,
            synonyms=request.synonyms,
            added=request.added,
        ),
        today(),
    )


def print_hits(result: SearchResult, chosen: str, terminal: Terminal, style: CsvStyle, *, nul: bool) -> int:
    """Print the hits in the format ``chosen`` (the name of an option)."""
    if chosen == "--count":
        terminal.write(f"{result.total}\n")
        return 0 if result.total else 1
    from defsearch.render import formats

    match chosen:
        case "--json":
            terminal.write(formats.result_json(result))
        case "--jsonl":
            terminal.write(formats.hits_jsonl(result.hits))
        case "--csv" | "--tsv":
            terminal.write(formats.hits_csv(result.hits, style))
        case _:
            terminal.write(formats.hits_paths(result.hits, nul=nul))
    if chosen != "--json" and len(result.hits) < result.total:  # JSON contains the total
        # A script that takes one page for all hits would give wrong answers.
        from defsearch.render.hits import no_hits_lines, partial_note

        partial = partial_note(result)
        terminal.note([f"note: {partial}"] if partial else no_hits_lines(result, terminal.error_screen))
    return 0 if result.hits else 1


def show_explanation(explanation: Explanation, terminal: Terminal, *, as_json: bool) -> int:
    """Draw an explanation, or print it as JSON."""
    if as_json:
        from defsearch.render.formats import explanation_json

        terminal.write(explanation_json(explanation))
    else:
        from defsearch.render.explain import explanation_lines

        terminal.show(explanation_lines(explanation, terminal.screen))
    return 0 if explanation.total else 1
