"""Results on standard output; notices and hints on standard error."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def test_notices_and_hints_go_to_standard_error(program: Any) -> None:
    """Standard output contains the hits only."""
    program("query", "drones", "de", "vloot", "--jsonl", "--limit", "1")
    assert len(program.out.splitlines()) == 1
    assert program.err == (
        "note: “de” is in nearly every release and was left out\nnote: 1 of 2 releases; for all: -n all\n"
    )
    program("query", "drones", "--limit", "1")
    assert program.err == "for the next 1 hit: --page 2, or: defsearch more\n"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("--paths -n 1", "note: 1 of 2 releases; for all: -n all\n"),
        ("--csv -n 1", "note: 1 of 2 releases; for all: -n all\n"),
        ("--jsonl -n 1", "note: 1 of 2 releases; for all: -n all\n"),
        ("--jsonl -n 1 --page 2", "note: 2 of 2 releases\n"),
        ("--csv --page 9", "there is no page 9: 2 releases on 1 page\n"),
        ("--json -n 1", ""),
        ("--count -n 1", ""),
        ("--paths -n 2", ""),
    ],
)
def test_a_partial_list_is_noted(typed: str, expected: str, program: Any) -> None:
    """A script must not take one page for all hits."""
    program("query", "drones", *typed.split())
    assert program.err == expected


def test_paths_end_with_nul(program: Any) -> None:
    """--paths -0 is for xargs -0."""
    program("query", "drones", "--paths", "-0")
    assert program.out == "seeds/2024/mei/017.txt\0seeds/2024/mei/018.txt\0"


@pytest.mark.parametrize("limit", ["all", "0", "ALL"])
def test_all_hits_can_be_asked_for(program: Any, limit: str) -> None:
    """JSON repeats 0."""
    assert program("query", "drones", "-n", limit, "--json") == 0
    assert (len(json.loads(program.out)["hits"]), json.loads(program.out)["limit"]) == (2, 0)


def test_brief_is_one_line_a_hit(program: Any, on_terminal: Callable[..., None]) -> None:
    """Number, date and title, fitted to the width; uncut off a terminal."""
    program("query", "drones", "--brief")
    assert program.out.splitlines()[1:] == [
        " 1. 2024-05-17  Marine zoekt drones",
        " 2. 2024-05-18  Drones boven zee: ␛[31mde marine\\u202e oefent samen met de kustwacht en de NAVO",
    ]
    on_terminal(40)
    program("query", "drones", "--brief", "--color", "never")
    assert program.out.splitlines()[-1] == " 2. 2024-05-18  Drones boven zee: ␛[31m…"
    program("similar", "1", "--brief", "--color", "never")
    assert program.out.splitlines()[-1].startswith(" 1. 2024-05-18  Drones boven zee")


LISTS = ("query drones", "similar 2024/mei/017", "export drones")


@pytest.mark.parametrize("command", LISTS)
def test_every_command_that_lists_releases_has_every_format(program: Any, command: str) -> None:
    """JSON, JSON Lines, CSV, TSV and paths."""
    for option in ("--json", "--jsonl", "--csv", "--tsv", "--paths"):
        assert program(*command.split(), option) == 0
        assert "2024/mei/018" in program.out
    for option, delimiter in (("--csv", ","), ("--tsv", "\t")):
        program(*command.split(), option)
        header, *rows = csv.reader(io.StringIO(program.out), delimiter=delimiter)
        assert {"id", "date", "title", "path"} < set(header)
        assert {len(row) for row in rows} == {len(header)}


def test_the_delimiter_is_only_for_csv(program: Any) -> None:
    """And it is one character."""
    assert program("query", "drones", "--csv-delimiter", ";") == 2
    assert program.err == "defsearch: --csv-delimiter is only for --csv\n  Add --csv\n"
    assert program("query", "drones", "--csv", "--csv-delimiter", "ab") == 2
    assert program("timeline", "drones", "--csv", "--csv-delimiter", ";", "--csv-bom") == 0
    assert program.out.startswith("\ufeffperiod;query;matching;share\n")


def test_hits_are_grouped_per_period(program: Any) -> None:
    """With the count of each period; newest first, unless oldest is asked for; the next page goes on so."""
    assert program("query", "drones", "--per", "month", "--brief", "-n", "1") == 0
    assert program.searchers[-1].requests[0].sort == "newest"
    assert program.out.splitlines()[1:] == [
        "per month: 2024-04: 3, 2024-06: 12",
        "",
        "2024-05",
        " 1. 2024-05-17  Marine zoekt drones",
    ]
    assert program("more") == 0
    assert program.out.splitlines()[3].startswith("2024-05")
    assert program("query", "drones", "--per", "year", "--sort", "relevance") == 2
    assert program.err.startswith("defsearch: --per groups by date")
