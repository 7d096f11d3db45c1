"""Compound splitting: precision and recall on the judged list, the best cover, and consistent data files."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import pytest
from benchmarks.compounds import HALVES, parts_of, read_judged, score
from hypothesis import given
from hypothesis import strategies as st
from support.word_list import dutch_words

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.decompounder import (
    MAX_COMPOUND_LENGTH,
    MIN_PART_LENGTH,
    NEVER_SPLIT,
    PART_WORDS,
    Decompounder,
    NounDecompounder,
    PartWord,
    read_part_words,
    read_words,
)
from defsearch.dutch.stemmer import Stemmer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JUDGED = read_judged()
WORDS = list(read_part_words())
DECOMPOUNDER = Decompounder.load()
READ_ALL = Decompounder(reversed(WORDS), read_words())
FIRST = sorted({shape for word in WORDS for shape in word.first_shapes})
LAST = sorted({shape for word in WORDS for shape in word.last_shapes})

# A small vocabulary in which many forms have several covers.
TINY = (
    PartWord("aaa", 9, ("aaa", "aaab"), ("aaa",)),
    PartWord("aba", 4, ("aba", "abaa"), ("aba", "abab")),
    PartWord("bab", 0, ("bab",), ()),
    PartWord("aaaba", 2, ("aaaba",), ("aaaba",)),
    PartWord("baba", 6, (), ("baba",)),
)


@pytest.mark.parametrize("half", HALVES)
def test_precision_and_recall_on_the_judged_list(half: str) -> None:
    """Precision is at least 0.97 and recall at least 0.92, in both halves."""
    got = score(DECOMPOUNDER, [one for one in JUDGED if one.half == half])
    assert got.precision >= 0.97
    assert got.recall >= 0.92


def test_judged_list_is_consistent() -> None:
    """Each word occurs once and is its parts joined; a checksum determines its half; a third are not compounds."""
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
def test_words_of_parts(word: str, parts: str) -> None:
    """The word of a part is the dictionary word, without linking letters and plural."""
    assert " ".join(part.word for part in DECOMPOUNDER.split(word)) == parts


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
        ),  # not compounds
        *(
            "inzetten",
            "uitzenden",
            "handhaven",
            "wegvoeren",
            "opleiding",
            "aanvallen",
        ),  # verbs and derivations of verbs
        *(
            "onderzoekster",
            "waardering",
            "weerbaarheid",
            "vriendschappelijk",
        ),  # with suffixes that are also words
        *("lesbos", "veldkamp", "eindhoven", "tuinman", "zeeland"),  # names
        *(
            "netwerk",
            "netwerken",
            "krijgsmacht",
            "grondslag",
            "vliegtuig",
        ),  # the meaning is not that of the parts
    ],
)
def test_words_that_are_not_split(word: str) -> None:
    """A word that only looks like a compound is not split."""
    assert DECOMPOUNDER.split(word) == ()


@given(st.lists(st.sampled_from(FIRST), min_size=1, max_size=4), st.sampled_from(LAST))
def test_parts_cover_the_form(first: list[str], last: str) -> None:
    """Parts cover the form without gap or overlap, each in a known shape."""
    form = "".join([*first, last])
    parts = DECOMPOUNDER.split(form)
    assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])][: len(parts)]
    assert not parts or parts[-1].end == len(form)
    assert len(parts) != 1
    assert len(parts) <= len(first) + 1
    shapes = [form[part.start : part.end] for part in parts]
    assert all(shape in FIRST for shape in shapes[:-1])
    assert all(shape in LAST for shape in shapes[-1:])


@given(st.text(max_size=2 * MAX_COMPOUND_LENGTH))
def test_any_text_can_be_split(form: str) -> None:
    """Any text is accepted; only letters up to the maximum length are split."""
    parts = DECOMPOUNDER.split(form)
    assert not parts or (form.isalpha() and len(form) <= MAX_COMPOUND_LENGTH)


@given(st.lists(st.sampled_from([one.word for one in JUDGED]), max_size=20))
def test_splits_are_independent_of_earlier_splits(words: list[str]) -> None:
    """The split of a word is the same after any other splits, and with all words read at once."""
    assert [READ_ALL.split(word) for word in words] == [DECOMPOUNDER.split(word) for word in words]


def covers(form: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield every cover of ``form`` with the small vocabulary, and its cost, by plain recursion."""
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
def test_best_cover_is_chosen(form: str) -> None:
    """The split is a cover of two or more parts with the lowest cost: the fewest parts, then the most frequent."""
    decompounder = Decompounder(TINY)
    best = min((cost for cost, parts in covers(form) if len(parts) > 1), default=None)
    parts = parts_of(decompounder, form)
    if parts:
        assert best in [cost for cost, cover in covers(form) if cover == parts]
    else:
        assert best is None


def test_unsplit_words_stay_whole_as_parts() -> None:
    """``netwerk`` is not split, neither alone nor in a longer word."""
    assert parts_of(DECOMPOUNDER, "computernetwerken") == ("computer", "netwerken")


def test_part_words_are_sorted_and_folded() -> None:
    """Words are sorted in each section and occur once; shapes are folded letters of the minimum length or more."""
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
def test_each_shape_belongs_to_one_word(field: str) -> None:
    """No two words share a shape in the same column, so their order has no influence."""
    shapes = [shape for word in WORDS for shape in getattr(word, field)]
    assert len(shapes) == len(set(shapes))


def test_never_split_words_would_be_split_without_the_file() -> None:
    """The file contains no word that would stay whole anyway."""
    without = Decompounder(WORDS)
    by_nouns = NounDecompounder(Stemmer(dutch_words()), without)
    assert [word for word in read_words() if not (without.split(word) or by_nouns.split(word))] == []


def test_file_formats(tmp_path: Path) -> None:
    """A plus means the word, comments and empty lines are skipped, and a word may have no shapes."""
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
    assert list(read_words(file)) == ["lesbos", "zeeland", "veldkamp"]


@pytest.mark.parametrize("file", [PART_WORDS, NEVER_SPLIT], ids=["part words", "never split"])
def test_data_files_start_with_a_comment_and_are_small(file: Path) -> None:
    """Each data file starts with a comment, and has at most 300 kB."""
    assert file.read_text(encoding="utf-8").startswith("# Words ")
    assert file.stat().st_size <= 300_000


def test_shapes_share_the_first_two_letters_of_their_word() -> None:
    """Exactly the words in the first section, before the empty line, have a shape with other first letters."""
    irregular, _, regular = PART_WORDS.read_text(encoding="utf-8").partition("\n\n")
    in_first_section = {line.split("\t")[0] for line in irregular.splitlines() if not line.startswith("#")}
    assert in_first_section == {
        one.word
        for one in WORDS
        if any(shape[:2] != one.word[:2] for shape in (*one.first_shapes, *one.last_shapes))
    }
    assert "\n\n" not in regular


def test_reading_words_on_demand_changes_no_split() -> None:
    """A new decompounder for each word splits it as one with all words read; for a sample of the judged list."""
    for one in JUDGED[::25]:
        assert Decompounder.load().split(one.word) == READ_ALL.split(one.word)


def test_part_words_that_are_compounds_are_split() -> None:
    """A part word with | is a part of longer compounds, and has parts itself; the others stay whole."""
    assert parts_of(DECOMPOUNDER, "weekblad") == ("week", "blad")
    assert parts_of(DECOMPOUNDER, "weekbladuitgever") == ("weekblad", "uitgever")
    assert DECOMPOUNDER.is_whole("netwerk")
    assert not DECOMPOUNDER.is_whole("weekblad")


ANALYZER = Analyzer(dutch_words())


@pytest.mark.parametrize("half", HALVES)
def test_precision_and_recall_with_the_nouns_on_the_judged_list(half: str) -> None:
    """With the split by nouns, precision is at least 0.97 and recall at least 0.96, in both halves."""
    got = score(ANALYZER, [one for one in read_judged() if one.half == half])
    assert got.precision >= 0.97
    assert got.recall >= 0.96


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("straaljagerpiloot", "straal jager piloot"),
        ("streefdatums", "streef datums"),
        ("oplaadpunt", "oplaad punt"),
        ("uitdovingsbeleid", "uitdovings beleid"),
        ("wierookvat", "wierook vat"),
        ("zaalvoetbalcompetitie", "zaal voetbal competitie"),
        ("bloedplaatjes", "bloed plaatjes"),
        ("brokkenpiloten", "brokken piloten"),
        ("raketartillerie", "raket artillerie"),
        ("bejaardenwoningen", "bejaarden woningen"),
        ("besturingsmechanisme", "besturings mechanisme"),
        ("binnenstadbewoners", "binnen stad bewoners"),
        ("heldendaden", "helden daden"),
        ("bonuskorting", "bonus korting"),
    ],
)
def test_nouns_of_the_word_list_are_parts(word: str, parts: str) -> None:
    """Either part may be a noun that is no part word; the first may be a compound or a verb."""
    assert parts_of(ANALYZER, word) == tuple(parts.split())


@pytest.mark.parametrize(
    "word",
    [
        "bondgenootschap", "noodzakelijk", "verschillende", "productschap", "minimaal", "betaalbaarste", "bedelaars",
        "kleinoden", "boodschappers", "overleving", "aanbesteding", "bevolkingen", "bijleveld", "noorwegen",
        "eindhoven",
    ],
)  # fmt: skip
def test_derivations_and_names_stay_whole(word: str) -> None:
    """A suffix that is also a noun is no part, nor is a prefix, nor the end of a name."""
    assert ANALYZER.split(word) == ()


@pytest.mark.parametrize("form", ["stroomlijnen", "stortregent", "dijkhuizen", "duurkoper"])
def test_the_lemma_does_not_bypass_the_list_of_whole_words(form: str) -> None:
    """A form of the list stays whole although its lemma, which is not in the list, could be split."""
    assert ANALYZER.split(form) == ()
    assert not ANALYZER.analyze(form).parts
