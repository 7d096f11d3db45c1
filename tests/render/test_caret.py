"""The line of carets under a query: below the right characters, whatever they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import QueryError
from defsearch.render.errors import caret_lines


def lines(query: str, start: int, end: int, width: int = 76) -> tuple[str, str]:
    """The two lines for a mistake at [start, end)."""
    return caret_lines(QueryError("wrong", query=query, start=start, end=end), width)


@pytest.mark.parametrize(
    ("query", "start", "end", "shown", "carets"),
    [
        ("drones AND", 7, 10, "drones AND", "       ^^^"),
        ("drones", 0, 6, "drones", "^^^^^^"),
        ("drones", 6, 6, "drones", "      ^"),
        ("", 0, 0, "", "^"),
        ("a\tb\nc", 4, 5, "a b c", "    ^"),
        ("\x1b[31m(", 5, 6, "\N{REPLACEMENT CHARACTER}[31m(", "     ^"),
        ("無人機 (", 4, 5, "無人機 (", "       ^"),
        ("無人機", 1, 2, "無人機", "  ^^"),
        ("cafe\u0301 (", 6, 7, "cafe\u0301 (", "     ^"),
        ("a\u200db (", 4, 5, "a\N{REPLACEMENT CHARACTER}b (", "    ^"),
    ],
)
def test_carets_stand_under_the_place(query: str, start: int, end: int, shown: str, carets: str) -> None:
    """Tabs, controls, wide characters and combining marks do not push them aside; the end has a caret too."""
    assert lines(query, start, end) == (shown, carets)


@pytest.mark.parametrize(
    ("start", "end", "shown", "carets"),
    [
        (0, 3, "aaabbbcccdddeeefffgg…", "^^^"),
        (48, 51, "…mnnnoooppp(((rrrssst…", "           ^^^"),
        (27, 60, "…fggghhhiiijjjkkklllm…", "           ^^^^^^^^^^"),
        (60, 60, "…nnoooppp(((rrrsssttt", "                     ^"),
    ],
)
def test_a_long_query_is_cut_around_the_place(start: int, end: int, shown: str, carets: str) -> None:
    """What is wrong stays in sight with what stands before it, and the ends that are cut off are marked."""
    query = "".join(letter * 3 for letter in "abcdefghijklmnopqrst").replace("qqq", "(((")
    assert lines(query, start, end, width=20) == (shown, carets)


def columns(text: str) -> int:
    """The columns that a text takes up (counted apart from the module's own way)."""
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in text)
    return len(text) + wide - sum(unicodedata.category(character) in ("Mn", "Me") for character in text)


@given(st.text(max_size=120), st.data(), st.integers(10, 80))
def test_the_lines_are_short_and_hold_the_place(query: str, data: st.DataObject, width: int) -> None:
    """One printable line that fits, and carets over exactly the columns of what is marked or its first part."""
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, len(query)))
    shown, carets = lines(query, start, end, width)
    assert shown.isprintable()
    assert columns(shown) <= width + 2
    before, marked = carets.count(" "), carets.count("^")
    assert carets == " " * before + "^" * marked
    assert marked >= 1
    assert before + marked <= columns(shown) + 1
