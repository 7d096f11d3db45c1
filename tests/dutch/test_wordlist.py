"""The word list: simplemma's Dutch dictionary, folded, and the exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.make_dictionary import dictionary_bytes, folded_dictionary
from support.word_list import dutch_words

from defsearch.dutch.tokenizer import fold
from defsearch.dutch.wordlist import DICTIONARY, WordList, load_exceptions

if TYPE_CHECKING:
    from pathlib import Path

WORDS = dutch_words()
EXCEPTIONS = load_exceptions()


@pytest.mark.slow
def test_forms_and_lemmas_are_folded() -> None:
    """No form or lemma has a capital, accent, apostrophe or underscore."""
    assert all(fold(word) == word for word in {*WORDS, *WORDS.values()})
    assert not any("_" in lemma for lemma in WORDS.values())


@pytest.mark.slow
def test_the_data_file_is_made_from_simplemma() -> None:
    """Made again, it is the same: size and content."""
    words = folded_dictionary()
    assert len(words) > 360_000
    assert DICTIONARY.read_bytes() == dictionary_bytes(words)


def test_single_look_ups_agree_with_the_loaded_list() -> None:
    """For forms of every block, forms that are in no block, and exceptions."""
    words = WordList()
    forms = [*list(WORDS)[::101], *EXCEPTIONS.lemmas]
    for form in (*forms, *(f"{form}x" for form in forms), "", "0", "\U0001f6a2"):
        assert words.get(form) == WORDS.get(form)
        assert (form in words) == (form in WORDS)
    assert words.load() == WORDS  # also after look-ups


def test_a_look_up_reads_one_block() -> None:
    """Most of the list stays compressed."""
    words = WordList()
    assert words["oefenen"] == "oefenen"
    assert sum(len(block) for block in words._blocks if isinstance(block, str)) < 10_000
    with pytest.raises(KeyError):
        words["schepenx"]


def test_folded_spelling_counts_before_others() -> None:
    """If a name and a word fold to one form, the lemma of the word counts; without a word, that of the name."""
    assert WORDS["studenten"] == "student"
    assert WORDS["iraakse"] == "iraaks"
    assert WORDS["risicos"] == "risico"


def test_exceptions_override_the_dictionary() -> None:
    """The word list contains the lemma of every exception."""
    assert EXCEPTIONS.lemmas.items() <= WORDS.items()


def test_exceptions_are_few_and_folded() -> None:
    """All words are folded, and there are few: a rule covers a class of words better."""
    words = {*EXCEPTIONS.lemmas, *EXCEPTIONS.lemmas.values(), *EXCEPTIONS.stems.values()}
    assert words == {fold(word) for word in words}
    assert all(word.isalpha() for word in words)
    assert len(EXCEPTIONS.lemmas) < 400


def test_lemmas_of_exceptions_are_their_own_lemma() -> None:
    """A lemma that is also a form in the file has itself as its lemma."""
    assert all(EXCEPTIONS.lemmas.get(lemma, lemma) == lemma for lemma in EXCEPTIONS.lemmas.values())


def test_load_exceptions(tmp_path: Path) -> None:
    """Comments and empty lines are skipped; the third column is the stem of the lemma."""
    path = tmp_path / "exceptions.tsv"
    path.write_text("# words\n\nleden\tlid\nuiten\tuiten\tuiten\n", encoding="utf-8")
    read = load_exceptions(path)
    assert read.lemmas == {"leden": "lid", "uiten": "uiten"}
    assert read.stems == {"uiten": "uiten"}


def test_line_with_one_word_is_rejected(tmp_path: Path) -> None:
    """A line without a lemma is an error."""
    path = tmp_path / "exceptions.tsv"
    path.write_text("leden\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not enough values"):
        load_exceptions(path)
