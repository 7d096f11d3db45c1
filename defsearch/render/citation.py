"""How to cite a release: a Dutch line for a footnote, and BibTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defsearch.dutch.calendar import in_words
from defsearch.render.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.store.documents import StoredRelease

_AUTHOR = "Ministerie van Defensie"
_UNTITLED = "(zonder titel)"
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        # BibTeX counts braces, also those behind a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        **{char: f"\\{char}" for char in "&%$#_"},
    }
)


def citation_lines(release: StoredRelease) -> Iterator[str]:
    """Give the citation line, then an entry for a BibTeX file."""
    title = visible(" ".join(release.title.split()))
    named = f"‘{title}’" if title else _UNTITLED
    yield f"{_AUTHOR}, {named}, persbericht, {in_words(release.date)} ({visible(release.id)})."
    yield ""
    key = re.sub(r"[^A-Za-z0-9]+", "-", release.id).strip("-") or "persbericht"
    yield f"@misc{{defensie-{key},"
    yield f"  author       = {{{{{_AUTHOR}}}}},"
    yield f"  title        = {{{{{(title or _UNTITLED).translate(_TEX)}}}}},"
    yield "  howpublished = {Persbericht},"
    yield f"  date         = {{{release.date.isoformat()}}},"
    yield f"  year         = {{{release.date.year}}},"
    yield "  langid       = {dutch},"
    yield f"  note         = {{{visible(release.id).translate(_TEX)}}}"
    yield "}"
