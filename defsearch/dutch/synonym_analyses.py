"""The analyses of the words of the bundled synonyms, made beforehand.

A query for a word with synonyms looks for each of them, and an archive knows only some: loading the word list for the
others would take longer than the search. ``tests/support/make_synonym_analyses.py`` makes the file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from defsearch.dutch.analysis import Analysis, Part

SYNONYM_ANALYSES = Path(__file__).with_name("data") / "synonym_analyses.tsv"


def synonym_analysis(form: str) -> Analysis | None:
    """Return the analysis of a form, or None if it is no word of a bundled synonym."""
    _, found, after = _text().partition(f"\n{form}\t")
    if not found:
        return None
    lemma, stem, *parts = after.partition("\n")[0].split("\t")
    return Analysis(lemma, stem, tuple(map(_part, parts)))


def analysis_line(form: str, analysis: Analysis) -> str:
    """Return the line of the file for one form: form, lemma, stem, and ``stem:start:end`` of each part."""
    parts = (f"{part.stem}:{part.start}:{part.end}" for part in analysis.parts)
    return "\t".join([form, analysis.lemma, analysis.stem, *parts])


def _part(text: str) -> Part:
    stem, start, end = text.rsplit(":", 2)
    return Part(stem, int(start), int(end))


@cache
def _text() -> str:
    return SYNONYM_ANALYSES.read_text(encoding="utf-8")
