"""The guides to the query language and to dates, drawn. Help is wrapped everywhere, in a pipe too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.render.layout import words, wrap
from defsearch.render.screen import TITLE, Screen, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.dutch.calendar import DateForm

_PIPED = 80
FREE_WORDS = (
    (
        ("september 2025", "25-9-2025", "3e kwartaal 2025"),
        "a day, week, month or quarter with its year, 1900 to 2099: read as that period, or these words",
    ),
    (
        ("sinds mei 2024", "na mei 2024", "voor mei 2024", "tot mei 2024", "tussen mei en juli 2024"),
        "from then on, later, earlier, up to its last day, the whole range: or these words",
    ),
    (("2025", "vorig jaar", "gisteren"), 'words: for the period type date:2025 or date:"vorig jaar"'),
)
_NO_BREAK = "\N{NO-BREAK SPACE}"  # holds a form together while lines are wrapped


def guide_width(screen: Screen) -> int:
    """Return how wide a guide is drawn."""
    return screen.text_width or _PIPED


def query_lines(guide: str, screen: Screen) -> Iterator[str]:
    """Draw the guide to the query language: its text, with the titles (all that is not indented) in bold."""
    for line in guide.splitlines():
        yield line if line.startswith(" ") else screen.paint(line, TITLE)


def dates_lines(dates: Iterable[DateForm], ranges: Iterable[DateForm], screen: Screen) -> Iterator[str]:
    """Draw the forms of a DATE, then those of a range in a query."""
    yield screen.paint("Dates: periods of whole days, both ends included", TITLE)
    yield ""
    for form in dates:
        yield from _form(form.spellings, form.meaning, screen)
    yield ""
    yield screen.paint("Ranges, in a query only", TITLE)
    yield ""
    for form in ranges:
        yield from _form([f"date:{spelling}" for spelling in form.spellings], form.meaning, screen)
    yield ""
    yield screen.paint("Free words of a query", TITLE)
    yield ""
    for spellings, meaning in FREE_WORDS:
        yield from _form(spellings, meaning, screen)


def _form(spellings: Sequence[str], meaning: str, screen: Screen) -> Iterator[str]:
    typed = ",  ".join(spelling.replace(" ", _NO_BREAK) for spelling in spellings)
    for text, indent in ((typed, 2), (meaning, 6)):
        first = [Segment(" " * indent)]
        for line in wrap(words(text), guide_width(screen), first=first, rest=indent):
            yield screen.draw(line).replace(_NO_BREAK, " ")
