"""``defsearch show``: the format that was chosen decides what is computed."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.parametrize("variable", ["RAW", "CITE"])
def test_a_typed_format_shows_its_matches_whatever_the_environment(
    variable: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEFSEARCH_RAW left the matches out of a typed --json: what counts is the format that was chosen."""
    monkeypatch.setenv(f"DEFSEARCH_{variable}", "1")
    program("show", "2024/mei/018", "--query", "drones", "--json")
    assert json.loads(program.out)["matches"] == [[10, 16]]
