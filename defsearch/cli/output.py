"""The answer to a query, from values to output: one renderer chosen, its libraries imported only then.

Returns exit codes. Not here: the options (``commands.query``), the drawing (``defsearch.render``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.cli.terminal import Terminal
    from defsearch.search.results import Explanation, SearchResult


def show_result(result: SearchResult, terminal: Terminal, index: Path) -> int:
    """Draw a result for people, and remember it for ``show 3``."""
    from defsearch.render.hits import hit_lines, next_page_hint, no_hits_lines

    if not result.hits:
        terminal.note(no_hits_lines(result, terminal.error_screen))
        return 1
    from defsearch.cli.last_query import remember

    remember(index, result)
    lines = hit_lines(result, terminal.screen)
    more = next_page_hint(result)
    if more and terminal.interactive:
        terminal.show([*lines, "", more])
        return 0
    terminal.show(lines)
    if more:
        terminal.note([more])
    return 0


def print_result(result: SearchResult, chosen: str, terminal: Terminal, *, nul: bool) -> int:
    """Print a result in the format ``chosen`` (the option's name)."""
    if chosen == "--count":
        terminal.write(f"{result.total}\n")
        return 0 if result.total else 1
    from defsearch.render import formats

    match chosen:
        case "--json":
            terminal.write(formats.result_json(result))
        case "--jsonl":
            terminal.write(formats.hits_jsonl(result.hits))
        case "--csv":
            terminal.write(formats.hits_csv(result.hits))
        case _:
            terminal.write(formats.hits_paths(result.hits, nul=nul))
    if chosen != "--json" and len(result.hits) < result.total:  # JSON holds the total itself
        _tell_of_the_others(result, terminal)
    return 0 if result.hits else 1


def give_explanation(explanation: Explanation, terminal: Terminal, *, as_json: bool) -> int:
    """Draw an explanation, or print it as JSON."""
    if as_json:
        from defsearch.render.formats import explanation_json

        terminal.write(explanation_json(explanation))
    else:
        from defsearch.render.explain import explanation_lines

        terminal.show(explanation_lines(explanation, terminal.screen))
    return 0 if explanation.total else 1


def _tell_of_the_others(result: SearchResult, terminal: Terminal) -> None:
    """Say what a list does not hold: a script that takes one page for everything gives wrong answers."""
    from defsearch.render.hits import no_hits_lines, partial_note

    part = partial_note(result)
    terminal.note([f"note: {part}"] if part else no_hits_lines(result, terminal.error_screen))
