"""``defsearch show``: the format that was chosen decides what is computed."""

from __future__ import annotations

import json
from typing import Any

import pytest


@pytest.mark.parametrize("variable", ["RAW", "CITE"])
def test_a_typed_json_contains_matches_despite_the_environment(
    variable: str, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The format that was chosen decides whether matches are computed."""
    monkeypatch.setenv(f"DEFSEARCH_{variable}", "1")
    program("show", "2024/mei/018", "--query", "drones", "--json")
    assert json.loads(program.out)["matches"] == [[10, 16]]
