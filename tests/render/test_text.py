"""Text of others never steers a terminal, a JSON reader or a spreadsheet."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.render.text import LONGEST, csv_safe, json_safe, shortened, visible

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
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    """No control, no surrogate, no line or paragraph separator, no bidirectional control stays as it was."""
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in STEERING or char in BIDI]


@given(ODD)
def test_all_other_characters_stay(text: str) -> None:
    """What is left of the text when the odd characters are taken out is shown as it is, in its order."""
    plain = "".join(char for char in text if char.isprintable())
    assert visible(plain) == plain
    rest = iter(visible(text))
    assert all(char in rest for char in plain)


@given(ODD)
def test_making_visible_twice_changes_nothing_more(text: str) -> None:
    """The result is itself safe."""
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
def test_what_odd_characters_look_like(text: str, shown: str) -> None:
    """Controls are shown as pictures, the rest as escapes; markup and all of Unicode's letters are just text."""
    assert visible(text) == shown


@given(st.text(), st.integers(1, 12))
def test_what_is_shortened_keeps_its_ends(text: str, length: int) -> None:
    """No more than so many characters, the mark of what is missing among them; what is short enough stays."""
    shown = shortened(text, length)
    assert len(shown) == min(len(text), length)
    if len(text) <= length:
        assert shown == text
    else:
        begin, _, end = shown.partition("…") if "…" not in text else (shown[: (length - 1) * 2 // 3], "", "")
        assert text.startswith(begin)
        assert text.endswith(end)


def test_a_sentence_of_usual_length_is_not_shortened() -> None:
    """Only what is as long as anyone likes is."""
    assert shortened("a" * LONGEST) == "a" * LONGEST
    assert len(shortened("a" * 5_000)) == LONGEST


@given(ODD)
def test_json_keeps_its_value(text: str) -> None:
    """Escaping for the screen does not change what a JSON reader reads, and leaves nothing that steers."""
    encoded = json_safe(json.dumps([text], ensure_ascii=False))
    assert json.loads(encoded) == [text]
    assert not [char for char in encoded if unicodedata.category(char) in STEERING or char in BIDI]
    encoded.encode()


@given(ODD)
def test_no_csv_cell_is_a_formula(text: str) -> None:
    """No cell begins with a character that a spreadsheet takes for a formula, wherever it divides cells."""
    for cell in csv_safe(text).split(";"):
        assert not cell.lstrip(' "\xa0\u3000').startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))


def test_a_formula_is_quoted_and_a_word_is_not() -> None:
    """An apostrophe stands before what would be run, and nowhere else."""
    assert csv_safe("=1+1") == "'=1+1"
    assert csv_safe("\uff1d1+1") == "'\uff1d1+1"
    assert csv_safe(" =1+1") == "' =1+1"
    assert csv_safe("drones - en meer; 2 = twee") == "drones - en meer; 2 = twee"


def test_a_formula_behind_a_semicolon_is_quoted() -> None:
    """A Dutch spreadsheet divides cells there, and would run what follows."""
    assert csv_safe("hap;=1+1") == "hap;'=1+1"
    assert csv_safe('hap;"=1+1;-2') == "hap;'\"=1+1;'-2"
