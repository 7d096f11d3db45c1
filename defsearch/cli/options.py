"""The options and arguments that several commands share, with their environment variables.

Not here: their meaning for a search (``defsearch.search.results``).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from defsearch.cli.command import GLOBAL_OPTIONS
from defsearch.cli.index_folder import expanded, look_up
from defsearch.cli.terminal import Colour
from defsearch.search.results import ALL, Sort

MATCHING = "Matching options"
DISPLAY = "Display options"
FORMAT = "Formats for scripts"
_MAX_DESCRIBED = 200  # reading the titles of more would make the user wait
_UNSAFE = re.compile(r"[^\w .,;?()+–-]+")  # characters that a shell may interpret, also between quotes
_SAFE_ID = r"\w[\w./:,+@%=-]*"  # no character that a shell would interpret


def option(*names: str, help: str, panel: str, **more: Any) -> Any:  # noqa: A002 - Typer's own word
    """Return a Typer option whose environment variable is ``DEFSEARCH_`` and its long name."""
    long_name = next(name for name in names if name.startswith("--"))
    variable = "DEFSEARCH_" + long_name.strip("-").replace("-", "_").upper()
    # readable=False: Typer does not check files, since the code that opens a file reports errors better.
    return typer.Option(
        *names, help=help, rich_help_panel=panel, envvar=variable, show_envvar=True, readable=False, **more
    )


def _resolve_index(context: typer.Context, param: typer.CallbackParam, value: Path) -> Path:
    """Return the index that was named, else the one for the working folder."""
    if context.resilient_parsing or context.parent is None:  # completion, or the options before the command
        return value
    source = context.get_parameter_source(str(param.name))
    if source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT"):
        return expanded(str(value))
    return look_up().folder


def _parse_limit(text: str | int) -> int:
    """Return the number of hits per page; ``all`` and 0 mean all of them."""
    if str(text).lower() in ("all", "alle", "0"):
        return ALL
    try:
        number = int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a whole number") from None
    if number < 0:
        raise typer.BadParameter(f"{number} is too low: at least 1, or all")
    return min(number, ALL)


def complete_id(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids that start with ``incomplete``, each with date and title, from the index of the command line.

    An id is a file name, and shells put a completion on the command line unquoted (zsh through ``eval``): an id such
    as ``$(command)`` would be run, so only ids without special characters are returned, and titles lose theirs.
    """
    from defsearch.render.text import date_label  # here, so that only completion pays for it
    from defsearch.search.searcher import open_searcher

    # During completion the parameter is not always set from the environment or from its default, and the shell has
    # not expanded a tilde yet.
    typed = ctx.params.get("index") or os.environ.get("DEFSEARCH_INDEX")
    with open_searcher(expanded(typed) if typed else look_up().folder) as searcher:
        ids = [id_ for id_ in searcher.ids(incomplete) if re.fullmatch(_SAFE_ID, id_)]
        if len(ids) > _MAX_DESCRIBED:
            return [(id_, "") for id_ in ids]
        releases = map(searcher.release, ids)
        return [(one.id, _UNSAFE.sub(" ", f"{date_label(one.date)} {one.title}")) for one in releases]


def complete_date(incomplete: str) -> list[tuple[str, str]]:
    """Return forms of a date that start with ``incomplete``, as they are for today."""
    from defsearch.cli.arguments import today  # here, so that only completion pays for it

    day = today()
    year, week, _ = day.isocalendar()
    forms = (
        (f"{day.year}", "the year"),
        (f"{day:%Y-%m}", "the month"),
        (f"{day.year}-Q{(day.month + 2) // 3}", "the quarter"),
        (f"{year}-W{week:02}", "the week"),
        (day.isoformat(), "the day"),
        ("vandaag", "today"),
        ("gisteren", "yesterday"),
        ("eergisteren", "the day before yesterday"),
    )
    return [form for form in forms if form[0].startswith(incomplete)]


def complete_field(incomplete: str) -> list[str]:
    """Return the fields of the query language that start with ``incomplete``, with their colon."""
    from defsearch.query.syntax import FIELD_NAMES  # here, so that only completion pays for it

    return [f"{name}:" for name in FIELD_NAMES if name.startswith(incomplete)]


# --- global
VerboseOption: TypeAlias = Annotated[
    bool, option("--verbose", "-v", help="Name every file, not two examples of each kind.", panel=DISPLAY)
]
IndexOption: TypeAlias = Annotated[
    Path,
    option(
        "--index",
        help="Folder of the index. [default: index, here or in a folder above]",
        metavar="DIR",
        panel=GLOBAL_OPTIONS,
        show_default=False,
        callback=_resolve_index,
    ),
]
ColourOption: TypeAlias = Annotated[
    Colour,
    option(
        "--color", help="Colour: auto (on a terminal), always or never.", metavar="WHEN", panel=GLOBAL_OPTIONS
    ),
]
PagerOption: TypeAlias = Annotated[
    bool, option("--no-pager", help="Print without a pager.", panel=GLOBAL_OPTIONS)
]
LinksOption: TypeAlias = Annotated[
    bool, option("--hyperlinks", help="Make ids links to their files (OSC 8).", panel=GLOBAL_OPTIONS)
]

# --- matching
FromOption: TypeAlias = Annotated[
    str | None,
    option(
        "--from",
        "--van",
        help="Only releases of this DATE and later.",
        metavar="DATE",
        panel=MATCHING,
        autocompletion=complete_date,
    ),
]
ToOption: TypeAlias = Annotated[
    str | None,
    option(
        "--to",
        "--tot",
        "--tot",
        help="Only releases up to and including this DATE.",
        metavar="DATE",
        panel=MATCHING,
        autocompletion=complete_date,
    ),
]
OnOption: TypeAlias = Annotated[
    str | None,
    option(
        "--on",
        "--op",
        help="Only releases of this DATE: a day, week, month, quarter or year.",
        metavar="DATE",
        panel=MATCHING,
        autocompletion=complete_date,
    ),
]
AnyOption: TypeAlias = Annotated[
    bool, option("--any", help="Match any of the words, instead of all.", panel=MATCHING)
]
ExactOption: TypeAlias = Annotated[
    bool, option("--exact", help="Match only the word forms as typed.", panel=MATCHING)
]
NoCompoundsOption: TypeAlias = Annotated[
    bool, option("--no-compounds", help="Do not match parts of compounds.", panel=MATCHING)
]
NoSynonymsOption: TypeAlias = Annotated[
    bool,
    option("--no-synonyms", help="Do not match synonyms, such as abbreviations of names.", panel=MATCHING),
]
SynonymsOption: TypeAlias = Annotated[
    Path | None, option("--synonyms", help="Use the synonyms in FILE too.", metavar="FILE", panel=MATCHING)
]

# --- display
SortOption: TypeAlias = Annotated[
    Sort | None,
    option(
        "--sort", help="relevance (default), newest first or oldest first.", metavar="ORDER", panel=DISPLAY
    ),
]
LimitOption: TypeAlias = Annotated[
    int,
    option(
        "-n",
        "--limit",
        help="Hits per page, also in the formats for scripts; all for all of them.",
        metavar="N",
        parser=_parse_limit,
        panel=DISPLAY,
        show_default=True,
    ),
]
BriefOption: TypeAlias = Annotated[
    bool, option("--brief", help="One line a hit: number, date, title.", panel=DISPLAY)
]
PageOption: TypeAlias = Annotated[
    int, option("--page", help="Number of the page.", metavar="N", min=1, panel=DISPLAY, show_default=True)
]
PassagesOption: TypeAlias = Annotated[
    int, option("--passages", help="Passages per hit.", metavar="N", min=0, panel=DISPLAY, show_default=True)
]

# --- formats
JsonOption: TypeAlias = Annotated[bool, option("--json", help="Print one JSON object.", panel=FORMAT)]
JsonlOption: TypeAlias = Annotated[
    bool, option("--jsonl", help="Print one JSON object per hit, one per line.", panel=FORMAT)
]
CsvOption: TypeAlias = Annotated[bool, option("--csv", help="Print CSV with a header.", panel=FORMAT)]
TsvOption: TypeAlias = Annotated[
    bool, option("--tsv", help="Print values separated by tabs, with a header.", panel=FORMAT)
]
CsvDelimiterOption: TypeAlias = Annotated[
    str,
    option(
        "--csv-delimiter",
        help="With --csv: the character between values. With ; decimals have a comma, as in a Dutch spreadsheet.",
        metavar="CHAR",
        panel=FORMAT,
    ),
]
CsvBomOption: TypeAlias = Annotated[
    bool, option("--csv-bom", help="With --csv: begin with a byte order mark, for Excel.", panel=FORMAT)
]
PathsOption: TypeAlias = Annotated[bool, option("--paths", help="Print only the paths.", panel=FORMAT)]
NullOption: TypeAlias = Annotated[
    bool, option("-0", "--null", help="With --paths: end each path with NUL.", panel=FORMAT)
]

IdArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="An id, the start of an id, or the number of a hit of the last query.",
        autocompletion=complete_id,
        show_default=False,
    ),
]
QueryArgument: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        help="Words and operators; see: defsearch help query",
        autocompletion=complete_field,
        show_default=False,
    ),
]
