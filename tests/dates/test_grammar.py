"""The tables of shapes: each shape can be typed, and each rule fits its builder."""

from __future__ import annotations

import contextlib
import datetime
import itertools

import pytest

from defsearch.dates.grammar import EXPLICIT_RULES, RULES, UNCLEAR, YEAR_PAIRS, YEARLESS
from defsearch.dates.lexer import lex
from defsearch.errors import DateError

TODAY = datetime.date(2025, 9, 25)
NUMBERS = {
    "n": "5",
    "c": "100",
    "y": "2025",
    "d": "20250925",
    "o": "2e",
    "W": "w12",
    "Q": "q3",
    "Z": "jaren 90",
}
NAMES = {"k": "twee", "m": "mei", "u": "week", "r": "gisteren", "t": "deze", "p": "vorige", "l": "afgelopen"}
EXPLICIT = {"F": "komende", "B": "weekend", "N": "nu"}
PARTS = {"e": "begin", "h": "helft", "H": "h2", "w": "maandag", "q": "op"}
SAMPLES = (
    NUMBERS
    | NAMES
    | PARTS
    | EXPLICIT
    | {"s": "laatste", "f": "van", "g": "geleden", "b": "before", "j": "after"}
)


def typed(shape: str, **others: str) -> str:
    """Return a text of that shape; a second year is the next one."""
    samples = SAMPLES | others
    letters = [samples.get(letter, letter) for letter in shape]
    years = [at for at, letter in enumerate(shape) if letter == "y"]
    for number, at in enumerate(years):
        letters[at] = str(2025 + number)
    return "".join(letters)


@pytest.mark.parametrize("shape", [*EXPLICIT_RULES, *UNCLEAR, *YEARLESS, *YEAR_PAIRS])
def test_every_shape_can_be_typed(shape: str) -> None:
    """A text of sample words has that shape."""
    lexed = lex(typed(shape))
    assert lexed is not None
    assert lexed.shape == shape


@pytest.mark.parametrize("shape", EXPLICIT_RULES)
def test_every_rule_fits_its_shapes(shape: str) -> None:
    """A shape has as many values as its rule has slots, and with some words they make a period with two ends."""
    periods = []
    for unit, part, number in itertools.product(
        ("week", "dag", "maand", "jaar"), ("begin", "winter"), ("5", "26")
    ):
        lexed = lex(typed(shape, u=unit, e=part, n=number))
        assert lexed is not None
        assert len(lexed.values) == len(EXPLICIT_RULES[shape].slots)
        with contextlib.suppress(DateError):
            periods.append(EXPLICIT_RULES[shape].period(lexed.values, TODAY))
    assert periods
    assert all(period.first and period.last for period in periods)


def test_no_shape_has_two_meanings() -> None:
    """A shape is in one row of one table."""
    rows = [shape for rule in set(EXPLICIT_RULES.values()) for shape in rule.shapes]
    assert sorted(rows) == sorted(EXPLICIT_RULES)
    all_shapes = [*EXPLICIT_RULES, *UNCLEAR, *YEARLESS, *YEAR_PAIRS]
    assert len(set(all_shapes)) == len(all_shapes)


def test_an_unambiguous_date_has_a_year_and_more() -> None:
    """Free text is never a date by a year alone, nor without a year: that of ``mei 2025`` or of ``mei vorig jaar``."""
    for rule in RULES.values():
        if rule.unambiguous:
            assert {"year", "unit"} & set(rule.slots)
            assert len(rule.slots) >= 2
