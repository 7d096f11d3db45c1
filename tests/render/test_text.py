"""Untrusted text never steers a terminal, a JSON reader or a spreadsheet; wrapping keeps the text and its matches."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.render import text as render_text
from defsearch.render.text import (
    MATCH,
    MAX_SENTENCE,
    Screen,
    Segment,
    cell_width,
    csv_safe,
    json_safe,
    nothing_found,
    shortened,
    visible,
    words,
    wrap,
)

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


LETTERS = st.sampled_from("abc -’é日本\u0301 \t\n\x1b👍")
TEXTS = st.text(LETTERS, max_size=60)


def lines_of(text: str, width: int | None, **more: object) -> list[str]:
    """Return the lines of ``text`` as plain strings."""
    lines = wrap(words(text), width, **more)  # type: ignore[arg-type]
    return ["".join(segment.text for segment in line) for line in lines]


@given(TEXTS, st.integers(2, 30))
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    """For any words."""
    assert all(cell_width(line) <= width for line in lines_of(text, width))


@given(TEXTS, st.integers(10, 30), st.integers(0, 4))
def test_indented_lines_are_not_wider_than_the_width(text: str, width: int, indent: int) -> None:
    """The start of the first line and the indent of the others count too."""
    first = [Segment("1. 2024  ")]
    assert all(cell_width(line) <= width for line in lines_of(text, width, first=first, indent=indent))


@given(TEXTS, st.lists(st.integers(0, 60), unique=True), st.integers(0, 5))
def test_a_line_of_many_segments_is_drawn_alike(text: str, places: list[int], many: int) -> None:
    """Its segments are joined on the way: the words of one line may be megabytes."""
    ends = sorted(place for place in places if place < len(text))
    matches = list(zip(ends[::2], ends[1::2], strict=False))
    drawn = []
    for limit in (many, 1_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(render_text, "_MANY_SEGMENTS", limit)
            drawn.append(Screen(colour=True).draw(next(wrap(words(text, matches), None))))
    assert drawn[0] == drawn[1]


@given(TEXTS, st.integers(2, 30))
def test_wrapping_loses_no_text(text: str, width: int) -> None:
    """Without spaces, the wrapped text equals the unwrapped text."""
    wrapped = "".join(lines_of(text, width))
    assert wrapped.replace(" ", "") == "".join(lines_of(text, None)).replace(" ", "")


@given(TEXTS, st.lists(st.integers(0, 60), max_size=6).map(sorted))
def test_exactly_the_matches_are_highlighted(text: str, cuts: list[int]) -> None:
    """Apart from white space."""
    cuts = [min(cut, len(text)) for cut in cuts]
    matches = list(zip(cuts[::2], cuts[1::2], strict=False))
    highlighted = "".join(
        segment.text for segment in next(wrap(words(text, matches), None)) if segment.style == MATCH
    )
    expected = "".join("".join(lines_of(text[start:end], None)) for start, end in matches)
    assert highlighted.replace(" ", "") == expected.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width"),
    [("fregat", 6), ("日本", 4), ("e\u0301e\u0301", 2), ("👍", 2), ("", 0), ("a\u200db", 2)],
)
def test_the_width_of_text_in_cells(text: str, width: int) -> None:
    """Wide characters take two cells, combining ones none."""
    assert cell_width(text) == width


def test_lines_break_at_spaces() -> None:
    """A line takes all the words that fit; line ends of the source count as spaces."""
    assert lines_of("de marine zoekt\r\ndrones", 12) == ["de marine", "zoekt drones"]


def test_lines_do_not_break_at_a_no_break_space() -> None:
    """It is part of its word."""
    assert lines_of("in 50\xa0000 huizen", 8) == ["in", "50\xa0000", "huizen"]


def test_a_phrase_is_highlighted_with_its_spaces() -> None:
    """A match over several words is one highlighted run."""
    line = next(wrap(words("de marine zoekt nu", [(3, 15)]), None))
    assert "".join(segment.text for segment in line if segment.style == MATCH) == "marine zoekt"


def test_a_part_of_a_word_can_be_highlighted() -> None:
    """The rest of a compound keeps its style."""
    (line,) = wrap(words("luchtverdedigingsfregat", [(17, 23)]), None)
    assert line == [Segment("luchtverdedigings"), Segment("fregat", MATCH)]


def test_a_long_word_is_split_and_stays_highlighted() -> None:
    """It continues on the next line in its style."""
    lines = list(wrap(words("abcdefghij", [(2, 9)]), 4))
    assert [[segment for segment in line if segment.text] for line in lines] == [
        [Segment("ab"), Segment("cd", MATCH)],
        [Segment("efgh", MATCH)],
        [Segment("i", MATCH), Segment("j")],
    ]


def test_nothing_is_found_even_in_an_empty_index() -> None:
    """No query and no period is all of it."""
    assert (
        nothing_found("release", [], None)
        == nothing_found("release", [""], None)
        == "no release in the index"
    )
