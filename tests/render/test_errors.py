"""An error message: the sentence, the place in the query with carets, the hint."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import QueryError, UsageError
from defsearch.render.errors import caret_lines, clause, error_lines
from defsearch.render.screen import Screen


def test_a_mistake_in_a_query_has_carets_under_it() -> None:
    """Under exactly the characters that are wrong."""
    error = QueryError(
        "there is no field “auteur”", query="navo auteur:jan", start=5, end=11, hint="Leave it out"
    )
    assert list(error_lines(error, Screen())) == [
        "defsearch: there is no field “auteur”",
        "  navo auteur:jan",
        "       ^^^^^^",
        "  Leave it out",
    ]


def test_an_empty_query_has_no_place_to_show() -> None:
    """Then the sentence and the hint are all."""
    error = QueryError("there is nothing to search for", query=" ", start=0, end=0)
    assert list(error_lines(error, Screen())) == ["defsearch: there is nothing to search for"]


def test_nothing_that_was_typed_steers_the_terminal() -> None:
    """Message, query and hint are made visible; a hint of two lines keeps them."""
    error = QueryError("no field “\x1b[2J”", query="\x1b[2J:x", start=0, end=4, hint="Not \x9b\nbut this")
    lines = list(error_lines(error, Screen()))
    assert lines[0] == "defsearch: no field “␛[2J”"
    assert lines[-2:] == [r"  Not \x9b", "  but this"]
    assert not any("\x1b" in line for line in lines)


def test_only_the_name_is_coloured() -> None:
    """On a terminal the eye finds it; the sentence stays readable everywhere."""
    assert list(error_lines(UsageError("wrong"), Screen(colour=True))) == [
        "\x1b[1;31mdefsearch:\x1b[0m wrong"
    ]


def test_a_value_as_long_as_anyone_likes_leaves_a_sentence() -> None:
    """What is wrong with it can still be read, behind it and before it; a command to type is never cut."""
    hint = "Make one with: defsearch ingest --index " + "x" * 1_000
    message, told = error_lines(
        UsageError("--sort: '" + "\x1b" * 4_000 + "' is not an order", hint), Screen()
    )
    assert message.startswith("defsearch: --sort: '␛␛␛")
    assert message.endswith("␛␛' is not an order")
    assert "␛…␛" in message
    assert len(message) < 300
    assert told == f"  {hint}"


def test_a_line_end_in_a_name_is_seen() -> None:
    """It ends no line, and is no space either."""
    assert list(error_lines(UsageError("no index in a\nb"), Screen())) == ["defsearch: no index in a␊b"]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("There is no index in index.", "there is no index in index"),
        ("NAVO is no field.", "NAVO is no field"),
        ("--from: no date", "--from: no date"),
        ("A", "A"),
        ("", ""),
    ],
)
def test_a_sentence_goes_on_behind_the_name(sentence: str, shown: str) -> None:
    """Without a capital or a full stop of its own; abbreviations keep theirs."""
    assert clause(sentence) == shown


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
