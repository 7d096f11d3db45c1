"""The trace of a command lists the modules whose functions ran and the record types with the word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.hops import trace
from support.archive import build_index, item

if TYPE_CHECKING:
    from pathlib import Path


def test_a_query_is_traced(tmp_path: Path) -> None:
    """A query enters the searcher and not the timeline, and its word is in the AST and in the hit."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Tank", "Een tank.")]):
        found = trace(["query", "tank", "--index", str(tmp_path)], "tank")
    assert "search.searcher" in found.modules
    assert "search.timeline" not in found.modules
    assert found.changes >= len(found.modules)
    assert {"query.ast.Word", "search.plan.TermGroup"} <= set(found.records)
    assert "search.timeline.Timeline" not in found.records
