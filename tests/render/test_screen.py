"""Wrapping keeps the text, respects the width and highlights the matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from defsearch.render import screen
from defsearch.render.screen import MATCH, Screen, Segment, cell_width, words, wrap

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
            patch.setattr(screen, "_MANY_SEGMENTS", limit)
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
