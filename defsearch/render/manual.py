"""The manual page as roff text. Not here: the help of the commands that it is made from (``cli``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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
