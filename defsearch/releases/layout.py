"""The text of one file into a ``Release``: the format, its mistakes, and where each stands. Pure.

Not here: files and folders (``reader``), words (``defsearch.dutch``).

Lines end in LF, CRLF or CR and in nothing else: the exotic line ends that ``str.splitlines`` knows are
text, or the line numbers would differ from those of an editor.
"""

from __future__ import annotations

import datetime
import re

from defsearch.records import NamedTuple
from defsearch.releases.release import Paragraph, Release

HEADING_MAX_CHARS = 100
"""The longest sub-heading: real ones reach 90; past 100 come signatures and sentences without an end."""

_BLANK = r"[^\S\r\n]"
_LINE_END = (
    r"[\r\n](?:(?<=\n)|(?<=\r)\n|(?!\n))"  # never half a CRLF; starts with a set, which a search skips to
)
_DATE_LINE = re.compile(
    rf"{_BLANK}*date{_BLANK}+([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:{_BLANK}+([^\r\n]*))?(?:{_LINE_END}|\Z)"
)
_OTHER_DATE = re.compile(rf"{_BLANK}*date{_BLANK}+(\S{{1,40}})")
_INK = re.compile(r"\S")
_EMPTY_LINE = re.compile(rf"{_LINE_END}{_BLANK}*(?:[\r\n]|\Z)")
_LEFTOVER = re.compile(r"Vergroot\s+afbeelding\b\s*")
_LIST_ITEM = re.compile(r"(?:[-–—•·*▪◦●‣]|[0-9]{1,3}[.)]|[a-z][.)])\s")
_CLOSING_PUNCTUATION = ".!?:;,…"
_AFTER_PUNCTUATION = "\"'”’»›)]"


class ReleaseFormatError(Exception):
    """A text that is not a release: ``reason`` says why, ``line`` (from 1) where."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


class Flaw(NamedTuple):
    """Something a release lacks that does not keep it out of the index; ``line`` counts from 1."""

    line: int
    reason: str


class ParsedRelease(NamedTuple):
    """A release and what is odd about it."""

    release: Release
    warnings: tuple[Flaw, ...]


def decode_release(data: bytes) -> str:
    """The text of a file, or a ``ReleaseFormatError`` at the first byte that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ReleaseFormatError(1, "not UTF-8 but UTF-16: save it as UTF-8") from None
        before = data[: error.start].decode("utf-8")
        reason = f"not UTF-8: byte 0x{data[error.start]:02X} cannot stand there"
        raise ReleaseFormatError(_line_number(before), reason) from None


def parse_release(text: str) -> ParsedRelease:
    """Title, date, body and paragraphs of a release; ``text`` may start with a byte order mark.

    A missing title or body is a warning: what is left can still be found. Anything else that breaks the
    format raises ``ReleaseFormatError``.
    """
    text = text.removeprefix("\ufeff")
    nul = text.find("\0")
    if nul >= 0:
        raise ReleaseFormatError(_line_number(text[:nul]), "holds a NUL byte, so it is not text")
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
        warnings.append(Flaw(1, "no title after the date"))
    if not paragraphs:
        warnings.append(Flaw(1, "no text below the title"))
    return ParsedRelease(Release(date, title, body, paragraphs), tuple(warnings))


def find_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a body in order: no surrounding space, no web-page leftovers, none of them empty."""
    spans = []
    ink = _INK.search(body)
    while ink is not None:
        start = ink.start()
        empty_line = _EMPTY_LINE.search(body, start)
        stop = empty_line.start() if empty_line else len(body)
        end = start + len(body[start:stop].rstrip())
        while leftover := _LEFTOVER.match(body, start, end):
            start = leftover.end()
        if start < end:
            spans.append((start, end))
        ink = _INK.search(body, stop)
    last = len(spans) - 1
    return tuple(
        Paragraph(start, end, number < last and reads_as_heading(body[start:end]))
        for number, (start, end) in enumerate(spans)
    )


def reads_as_heading(paragraph: str) -> bool:
    """Whether a paragraph that another one follows is a sub-heading: one short open line, no list item."""
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
    """The line on which the text after ``before`` starts, from 1."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
