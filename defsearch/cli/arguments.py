"""What several commands do with their arguments: query text, period, today, one of several options, a release id.

Not here: the options themselves (``options``), messages about wrong ones (``usage_errors``).
"""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING, Any

from defsearch.cli.config import expand_named_queries
from defsearch.cli.last_query import MAX_RANK_DIGITS, load_last_query, storage_obstacle
from defsearch.cli.terminal import note
from defsearch.errors import DateError, ReleaseNotFoundError, UsageError
from defsearch.search.results import ReleaseMatches, SearchRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from defsearch.dates.period import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.render.csv_style import CsvStyle
    from defsearch.search.searcher import Searcher


def query_text(words: list[str] | None) -> str:
    """Return the words of a query as one text, with the named queries of the config file in it."""
    unknown: list[str] = []
    text = expand_named_queries(" ".join(words or ()), unknown)
    note(
        f"note: “@{name}” is searched as text: the config file has no query of this name" for name in unknown
    )
    return text


def period(from_text: str | None, to_text: str | None, on_text: str | None) -> Period | None:
    """Return the period of --from, --to and --on, or None without them."""
    if from_text is None and to_text is None and on_text is None:
        return None
    return period_between(from_text, to_text, on_text, today())


def period_between(
    from_text: str | None, to_text: str | None, on_text: str | None, day: datetime.date
) -> Period | None:
    """Return the period of --from, --to and --on together, or None without them; ``day`` is today.

    Raise DateError if one of them is not a date, the range is reversed, or no day of --on is in it.
    """
    from defsearch.dates.period import ordered

    start = _option_period("--from", from_text, day)
    end = _option_period("--to", to_text, day)
    on = _option_period("--on", on_text, day)
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


def added_period(text: str | None) -> str:
    """Return the value of --added: ``last`` or a date, empty without the option; DateError if it is neither."""
    if text is None or text.strip().lower() in ("last", "laatst", "laatste"):
        return "" if text is None else "last"
    _option_period("--added", text, today())
    return text


def _option_period(option: str, text: str | None, day: datetime.date) -> Period | None:
    from defsearch.dates.parser import parse_period

    try:
        return None if text is None else parse_period(text, day)
    except DateError as error:
        raise DateError(f"{option}: {error.message}", error.hint, error.typed_range) from error


def today() -> datetime.date:
    """Return the date of today: DEFSEARCH_TODAY if it is set, else the local date."""
    fixed = os.environ.get("DEFSEARCH_TODAY")
    if not fixed:
        return datetime.date.today()  # noqa: DTZ011 - the date on the user's own calendar
    from defsearch.dates.parser import parse_today

    return parse_today(fixed)


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


def csv_style(chosen: str | None, context: Any, delimiter: str, *, bom: bool) -> CsvStyle:
    """Return how CSV or TSV is written; UsageError for a delimiter that is none, or one without --csv."""
    from defsearch.render.csv_style import CsvStyle

    if chosen != "--csv":
        for name in ("--csv-delimiter", "--csv-bom"):
            if is_typed(context, name):
                raise UsageError(f"{name} is only for --csv", "Add --csv")
        return CsvStyle("\t")
    delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UsageError("--csv-delimiter is one character", "For example: --csv-delimiter ';'")
    return CsvStyle(delimiter, bom)


def is_typed(context: Any, name: str) -> bool:
    """Return whether an option was typed; one from the environment is ignored by commands without a use for it."""
    sources = (
        context.get_parameter_source(param.name) for param in context.command.params if name in param.opts
    )
    return any(source is not None and source.name == "COMMANDLINE" for source in sources)


def resolve_release_id(text: str, index: Path, searcher: Searcher) -> str:
    """Return the id (or the start of an id) that ``text`` names: the hit with that number, or ``text`` itself.

    An id that is a number comes before the hit with that number, and the hit before the start of an id. A number
    with a leading zero is never a hit.
    """
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or text in (ids := searcher.ids(text)):
        return text
    last = load_last_query(index)
    id_ = last.ids.get(int(text)) if last is not None and len(text) <= MAX_RANK_DIGITS else None
    if id_ is not None:
        return id_
    if len(ids) == 1:
        return ids[0]
    if last is None:
        if obstacle := storage_obstacle():
            raise ReleaseNotFoundError(
                f"there is no hit {text}: the hits of a query cannot be kept, since {obstacle}",
                "Name a folder for them with XDG_STATE_HOME, or type the id",
            )
        raise ReleaseNotFoundError(
            f"there is no hit {text}: nothing was searched yet in this terminal", "Search first"
        )
    shown = f"{min(last.ids)} to {max(last.ids)}" if last.ids else "none"
    raise ReleaseNotFoundError(f"the last query did not show a hit {text}", f"Hits shown so far: {shown}")


def name_numbered_release(text: str, release: StoredRelease) -> None:
    """Say which release a number means, on standard error, so that a mistaken number is seen."""
    if text != release.id and text.isdigit():
        from defsearch.render.text import date_label, visible

        note([f"{text}: {date_label(release.date)}  {visible(release.title)}"])


def matches_to_highlight(
    release: StoredRelease, query: str | None, index: Path, searcher: Searcher
) -> ReleaseMatches:
    """Return the matches of ``query`` in ``release``, or of the last query if ``query`` is None."""
    if query is not None:
        return searcher.matches(release, SearchRequest(query=query), today())
    last = load_last_query(index)
    if last is None or not last.request.query:
        return ReleaseMatches()
    return searcher.matches(release, last.request, today())
