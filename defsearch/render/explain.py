"""An explanation for people: the query as understood, the forms that each word matches, the words of each hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.text import FAINT, HEADING, TITLE, Column, Screen, plural, table_lines, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import ExplainedWord, Explanation

_COLUMNS = (Column("form in the archive"), Column("matched by"), Column("releases", numeric=True))
_MATCH_KINDS = {
    "exact": "exact form",
    "stem": "same stem",
    "split": "verb in two parts",
    "part": "part of a compound",
    "synonym": "synonym",
    "pattern": "wildcard",
    "fuzzy": "similar spelling",
}


def explanation_lines(explanation: Explanation, screen: Screen) -> Iterator[str]:
    """Draw an explanation."""
    yield screen.paint("Understood as", HEADING)
    for line in explanation.understood:
        yield f"  {visible(line)}"
    for word in explanation.words:
        yield ""
        yield from _word_lines(word, screen)
    yield ""
    yield screen.paint(plural(explanation.total, "release") + " in total", HEADING)
    for hit in explanation.hits:
        matched = "; ".join(
            f"{visible(word)}: {', '.join(map(visible, forms)) or '–'}" for word, forms in hit.matched
        )
        yield f"{hit.rank:>4}. {visible(hit.id)}  {matched}"


def _word_lines(word: ExplainedWord, screen: Screen) -> Iterator[str]:
    yield f"{screen.paint(visible(word.text), TITLE)}  {plural(word.releases, 'release')}"
    if word.note:
        yield f"  {visible(word.note)}"
    steps = [f"form {visible(word.form)}"]
    if word.lemma is not None:
        steps.append(f"lemma {visible(word.lemma)}")
    if word.stem is not None:
        steps.append(f"stem {visible(word.stem)}")
    yield screen.paint("  " + ", ".join(steps), FAINT)
    if word.parts:
        yield f"  parts: {visible(' + '.join(word.parts))}"
    if word.synonyms:
        yield f"  synonyms: {visible(', '.join(word.synonyms))}"
    if word.forms:
        rows = [(form.form, _MATCH_KINDS[form.how.value], str(form.releases)) for form in word.forms]
        yield from table_lines(_COLUMNS, rows, screen, indent=2)
