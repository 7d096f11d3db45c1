"""An explanation for people: the query as understood, each word's way into the archive, what hits hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.hits import count
from defsearch.render.screen import FAINT, HEADING, TITLE, Screen
from defsearch.render.table import Column, table_lines
from defsearch.render.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.results import ExplainedWord, Explanation

_FORMS = (Column("form in the archive"), Column("reached as"), Column("releases", number=True))
_HOW = {
    "exact": "typed",
    "stem": "same stem",
    "part": "part of it",
    "synonym": "synonym",
    "pattern": "pattern",
    "fuzzy": "nearly the same",
}


def explanation_lines(explanation: Explanation, screen: Screen) -> Iterator[str]:
    """Draw an explanation."""
    yield screen.paint("Understood as", HEADING)
    for line in explanation.understood:
        yield f"  {visible(line)}"
    for word in explanation.words:
        yield ""
        yield from _word(word, screen)
    yield ""
    yield screen.paint(count(explanation.total, "release") + " in all", HEADING)
    for hit in explanation.hits:
        matched = "; ".join(
            f"{visible(word)}: {', '.join(map(visible, forms)) or '–'}" for word, forms in hit.matched
        )
        yield f"{hit.rank:>4}. {visible(hit.id)}  {matched}"


def _word(word: ExplainedWord, screen: Screen) -> Iterator[str]:
    yield f"{screen.paint(visible(word.text), TITLE)}  {count(word.releases, 'release')}"
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
        rows = [(form.form, _HOW[form.how.value], str(form.releases)) for form in word.forms]
        yield from table_lines(_FORMS, rows, screen, indent=2)
