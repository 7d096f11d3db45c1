"""The analysis of query words: from the vocabulary when the archive contains the form, else made anew."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import ToyAnalyzer, build_index, item
from support.reference_documents import edit_distance
from support.word_list import dutch_words

from defsearch.dutch.analysis import Analysis, Part
from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.tokenizer import fold
from defsearch.errors import QueryError
from defsearch.index.vocabulary import Vocabulary, encode_analysis, write_words
from defsearch.search import query_analyzer
from defsearch.search.query_analyzer import QueryAnalyzer, cover, fuzzy_forms, levenshtein, pattern_forms
from defsearch.search.reader import IndexReader
from defsearch.search.suggest import _edits, _two_edits_away

if TYPE_CHECKING:
    from defsearch.search.executor import QueryExecutor


def parts(*spans: tuple[str, int, int]) -> tuple[Part, ...]:
    """Return parts from plain tuples."""
    return tuple(Part(*span) for span in spans)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param(parts(("zee", 0, 3), ("boot", 3, 7)), ["zee", "boot"], id="side by side"),
        pytest.param(parts(("bond", 0, 4), ("raad", 6, 10)), ["bond", "raad"], id="two linking letters"),
        pytest.param(parts(("bond", 0, 4), ("raad", 7, 11)), [], id="three letters are too many"),
        pytest.param(parts(("zuid", 0, 4), ("korea", 5, 10)), ["zuid", "korea"], id="a hyphen between"),
        pytest.param(
            parts(("lucht", 0, 5), ("luchtverdediging", 0, 16), ("verdediging", 5, 16), ("systeem", 17, 24)),
            ["luchtverdediging", "systeem"],
            id="the fewest parts, though others nest in them",
        ),
        pytest.param(
            parts(("lucht", 0, 5), ("luchtver", 0, 8), ("verdediging", 5, 16)),
            ["lucht", "verdediging"],
            id="a longer part that leads nowhere is not used",
        ),
        pytest.param(
            parts(
                ("boot", 3, 7),
            ),
            [],
            id="not from the start",
        ),
        pytest.param(
            parts(
                ("zeeboot", 0, 7),
            ),
            [],
            id="one part is no compound",
        ),
        pytest.param((), [], id="no parts"),
    ],
)
def test_cover_returns_the_fewest_parts_from_start_to_end(given: tuple[Part, ...], wanted: list[str]) -> None:
    """The parts follow each other, without nested ones; none when they do not reach the end."""
    assert [part.stem for part in cover(given)] == wanted
    assert [part.stem for part in cover(given[::-1])] == wanted


def test_only_unknown_forms_are_analyzed_and_only_once(tmp_path: Path) -> None:
    """The analysis of a form of the archive comes from the vocabulary."""
    asked: list[str] = []

    def analyze(form: str) -> Analysis:
        asked.append(form)
        return ToyAnalyzer().analyze(form)

    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks op zee", "Een tank. Zeeboten.")]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index), analyze)
        assert analyzer.analysis("tanks").stem == "tank"
        assert analyzer.analysis("drones").stem == "drone"
        assert analyzer.stem("drones") == "drone"
        assert asked == ["drones"]


def test_an_unknown_form_is_analyzed_with_the_word_list(tmp_path: Path) -> None:
    """Without an analyzer of its own, the query analyzer loads the one that ingest uses."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks", "Een boot.")]) as index:
        assert (
            QueryAnalyzer(index.vocabulary, IndexReader(index)).stem("oefeningen")
            == Analyzer(dutch_words()).analyze("oefeningen").stem
        )


def test_forms_with_the_same_stem_are_those_of_the_archive(tmp_path: Path) -> None:
    """The form itself is among them only when the archive contains it."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Tanks", "Twee tanken, een boot.")]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index), ToyAnalyzer().analyze)
        assert analyzer.same_stem("tank") == ["tanken", "tanks"]
        assert analyzer.same_stem("drone") == []


def test_the_parts_of_a_hyphenated_word_cover_it(tmp_path: Path) -> None:
    """Its subwords are its parts."""
    with build_index(tmp_path, [item("a", "2025-01-01", "Zee-boot", "Tekst.")]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index), ToyAnalyzer().analyze)
        assert [part.stem for part in cover(analyzer.analysis("zee-boot").parts)] == ["zee", "boot"]


def test_derivations_are_those_in_the_archive(tmp_path: Path) -> None:
    """A verb finds the person and a doctrine its follower, if the archive contains them; a form is given once each."""
    text = "De verkenners verkenden. Een terrorist. De legers. Een vlieger."
    with build_index(tmp_path, [item("a", "2025-01-01", "Nieuws", text)]) as index:
        analyzer = QueryAnalyzer(index.vocabulary, IndexReader(index))
        # The toy analyzer of the index knows no verbs: each form is its own lemma.
        for form, wanted in (
            ("terrorisme", ["terrorist"]),
            ("terroristische", ["terrorist"]),
            ("vliegen", ["vlieger"]),
            ("populisme", []),
            ("legen", []),
        ):
            assert list(analyzer.derivations(form)) == wanted


LETTERS = "abn-λж中😀"
FORM = st.text(LETTERS, min_size=1, max_size=7)
FORMS = st.sets(FORM, min_size=1, max_size=40)
FORM_OF_FEW = st.text("abc中", min_size=2, max_size=9)
PATTERN = st.lists(st.sampled_from([*LETTERS, "*", "?", "A", "á"]), min_size=1, max_size=6).map("".join)


def vocabulary_of(folder: Path, forms: set[str]) -> Vocabulary:
    """Write and open a vocabulary of exactly these forms, each its own stem."""
    write_words(folder / "words", {form: encode_analysis(Analysis(form, form, ())) for form in forms})
    return Vocabulary([str(folder / "words")])


@settings(max_examples=40, deadline=None)
@given(FORMS, st.lists(PATTERN, min_size=1, max_size=8))
def test_patterns_match_the_forms_of_a_plain_scan(forms: set[str], patterns: list[str]) -> None:
    """``*`` is any letters or none, ``?`` is one letter of any number of bytes."""
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = vocabulary_of(Path(folder), forms)
        for pattern in patterns:
            pieces = re.split(r"([*?])", pattern)
            plain = "".join({"*": ".*", "?": "."}.get(piece, re.escape(fold(piece))) for piece in pieces)
            wanted = {form for form in forms if re.fullmatch(plain, form)}
            found = pattern_forms(vocabulary, pattern, pattern, (0, len(pattern)))
            assert len(found) == len(set(found))
            assert set(found) == wanted, pattern
        vocabulary.close()


@settings(max_examples=40, deadline=None)
@given(FORMS, st.lists(st.tuples(FORM, st.integers(1, 2)), min_size=1, max_size=8))
def test_fuzzy_words_match_the_forms_of_a_plain_scan(forms: set[str], words: list[tuple[str, int]]) -> None:
    """Every form within the distance matches, with its own distance, and no other."""
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = vocabulary_of(Path(folder), forms)
        for word, distance in words:
            edits = {form: edit_distance(word, form) for form in forms}
            wanted = {form: count for form, count in edits.items() if count <= distance}
            found = fuzzy_forms(vocabulary, word, distance)
            assert len(found) == len(wanted)
            assert dict(found) == wanted, (word, distance)
        vocabulary.close()


@settings(max_examples=60, deadline=None)
@given(st.sets(FORM_OF_FEW, min_size=1, max_size=40), st.lists(FORM_OF_FEW, min_size=1, max_size=8))
def test_two_edits_of_which_one_is_a_swap_are_those_of_a_plain_scan(
    forms: set[str], words: list[str]
) -> None:
    """A swap of adjacent letters is one edit in forms with the same first letter. Words of any length, in any order."""
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = vocabulary_of(Path(folder), forms)
        executor = cast("QueryExecutor", SimpleNamespace(vocabulary=vocabulary))
        for word in words:
            near = {one for one in forms if one[0] == word[0] and _edits(word, one) <= 2}
            near |= {one for one in forms if edit_distance(word, one) <= 2}
            assert _two_edits_away(executor, word) == near - {word}, word
        vocabulary.close()


@pytest.mark.parametrize(
    ("word", "form"),
    [("oefening", "oefenin"), ("oefening", "oefeningen"), ("tank", "t中nk"), ("😀😀abc", "abc"), ("a", "b")],
)
def test_fuzzy_words_match_with_edits_at_either_end(tmp_path: Path, word: str, form: str) -> None:
    """A form matches whichever piece of the word is unchanged, also when letters of several bytes come before it."""
    vocabulary = vocabulary_of(tmp_path, {form, "ietsheelanders"})
    distance = edit_distance(word, form)
    assert fuzzy_forms(vocabulary, word, distance) == [(form, distance)]
    vocabulary.close()


def test_signs_of_regular_expressions_are_literal(tmp_path: Path) -> None:
    """A dot or plus in a pattern or fuzzy word matches itself."""
    vocabulary = vocabulary_of(tmp_path, {"3.5-inch", "3x5-inch", "a+b", "aab"})
    assert pattern_forms(vocabulary, "3.5*", "3.5*", (0, 4)) == ["3.5-inch"]
    assert pattern_forms(vocabulary, "*a+b", "*a+b", (0, 4)) == ["a+b"]
    assert fuzzy_forms(vocabulary, "a+b", 1) == [("a+b", 0), ("aab", 1)]
    vocabulary.close()


def test_a_pattern_with_too_many_forms_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One form more than the maximum raises an error that marks the pattern; the maximum does not."""
    monkeypatch.setattr(query_analyzer, "MAX_FORMS", 5)
    vocabulary = vocabulary_of(tmp_path, {f"boot{number}" for number in range(6)} | {"zee"})
    query = "zee boot*"
    with pytest.raises(QueryError) as raised:
        pattern_forms(vocabulary, "boot*", query, (4, 9))
    assert (raised.value.query, raised.value.start, raised.value.end) == (query, 4, 9)
    assert "boot*" in str(raised.value)
    monkeypatch.setattr(query_analyzer, "MAX_FORMS", 6)
    assert len(pattern_forms(vocabulary, "boot*", query, (4, 9))) == 6
    vocabulary.close()


def test_many_stars_do_not_backtrack(tmp_path: Path) -> None:
    """Five stars before a letter that is not in a word of 190 letters once took minutes."""
    vocabulary = vocabulary_of(tmp_path, {"a" * 190, "a" * 190 + "b"})
    for pattern in ("*a*a*a*a*a*b", "a*a?a*a*?a*a*a*a*a*a*a*b", "*".join("a" * 60) + "*b"):
        assert pattern_forms(vocabulary, pattern, pattern, (0, 1)) == ["a" * 190 + "b"]
    vocabulary.close()


@settings(max_examples=40, deadline=None)
@given(FORM, FORM, st.integers(0, 4))
def test_levenshtein_equals_the_plain_distance_up_to_its_maximum(one: str, other: str, most: int) -> None:
    """It equals the definition, and is one more than the maximum for any larger distance."""
    assert levenshtein(one, other, most) == min(edit_distance(one, other), most + 1)
