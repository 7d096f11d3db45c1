"""The manual page as roff text. Not here: the help of the commands that it is made from (``cli``).

The guides to the query language and to dates, drawn. Help is wrapped everywhere, in a pipe too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.layout import words, wrap
from defsearch.render.screen import TITLE, Screen, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.dates.parser import DateForm


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


class CommandHelp(NamedTuple):
    """The help of one command: usage without the program's name, text, examples, options by subject."""

    usage: str
    text: str
    examples: str
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]


_EXIT_CODES = (
    ("0", "There are results, or it is done."),
    ("1", "Nothing matches; check found a fault; with --strict a file was skipped."),
    ("2", "Wrong usage, or a query or date that cannot be understood."),
    ("3", "There is no index, or it was made by another version, is damaged or cannot be read."),
    ("70", "A fault in defsearch itself."),
    ("74", "Something could not be read or written."),
    ("75", "Another process is writing to the index."),
    ("130", "Interrupted."),
)

_ENVIRONMENT = (
    ("DEFSEARCH_…", "Every option's own variable stands behind it in brackets; what is typed wins."),
    ("DEFSEARCH_PAGER, PAGER", "What long output goes through; empty for none. Default: less -FIRX."),
    ("NO_COLOR, FORCE_COLOR", "Colour never, or also where no terminal is; --color wins."),
    ("DEFSEARCH_TODAY", "The day that counts as today (2025-09-25), for scripts that must repeat."),
    ("DEFSEARCH_DEBUG", "Show where a fault of defsearch itself happened."),
    ("XDG_STATE_HOME", "Where the last query is kept, for show 3. Default: ~/.local/state."),
)


def manual_page(summary: str, commands: Sequence[CommandHelp]) -> str:
    """Return the page for section 1."""
    return "\n".join(_page(summary, commands)) + "\n"


def _page(summary: str, commands: Sequence[CommandHelp]) -> Iterator[str]:
    yield '.TH DEFSEARCH 1 "" defsearch "User commands"'
    yield ".SH NAME"
    yield r"defsearch \- search press releases in the terminal"
    yield ".SH SYNOPSIS"
    for command in commands:
        yield r"\fBdefsearch\fR " + _roff(command.usage)
        yield ".br"
    yield ".SH DESCRIPTION"
    yield _roff(" ".join(summary.split()))
    yield ".SH COMMANDS"
    for command in commands:
        yield from _command(command)
    yield ".SH ENVIRONMENT"
    yield from _definitions(_ENVIRONMENT)
    yield ".SH EXIT STATUS"
    yield from _definitions(_EXIT_CODES)


def _command(command: CommandHelp) -> Iterator[str]:
    yield f".SS {_roff(command.usage)}"
    for paragraph in filter(None, command.text.split("\n\n")):
        yield ".PP"
        yield _roff(" ".join(paragraph.split()))
    yield from (".PP", ".nf", ".RS 4")
    yield from (_roff(line) for line in command.examples.strip().splitlines())
    yield from (".RE", ".fi")
    for title, records in command.sections:
        yield from (".PP", rf"\fB{_roff(title)}\fR")
        yield from _definitions(records)


def _definitions(records: Sequence[tuple[str, str]]) -> Iterator[str]:
    for term, meaning in records:
        yield from (".TP", rf"\fB{_roff(term)}\fR", _roff(meaning))


def _roff(text: str) -> str:
    """Return ``text`` so that roff takes no character of it as a request or an escape."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq")
    return rf"\&{text}" if text.startswith(".") else text
