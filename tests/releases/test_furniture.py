"""Furniture: each pattern finds what it finds when it is tried on its own, in upper and lower case."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from defsearch.releases.furniture import _DATA, is_furniture, is_furniture_title, starts_section

ROWS = [
    line.split("\t")
    for line in _DATA.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#") and line
]
SPACES = st.sampled_from([" ", "  ", "\n", "\u00a0", " \t"])
STRAY = st.sampled_from(
    ["", "ı", "İ", "ſ", "\u212a", "(", ")", ".", "é"]
)  # also other spellings of i, s and k


def plainly(block: str, *kinds: str) -> bool:
    """Return whether a pattern matches a block, tried one after the other and without regard to case."""
    folded = " ".join(block.split())
    rows = (row for row in ROWS if row[0] in kinds)
    return any(re.fullmatch(pattern, folded, re.IGNORECASE) for _, pattern, _ in rows)


@pytest.mark.parametrize(("kind", "pattern", "example"), ROWS)
def test_each_example_is_furniture(kind: str, pattern: str, example: str) -> None:
    """In the place that its kind says."""
    assert re.fullmatch(pattern, example, re.IGNORECASE)
    assert is_furniture_title(example) if kind == "heading" else is_furniture(example)
    assert starts_section(example) == plainly(example, "section")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_a_pattern_matches_is_found(row: list[str], data: st.DataObject) -> None:
    """No quicker test before the patterns hides a block; one character more is judged in the same way."""
    matched = data.draw(st.from_regex(re.compile(row[1], re.IGNORECASE), fullmatch=True))
    at = data.draw(st.integers(0, len(matched)))
    block = (matched[:at] + data.draw(STRAY) + matched[at:]).replace(" ", data.draw(SPACES)).strip()
    folded = " ".join(block.split())
    assert is_furniture_title(block) == plainly(block, "heading")
    assert starts_section(block) == (len(block) <= 80 and plainly(block, "section"))
    if len(block) <= 400 and not block.startswith("Vergroot"):
        is_leftover = len(folded) <= 120 and plainly(block, "leftover", "section")
        is_expected = is_leftover or plainly(block, "caption")
        assert is_furniture(block) == is_expected or "\n" in block  # several lines can also be a menu
        assert is_furniture(block) or not is_expected
