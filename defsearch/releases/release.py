"""A press release as values: title, date, body, and where its paragraphs and sub-headings stand.

Not here: files and folders (``reader``), words (``defsearch.dutch``).
"""

from __future__ import annotations

import datetime  # noqa: TC003

from defsearch.records import NamedTuple


class Paragraph(NamedTuple):
    """One paragraph of a body: ``body[start:end]``, without surrounding space or web-page leftovers."""

    start: int
    end: int
    is_heading: bool


class Release(NamedTuple):
    """One parsed release. ``body`` is the text below the title as it stands in the file (line ends too)."""

    date: datetime.date
    title: str
    body: str
    paragraphs: tuple[Paragraph, ...]
