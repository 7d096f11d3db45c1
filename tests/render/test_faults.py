"""A mistake is shown with its place and its remedy, and what the user typed cannot steer the terminal."""

from __future__ import annotations

import pytest

from defsearch.errors import QueryError, UsageError
from defsearch.render.errors import clause, error_lines
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
