"""The analyses that come with the program are those that the analyzer gives."""

from __future__ import annotations

from support.make_synonym_analyses import file_text

from defsearch.dutch.synonym_analyses import SYNONYM_ANALYSES, synonym_analysis


def test_the_file_is_up_to_date() -> None:
    """If this fails: python tests/support/make_synonym_analyses.py."""
    assert SYNONYM_ANALYSES.read_text(encoding="utf-8") == file_text()


def test_a_word_of_no_synonym_has_no_analysis_here() -> None:
    """Only whole forms are found."""
    assert synonym_analysis("kernfusie") is None
    assert synonym_analysis("dron") is None
