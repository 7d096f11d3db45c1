"""The options and arguments that several commands share, and what they mean: a query, a period, a release id.

Not here: messages about wrong ones (``remedies``), their meaning for a search (``defsearch.search.results``).
"""

# Annotations are no texts here (``from __future__``): Typer would evaluate those of a callback for each option.

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from defsearch.cli.command import GLOBAL_OPTIONS
from defsearch.cli.completion import (
    complete_date,
    complete_file,
    complete_folder,
    complete_id,
    complete_query,
)
from defsearch.cli.config import expand_named_queries, expanded, look_up, today
from defsearch.cli.output import Colour, note, show_notices
from defsearch.errors import DateError, ReleaseNotFoundError, UsageError
from defsearch.search.results import ALL, ReleaseMatches, SearchRequest, Sort

if TYPE_CHECKING:
    import datetime

    from defsearch.dates.period import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.render.text import CsvStyle
    from defsearch.search.searcher import Searcher

MATCHING = "Matching options"
DISPLAY = "Display options"
FORMAT = "Formats for scripts"
_PATHS = {"FILE": complete_file, "SOURCE": complete_file, "DIR": complete_folder, "FOLDER": complete_folder}


def option(*names: str, help: str, panel: str, **more: Any) -> Any:  # noqa: A002 - Typer's own word
    """Return a Typer option whose environment variable is ``DEFSEARCH_`` and its long name."""
    long_name = next(name for name in names if name.startswith("--"))
    variable = "DEFSEARCH_" + long_name.strip("-").replace("-", "_").upper()
    # readable=False: Typer does not check files, since the code that opens a file reports errors better.
    return typer.Option(
        *names,
        help=help,
        rich_help_panel=panel,
        envvar=variable,
        show_envvar=True,
        readable=False,
        **{"autocompletion": _PATHS.get(more.get("metavar", "")), **more},
    )


def _resolve_index(context: typer.Context, param: typer.CallbackParam, value: Path) -> Path:
    """Return the index that was named, else the one for the working folder."""
    if context.resilient_parsing or context.parent is None:  # completion, or the options before the command
        return value
    source = context.get_parameter_source(str(param.name))
    if source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT"):
        return expanded(str(value))
    return look_up().folder


def check_date(context: typer.Context, param: typer.CallbackParam, value: str | None) -> str | None:
    """Raise DateError for a date of the environment or the config file, and name its place; keep a typed one."""
    source = context.get_parameter_source(str(param.name))
    if value is not None and source is not None and source.name in ("ENVIRONMENT", "DEFAULT_MAP"):
        from defsearch.cli.remedies import place_of  # few dates come from there

        check = added_period if param.name == "added" else _option_period
        check(value, place_of(param, source.name))
    return value


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
        callback=check_date,
    ),
]
ToOption: TypeAlias = Annotated[
    str | None,
    option(
        "--to",
        "--tot",
        help="Only releases up to and including this DATE.",
        metavar="DATE",
        panel=MATCHING,
        autocompletion=complete_date,
        callback=check_date,
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
        callback=check_date,
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
        autocompletion=complete_query,
        show_default=False,
    ),
]


def query_text(words: list[str] | None) -> str:
    """Return the words of a query as one text, with the named queries of the config file in it."""
    notices: list[str] = []
    text = expand_named_queries(" ".join(words or ()), notices)
    show_notices(notices)
    return text


def period(from_text: str | None, to_text: str | None, on_text: str | None) -> "Period | None":
    """Return the period of --from, --to and --on, or None without them."""
    if from_text is None and to_text is None and on_text is None:
        return None
    return period_between(from_text, to_text, on_text, today())


def period_between(
    from_text: str | None, to_text: str | None, on_text: str | None, day: "datetime.date"
) -> "Period | None":
    """Return the period of --from, --to and --on together, or None without them; ``day`` is today.

    Raise DateError if one of them is not a date, the range is reversed, or no day of --on is in it.
    """
    from defsearch.dates.period import ordered

    start = _option_period(from_text, "--from", day)
    end = _option_period(to_text, "--to", day)
    on = _option_period(on_text, "--on", day)
    if start is None and end is None:
        return on
    between = ordered(start.first if start else None, end.last if end else None)
    if on is None:
        return between
    both = on.intersect(between)
    if both is None:
        message = f"--on {on.describe()} has no day in {between.describe()}"
        raise DateError(message, "Leave out --on, or --from and --to")
    return both


def added_period(text: str | None, place: str = "--added") -> str:
    """Return the value of --added: ``last`` or a date, empty without the option; DateError if it is neither."""
    if text is None or text.strip().lower() in ("last", "laatst", "laatste"):
        return "" if text is None else "last"
    _option_period(text, place)
    return text


def _option_period(text: str | None, place: str, day: "datetime.date | None" = None) -> "Period | None":
    from defsearch.dates.parser import parse_period

    if text is None:
        return None
    day = day or today()
    try:
        return parse_period(text, day)
    except DateError as error:
        raise DateError(f"{place}: {error.message}", error.hint, error.typed_range) from error


def only_one(chosen: Mapping[str, bool], context: Any, *, hint: str = "Choose one of them") -> str | None:
    """Return the one option of ``chosen`` (name to whether it is set) that applies, or None.

    A typed option wins over one from the environment. Two typed ones, or two from the environment, are an error.
    """
    names = [name for name, on in chosen.items() if on]
    if len(names) > 1:
        names = [name for name in names if is_typed(context, name)] or names
    if len(names) > 1:
        raise UsageError(f"{', '.join(names[:-1])} and {names[-1]} cannot be combined", hint)
    return names[0] if names else None


def csv_style(chosen: str | None, context: Any, delimiter: str, *, bom: bool) -> "CsvStyle":
    """Return how CSV or TSV is written; UsageError for a delimiter that is none, or one without --csv."""
    from defsearch.render.text import CsvStyle

    if chosen != "--csv":
        for name in ("--csv-delimiter", "--csv-bom"):
            if is_typed(context, name):
                raise UsageError(f"{name} is only for --csv", "Add --csv")
        return CsvStyle("\t")
    delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UsageError("--csv-delimiter is one character", "For example: --csv-delimiter ';'")
    return CsvStyle(delimiter, bom)


def check_null(chosen: str | None, context: Any) -> None:
    """Raise UsageError for a typed -0 without --paths, where it would mean nothing."""
    if chosen != "--paths" and is_typed(context, "--null"):
        raise UsageError("-0 is only for --paths", "As in: --paths -0 | xargs -0 ls")


def is_typed(context: Any, name: str) -> bool:
    """Return whether an option was typed; one from the environment is ignored by commands without a use for it."""
    sources = (
        context.get_parameter_source(param.name) for param in context.command.params if name in param.opts
    )
    return any(source is not None and source.name == "COMMANDLINE" for source in sources)


def resolve_release_id(text: str, index: Path, searcher: "Searcher") -> str:
    """Return the id (or the start of an id) that ``text`` names: the hit with that number, or ``text`` itself.

    An id that is a number comes before the hit with that number, and the hit before the start of an id. A number
    with a leading zero is never a hit.
    """
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or text in (ids := searcher.ids(text)):
        return text
    # Here and below, because a search does not need it.
    from defsearch.cli.last_query import MAX_RANK_DIGITS, load_last_query, no_list

    last = load_last_query(index)
    id_ = last.ids.get(int(text)) if last is not None and len(text) <= MAX_RANK_DIGITS else None
    if id_ is not None:
        return id_
    if len(ids) == 1:
        return ids[0]
    if last is None:
        raise no_list(index, f"there is no hit {text}")
    shown = f"{min(last.ids)} to {max(last.ids)}" if last.ids else "none"
    raise ReleaseNotFoundError(f"the last query did not show a hit {text}", f"Hits shown so far: {shown}")


def name_numbered_release(text: str, release: "StoredRelease") -> None:
    """Say which release a number means, on standard error, so that a mistaken number is seen."""
    if text != release.id and text.isdigit():
        from defsearch.render.text import date_label, visible

        note([f"{text}: {date_label(release.date)}  {visible(release.title)}"])


def matches_to_highlight(
    release: "StoredRelease", query: str | None, index: Path, searcher: "Searcher"
) -> ReleaseMatches:
    """Return the matches of ``query`` in ``release``, or of the last query if ``query`` is None."""
    if query is not None:
        return searcher.matches(release, SearchRequest(query=query), today())
    from defsearch.cli.last_query import load_last_query

    last = load_last_query(index)
    if last is None or not last.request.query:
        return ReleaseMatches()
    return searcher.matches(release, last.request, today())
