"""The text of a date to its shape: what is recognised, what is not, and misspelt words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dates.lexer import MAX_LENGTH, MONTHS, correct_spelling, lex, lex_without_article


@pytest.mark.parametrize(
    ("text", "shape", "values"),
    [
        ("25 sep. 2025", "n m y", (25, 9, 2025)),
        ("  25\t\u00a0SEPTEMBER \n2025 ", "n m y", (25, 9, 2025)),
        ("september 25th, 2025", "m o, y", (9, 25, 2025)),
        ("2025-W03", "y-W", (2025, 3)),
        ("2025w3", "yW", (2025, 3)),
        ("derde kwartaal van 2025", "o u f y", (3, 3, 2025)),
        ("één week geleden", "k u g", (1, 1)),
        ("e\u0301e\u0301n week geleden", "k u g", (1, 1)),
        ("2025\N{NON-BREAKING HYPHEN}09", "y-n", (2025, 9)),
        ("20250925", "d", (20250925,)),
    ],
)
def test_shapes(text: str, shape: str, values: tuple[int, ...]) -> None:
    """Case, the kind of space, full stops after abbreviations and the Unicode form make no difference."""
    assert lex(text) == (shape, values)


@pytest.mark.parametrize(
    "text",
    [
        "drones",
        "2025W123",
        "123e",
        "1234567",
        "٢٠٢٥",
        "25sept2025x",
        "2025_09",
        "sep..",
        "(2025)",
        "q",
        "x" * 100,
    ],
)
def test_text_that_is_not_part_of_a_date(text: str) -> None:
    """One unknown word, digit or mark is enough: no part of a text is skipped."""
    lexed = lex(text)
    assert lexed is None or lexed.shape in ("", "mR")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises an error, and a shape has at most one value for each letter."""
    lexed = lex(text)
    assert lexed is None or len(lexed.values) <= len(lexed.shape)


def test_text_that_is_too_long_is_no_date() -> None:
    """The length is that of the text with single spaces."""
    assert lex("25 " + " " * MAX_LENGTH + "mei 2025") == lex("25 mei 2025")
    assert lex("2" * (MAX_LENGTH + 1)) == ("", ())


@pytest.mark.parametrize("month", [month for month in MONTHS if len(month) >= 5])
def test_a_misspelt_month_is_recognised(month: str) -> None:
    """One letter inserted, deleted or replaced, or two letters swapped."""
    head, tail = month[:2], month[3:]
    misspellings = {
        f"{head}x{month[2]}{tail}",
        f"{head}{tail}",
        f"{head}x{tail}",
        f"{month[0]}{month[2]}{month[1]}{tail}",
    }
    for misspelling in misspellings - {month}:
        found = correct_spelling(f"25 {misspelling} 2025")
        assert found is not None
        assert found[0] == misspelling
    assert correct_spelling(f"25 {month} 2025") is None


def test_an_unlike_word_is_not_corrected() -> None:
    """A word that resembles no known word has no correction."""
    assert correct_spelling("drones in mei 2025") is None


def test_an_article_at_the_start_is_dropped() -> None:
    """Only the first one, and only where it is asked for."""
    assert lex("het 3e kwartaal 2025") == ("a o u y", (3, 3, 2025))
    assert lex_without_article("het 3e kwartaal 2025") == ("o u y", (3, 3, 2025))
    assert lex_without_article("drones") is None
