"""The release that an id, the beginning of an id or the number of a hit names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from defsearch.cli.arguments import find_id

if TYPE_CHECKING:
    from defsearch.search.searcher import Searcher


def test_a_number_is_a_hit_of_the_last_query(program: Any) -> None:
    """``show 2`` shows the second hit, with the words of that query lit."""
    program("query", "drones", "--exact")
    assert program("show", "2", "--json") == 0
    shown = json.loads(program.out)
    assert shown["id"] == "2024/mei/018"
    assert shown["matches"] == [[10, 16]]
    assert program.request.exact


def test_without_a_query_there_is_no_hit(program: Any) -> None:
    """A number means nothing before the first search."""
    assert program("show", "1") == 1
    assert program.err == "defsearch: there is no query yet whose hit 1 it could be\n  Search first\n"


def test_a_number_of_any_length_is_no_fault_of_ours(program: Any) -> None:
    """Found when Python would not make an int of five thousand digits."""
    program("query", "drones")
    for command in ("show", "similar"):
        assert program(command, "9" * 5_000) == 1
        assert "the last query has shown no hit 99" in program.err
        assert len(program.err) < 1_000


def test_a_number_can_be_the_beginning_of_an_id() -> None:
    """Ids often begin with a number: with a zero in front, or where no hit has that number, it is taken for one."""

    class Ids:
        def ids(self, prefix: str) -> list[str]:
            return [id_ for id_ in ("002_b8", "417_x") if id_.startswith(prefix)]

    searcher = cast("Searcher", Ids())
    assert find_id("002", Path("index"), searcher) == "002"
    assert find_id("417", Path("index"), searcher) == "417_x"
