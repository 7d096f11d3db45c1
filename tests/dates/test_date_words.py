"""Words to shapes: what is recognised, what is refused, and slips of the keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dates.grammar import MAX_LENGTH, MONTHS, lex, misspelt


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
    """Case, the kind of space, full stops after abbreviations and composed letters make no difference."""
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
def test_what_has_no_place_in_a_date(text: str) -> None:
    """One unknown word, digit or mark is enough: nothing of a text is passed over."""
    lexed = lex(text)
    assert lexed is None or lexed.shape in ("", "m.")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises, and what is read has one value at most for each letter."""
    lexed = lex(text)
    assert lexed is None or len(lexed.values) <= len(lexed.shape)


def test_too_long_a_text_is_no_date() -> None:
    """The bound counts what is left when spaces are made single."""
    assert lex("25 " + " " * MAX_LENGTH + "mei 2025") == lex("25 mei 2025")
    assert lex("2" * (MAX_LENGTH + 1)) == ("", ())


@pytest.mark.parametrize("month", [month for month in MONTHS if len(month) >= 5])
def test_a_slip_in_a_month_is_recognised(month: str) -> None:
    """A letter too many, too few or wrong, or two swapped, is told with the name that was meant."""
    head, tail = month[:2], month[3:]
    slips = {
        f"{head}x{month[2]}{tail}",
        f"{head}{tail}",
        f"{head}x{tail}",
        f"{month[0]}{month[2]}{month[1]}{tail}",
    }
    for slip in slips - {month}:
        found = misspelt(f"25 {slip} 2025")
        assert found is not None
        assert found[0] == slip
    assert misspelt(f"25 {month} 2025") is None


def test_what_is_no_slip() -> None:
    """A word that is like no other stays unexplained."""
    assert misspelt("drones in mei 2025") is None
