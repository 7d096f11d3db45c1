"""A long sentence cut to size: around what, where exactly, and what stays lit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from defsearch.search.snippets import Fragment, Match, fragment

WORDS = [f"woord{number:03}" for number in range(100)]
TEXT = " ".join(WORDS)
WHOLE = (0, len(TEXT))


def match(number: int, word: int = 0, *, upto: int | None = None) -> Match:
    """A match on one word of TEXT, or on a phrase from it up to another."""
    return Match(number * 9, (number if upto is None else upto) * 9 + 8, word)


def cut(*matches: Match, max_chars: int = 90) -> Fragment:
    """TEXT cut around matches."""
    return fragment(TEXT, WHOLE, matches, max_chars)


def test_what_fits_is_not_cut() -> None:
    """A sentence of just the length stays whole."""
    held = match(5)
    assert fragment(TEXT, (0, 80), [held], 80) == Fragment(0, 80, frozenset({0}), (held[:2],), False, False)


def test_a_match_near_an_end_keeps_that_end() -> None:
    """The beginning of a sentence is where a reader begins; its end is kept where that is nearer."""
    near_start = cut(match(3))
    assert (near_start.start, near_start.cut_start, near_start.cut_end) == (0, False, True)
    near_end = cut(match(97))
    assert (near_end.end, near_end.cut_start, near_end.cut_end) == (len(TEXT), True, False)


def test_a_match_in_the_middle_has_words_on_both_sides() -> None:
    """Cut at word borders, about as much before the match as after it."""
    middle = cut(match(50))
    shown = TEXT[middle.start : middle.end].split()
    assert set(shown) <= set(WORDS)
    assert middle.cut_start
    assert middle.cut_end
    assert 3 <= shown.index("woord050") <= len(shown) - 4


def test_the_part_with_the_most_different_words_wins() -> None:
    """Two words near each other beat one word three times; of equals the first is shown."""
    assert cut(match(10), match(11), match(12), match(60), match(61, 1)).words == {0, 1}
    assert cut(match(40), match(80)).highlighted == (match(40)[:2],)
    assert len(cut(match(20), match(70), match(71)).highlighted) == 2


def test_half_a_phrase_is_not_lit() -> None:
    """A phrase that the cut goes through is only text; the word that is whole is lit."""
    half = cut(match(50), match(54, 1, upto=60))
    assert half.highlighted == (match(50)[:2],)
    assert half.words == {0}


def test_a_match_longer_than_the_excerpt_is_shown_as_far_as_it_goes() -> None:
    """There is nothing else to show."""
    long = cut(match(40, upto=80))
    assert long.end - long.start <= 90
    assert long.highlighted == ((360, long.end),)


def test_a_word_without_end_is_cut_anywhere() -> None:
    """A million letters without a space stay within the length, and the match among them is shown."""
    text = "x" * 1_000_000
    middle = fragment(text, (0, len(text)), [Match(500_000, 500_005, 0)], 90)
    assert middle.end - middle.start == 90
    assert middle.highlighted == ((500_000, 500_005),)


def test_part_of_a_word_at_the_edge_brings_its_word() -> None:
    """The head of a compound is lit within the whole compound, however full the excerpt is."""
    text = " ".join(["luchtverdedigingsfregat"] * 40)
    for number in range(40):
        head = Match(number * 24 + 17, number * 24 + 23, 0)
        shown = fragment(text, (0, len(text)), [head], 90)
        assert set(text[shown.start : shown.end].split()) == {"luchtverdedigingsfregat"}
        assert shown.highlighted == (head[:2],)


def test_overlapping_matches_are_lit_as_one_and_neighbours_are_not() -> None:
    """A phrase over its own words is one range; two parts of a compound that touch are two."""
    matches = [Match(0, 17, 0), Match(0, 8, 1), Match(9, 17, 2), Match(18, 22, 3), Match(22, 26, 4)]
    held = fragment(TEXT, (0, 80), matches, 80)
    assert held.highlighted == ((0, 17), (18, 22), (22, 26))
    assert held.words == {0, 1, 2, 3, 4}


SPACED = st.lists(
    st.sampled_from(["a", "ë", "🛩️", "e\u0301", " ", "\r\n", "\u00a0"]), min_size=3, max_size=200
).map(lambda scraps: f"x{''.join(scraps)}x")
SPANS = st.lists(st.tuples(st.floats(0, 0.99), st.integers(1, 60), st.integers(0, 3)), max_size=12)


@given(SPACED, SPANS, st.integers(1, 80))
def test_every_excerpt_is_within_its_sentence_and_its_length(
    text: str, drawn: list[tuple[float, int, int]], max_chars: int
) -> None:
    """For every text, every set of matches and every length: in bounds, true about cuts, lit as matched."""
    size = len(text)
    matches = sorted(Match(int(at * size), min(int(at * size) + n, size), word) for at, n, word in drawn)
    shown = fragment(text, (0, size), matches, max_chars)
    assert 0 <= shown.start < shown.end <= size
    assert shown.end - shown.start <= max_chars
    assert shown.cut_start == (shown.start > 0)
    assert shown.cut_end == (shown.end < size)
    assert bool(shown.highlighted) == bool(matches)
    whole = [match for match in matches if shown.start <= match.start and match.end <= shown.end]
    expected = {offset for match in whole for offset in range(match.start, match.end)}
    highlighted = {offset for start, end in shown.highlighted for offset in range(start, end)}
    if whole:
        assert highlighted == expected
        assert shown.words == {match.word for match in whole}
    edges = [offset for span in shown.highlighted for offset in span]
    assert edges == sorted(edges)
    assert all(shown.start <= offset <= shown.end for offset in edges)
