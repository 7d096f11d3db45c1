"""Text to print: untrusted text made safe, styled segments, wrapped lines and tables for a screen.

Releases, file names and queries are untrusted: a release can contain escape sequences, a file name a newline, and a
bidirectional override can make a line read as something else. Such characters are never sent to the terminal; they are
shown as visible escapes.

Not here: finding out what the screen is (``cli.output``). Rich could wrap too, but importing it takes longer than a
whole search, so that only tables on a terminal use it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.dates.period import Period

DERIVED = "(first sentence)"  # beside a title that the file does not have

# Controls (C0, DEL, C1); bidirectional marks, embeddings, overrides and isolates; line and paragraph separators;
# interlinear annotations; invisible tags; surrogates (Python's form of undecodable bytes); and the two noncharacters
# that XML does not allow.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    "\ud800-\udfff]"
)
MAX_SENTENCE = 240  # characters; a longer sentence is not read to its end
# A place where a formula starts: at the start of a cell, or after a semicolon, where a Dutch spreadsheet divides
# cells; spaces and quotes may come first. "hap;=1+1" has one, before "=1+1"; "drones - en meer" has none. Some
# spreadsheets accept the full-width operators too.
_FORMULA = '(^|;)(?=[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])'


def visible(text: str) -> str:
    r"""Return ``text`` with every character that could steer a terminal replaced by a visible escape.

    Controls become their control picture (ESC is ``␛``), all others their Python escape (``\x9b``, ``\u202e``).
    The result contains no newline: layout is up to the caller.
    """
    return text if text.isprintable() else _unsafe_pattern().sub(_visible_escape, text)


def nothing_found(what: str, queries: Iterable[str], period: Period | None) -> str:
    """Return ``no release matches “drones” in the period 2025-09-01 … 2025-09-30``."""
    asked = " or ".join(f"“{shortened(visible(query))}”" for query in queries if query)
    days = f" in the period {period.describe()}" if period is not None else ""
    if not asked:
        return f"no {what}{days or ' in the index'}"
    return f"no {what} matches {asked}{days}"


def shortened(text: str, length: int = MAX_SENTENCE) -> str:
    """Return ``text`` with its middle cut out if it is longer than ``length``; both ends are kept.

    A message may quote a query or a file name of any length.
    """
    if len(text) <= length:
        return text
    head = (length - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (length - 1 - head) :]}"


def plural(number: int, noun: str) -> str:
    """Return ``1 release``, ``2 releases``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def json_safe(encoded: str) -> str:
    r"""Escape every unsafe character in one line of JSON; the value stays the same.

    Such characters occur only inside strings, where ``\uXXXX`` means the same.
    """
    return encoded if encoded.isprintable() else _unsafe_pattern().sub(_json_escape, encoded)


def csv_safe(cell: str) -> str:
    """Return ``cell`` made visible, with an apostrophe before everything that a spreadsheet would run as a formula."""
    return visible(re.sub(_FORMULA, r"\1'", cell))


@cache  # compiled on first use: this takes longer than loading the rest of the module
def _unsafe_pattern() -> re.Pattern[str]:
    return re.compile(_UNSAFE)


def _visible_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the control picture
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    return match[0].encode("unicode_escape").decode("ascii")


def _json_escape(match: re.Match[str]) -> str:
    utf16 = match[0].encode("utf-16-be", "surrogatepass").hex(" ", 2)  # "d83d de00": two units of two bytes
    return "".join(rf"\u{unit}" for unit in utf16.split())


def date_label(date: Period | None) -> str:
    """Return a date as a list shows it: ``2026-01-20``, ``2024-05``, ``2019`` or ``undated``."""
    return "undated" if date is None else date.iso()


class CsvStyle(NamedTuple):
    """How a table is written: the character between values, and whether a byte order mark comes first."""

    delimiter: str = ","
    bom: bool = False

    def decimal(self, number: float) -> str:
        """Return a number as a spreadsheet reads it that separates values by this character."""
        return f"{number:.4f}".replace(".", "," if self.delimiter == ";" else ".")


PLAIN_CSV = CsvStyle()


# SGR codes: readable on light and on dark backgrounds, and never the only carrier of a meaning. A match is
# underlined too, a heading has its mark, dates and ids have a fixed place.
MATCH = "1;4;31"
TITLE = "1"
DATE = "32"
HEADING = "35"
FAINT = "2"
ERROR = "1;31"
BARS = ("35", "32", "34", "31")  # one for each query of a timeline; each bar has its query's name too

MAX_TEXT_WIDTH = 100  # longer lines of running text are hard to read
PIPED_WIDTH = 80  # for what needs a width (bars, help) where there is no screen


class Segment(NamedTuple):
    """A piece of text in one style (an SGR code, or empty), optionally a link. The text is safe to print."""

    text: str
    style: str = ""
    uri: str = ""


def merged(line: Iterable[Segment]) -> list[Segment]:
    """Return a line with each run of segments in one style as one segment."""
    return [
        Segment("".join([segment.text for segment in run]), style, uri)
        for (style, uri), run in groupby(line, key=itemgetter(1, 2))
    ]


class Screen(NamedTuple):
    """The output device. ``width`` is in cells; it is None for a pipe or a file, where nothing is wrapped."""

    width: int | None = None
    colour: bool = False
    hyperlinks: bool = False

    @property
    def text_width(self) -> int | None:
        """The width for running text, or None for no wrapping."""
        return None if self.width is None else min(self.width, MAX_TEXT_WIDTH)

    def paint(self, text: str, style: str) -> str:
        """Return ``text`` in a style, or unchanged on a screen without colour."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def draw(self, line: Sequence[Segment]) -> str:
        """Return a line of segments as characters; adjacent segments of one style share their codes."""
        if not self.colour and not self.hyperlinks:
            return "".join([segment.text for segment in line])
        out: list[str] = []
        for text, style, uri in merged(line):
            text = self.paint(text, style)
            # OSC 8 makes the text a link.
            out.append(f"\x1b]8;;{uri}\x1b\\{text}\x1b]8;;\x1b\\" if uri and self.hyperlinks else text)
        return "".join(out)


# A no-break space is part of its word; all other white space (a line end inside a paragraph too) divides words.
# Not one set: to compile a set of several such characters takes ten times as long.
_WORD = r"(?:[\S\xa0]+|[\u2007\u202f])+"

_UNTITLED = "(untitled)"
_WIDE = ("W", "F")  # East Asian widths of two cells
_ZERO_WIDTH = ("Mn", "Me", "Cf")  # general categories without a cell of their own
_MANY_SEGMENTS = (
    10_000  # a paragraph of many megabytes can be one line: its words would take ten times its size
)
_MIN_WIDTH = 2  # a wide character must always fit


class Word(NamedTuple):
    """A word as segments, one for each change of style, and the space before it (None where there is none)."""

    segments: list[Segment]
    space: Segment | None


def cell_width(text: str) -> int:
    """Return how many cells ``text`` takes: 2 for wide characters, 0 for combining ones."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def words(text: str, matches: Sequence[tuple[int, int]] = (), *, style: str = "") -> Iterator[Word]:
    """Split ``text`` into words, made visible, with ``matches`` highlighted.

    Matches are offsets into ``text``, sorted, without overlap. A space inside a match is highlighted with it. The
    first word has a space before it too, so that texts can be chained; ``wrap`` drops it at the start of a line.
    """
    after_the_text = (len(text) + 1, len(text) + 1)
    remaining = iter([*matches, after_the_text])
    start, end = next(remaining)
    previous_end = 0
    plain_space, matched_space = Segment(" ", style), Segment(" ", MATCH)
    for found in re.finditer(_WORD, text):
        at, word_end = found.span()
        space = matched_space if start < previous_end and at < end else plain_space
        segments: list[Segment] = []
        while at < word_end:
            while end <= at:
                start, end = next(remaining)
            highlighted = start <= at
            stop = min(word_end, end if highlighted else start)
            segments.append(Segment(visible(text[at:stop]), MATCH if highlighted else style))
            at = stop
        yield Word(segments, space)
        previous_end = word_end


def title_words(title: str, matches: Sequence[tuple[int, int]] = ()) -> Iterator[Word]:
    """Split a title into words as ``words`` does; an empty title becomes ``(untitled)``."""
    if title.strip():
        return words(title, matches, style=TITLE)
    return words(_UNTITLED, style=FAINT)


def wrap(
    text: Iterable[Word], width: int | None, *, first: Sequence[Segment] = (), indent: int = 0
) -> Iterator[list[Segment]]:
    """Arrange words in lines of at most ``width`` cells (None: in one line).

    The first line starts with ``first``, all others with ``indent`` spaces. A word longer than a line is split at
    the end of the line: no text is ever left out.
    """
    line = list(first)
    limit = _MANY_SEGMENTS
    used = sum(cell_width(segment.text) for segment in line)
    has_words = False
    for word in text if width is None else _split_long_words(text, max(width - indent, _MIN_WIDTH)):
        size = 0 if width is None else sum(cell_width(segment.text) for segment in word.segments)
        gap = len(word.space.text) if word.space is not None and has_words else 0
        if width is not None and (used > indent or has_words) and used + gap + size > width:
            yield line
            line, used, gap = [Segment(" " * indent)] if indent else [], indent, 0
        if gap and word.space is not None:
            line.append(word.space)
        line += word.segments
        used += gap + size
        has_words = True
        if len(line) > limit:
            line = merged(line)
            limit = 2 * len(line) + _MANY_SEGMENTS
    yield line


def cut(text: str, width: int | None) -> str:
    """Return ``text`` cut to ``width`` cells, with ``…`` where something was cut; None: uncut."""
    if width is None or cell_width(text) <= width:
        return text
    used, end = 1, 0
    while end < len(text) and used + _char_width(text[end]) <= width:
        used += _char_width(text[end])
        end += 1
    return text[:end].rstrip() + "…"


def wrap_text(text: str, width: int | None, *, indent: int = 0) -> Iterator[str]:
    """Arrange plain text in lines of at most ``width`` cells, all of them indented."""
    for line in wrap(words(text), width, first=[Segment(" " * indent)], indent=indent):
        yield "".join(segment.text for segment in line)


def _split_long_words(text: Iterable[Word], width: int) -> Iterator[Word]:
    """Split words of more than ``width`` cells into words that fit, with no space between them."""
    for word in text:
        if sum(len(segment.text) for segment in word.segments) * 2 <= width:  # fits for sure: the usual case
            yield word
            continue
        space, pieces, used = word.space, list[Segment](), 0
        for segment in word.segments:
            start = 0
            for at, char in enumerate(segment.text):
                size = _char_width(char)
                if used + size > width:
                    yield Word([*pieces, segment._replace(text=segment.text[start:at])], space)
                    space, pieces, start, used = None, [], at, 0
                used += size
            pieces.append(segment._replace(text=segment.text[start:]))
        yield Word(pieces, space)


def _char_width(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


class Column(NamedTuple):
    """A column: its heading, and whether it contains numbers, which are aligned to the right."""

    heading: str
    numeric: bool = False


def table_lines(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: Screen, *, indent: int = 0
) -> Iterator[str]:
    """Draw rows of cells under their headings, with every cell made visible."""
    cells = [[visible(cell) for cell in row] for row in rows]
    lines = (
        _plain_table(columns, cells) if screen.width is None else _rich_table(columns, cells, screen, indent)
    )
    for line in lines:
        yield " " * indent + line


def _plain_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    headings = [column.heading for column in columns]
    widths = [max(map(cell_width, cells)) for cells in zip(headings, *rows, strict=True)]
    for row in [headings, *rows]:
        cells: list[str] = []
        for cell, width, column in zip(row, widths, columns, strict=True):
            space = " " * (width - cell_width(cell))
            cells.append(space + cell if column.numeric else cell + space)
        yield "  ".join(cells).rstrip()


def _rich_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], screen: Screen, indent: int
) -> Iterator[str]:
    # Here, so that only a table on a terminal pays for Rich.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        width=(screen.width or 0) - indent,
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        markup=False,
        emoji=False,
        highlight=False,
    )
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim" if screen.colour else "")
    for column in columns:
        table.add_column(Text(column.heading), justify="right" if column.numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    with console.capture() as drawn:
        console.print(table)
    yield from (line.rstrip() for line in drawn.get().splitlines())
