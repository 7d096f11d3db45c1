"""An error message: the sentence, the place in the query with carets, the hint."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.errors import QueryError, UsageError
from defsearch.render.errors import caret_lines, clause, error_line, error_lines
from defsearch.render.text import Screen


def test_carets_mark_the_wrong_part_of_a_query() -> None:
    """They are under exactly the wrong characters."""
    error = QueryError(
        "there is no field “auteur”", query="navo auteur:jan", start=5, end=11, hint="Leave it out"
    )
    assert list(error_lines(error, Screen(), hint=error.hint)) == [
        "defsearch: there is no field “auteur”",
        "  navo auteur:jan",
        "       ^^^^^^",
        "  Leave it out",
    ]


def test_an_empty_query_has_no_carets() -> None:
    """Only the sentence and the hint are shown."""
    error = QueryError("there is nothing to search for", query=" ", start=0, end=0)
    assert list(error_lines(error, Screen(), hint=error.hint)) == [
        "defsearch: there is nothing to search for"
    ]


def test_typed_text_cannot_steer_the_terminal() -> None:
    """Message, query and hint are made visible; a hint of two lines stays two lines."""
    error = QueryError("no field “\x1b[2J”", query="\x1b[2J:x", start=0, end=4, hint="Not \x9b\nbut this")
    lines = list(error_lines(error, Screen(), hint=error.hint))
    assert lines[0] == "defsearch: no field “␛[2J”"
    assert lines[-2:] == [r"  Not \x9b", "  but this"]
    assert not any("\x1b" in line for line in lines)


def test_only_the_program_name_is_coloured() -> None:
    """The sentence stays readable on every background."""
    assert list(error_lines(UsageError("wrong"), Screen(colour=True), hint=None)) == [
        "\x1b[1;31mdefsearch:\x1b[0m wrong"
    ]


def test_a_long_value_is_shortened_inside_its_message() -> None:
    """Both ends of the message stay readable; a command in the hint is never cut."""
    hint = "Make one with: defsearch ingest --index " + "x" * 1_000
    error = UsageError("--sort: '" + "\x1b" * 4_000 + "' is not an order")
    message, told = error_lines(error, Screen(), hint=hint)
    assert message.startswith("defsearch: --sort: '␛␛␛")
    assert message.endswith("␛␛' is not an order")
    assert "␛…␛" in message
    assert len(message) < 300
    assert told == f"  {hint}"


def test_an_error_on_one_line_has_carets_where_there_is_room() -> None:
    """They mark the place in the query on the line above."""
    error = QueryError("The word is wrong.", query="een fout", start=4, end=8)
    assert error_line(error, 40, indent=2) == "      ^^^^ the word is wrong"
    assert error_line(error, 29, indent=2) == "      ^^^^ the word is wrong"
    assert error_line(error, 28, indent=2) == "the word is wrong"
    assert error_line(UsageError("The name\nis wrong."), 40, indent=2) == "the name␊is wrong"


def test_a_line_end_in_a_name_is_made_visible() -> None:
    """It does not end the line, and it is not shown as a space."""
    assert list(error_lines(UsageError("no index in a\nb"), Screen(), hint=None)) == [
        "defsearch: no index in a␊b"
    ]


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
def test_a_sentence_becomes_a_clause(sentence: str, shown: str) -> None:
    """It loses its capital and its full stop; abbreviations keep their capitals."""
    assert clause(sentence) == shown


def query_and_carets(query: str, start: int, end: int, width: int = 76) -> tuple[str, str]:
    """Return the query line and the caret line of an error at [start, end)."""
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
def test_carets_are_under_the_marked_characters(
    query: str, start: int, end: int, shown: str, carets: str
) -> None:
    """Tabs, controls, wide and combining characters do not shift them; the end of the query has a caret too."""
    assert query_and_carets(query, start, end) == (shown, carets)


@pytest.mark.parametrize(
    ("start", "end", "shown", "carets"),
    [
        (0, 3, "aaabbbcccdddeeefffgg…", "^^^"),
        (48, 51, "…mnnnoooppp(((rrrssst…", "           ^^^"),
        (27, 60, "…fggghhhiiijjjkkklllm…", "           ^^^^^^^^^^"),
        (60, 60, "…nnoooppp(((rrrsssttt", "                     ^"),
    ],
)
def test_a_long_query_is_cut_around_the_error(start: int, end: int, shown: str, carets: str) -> None:
    """The error and the text before it stay visible; cut ends are marked."""
    query = "".join(letter * 3 for letter in "abcdefghijklmnopqrst").replace("qqq", "(((")
    assert query_and_carets(query, start, end, width=20) == (shown, carets)


def columns(text: str) -> int:
    """Return the number of columns of a text, computed independently of the module."""
    wide = sum(unicodedata.east_asian_width(character) in ("W", "F") for character in text)
    return len(text) + wide - sum(unicodedata.category(character) in ("Mn", "Me") for character in text)


@given(st.text(max_size=120), st.data(), st.integers(10, 80))
def test_caret_lines_fit_and_contain_the_error(query: str, data: st.DataObject, width: int) -> None:
    """The query is one printable line that fits; the carets cover columns of the marked part."""
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, len(query)))
    shown, carets = query_and_carets(query, start, end, width)
    assert shown.isprintable()
    assert columns(shown) <= width + 2
    before, marked = carets.count(" "), carets.count("^")
    assert carets == " " * before + "^" * marked
    assert marked >= 1
    assert before + marked <= columns(shown) + 1
