"""The layout of a release file: date, title, paragraphs and sub-headings; errors with their line.

Lines end in LF, CRLF or CR only. ``str.splitlines`` knows more line ends, but editors do not, so line numbers would
differ.

Not here: files and folders (``reader``, ``finder``), words (``defsearch.dutch``).
"""

from __future__ import annotations

import datetime
import re

from defsearch.records import NamedTuple
from defsearch.releases.release import Paragraph, Release

HEADING_MAX_CHARS = 100
"""The longest sub-heading. Real ones reach 90; above 100 are signatures and sentences without a full stop."""

_BLANK = r"[^\S\r\n]"
# LF, CR or CRLF. The possessive "?+" never gives the LF of a CRLF back, so "\r\n" is not read as two line ends. The
# pattern starts with a set of characters because a search can skip ahead to those.
_LINE_END = r"[\r\n](?:(?<=\r)\n)?+"
_DATE_LINE = re.compile(
    rf"{_BLANK}*date{_BLANK}+([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:{_BLANK}+([^\r\n]*))?(?:{_LINE_END}|\Z)"
)
_OTHER_DATE = re.compile(rf"{_BLANK}*date{_BLANK}+(\S{{1,40}})")
_NON_SPACE = re.compile(r"\S")
_EMPTY_LINE = re.compile(rf"{_LINE_END}{_BLANK}*(?:[\r\n]|\Z)")
_LEFTOVER = re.compile(r"Vergroot\s+afbeelding\b\s*")
_LIST_ITEM = re.compile(r"(?:[-–—•·*▪◦●‣]|[0-9]{1,3}[.)]|[a-z][.)])\s")
_CLOSING_PUNCTUATION = ".!?:;,…"
_AFTER_PUNCTUATION = "\"'”’»›)]"


class ReleaseFormatError(Exception):
    """A text that is not a release: ``reason`` says why; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


class FormatWarning(NamedTuple):
    """Something that a release lacks but can be indexed without; ``line`` counts from 1."""

    line: int
    reason: str


class ParsedRelease(NamedTuple):
    """A release with its warnings."""

    release: Release
    warnings: tuple[FormatWarning, ...]


def decode_release(data: bytes) -> str:
    """Decode UTF-8; raise ``ReleaseFormatError`` with the line of the first invalid byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ReleaseFormatError(1, "not UTF-8 but UTF-16: save it as UTF-8") from None
        before = data[: error.start].decode("utf-8")
        reason = f"not UTF-8: invalid byte 0x{data[error.start]:02X}"
        raise ReleaseFormatError(_line_number(before), reason) from None


def parse_release(text: str) -> ParsedRelease:
    """Parse the text of a file, which may start with a byte order mark.

    A missing title or body is a warning, because the rest can still be found.

    Raises:
        ReleaseFormatError: the text has no valid date line or is not text at all.
    """
    text = text.removeprefix("\ufeff")
    nul = text.find("\0")
    if nul >= 0:
        raise ReleaseFormatError(_line_number(text[:nul]), "contains a NUL byte, so it is not text")
    date_line = _DATE_LINE.match(text)
    if date_line is None:
        raise ReleaseFormatError(1, _why_no_date_line(text))
    try:
        date = datetime.date.fromisoformat(date_line[1])
    except ValueError:
        raise ReleaseFormatError(1, f"{date_line[1]} is not a day that exists") from None
    title = (date_line[2] or "").strip()
    body = text[date_line.end() :]
    paragraphs = find_paragraphs(body)
    warnings = []
    if not title:
        warnings.append(FormatWarning(1, "no title after the date"))
    if not paragraphs:
        warnings.append(FormatWarning(1, "no text below the title"))
    return ParsedRelease(Release(date, title, body, paragraphs), tuple(warnings))


def find_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """Return the non-empty paragraphs in order, without surrounding whitespace and leftovers of the web page."""
    spans = []
    first = _NON_SPACE.search(body)
    while first is not None:
        start = first.start()
        empty_line = _EMPTY_LINE.search(body, start)
        stop = empty_line.start() if empty_line else len(body)
        end = start + len(body[start:stop].rstrip())
        while leftover := _LEFTOVER.match(body, start, end):
            start = leftover.end()
        if start < end:
            spans.append((start, end))
        first = _NON_SPACE.search(body, stop)
    last = len(spans) - 1
    return tuple(
        Paragraph(start, end, number < last and looks_like_heading(body[start:end]))
        for number, (start, end) in enumerate(spans)
    )


def looks_like_heading(paragraph: str) -> bool:
    """Return whether a paragraph before another one is a sub-heading: one short line, no end mark, no list item."""
    if len(paragraph) > HEADING_MAX_CHARS or "\n" in paragraph or "\r" in paragraph:
        return False
    if paragraph.rstrip(_AFTER_PUNCTUATION)[-1:] in _CLOSING_PUNCTUATION:
        return False
    return not _LIST_ITEM.match(paragraph) and any(char.isalpha() for char in paragraph)


def _why_no_date_line(text: str) -> str:
    if not text.strip():
        return "the file is empty"
    other = _OTHER_DATE.match(text)
    if other is not None:
        return f"{other[1]!r} is not a date as YYYY-MM-DD"
    return "no date line: the first line must read 'date YYYY-MM-DD title'"


def _line_number(before: str) -> int:
    """Return the line, counted from 1, of the text after ``before``."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
