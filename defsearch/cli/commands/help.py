"""``defsearch help``: the query language, dates, or a command."""

from collections.abc import Iterable
from typing import Annotated

import typer

from defsearch.cli import options
from defsearch.cli.command import Command
from defsearch.cli.main import COMMANDS, load_command
from defsearch.cli.output import Colour, Terminal
from defsearch.errors import UsageError
from defsearch.render.text import Screen

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch help query      the query language
defsearch help dates      the forms of a date
defsearch help timeline   a command
"""
_TOPICS = ("dates", *COMMANDS)
_OTHER_NAMES = {
    **dict.fromkeys(("queries", "search", "syntax", "language", "zoektaal", "zoeken", "taal"), "query"),
    **dict.fromkeys(("date", "datum", "datums", "data", "period", "periode"), "dates"),
}


def _complete_topic(incomplete: str) -> list[str]:
    return [topic for topic in _TOPICS if topic.startswith(incomplete)]


@app.command("help", cls=Command, epilog=EXAMPLES)
def help_(
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(metavar="[TOPIC]", help="query, dates or a command.", autocompletion=_complete_topic),
    ] = None,
    color: options.ColourOption = Colour.AUTO,
    no_pager: options.PagerOption = False,
) -> int:
    """Explain the query language, dates or a command."""
    terminal = Terminal(color, no_pager=no_pager)
    topic = _OTHER_NAMES.get(topic or "", topic)
    lines: Iterable[str]
    if topic is None:
        lines = (context.parent or context).get_help().splitlines()
    elif topic == "query":
        lines = _query_help(terminal.screen)
    elif topic == "dates":
        lines = _dates_help(terminal.screen)
    elif topic in COMMANDS:
        with load_command(topic).make_context(
            topic, [], parent=context.parent, resilient_parsing=True
        ) as command_context:
            lines = command_context.get_help().splitlines()
    else:
        raise _no_such_topic(topic)
    terminal.show(lines)
    return 0


def _no_such_topic(topic: str) -> UsageError:
    from difflib import get_close_matches  # here: only an error pays for it

    similar = get_close_matches(topic.lower(), [*_TOPICS, *_OTHER_NAMES], n=1)
    hint = (
        f"Did you mean: defsearch help {_OTHER_NAMES.get(similar[0], similar[0])}"
        if similar
        else "Topics: query, dates, or a command"
    )
    return UsageError(f"there is no help topic “{topic}”", hint)


def _dates_help(screen: Screen) -> Iterable[str]:
    from defsearch.dates.parser import DATE_FORMS, EXPLICIT_FORMS, RANGE_FORMS
    from defsearch.render.help import dates_lines

    return dates_lines(DATE_FORMS, EXPLICIT_FORMS, RANGE_FORMS, screen)


def _query_help(screen: Screen) -> Iterable[str]:
    from defsearch.query.help import plain_text
    from defsearch.render.help import guide_width, query_lines

    return query_lines(plain_text(guide_width(screen)), screen)
