"""The exceptions: a small, tidy file in which every line does something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from defsearch.dutch.normalization import fold
from defsearch.dutch.wordlist import load_exceptions

if TYPE_CHECKING:
    from pathlib import Path

EXCEPTIONS = load_exceptions()


def test_the_file_is_small_and_folded() -> None:
    """All words are in their folded form, and there are few of them: classes are for the rules."""
    words = {*EXCEPTIONS.lemmas, *EXCEPTIONS.lemmas.values(), *EXCEPTIONS.stems.values()}
    assert words == {fold(word) for word in words}
    assert all(word.isalpha() for word in words)
    assert len(EXCEPTIONS.lemmas) < 300


def test_a_lemma_does_not_lead_on() -> None:
    """A lemma that is in the file as a form stands for itself there."""
    assert all(EXCEPTIONS.lemmas.get(lemma, lemma) == lemma for lemma in EXCEPTIONS.lemmas.values())


def test_reading(tmp_path: Path) -> None:
    """Comments and empty lines are passed over; a third column is the stem of the lemma."""
    path = tmp_path / "exceptions.tsv"
    path.write_text("# words\n\nleden\tlid\nuiten\tuiten\tuiten\n", encoding="utf-8")
    read = load_exceptions(path)
    assert read.lemmas == {"leden": "lid", "uiten": "uiten"}
    assert read.stems == {"uiten": "uiten"}


def test_a_line_with_one_word_is_refused(tmp_path: Path) -> None:
    """A line that says nothing is a mistake in the file, not a word."""
    path = tmp_path / "exceptions.tsv"
    path.write_text("leden\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not enough values"):
        load_exceptions(path)
