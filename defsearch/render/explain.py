"""An explanation for people: the query as understood, the forms that each word matches, the words of each hit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.render.text import (
    FAINT,
    HEADING,
    TITLE,
    Column,
    Screen,
    Segment,
    plural,
    shortened,
    table_lines,
    visible,
    words,
    wrap,
    wrap_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.search.explain import ExplainedWord, Explanation

_COLUMNS = (Column("form in the archive"), Column("matched by"), Column("releases", numeric=True))
_MATCH_KINDS = {
    "exact": "exact form",
    "stem": "same stem",
    "split": "verb in two parts",
    "part": "part of a compound",
    "synonym": "synonym",
    "derivation": "same root",
    "synonym_part": "synonym in a compound",
    "pattern": "wildcard",
    "fuzzy": "similar spelling",
}


_LONG_WORD = re.compile(r"\S{41,}")


def explanation_lines(explanation: Explanation, screen: Screen) -> Iterator[str]:
    """Draw an explanation; words of more than 40 characters are shortened."""
    yield screen.paint("Understood as", HEADING)
    for line in explanation.understood:
        yield from _wrapped(line.lstrip(), screen, indent=2 + len(line) - len(line.lstrip()))
    for word in explanation.words:
        yield ""
        yield from _word_lines(word, screen)
    yield ""
    yield screen.paint(plural(explanation.total, "release") + " in total", HEADING)
    for hit in explanation.hits:
        matched = "; ".join(f"{word}: {', '.join(forms) or '–'}" for word, forms in hit.matched)
        start = [Segment(f"{hit.rank:>4}. {visible(hit.id)}{'  ' if matched else ''}")]
        for row in wrap(words(_short(matched)), screen.text_width, first=start, indent=6):
            yield "".join(segment.text for segment in row)


def _word_lines(word: ExplainedWord, screen: Screen) -> Iterator[str]:
    yield f"{screen.paint(_short(word.text), TITLE)}  {plural(word.releases, 'release')}"
    if word.note:
        yield from _wrapped(word.note, screen)
    steps = [f"form {word.form}"]
    if word.lemma is not None:
        steps.append(f"lemma {word.lemma}")
    if word.stem is not None:
        steps.append(f"stem {word.stem}")
    if steps != [f"form {word.text}"]:  # a phrase and a pattern have nothing but their text
        for line in _wrapped(", ".join(steps), screen):
            yield screen.paint(line, FAINT)
    if word.other_words:
        yield f"  also a form of: {visible(', '.join(word.other_words))}"
    if word.parts:
        yield from _wrapped(f"parts: {' + '.join(word.parts)}", screen)
    if word.synonyms:
        yield from _wrapped(f"synonyms: {', '.join(word.synonyms)}", screen)
    if word.forms:
        rows = [(_short(form.form), _MATCH_KINDS[form.how.value], str(form.releases)) for form in word.forms]
        yield from table_lines(_COLUMNS, rows, screen, indent=2)


def _wrapped(text: str, screen: Screen, *, indent: int = 2) -> Iterator[str]:
    return wrap_text(_short(text), screen.text_width, indent=indent)


def _short(text: str) -> str:
    return visible(_LONG_WORD.sub(lambda word: shortened(word[0], 40), text))
