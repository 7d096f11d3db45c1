"""The guides to the query language and to dates, and the manual page as roff text.

Not here: the text of the query guide (``query.help``), the help of the commands (``cli.command``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.render.text import PIPED_WIDTH, TITLE, Screen, Segment, words, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.dates.parser import DateForm

FREE_WORDS = (
    (
        ("september 2025", "25-9-2025", "3e kwartaal 2025"),
        "a day, week, month or quarter with a year from 1900 to 2099: this period, or these words",
    ),
    (
        ("sinds mei 2024", "na mei 2024", "voor mei 2024", "tot mei 2024", "tussen mei en juli 2024"),
        "from its first day, after it, before it, up to its last day, the range: or these words",
    ),
    (
        ("drones 2025", "drones sinds 2024", "drones 2019-2021"),
        "years beside other words: this period, or these words",
    ),
    (
        ("2025", "vorig jaar", "gisteren"),
        'alone only words; for the period, type date:2025 or date:"vorig jaar"',
    ),
)
_NO_BREAK = "\N{NO-BREAK SPACE}"  # keeps a form on one line


def guide_width(screen: Screen) -> int:
    """Return the width of a guide; help is wrapped in a pipe too."""
    return screen.text_width or PIPED_WIDTH


def query_lines(guide: str, screen: Screen) -> Iterator[str]:
    """Draw the guide to the query language, with its titles (the lines without indent) in bold."""
    for line in guide.splitlines():
        yield line if line.startswith(" ") else screen.paint(line, TITLE)


def dates_lines(
    dates: Iterable[DateForm], explicit: Iterable[DateForm], ranges: Iterable[DateForm], screen: Screen
) -> Iterator[str]:
    """Draw the forms of a DATE, of one that is never free words, of a range, and of a date in free words."""
    yield screen.paint("Dates: periods of whole days, both ends included", TITLE)
    yield ""
    for form in dates:
        yield from _form_lines(form.spellings, form.meaning, screen)
    yield ""
    yield screen.paint("Only in an option, or in quotes after date:", TITLE)
    yield ""
    for form in explicit:
        yield from _form_lines(form.spellings, form.meaning, screen)
    yield ""
    yield screen.paint("Ranges, in a query only", TITLE)
    yield ""
    for form in ranges:
        yield from _form_lines([f"date:{spelling}" for spelling in form.spellings], form.meaning, screen)
    yield ""
    yield screen.paint("Free words of a query", TITLE)
    yield ""
    for spellings, meaning in FREE_WORDS:
        yield from _form_lines(spellings, meaning, screen)


def _form_lines(spellings: Sequence[str], meaning: str, screen: Screen) -> Iterator[str]:
    typed = ",  ".join(spelling.replace(" ", _NO_BREAK) for spelling in spellings)
    for text, indent in ((typed, 2), (meaning, 6)):
        first = [Segment(" " * indent)]
        for line in wrap(words(text), guide_width(screen), first=first, indent=indent):
            yield screen.draw(line).replace(_NO_BREAK, " ")


class CommandHelp(NamedTuple):
    """The help of one command: usage (without the program's name), text, examples, options by section."""

    usage: str
    text: str
    examples: str
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]


_EXIT_CODES = (
    ("0", "Success: there are results, or the work is done."),
    (
        "1",
        "Nothing matches; check found a fault; ingest removed less than it could; convert made nothing; "
        "or a file was skipped and --strict is set.",
    ),
    ("2", "Wrong usage, or a query or date that is not understood."),
    ("3", "There is no index, or it is damaged, cannot be read, or was made by another version."),
    ("70", "Internal error."),
    ("74", "A file, or the output, could not be read or written."),
    ("75", "Another process is writing to the index."),
    ("130", "Interrupted."),
)

_ENVIRONMENT = (
    (
        "DEFSEARCH_…",
        "The default of an option; its help shows the variable in brackets. A typed option wins.",
    ),
    ("DEFSEARCH_PAGER, PAGER", "The pager for long output; empty for none. Default: less -FIRX."),
    (
        "NO_COLOR, FORCE_COLOR",
        "Never colour; colour without a terminal too (FORCE_COLOR=0: never). --color wins. "
        "CLICOLOR=0 and CLICOLOR_FORCE mean the same, and come after them.",
    ),
    ("DEFSEARCH_TODAY", "The date that counts as today (such as 2025-09-25), for repeatable scripts."),
    ("DEFSEARCH_DEBUG", "Set to 1: show the traceback of an internal error."),
    ("XDG_STATE_HOME", "The folder for the last query, which show 3 needs. Default: ~/.local/state."),
)


_PAGE_DATE = "2026-11-30"  # mandoc warns about a page without a date
_MAX_ROFF = 60


def manual_page(summary: str, commands: Sequence[CommandHelp]) -> str:
    """Return the manual page (section 1)."""
    return "\n".join(_page_lines(summary, commands)) + "\n"


def _page_lines(summary: str, commands: Sequence[CommandHelp]) -> Iterator[str]:
    yield f'.TH DEFSEARCH 1 {_PAGE_DATE} defsearch "User commands"'
    yield ".SH NAME"
    yield r"defsearch \- search press releases in the terminal"
    yield ".SH SYNOPSIS"
    for number, command in enumerate(commands):
        if number:
            yield ".br"
        yield r"\fBdefsearch\fR " + _roff(command.usage)
    yield ".SH DESCRIPTION"
    yield from _filled(summary)
    yield ".SH COMMANDS"
    for command in commands:
        yield from _command_lines(command)
    yield ".SH ENVIRONMENT"
    yield from _definition_lines(_ENVIRONMENT)
    yield ".SH EXIT STATUS"
    yield from _definition_lines(_EXIT_CODES)


def _command_lines(command: CommandHelp) -> Iterator[str]:
    yield f".SS {_roff(command.usage)}"
    for number, paragraph in enumerate(filter(None, command.text.split("\n\n"))):
        if number:
            yield ".PP"
        yield from _filled(paragraph)
    yield from (".PP", ".nf", ".RS 4")
    yield from (_roff(line) for line in command.examples.strip().splitlines())
    yield from (".RE", ".fi")
    for title, records in command.sections:
        yield from (".PP", rf"\fB{_roff(title)}\fR")
        yield from _definition_lines(records)


def _definition_lines(records: Sequence[tuple[str, str]]) -> Iterator[str]:
    for term, meaning in records:
        yield from (".TP", rf"\fB{_roff(term)}\fR", *_filled(meaning))


def _filled(text: str) -> Iterator[str]:
    """Return a paragraph in lines that stay short after they are escaped; roff fills them."""
    import textwrap  # here, since only the manual page needs it

    yield from map(_roff, textwrap.wrap(" ".join(text.split()), _MAX_ROFF, break_long_words=False))


def _roff(text: str) -> str:
    """Return ``text`` escaped for roff, so that none of it is a request or an escape."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq")
    return rf"\&{text}" if text.startswith(".") else text
