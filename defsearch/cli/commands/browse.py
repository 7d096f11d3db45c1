"""``defsearch browse``: the search as you type, full screen."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from defsearch.cli import options
from defsearch.cli.command import QueryCommand
from defsearch.cli.config import load_config, save_query
from defsearch.cli.last_query import load_history, load_last_query, remember_query, save_last_query
from defsearch.cli.options import period, query_text
from defsearch.cli.output import edit_file, open_file
from defsearch.cli.remedies import command, remedy
from defsearch.errors import DefsearchError, IndexDamagedError, MissingLibraryError, UsageError

if TYPE_CHECKING:
    from defsearch.archive import Archive
    from defsearch.browse.app import Question

app = typer.Typer(rich_markup_mode=None, add_completion=False)

EXAMPLES = """\
defsearch browse                          the last query, or the newest releases
defsearch browse drones --from 2024
"""


class _Desk:
    """What the screen does with files and programs of the user."""

    def __init__(self, index: Path) -> None:
        self._index = index
        named = os.environ.get("DEFSEARCH_PUBLISHER") or load_config().values.get("publisher")
        self.publisher = None if named is None else str(named)

    open_file = staticmethod(open_file)
    edit_file = staticmethod(edit_file)
    save_query = staticmethod(save_query)
    history = staticmethod(load_history)
    remember = staticmethod(remember_query)

    def remedy(self, error: DefsearchError) -> str | None:
        """Return what to type after an error of the search."""
        if isinstance(error, IndexDamagedError):
            error.folder = self._index
        return remedy(error)

    def export(self, path: str, archive: "Archive", question: "Question") -> str:
        """Write all hits of a question to a new file, as ``query -n all`` prints them."""
        from defsearch.render import formats
        from defsearch.render.text import CsvStyle, plural

        file = Path(path).expanduser()
        if file.suffix not in (".csv", ".tsv", ".jsonl"):
            raise UsageError("the name of the file ends in .csv, .tsv or .jsonl", "For example: releases.csv")
        result = question.search(archive, limit=None)
        if file.suffix == ".jsonl":
            text: str | bytes = formats.hits_jsonl(result.hits)
        else:
            text = formats.hits_csv(result.hits, CsvStyle("\t" if file.suffix == ".tsv" else ","))
        try:
            with file.open("xb") as stream:
                stream.write(text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text)
        except OSError as error:
            raise UsageError(
                f"{file}: {(error.strerror or 'error').lower()}", "Choose another name"
            ) from None
        return f"{plural(len(result.hits), 'release')} written to {file}"


@app.command(cls=QueryCommand, epilog=EXAMPLES)
def browse(
    words: options.QueryArgument = None,
    from_: options.FromOption = None,
    to: options.ToOption = None,
    on: options.OnOption = None,
    any_: options.AnyOption = False,
    exact: options.ExactOption = False,
    no_compounds: options.NoCompoundsOption = False,
    no_synonyms: options.NoSynonymsOption = False,
    synonyms: options.SynonymsOption = None,
    sort: options.SortOption = None,
    index: options.IndexOption = Path("index"),
) -> int:
    """Search as you type, full screen: the hits, the release, and how many there are per month.

    It needs Textual, which the extra defsearch[browse] installs. The key ? lists all keys.
    """
    text, span = query_text(words), period(from_, to, on)
    os.environ.setdefault("TEXTUAL_FPS", "120")  # frames a second: 60 would add up to 16 ms to each key
    try:
        from defsearch.browse.app import BrowseApp, Question
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "textual":
            raise
        raise MissingLibraryError("Full-screen searches", "textual") from None
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        instead = command("defsearch", "query", *(words or ["drones"]))
        raise UsageError("browse needs a terminal", f"To print hits instead: {instead}")
    from defsearch.archive import open_archive

    last = load_last_query(index)
    if not text and span is None and sort is None and last is not None and not last.similar_to:
        text, span = last.request.query, last.request.period
    search_options = {
        "any_word": any_,
        "exact": exact,
        "compounds": not no_compounds,
        "synonyms": not no_synonyms,
    }
    question = Question(text, span, sort, options=search_options)
    screen = BrowseApp(lambda: open_archive(index, synonyms=synonyms), _Desk(index), question)
    if (fault := screen.run()) is not None:
        raise fault
    if (result := screen.hits.result) is not None and (result.hits or result.near):
        save_last_query(index, result, screen.question.similar_to, synonyms=synonyms)
    return 0
