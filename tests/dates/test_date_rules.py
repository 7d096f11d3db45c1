"""The table of shapes: each can be typed, each has what its builder needs."""

from __future__ import annotations

import datetime

import pytest

from defsearch.dates.grammar import RULES, UNCLEAR, YEARLESS, lex

TODAY = datetime.date(2025, 9, 25)
NUMBERS = {"n": "5", "c": "100", "y": "2025", "d": "20250925", "o": "3e", "W": "w12", "Q": "q3"}
NAMES = {"k": "twee", "m": "mei", "u": "week", "r": "gisteren", "t": "deze", "p": "vorige", "l": "afgelopen"}
SAMPLES = NUMBERS | NAMES | {"s": "laatste", "f": "van", "g": "geleden", "b": "before"}


def typed(shape: str) -> str:
    """A text of that shape."""
    return "".join(SAMPLES.get(letter, letter) for letter in shape)


@pytest.mark.parametrize("shape", [*RULES, *UNCLEAR, *YEARLESS])
def test_every_shape_can_be_typed(shape: str) -> None:
    """A text made of sample words is read back as that very shape."""
    lexed = lex(typed(shape))
    assert lexed is not None
    assert lexed.shape == shape


@pytest.mark.parametrize("shape", RULES)
def test_every_rule_fits_its_shapes(shape: str) -> None:
    """The values of a shape are as many as the slots of its rule, and make a period with two ends."""
    lexed = lex(typed(shape).replace("week before", "dag before"))
    assert lexed is not None
    assert len(lexed.values) == len(RULES[shape].slots)
    period = RULES[shape].period(lexed.values, TODAY)
    assert period.first is not None
    assert period.last is not None


def test_no_shape_has_two_meanings() -> None:
    """A shape stands once, in one row of one table."""
    rows = [shape for rule in set(RULES.values()) for shape in rule.shapes]
    assert sorted(rows) == sorted(RULES)
    assert len({*RULES, *UNCLEAR, *YEARLESS}) == len(RULES) + len(UNCLEAR) + len(YEARLESS)


def test_what_is_unmistakable_has_a_year_and_more() -> None:
    """Free text is never a date by a year alone, nor without one."""
    for rule in RULES.values():
        if rule.unmistakable:
            assert "year" in rule.slots
            assert len(rule.slots) >= 2
