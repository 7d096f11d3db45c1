"""The text of a file into a ``Release``: its header, its date, its title, its blocks and sub-headings. Pure.

A text is divided into blocks: the paragraphs between empty lines or, without empty lines, its lines. What is left over
from the web page is dropped (``furniture``); the first block that remains is the title, if it reads as one. The body is
what is left, its blocks divided by one empty line; each block is a slice of the text.

Not here: files and folders (``reader``), which patterns are furniture (``furniture``), how dates are read (``dating``).

Lines end in LF, CRLF or CR and in nothing else: other line ends of Unicode are text, as in an editor.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import compress, pairwise
from typing import TYPE_CHECKING

from defsearch.dutch.sentences import sentence_spans
from defsearch.records import NamedTuple
from defsearch.releases.dating import complete, date_of_line, date_of_path, read_date
from defsearch.releases.furniture import is_furniture, is_furniture_title, leftover_length, starts_section
from defsearch.releases.release import DateSource, Paragraph, Release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.dates.period import Period

NO_DATE = "no date: found by words, not by period"
HEADING_MAX_CHARS = 100
"""The longest sub-heading: real ones reach 90; past 100 come signatures and sentences without an end."""

TITLE_MAX_CHARS = 200
DERIVED_TITLE_MAX_CHARS = 100
_CP1252 = "defsearch-cp1252"
_DATE_BLOCKS = 5  # a line that says only a date is looked for in so many blocks at the top
_COLON_HEADING_WORDS = 5  # "Verdere stappen:" is a sub-heading; a longer line with a colon introduces a list

_BLANK = r"[^\S\r\n]"
_REST_OF_LINE = r"([^\r\n]*)(?:\r\n|\r|\n|\Z)"
_HEADER = re.compile(
    rf"{_BLANK}*date{_BLANK}+("
    r"undated|\d{4}-\d{1,2}-\d{1,2}|\d{4}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2} [^\W\d_]{3,9}\.? \d{4}"
    r"|[^\W\d_]{3,9} \d{4}|\d{4}|[\d/.-]*\d[\d/.-]*"
    rf")(?!\S){_BLANK}*{_REST_OF_LINE}",
    re.IGNORECASE,
)
_HEADER_LINE = re.compile(rf"{_BLANK}*(url{_BLANK}+(?=https?://)|title{_BLANK}+){_REST_OF_LINE}")
_EMPTY_LINES = re.compile(rf"[\r\n](?:(?<=\r)\n)?+{_BLANK}*[\r\n]\s*")
_EMPTY_LF_LINES = re.compile(rf"\n{_BLANK}*\n\s*")  # begins with a letter: a far faster search
_LINE = re.compile(r"[^\r\n]+")
_BULLET = re.compile(r"\s*[-–—•·*▪◦●‣]\s")
_NUMBERED = re.compile(r"\s*(?:[0-9]{1,3}[.)]|[a-z][.)])\s")
_NUMBER = re.compile(r"[\d.,%€ -]*\d[\d.,%€ -]*")
_CLOSING_PUNCTUATION = ".!?:;,…"
_OPENING = "\"'“‘„‚«‹(["
_AFTER_PUNCTUATION = "\"'”’»›)]"


class ReleaseFormatError(Exception):
    """A file that is no text: ``reason`` says why, ``line`` (from 1) where."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


class Flaw(NamedTuple):
    """Something odd about a release that does not keep it out of the index; ``line`` counts from 1."""

    line: int
    reason: str


class ParsedRelease(NamedTuple):
    """A release and what is odd about it."""

    release: Release
    warnings: tuple[Flaw, ...]


class _Header(NamedTuple):
    """The header: its date as typed, the span of the text after the date, its lines, and where the rest begins."""

    date: str | None
    title: tuple[int, int] | None
    url: str | None
    given_title: str | None
    end: int

    @property
    def is_undated(self) -> bool:
        """Whether the header says that the release has no date: then nobody needs to be told."""
        return self.date is not None and self.date.lower() == "undated"


def _decode_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Return the text of bytes that are not UTF-8, and where to go on: the handler of such errors."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_CP1252, _decode_as_cp1252)


def decode_release(data: bytes) -> tuple[str, Flaw | None]:
    """Return the text of a file; bytes that are not UTF-8 are read as Windows-1252, with a warning at the first."""
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        first = error
    line = _line_number(data[: first.start].decode("utf-8"))
    return data.decode("utf-8", _CP1252), Flaw(line, "not UTF-8: read as Windows-1252 where it is not")


def parse_release(text: str, id_: str = "") -> ParsedRelease:
    """Return the release that ``text`` is, with warnings; ``id_`` is its path below its source, for its date.

    Raises:
        ReleaseFormatError: the text is empty, or it contains a NUL byte.
    """
    text = text.removeprefix("\ufeff")
    nul = text.find("\0")
    if nul >= 0:
        raise ReleaseFormatError(_line_number(text[:nul]), "not text: it contains a NUL byte")
    if not text.strip():
        raise ReleaseFormatError(1, "the file is empty")
    header = _read_header(text)
    blocks = _find_blocks(text, header)
    date, date_source, warnings = _find_date(header, blocks, id_)
    blocks = _without_furniture(blocks)
    title, is_derived = header.given_title or "", False
    if not title:
        title, is_derived, blocks = _take_title(blocks)
    if date is None and not header.is_undated:
        warnings.append(Flaw(1, NO_DATE))
    paragraphs = _paragraphs(blocks)
    if not paragraphs:
        warnings.append(Flaw(1, "no text below the title"))
    return ParsedRelease(
        Release(
            date=date,
            date_source=date_source,
            title=title,
            title_is_derived=is_derived,
            url=header.url,
            body="\n\n".join(blocks),
            paragraphs=paragraphs,
        ),
        tuple(warnings),
    )


def reads_as_title(text: str) -> bool:
    """Return whether a text is a title: one line of one sentence that ends in neither a full stop nor a colon."""
    if len(text) > TITLE_MAX_CHARS or "\n" in text or "\r" in text or _BULLET.match(text):
        return False
    if text.rstrip(_AFTER_PUNCTUATION)[-1:] in (".", ":", ";", ","):
        return False
    return len(sentence_spans(text, 0, len(text))) == 1


def reads_as_heading(block: str) -> bool:
    """Return whether a block that others follow is a sub-heading: a short open line, or a question."""
    if len(block) > HEADING_MAX_CHARS:
        return False
    mark = block.rstrip(_AFTER_PUNCTUATION)[-1:]
    if mark in _CLOSING_PUNCTUATION and mark not in "?:":
        return False
    if "\n" in block or "\r" in block or _BULLET.match(block) or _NUMBER.fullmatch(block):
        return False
    if not any(map(str.isalnum, block)) or block.split(maxsplit=1)[0].lstrip(_OPENING).islower():
        return False
    if mark == "?":
        return len(sentence_spans(block, 0, len(block))) == 1 or _NUMBERED.match(block) is not None
    if mark == ":":
        return len(block.split()) <= _COLON_HEADING_WORDS
    return not _NUMBERED.match(block)


def derive_title(block: str) -> str:
    """Return the first sentence of a block, cut at a word where it is long."""
    bullet = _BULLET.match(block)
    start, end = sentence_spans(block, bullet.end() if bullet else 0, len(block))[0]
    sentence = " ".join(block[start:end].split())
    if len(sentence) <= DERIVED_TITLE_MAX_CHARS:
        return sentence
    return sentence[: DERIVED_TITLE_MAX_CHARS + 1].rpartition(" ")[0].rstrip(",;:–- ") + "…"


def _read_header(text: str) -> _Header:
    match = _HEADER.match(text)
    if match is None:
        return _Header(None, None, None, None, 0)
    start = match.start(2)
    title = (start, start + len(match[2].rstrip())) if match[2].strip() else None
    url = given_title = None
    at = match.end()
    while (line := _HEADER_LINE.match(text, at)) is not None and line[2].strip():
        if line[1].startswith("url"):
            url = line[2].strip()
        else:
            given_title = line[2].strip()
        at = line.end()
    return _Header(match[1], title, url, given_title, at)


def _find_blocks(text: str, header: _Header) -> list[str]:
    """Return the blocks of a text, the text of its header first."""
    below = text[header.end :].lstrip()
    first = len(text) - len(below)
    empty_lines = _EMPTY_LINES if "\r" in below else _EMPTY_LF_LINES
    blocks = [block.rstrip() for block in empty_lines.split(below.rstrip())] if below else []
    if len(blocks) == 1:
        blocks = list(_lines(blocks[0]))
    if header.title is not None:
        start, end = header.title
        follows = bool(blocks) and len(text[end:first].splitlines()) < 2  # no empty line between
        if follows and is_furniture(text[start : first + len(blocks[0])]):
            end = first + len(blocks.pop(0))  # a menu that begins in the header's line
        blocks.insert(0, text[start:end])
    return blocks


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text without empty lines; lines that were wrapped, and the items of a list, as one."""
    lines = [
        (line.end() - len(line[0].lstrip()), line.end()) for line in _LINE.finditer(text) if line[0].strip()
    ]
    widths = [
        stop - begin
        for (begin, stop), (after, _) in pairwise(lines)
        if text[begin:stop].rstrip()[-1:] not in _CLOSING_PUNCTUATION
        and text[after : after + 9].lstrip()[:1].islower()
    ]
    width = max(widths, default=0)
    span = lines[0]
    for line in lines[1:]:
        if _continues(text, span, line, width):
            span = span[0], line[1]
        else:
            yield text[slice(*span)].rstrip()
            span = line
    yield text[slice(*span)].rstrip()


def _continues(text: str, block: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Return whether ``line`` belongs to the block before it: one was wrapped, or both are items of a list."""
    before = text[slice(*block)].splitlines()[-1]
    after = text[slice(*line)]
    if _BULLET.match(after) or _BULLET.match(before):
        return bool(_BULLET.match(after) and _BULLET.match(before))
    if before.rstrip()[-1:] not in _CLOSING_PUNCTUATION and (
        after[:1].islower() or len(before) > width * 0.7 > 0
    ):
        return True
    return 0 < len(before) <= width < len(before) + 1 + len(after.split()[0])


def _find_date(
    header: _Header, blocks: Sequence[str], id_: str
) -> tuple[Period | None, DateSource | None, list[Flaw]]:
    """Return the date of a release, where it was found, and a warning about an impossible one."""
    warnings: list[Flaw] = []
    in_header = None if header.date is None else read_date(header.date)
    if in_header is not None and in_header.first == in_header.last:  # nothing is more exact than a day
        return in_header, DateSource.HEADER, warnings
    in_line = next(filter(None, map(date_of_line, blocks[:_DATE_BLOCKS])), None)
    in_path = date_of_path(id_)
    if header.date is not None:
        if in_header is not None:
            return complete(in_header, [in_line, in_path]), DateSource.HEADER, warnings
        if not header.is_undated:
            warnings.append(Flaw(1, "the date in the header is impossible"))
        return None, None, warnings
    if in_line is not None:
        return complete(in_line, [in_path]), DateSource.LINE, warnings
    return in_path, DateSource.PATH if in_path is not None else None, warnings


def _without_furniture(blocks: Sequence[str]) -> list[str]:
    """Return the blocks that are no furniture, without leftovers at their beginnings."""
    kept: list[str] = []
    in_links: list[str] | None = None  # the short blocks after the beginning of a section of links
    for block in blocks:
        if is_furniture(block) or date_of_line(block) is not None:
            if starts_section(block):
                in_links = []
            continue
        text = block[leftover_length(block) :]
        if not text or (text != block and is_furniture(text)):
            continue
        if in_links is not None:
            if reads_as_heading(text) and reads_as_title(text):  # two sentences are text
                in_links.append(text)
                continue
            kept += in_links[-1:]  # text follows: the last short block is its sub-heading
            in_links = None
        kept.append(text)
    return kept


def _take_title(blocks: list[str]) -> tuple[str, bool, list[str]]:
    """Return the title, whether it is derived from the text, and the blocks below it."""
    for number, block in enumerate(blocks):
        if is_furniture_title(block) and number + 1 < len(blocks):
            continue
        if reads_as_title(block):
            return block, False, blocks[number + 1 :]
        return derive_title(block), True, blocks[number:]
    return "", False, []


def _paragraphs(blocks: Sequence[str]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the body that the blocks are."""
    open_lines = list(map(reads_as_heading, blocks))
    counts = Counter(compress(blocks, open_lines))
    paragraphs: list[Paragraph] = []
    at = 0
    for number, block in enumerate(blocks):
        is_heading = (
            open_lines[number]
            and number + 1 < len(blocks)
            and counts[block] == 1  # a caption that comes back is no sub-heading
            and not (_is_number(blocks, number - 1) and _is_number(blocks, number + 1))  # a cell of a table
        )
        paragraphs.append(Paragraph(at, at + len(block), is_heading))
        at += len(block) + 2
    return tuple(paragraphs)


def _is_number(blocks: Sequence[str], number: int) -> bool:
    return 0 <= number < len(blocks) and _NUMBER.fullmatch(blocks[number]) is not None


def _line_number(before: str) -> int:
    """Return the number of the line, from 1, on which the text after ``before`` starts."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
