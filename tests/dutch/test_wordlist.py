"""The word list: all of simplemma's Dutch, folded, with the exceptions on top."""

from __future__ import annotations

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from defsearch.dutch.normalization import fold
from defsearch.dutch.wordlist import load_exceptions, load_words

WORDS = load_words()


def test_forms_and_lemmas_are_folded() -> None:
    """No capital, accent, apostrophe or mark of a separable verb is left."""
    assert all(fold(word) == word for word in {*WORDS, *WORDS.values()})
    assert not any("_" in lemma for lemma in WORDS.values())


def test_nothing_of_the_dictionary_is_lost() -> None:
    """Every spelling in the dictionary is there in its folded form, with a lemma that some such spelling has."""
    dictionary = DefaultDictionaryFactory().get_dictionary("nl")
    spellings = list(dictionary)[::97]
    assert {fold(spelling) for spelling in spellings} <= WORDS.keys()
    assert len(WORDS) > 360_000


def test_the_spelling_that_is_its_own_form_counts() -> None:
    """Where a name and a word fold alike, the word's lemma stands; without a word, the name's."""
    assert WORDS["studenten"] == "student"
    assert WORDS["iraakse"] == "iraaks"
    assert WORDS["risicos"] == "risico"


def test_the_exceptions_are_in_it() -> None:
    """What is read by rule from the list sees the exceptions too."""
    assert load_exceptions().lemmas.items() <= WORDS.items()
