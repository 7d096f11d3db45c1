"""Every operation that reads an index, and what each one answers on an index that may be damaged."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.archive import release_text, run_ingest, write_releases

from defsearch.cli.remedies import remedy
from defsearch.dates.parser import parse_range
from defsearch.errors import DefsearchError, IndexDamagedError, IndexMismatchError, NoIndexError
from defsearch.index.check import check, status
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.searcher import open_searcher
from defsearch.search.timeline import TimelineRequest

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = datetime.date(2026, 11, 22)
SEEDS = Path(__file__).parents[2] / "seeds"
REQUESTS = (
    SearchRequest("fregat drones", synonyms=False),
    SearchRequest('"zuid korea"', sort=Sort.NEWEST),
    SearchRequest("freg* OR =f16", passages=0),
    SearchRequest("fregat~ -zuidkorea", any_word=True),
    SearchRequest("title:marine heading:kop", limit=2, page=2),
    SearchRequest("", period=parse_range("2025-01..", TODAY), sort=Sort.OLDEST),
)


def _search(index: Path) -> list[Any]:
    with open_searcher(index) as searcher:
        return [searcher.search(request, TODAY) for request in REQUESTS]


def _show_all(index: Path) -> list[Any]:
    with open_searcher(index) as searcher:
        releases = [searcher.release(id_) for id_ in searcher.ids()]
        return [(release, searcher.matches(release, REQUESTS[0], TODAY)) for release in releases]


def _other_commands(index: Path) -> list[Any]:
    with open_searcher(index) as searcher:
        return [
            searcher.timeline(TimelineRequest(("fregat", "drones")), TODAY),
            searcher.similar("r0", 5),
            searcher.explain(REQUESTS[0], TODAY),
            list(searcher.export(None, TODAY)),
        ]


READ_OPERATIONS: dict[str, Callable[[Path], Any]] = {
    "status": status,
    "query": _search,
    "show": _show_all,
    "timeline, similar, explain, export": _other_commands,
}


def make_index(folder: Path, word: str = "fregat") -> Path:
    """Make an index with two segments and deletions; another ``word`` gives another index of the same form."""
    source = folder / f"source-{word}"
    shutil.copytree(SEEDS, source)
    for number in range(6):
        day = f"2025-{number + 1:02}-01"
        body = f"Een {word} en {number} drones.\n\nKop {number}\n\nDe F-16 vloog naar Zuid-Korea {'weer ' * number}."
        write_releases(source, **{f"r{number}": release_text(body, date=day)})
    run_ingest(source, folder / word)
    write_releases(
        source, r1=release_text(f"Geen {word}."), nieuw=release_text(f"Een nieuw {word} van de marine.")
    )
    (source / "r5.txt").unlink()
    run_ingest(source, folder / word)
    return folder / word


def all_answers(index: Path) -> dict[str, Any]:
    """Return the answer of every operation on an undamaged index."""
    return {name: operation(index) for name, operation in READ_OPERATIONS.items()}


def outcome_of(operation: Callable[[Path], Any], index: Path, expected: Any) -> str:
    """Return ``right``, ``wrong``, ``error`` (exit code 3, one sentence, a remedy), or a text about another error."""
    try:
        answer = operation(index)
    except (IndexDamagedError, IndexMismatchError, NoIndexError) as error:
        return (
            "error" if error.exit_code == 3 and remedy(error) and "\n" not in error.message else "no remedy"
        )
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "right" if answer == expected else "wrong"


def check_finds_fault(index: Path) -> bool:
    """Return whether ``check`` reports a fault, or refuses to open the index."""
    try:
        return bool(check(index).faults)
    except DefsearchError as error:
        return error.exit_code == 3
