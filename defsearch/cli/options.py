"""The options that several commands share, each with its environment variable, written once.

Not here: what they mean for a search (``defsearch.search.results``).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from defsearch.cli.command import GLOBAL
from defsearch.cli.terminal import Colour
from defsearch.search.results import Sort

MATCHING = "What matches"
SHOWING = "What is shown"
FORMAT = "Formats for scripts"
_NAME = r"\w[\w./:,+@%=-]*"


def option(*names: str, help: str, panel: str, **more: Any) -> Any:  # noqa: A002 - Typer's own word
    """Return a Typer option with the environment variable ``DEFSEARCH_`` + its long name."""
    long_name = next(name for name in names if name.startswith("--"))
    variable = "DEFSEARCH_" + long_name.strip("-").replace("-", "_").upper()
    # Whether a file can be read is found out, and said, by what reads it: Typer would only guess, in its own words.
    return typer.Option(
        *names, help=help, rich_help_panel=panel, envvar=variable, show_envvar=True, readable=False, **more
    )


def complete_id(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the ids of the index that begin with what was typed so far and are nothing but a name to any shell.

    The index is that of the line that is being typed, on which ``--index`` may stand before or behind the command.

    An id is the name of a file, and the shells put what is offered on the command line as it stands (zsh through
    ``eval``): one such as ``$(command)`` would be run.
    """
    from defsearch.search.searcher import open_searcher  # here, so that only completion pays for it

    # What is not on the line nor in the environment is not always filled in while a line is completed. The line is
    # as it was typed: no shell has put the home folder in the place of a tilde yet.
    typed = ctx.params.get("index") or os.environ.get("DEFSEARCH_INDEX") or "index"
    with open_searcher(Path(os.path.expanduser(typed))) as searcher:  # noqa: PTH111 - Path fails for an unknown user
        return [id_ for id_ in searcher.ids(incomplete) if re.fullmatch(_NAME, id_)]


def complete_field(incomplete: str) -> list[str]:
    """Return the fields of the query language that begin with what was typed so far, with their colon."""
    from defsearch.query.syntax import FIELD_NAMES  # here, so that only completion pays for it

    return [f"{name}:" for name in FIELD_NAMES if name.startswith(incomplete)]


# --- global
IndexOption: TypeAlias = Annotated[
    Path, option("--index", help="The folder of the index.", metavar="DIR", panel=GLOBAL)
]
ColourOption: TypeAlias = Annotated[
    Colour,
    option("--color", help="Colour: when on a terminal, always, never.", metavar="WHEN", panel=GLOBAL),
]
PagerOption: TypeAlias = Annotated[
    bool, option("--no-pager", help="Print at once, however long.", panel=GLOBAL)
]
LinksOption: TypeAlias = Annotated[
    bool, option("--hyperlinks", help="Make ids links to their files (OSC 8).", panel=GLOBAL)
]

# --- what matches
FromOption: TypeAlias = Annotated[
    str | None, option("--from", help="Releases of this DATE and later.", metavar="DATE", panel=MATCHING)
]
ToOption: TypeAlias = Annotated[
    str | None,
    option("--to", help="Releases up to and including this DATE.", metavar="DATE", panel=MATCHING),
]
OnOption: TypeAlias = Annotated[
    str | None,
    option("--on", help="Releases of this DATE: a day, week, month, year.", metavar="DATE", panel=MATCHING),
]
AnyOption: TypeAlias = Annotated[
    bool, option("--any", help="Any word is enough, instead of all.", panel=MATCHING)
]
ExactOption: TypeAlias = Annotated[
    bool, option("--exact", help="Only the word forms as typed.", panel=MATCHING)
]
NoCompoundsOption: TypeAlias = Annotated[
    bool, option("--no-compounds", help="Not as a part of a longer word.", panel=MATCHING)
]
NoSynonymsOption: TypeAlias = Annotated[
    bool, option("--no-synonyms", help="No abbreviations for full names or back.", panel=MATCHING)
]
SynonymsOption: TypeAlias = Annotated[
    Path | None, option("--synonyms", help="Your own synonyms too.", metavar="FILE", panel=MATCHING)
]

# --- what is shown
SortOption: TypeAlias = Annotated[
    Sort | None,
    option("--sort", help="relevance (default), newest or oldest first.", metavar="ORDER", panel=SHOWING),
]
LimitOption: TypeAlias = Annotated[
    int,
    option(
        "-n",
        "--limit",
        help="Hits a page, in the formats for scripts too.",
        metavar="N",
        min=1,
        panel=SHOWING,
        show_default=True,
    ),
]
PageOption: TypeAlias = Annotated[
    int, option("--page", help="Which page of hits.", metavar="N", min=1, panel=SHOWING, show_default=True)
]
PassagesOption: TypeAlias = Annotated[
    int, option("--passages", help="Passages a hit.", metavar="N", min=0, panel=SHOWING, show_default=True)
]

# --- formats
JsonOption: TypeAlias = Annotated[bool, option("--json", help="One JSON object.", panel=FORMAT)]
CsvOption: TypeAlias = Annotated[bool, option("--csv", help="CSV with a header.", panel=FORMAT)]

IdArgument: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="An id, the beginning of one, or the number of a hit of the last query.",
        autocompletion=complete_id,
        show_default=False,
    ),
]
QueryArgument: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        help="Words; see: defsearch help query",
        autocompletion=complete_field,
        show_default=False,
    ),
]
