"""Patterns and fuzzy words reach what a plain scan of all forms reaches, and no more than the bound."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.reference_documents import edit_distance

from defsearch.dutch.analysis import Analysis
from defsearch.dutch.normalization import fold
from defsearch.errors import QueryError
from defsearch.index.vocabulary import Vocabulary, write_dictionary, write_words
from defsearch.search import multi_term as expand
from defsearch.search.multi_term import fuzzy_forms, levenshtein, pattern_forms

LETTERS = "abn-λж中😀"
FORM = st.text(LETTERS, min_size=1, max_size=7)
FORMS = st.sets(FORM, min_size=1, max_size=40)
PATTERN = st.lists(st.sampled_from([*LETTERS, "*", "?", "A", "á"]), min_size=1, max_size=6).map("".join)


def lexicon_of(folder: Path, forms: set[str]) -> Vocabulary:
    """A lexicon that holds exactly these forms, each its own stem."""
    write_words(folder / "words", {form: Analysis(form, form, ()) for form in forms})
    write_dictionary(folder / "dictionary", {})
    return Vocabulary([str(folder / "words")], str(folder / "dictionary"))


@settings(max_examples=40, deadline=None)
@given(FORMS, st.lists(PATTERN, min_size=1, max_size=8))
def test_patterns_reach_what_a_scan_of_all_forms_reaches(forms: set[str], patterns: list[str]) -> None:
    """``*`` stands for any letters or none, ``?`` for one letter, however many bytes it takes."""
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = lexicon_of(Path(folder), forms)
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
def test_fuzzy_words_reach_what_a_scan_of_all_forms_reaches(
    forms: set[str], words: list[tuple[str, int]]
) -> None:
    """Every form within the distance is reached, with its own distance, and no other."""
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = lexicon_of(Path(folder), forms)
        for word, distance in words:
            edits = {form: edit_distance(word, form) for form in forms}
            wanted = {form: count for form, count in edits.items() if count <= distance}
            found = fuzzy_forms(vocabulary, word, distance)
            assert len(found) == len(wanted)
            assert dict(found) == wanted, (word, distance)
        vocabulary.close()


@pytest.mark.parametrize(
    ("word", "form"),
    [("oefening", "oefenin"), ("oefening", "oefeningen"), ("tank", "t中nk"), ("😀😀abc", "abc"), ("a", "b")],
)
def test_fuzzy_words_survive_edits_at_either_end(tmp_path: Path, word: str, form: str) -> None:
    """A form is reached whichever piece of the word the edits leave unharmed, also where bytes shift by more."""
    vocabulary = lexicon_of(tmp_path, {form, "ietsheelanders"})
    distance = edit_distance(word, form)
    assert fuzzy_forms(vocabulary, word, distance) == [(form, distance)]
    vocabulary.close()


def test_signs_of_regular_expressions_stand_for_themselves(tmp_path: Path) -> None:
    """A dot or plus in a pattern or fuzzy word is that sign, not an expression."""
    vocabulary = lexicon_of(tmp_path, {"3.5-inch", "3x5-inch", "a+b", "aab"})
    assert pattern_forms(vocabulary, "3.5*", "3.5*", (0, 4)) == ["3.5-inch"]
    assert pattern_forms(vocabulary, "*a+b", "*a+b", (0, 4)) == ["a+b"]
    assert fuzzy_forms(vocabulary, "a+b", 1) == [("a+b", 0), ("aab", 1)]
    vocabulary.close()


def test_a_pattern_that_stands_for_too_many_forms_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One form over the bound raises an error that marks the pattern; exactly the bound does not."""
    monkeypatch.setattr(expand, "MAX_FORMS", 5)
    vocabulary = lexicon_of(tmp_path, {f"boot{number}" for number in range(6)} | {"zee"})
    query = "zee boot*"
    with pytest.raises(QueryError) as raised:
        pattern_forms(vocabulary, "boot*", query, (4, 9))
    assert (raised.value.query, raised.value.start, raised.value.end) == (query, 4, 9)
    assert "boot*" in str(raised.value)
    monkeypatch.setattr(expand, "MAX_FORMS", 6)
    assert len(pattern_forms(vocabulary, "boot*", query, (4, 9))) == 6
    vocabulary.close()


def test_many_stars_take_no_longer_than_one(tmp_path: Path) -> None:
    """Found when five stars before a letter that a word of 190 others lacks kept the program busy for minutes."""
    vocabulary = lexicon_of(tmp_path, {"a" * 190, "a" * 190 + "b"})
    for pattern in ("*a*a*a*a*a*b", "a*a?a*a*?a*a*a*a*a*a*a*b", "*".join("a" * 60) + "*b"):
        assert pattern_forms(vocabulary, pattern, pattern, (0, 1)) == ["a" * 190 + "b"]
    vocabulary.close()


@settings(max_examples=40, deadline=None)
@given(FORM, FORM, st.integers(0, 4))
def test_levenshtein_is_the_plain_distance_up_to_its_bound(one: str, other: str, most: int) -> None:
    """It agrees with the definition, and is one more than the bound for anything beyond it."""
    assert levenshtein(one, other, most) == min(edit_distance(one, other), most + 1)
