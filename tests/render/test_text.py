"""Text of others never steers a terminal, a JSON reader or a spreadsheet."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.render.text import MAX_SENTENCE, csv_safe, json_safe, shortened, visible

# Text with far more odd characters than chance would give.
ODD = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
        st.sampled_from("\x1b\x9b\x00\x7f\u202e\u2066\u2028\ud800\ufffe\uffff\U000e0041aé’"),
        st.sampled_from(';=+-@\uff1d \t\r"'),
    ),
    max_size=40,
)


STEERING = {"Cc", "Cs", "Zl", "Zp"}


BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(ODD)
def test_no_character_that_steers_a_terminal_is_left(text: str) -> None:
    """No control, surrogate, line or paragraph separator, and no bidirectional control."""
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in STEERING or char in BIDI]


@given(ODD)
def test_printable_characters_stay(text: str) -> None:
    """In their order."""
    plain = "".join(char for char in text if char.isprintable())
    assert visible(plain) == plain
    rest = iter(visible(text))
    assert all(char in rest for char in plain)


@given(ODD)
def test_visible_text_is_visible_already(text: str) -> None:
    """A second call changes nothing."""
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x00\n\t\r", "␀␊␉␍"),
        ("\x7f", "␡"),
        ("\x9b31m", r"\x9b31m"),
        ("goed\u202edeog", r"goed\u202edeog"),
        ("\udcff.txt", r"\udcff.txt"),
        ("\U000e0041", r"\U000e0041"),
        ("a\ufffe\uffff", r"a\ufffe\uffff"),
        ("[bold]risico’s[/]", "[bold]risico’s[/]"),
        ("naïef 👍🏽 ﬁ", "naïef 👍🏽 ﬁ"),
    ],
)
def test_unsafe_characters_are_shown_as_pictures_or_escapes(text: str, shown: str) -> None:
    """Controls as control pictures, others as escapes; markup and letters of any script stay."""
    assert visible(text) == shown


@given(st.text(), st.integers(1, 12))
def test_shortened_text_keeps_its_ends(text: str, length: int) -> None:
    """It has the requested length and contains the mark; short text stays unchanged."""
    shown = shortened(text, length)
    assert len(shown) == min(len(text), length)
    if len(text) <= length:
        assert shown == text
    else:
        begin, _, end = shown.partition("…") if "…" not in text else (shown[: (length - 1) * 2 // 3], "", "")
        assert text.startswith(begin)
        assert text.endswith(end)


def test_a_sentence_of_maximum_length_is_not_shortened() -> None:
    """A longer one is shortened to that length."""
    assert shortened("a" * MAX_SENTENCE) == "a" * MAX_SENTENCE
    assert len(shortened("a" * 5_000)) == MAX_SENTENCE


@given(ODD)
def test_json_keeps_its_value_when_made_safe(text: str) -> None:
    """A JSON reader reads the same value; no character of it steers a terminal."""
    encoded = json_safe(json.dumps([text], ensure_ascii=False))
    assert json.loads(encoded) == [text]
    assert not [char for char in encoded if unicodedata.category(char) in STEERING or char in BIDI]
    encoded.encode()


@given(ODD)
def test_no_csv_cell_is_a_formula(text: str) -> None:
    """Neither the whole cell nor a part of it after a semicolon."""
    for cell in csv_safe(text).split(";"):
        assert not cell.lstrip(' "\xa0\u3000').startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))


def test_only_a_formula_gets_an_apostrophe() -> None:
    """A dash or an equals sign inside a text gets none."""
    assert csv_safe("=1+1") == "'=1+1"
    assert csv_safe("\uff1d1+1") == "'\uff1d1+1"
    assert csv_safe(" =1+1") == "' =1+1"
    assert csv_safe("drones - en meer; 2 = twee") == "drones - en meer; 2 = twee"


def test_a_formula_after_a_semicolon_gets_an_apostrophe() -> None:
    """A Dutch spreadsheet divides cells there."""
    assert csv_safe("hap;=1+1") == "hap;'=1+1"
    assert csv_safe('hap;"=1+1;-2') == "hap;'\"=1+1;'-2"
