"""``defsearch query``: its options reach the search, and options that exclude each other are told apart."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, write_releases
from support.command_line import run_command

from defsearch.dates.parser import parse_period
from defsearch.dates.period import Period
from defsearch.search.results import SearchRequest, Sort

if TYPE_CHECKING:
    from pathlib import Path

TODAY = datetime.date(2024, 6, 30)


def test_every_option_of_query_reaches_the_search(program: Any) -> None:
    """Each option is a field of the request."""
    typed = (
        "query drones -oefening --from 2024-02 --to 2024-03 --any --exact --no-compounds --no-synonyms "
        "--sort oldest --recent --only -n 1 --page 2 --passages 5"
    )
    assert program(*typed.split()) == 0
    february = parse_period("2024-02", TODAY)
    assert program.request == SearchRequest(
        query="drones -oefening",
        period=Period(february.first, parse_period("2024-03", TODAY).last),
        sort=Sort.OLDEST,
        limit=1,
        page=2,
        passages=5,
        any_word=True,
        exact=True,
        compounds=False,
        synonyms=False,
        recent=True,
    )


def test_a_period_without_words_is_listed_newest_first(program: Any) -> None:
    """All releases of that period."""
    assert program("query", "--on", "2024-05") == 0
    period = parse_period("2024-05", TODAY)
    assert program.request == SearchRequest(period=period, sort=Sort.NEWEST, near_misses=True)


def test_a_typed_format_wins_over_the_environment(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """DEFSEARCH_JSON is a default; it does not conflict with --count."""
    monkeypatch.setenv("DEFSEARCH_JSON", "1")
    assert program("query", "drones", "--count") == 0
    assert program.out == "2\n"
    program("query", "drones")
    assert json.loads(program.out)["total"] == 2


@pytest.mark.parametrize(
    ("variable", "typed", "first"),
    [
        ("NULL", "query drones", "1–2 of 2 releases, "),
        ("NULL", "query drones --csv", "rank,id,"),
        ("NULL", "query drones --paths", "seeds/2024/mei/017.txt\0"),
        ("EXPLAIN", "query drones --csv", "rank,id,"),
        ("EXPLAIN", "query drones --count", "2\n"),
        ("EXPLAIN", "query drones --json", '{"schema_version": 2, "query": "drones", "understood"'),
        ("CSV", "query drones --explain", "Understood as\n"),
        ("JSON", "query drones --explain", '{"schema_version": 2, "query": "drones", "understood"'),
    ],
)
def test_an_option_of_the_environment_is_ignored_if_it_does_not_apply(
    variable: str, typed: str, first: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEFSEARCH_NULL without --paths, DEFSEARCH_EXPLAIN with a typed --csv."""
    monkeypatch.setenv(f"DEFSEARCH_{variable}", "1")
    assert program(*typed.split()) == 0
    assert program.out.startswith(first)
    assert program.err == ""


def test_conflicting_variables_are_an_error(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of them wins."""
    monkeypatch.setenv("DEFSEARCH_EXPLAIN", "1")
    monkeypatch.setenv("DEFSEARCH_CSV", "1")
    assert program("query", "drones") == 2
    assert (
        program.err
        == "defsearch: --explain and --csv cannot be combined\n  --explain can be combined with --json only\n"
    )


@pytest.mark.parametrize("name", ["search", "zoek"])
def test_other_names_of_the_command_and_its_options(program: Any, name: str) -> None:
    """``defsearch search drones`` was once told to search for "search"; the help of the command has one name each."""
    assert program(name, "drones", "--van", "2024", "--tot", "2025-06") == 0
    assert (str(program.request.period.first), str(program.request.period.last)) == (
        "2024-01-01",
        "2025-06-30",
    )
    program(name, "drones", "--op", "2024")
    assert str(program.request.period.first) == "2024-01-01"
    program(name, "--help")
    assert "Usage: defsearch query" in program.out
    assert "--van" not in program.out
    assert program("--help") == 0
    assert "search and zoek are other names of query" in program.out


@pytest.mark.slow
def test_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each morning: an ingest names what came in, and a named query is asked over it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEFSEARCH_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").write_text('[queries]\nzee = "fregat OR boot"\n')
    write_releases(tmp_path / "seeds", oud=release_text("Een boot."))
    assert run_command("ingest").code == 0
    write_releases(tmp_path / "seeds", nieuw=release_text("Een fregat."), ook=release_text("Een tank."))
    assert b"\n  added    nieuw\n  added    ook\n" in run_command("ingest").out
    assert run_command("query", "@zee", "--added", "last", "--paths").out == b"seeds/nieuw.txt\n"
    assert run_command("query", "--added", "last", "--count").out == b"2\n"
    assert run_command("ingest", "--rebuild").code == 0
    assert run_command("query", "--added", "last", "--count").out == b"2\n"
    assert run_command("query", "--added", "vandaag", "--count").out == b"3\n"
    assert run_command("query", "--added", "2019", "--count").out == b"0\n"
    assert run_command("query", "--added", "gistren").code == 2
    grouped = run_command("query", "fregat", "--per", "year", "--added", "last", "--brief").out.decode()
    assert "per year: 2025: 1\n\n2025  1 release\n 1. 2025-09-25" in grouped
