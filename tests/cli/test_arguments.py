"""The release that an id, the beginning of an id or the number of a hit names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from defsearch.cli.arguments import resolve_release_id

if TYPE_CHECKING:
    from defsearch.search.searcher import Searcher


def test_a_number_names_a_hit_of_the_last_query(program: Any) -> None:
    """``show 2`` shows the second hit, with the matches of that query."""
    program("query", "drones", "--exact")
    assert program("show", "2", "--json") == 0
    shown = json.loads(program.out)
    assert shown["id"] == "2024/mei/018"
    assert shown["matches"] == [[10, 16]]
    assert program.request.exact


def test_a_number_before_any_query_is_an_error(program: Any) -> None:
    """The hint says to search first."""
    assert program("show", "1") == 1
    assert program.err == "defsearch: there is no hit 1: nothing was searched yet\n  Search first\n"


def test_a_number_of_thousands_of_digits_is_no_hit(program: Any) -> None:
    """Python refuses to convert it to an int."""
    program("query", "drones")
    for command in ("show", "similar"):
        assert program(command, "9" * 5_000) == 1
        assert "the last query did not show a hit 99" in program.err
        assert len(program.err) < 1_000


def test_a_number_can_be_the_start_of_an_id() -> None:
    """If it has a leading zero, or if no hit has that number."""

    class Ids:
        def ids(self, prefix: str) -> list[str]:
            return [id_ for id_ in ("002_b8", "417_x") if id_.startswith(prefix)]

    searcher = cast("Searcher", Ids())
    assert resolve_release_id("002", Path("index"), searcher) == "002"
    assert resolve_release_id("417", Path("index"), searcher) == "417_x"
