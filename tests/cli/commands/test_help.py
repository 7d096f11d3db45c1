"""``defsearch help``: the topics and their other names."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("date", "dates"), ("datum", "dates"), ("queries", "query"), ("zoektaal", "query"), ("syntax", "query")],
)
def test_a_page_of_help_has_more_names_than_one(typed: str, topic: str, program: Any) -> None:
    """``help date`` and the Dutch words were once a mistake."""
    program("help", topic)
    page = program.out
    assert program("help", typed) == 0
    assert program.out == page
