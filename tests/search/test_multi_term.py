"""Patterns and fuzzy words match the same forms as a plain scan of all forms, up to the maximum."""

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
from defsearch.index.vocabulary import Vocabulary, write_words
from defsearch.search import multi_term
from defsearch.search.multi_term import fuzzy_forms, levenshtein, pattern_forms

LETTERS = "abn-λж中😀"
FORM = st.text(LETTERS, min_size=1, max_size=7)
FORMS = st.sets(FORM, min_size=1, max_size=40)
PATTERN = st.lists(st.sampled_from([*LETTERS, "*", "?", "A", "á"]), min_size=1, max_size=6).map("".join)


def vocabulary_of(folder: Path, forms: set[str]) -> Vocabulary:
    """Write and open a vocabulary of exactly these forms, each its own stem."""
    write_words(folder / "words", {form: Analysis(form, form, ()) for form in forms})
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
    monkeypatch.setattr(multi_term, "MAX_FORMS", 5)
    vocabulary = vocabulary_of(tmp_path, {f"boot{number}" for number in range(6)} | {"zee"})
    query = "zee boot*"
    with pytest.raises(QueryError) as raised:
        pattern_forms(vocabulary, "boot*", query, (4, 9))
    assert (raised.value.query, raised.value.start, raised.value.end) == (query, 4, 9)
    assert "boot*" in str(raised.value)
    monkeypatch.setattr(multi_term, "MAX_FORMS", 6)
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
