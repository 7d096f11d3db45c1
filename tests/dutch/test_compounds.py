"""Compounds: right on the judged list, whole covers only, the best of all covers, and data that is in order."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import pytest
from benchmarks.compounds import HALVES, parts_of, read_judged, score
from hypothesis import given
from hypothesis import strategies as st

from defsearch.dutch.decompounder import (
    MAX_COMPOUND_LENGTH,
    MIN_PART_LENGTH,
    NEVER_SPLIT,
    PART_WORDS,
    Decompounder,
    PartWord,
    read_never_split,
    read_part_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JUDGED = read_judged()
WORDS = list(read_part_words())
SPLITTER = Decompounder.load()
USED = Decompounder(reversed(WORDS), read_never_split())
FIRST = sorted({shape for word in WORDS for shape in word.first_shapes})
LAST = sorted({shape for word in WORDS for shape in word.last_shapes})

# A small language in which many words can be covered in several ways.
TINY = (
    PartWord("aaa", 9, ("aaa", "aaab"), ("aaa",)),
    PartWord("aba", 4, ("aba", "abaa"), ("aba", "abab")),
    PartWord("bab", 0, ("bab",), ()),
    PartWord("aaaba", 2, ("aaaba",), ("aaaba",)),
    PartWord("baba", 6, (), ("baba",)),
)


@pytest.mark.parametrize("half", HALVES)
def test_judged_splits(half: str) -> None:
    """Of the splits made, at least 97 of 100 are the right ones, and at least 92 of 100 right ones are made."""
    got = score(SPLITTER, [one for one in JUDGED if one.half == half])
    assert got.precision >= 0.97
    assert got.recall >= 0.92


def test_the_judged_list_is_what_its_head_says() -> None:
    """Each word stands once, its parts make up the word, the checksum names its half, and a third stay whole."""
    words = [one.word for one in JUDGED]
    assert words == sorted(set(words))
    assert len(words) >= 400
    assert sum(not one.parts for one in JUDGED) * 3 >= len(words)
    for one in JUDGED:
        assert one.half == HALVES[zlib.crc32(one.word.encode()) % 2]
        assert not one.parts or ("".join(one.parts) == one.word and len(one.parts) > 1)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("luchtverdedigingsfregat", "lucht verdediging fregat"),
        ("luchtverdedigingsfregatten", "lucht verdediging fregat"),
        ("dronedreiging", "drone dreiging"),
        ("gevechtsdrones", "gevecht drone"),
        ("oorlogsvoering", "oorlog voering"),
        ("explosievenopruimingsdienst", "explosief opruiming dienst"),
        ("gevechtsvliegtuigen", "gevecht vliegtuig"),
        ("wapensystemen", "wapen systeem"),
        ("pantserhouwitsers", "pantser houwitser"),
        ("onderzeeboten", "onderzee boot"),
        ("mijnenjagers", "mijn jager"),
        ("handelsnamen", "handel naam"),
        ("brandweerlieden", "brandweer man"),
    ],
)
def test_parts_lose_links_and_plurals(word: str, parts: str) -> None:
    """A part's word is what a dictionary has for it, wherever in the compound it stands."""
    assert " ".join(piece.word for piece in SPLITTER.split(word)) == parts


@pytest.mark.parametrize(
    "word",
    [
        *(
            "minister",
            "bondgenootschappelijk",
            "nederland",
            "nederlands",
            "marechaussee",
            "koninkrijk",
        ),  # no compounds
        *(
            "inzetten",
            "uitzenden",
            "handhaven",
            "wegvoeren",
            "opleiding",
            "aanvallen",
        ),  # verbs, and from verbs
        *("onderzoekster", "waardering", "weerbaarheid", "vriendschappelijk"),  # suffixes that are also words
        *("lesbos", "veldkamp", "eindhoven", "tuinman", "zeeland"),  # names
        *(
            "netwerk",
            "netwerken",
            "krijgsmacht",
            "grondslag",
            "vliegtuig",
        ),  # the parts say nothing of the whole
    ],
)
def test_left_whole(word: str) -> None:
    """What only looks like a compound stays whole."""
    assert SPLITTER.split(word) == ()


@given(st.lists(st.sampled_from(FIRST), min_size=1, max_size=4), st.sampled_from(LAST))
def test_pieces_cover_the_form(first: list[str], last: str) -> None:
    """Pieces follow each other without gap or overlap, from the first letter to the last, each in a known shape."""
    form = "".join([*first, last])
    pieces = SPLITTER.split(form)
    assert [piece.start for piece in pieces] == [0, *(piece.end for piece in pieces[:-1])][: len(pieces)]
    assert not pieces or pieces[-1].end == len(form)
    assert len(pieces) != 1
    assert len(pieces) <= len(first) + 1
    shapes = [form[piece.start : piece.end] for piece in pieces]
    assert all(shape in FIRST for shape in shapes[:-1])
    assert all(shape in LAST for shape in shapes[-1:])


@given(st.text(max_size=2 * MAX_COMPOUND_LENGTH))
def test_any_text_can_be_asked(form: str) -> None:
    """No text raises, and one that is not made of part words has no pieces."""
    pieces = SPLITTER.split(form)
    assert not pieces or (form.isalpha() and len(form) <= MAX_COMPOUND_LENGTH)


@given(st.lists(st.sampled_from([one.word for one in JUDGED]), max_size=20))
def test_nothing_is_remembered(words: list[str]) -> None:
    """A word's split is the same whatever was split before it, and in whichever splitter."""
    assert [USED.split(word) for word in words] == [SPLITTER.split(word) for word in words]


def covers(form: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every way to cover ``form`` with the tiny language, and its cost, by plain recursion."""
    for word in TINY:
        cost = 1000 + 9 - word.rank
        for shape in word.last_shapes:
            if form == shape:
                yield cost, (shape,)
        for shape in word.first_shapes:
            if form.startswith(shape):
                for rest, parts in covers(form[len(shape) :]):
                    yield cost + rest, (shape, *parts)


@given(st.text("ab", min_size=6, max_size=24))
def test_the_best_cover_is_found(form: str) -> None:
    """Among all covers of two parts and more, the split is one of least cost: the fewest parts, then the commonest."""
    splitter = Decompounder(TINY)
    best = min((cost for cost, parts in covers(form) if len(parts) > 1), default=None)
    parts = parts_of(splitter, form)
    if parts:
        assert best in [cost for cost, cover in covers(form) if cover == parts]
    else:
        assert best is None


def test_a_word_in_the_list_stays_whole_also_as_a_part() -> None:
    """``netwerk`` is no net of works, neither alone nor in a longer word."""
    assert parts_of(SPLITTER, "computernetwerken") == ("computer", "netwerken")


def test_part_words_are_in_order() -> None:
    """Words are sorted, each stands once, and all shapes are folded letters of at least the shortest length."""
    words = [word.word for word in WORDS]
    first = next(at for at, word in enumerate(words) if word < words[at - 1] and at)
    assert words == sorted(set(words[:first])) + sorted(set(words[first:]))
    assert not set(words[:first]) & set(words[first:])
    for word in WORDS:
        assert 0 <= word.rank <= 9
        for shape in (*word.first_shapes, *word.last_shapes):
            assert re.fullmatch("[a-z]+", shape)
            assert len(shape) >= MIN_PART_LENGTH


@pytest.mark.parametrize("field", ["first_shapes", "last_shapes"])
def test_a_shape_has_one_word(field: str) -> None:
    """No two words share a shape in the same place, so a part's word does not hang on their order."""
    shapes = [shape for word in WORDS for shape in getattr(word, field)]
    assert len(shapes) == len(set(shapes))


def test_every_word_never_split_would_be_split() -> None:
    """The list holds nothing that the part words leave whole by themselves."""
    without = Decompounder(WORDS)
    assert [word for word in read_never_split() if not without.split(word)] == []


def test_files_are_read_as_their_heads_say(tmp_path: Path) -> None:
    """A plus stands for the word, comments and empty lines are skipped, and a word may have no shapes."""
    file = tmp_path / "words.tsv"
    file.write_text(
        "# head\n\noorlog\t7\t+ +s\t+ +en\nstad\t5\tsteden\tsteden\nnetwerk\t3\t\t\n", encoding="utf-8"
    )
    assert list(read_part_words(file)) == [
        PartWord("oorlog", 7, ("oorlog", "oorlogs"), ("oorlog", "oorlogen")),
        PartWord("stad", 5, ("steden",), ("steden",)),
        PartWord("netwerk", 3, (), ()),
    ]
    file.write_text("# head\nlesbos  zeeland\n\nveldkamp\n", encoding="utf-8")
    assert list(read_never_split(file)) == ["lesbos", "zeeland", "veldkamp"]


@pytest.mark.parametrize("file", [PART_WORDS, NEVER_SPLIT], ids=["part words", "never split"])
def test_data_files_say_what_they_are(file: Path) -> None:
    """Each data file begins with a comment, and the whole fits in what a package can carry for it."""
    assert file.read_text(encoding="utf-8").startswith("# Words ")
    assert file.stat().st_size <= 300_000


def test_words_are_read_by_the_two_letters_that_all_their_shapes_begin_with() -> None:
    """But for the few that stand first, before an empty line, and are read at once."""
    now, _, later = PART_WORDS.read_text(encoding="utf-8").partition("\n\n")
    at_once = {line.split("\t")[0] for line in now.splitlines() if not line.startswith("#")}
    assert at_once == {
        one.word
        for one in WORDS
        if any(shape[:2] != one.word[:2] for shape in (*one.first_shapes, *one.last_shapes))
    }
    assert "\n\n" not in later


def test_a_splitter_that_has_read_little_splits_as_one_that_has_read_all() -> None:
    """Each word of the judged list by a fresh one."""
    for one in JUDGED:
        assert Decompounder.load().split(one.word) == USED.split(one.word)
