"""``defsearch help``: the topics and their other names."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("date", "dates"), ("datum", "dates"), ("queries", "query"), ("zoektaal", "query"), ("syntax", "query")],
)
def test_help_topics_have_other_names(typed: str, topic: str, program: Any) -> None:
    """In English and Dutch."""
    program("help", topic)
    page = program.out
    assert program("help", typed) == 0
    assert program.out == page
