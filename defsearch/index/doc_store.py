"""The stored releases of one segment: their text, packed one by one, and a few columns for all of them.

Columns are arrays with one number per release: where its text begins, its civil day (proleptic ordinal), the
length in units of each zone. One more holds the numbers of the releases themselves, the oldest first, so that a
period and the newest releases are found without looking at every day. Text and facts of a release are unpacked
only when it is shown.

One release: its id as a line of JSON; then, packed by zlib, a line of JSON (path, bytes in the title, number of
paragraphs), the starts of the paragraphs, their ends, which of them are sub-headings, the title, the body. Whatever
can be long stands as it is, so that what is unpacked is never much larger than the file it came from.
"""

from __future__ import annotations

import datetime
import json
import sys
import zlib
from array import array
from typing import TYPE_CHECKING, Any

from defsearch.errors import IndexDamagedError
from defsearch.index.checksums import ChecksummedFile, ChecksummedWriter
from defsearch.index.fields import TEXT_FIELDS
from defsearch.index.manifest import checked_path
from defsearch.records import NamedTuple
from defsearch.releases.release import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

_GIVEN = ("date", *TEXT_FIELDS)
_COLUMNS = (*_GIVEN, "by_date")
_TAIL = 16 * (
    2 + len(TEXT_FIELDS)
)  # bytes: where the text ends, how many releases, how many units in each zone
_AT_A_TIME = 256  # numbers by date
_MOST_TEXT = 48 << 20  # 10 MB of text that is nothing but paragraphs of one letter; more than this is a trap

_MOST_JSON = 1 << 16  # a path has some thousand characters, and an escaped one takes six bytes


class StoredRelease(NamedTuple):
    """One release as the index holds it. ``paragraphs`` are offsets in ``body``."""

    id: str
    path: str
    date: datetime.date
    title: str
    body: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The sub-headings, in the order of the text."""
        return tuple(self.body[part.start : part.end] for part in self.paragraphs if part.is_heading)


class DocStoreWriter:
    """Writes the documents of one segment, numbered from 0 in the order they come."""

    def __init__(self, path: str) -> None:
        self._out = ChecksummedWriter(path)
        self._starts = array("Q")
        self._columns = {name: array("I") for name in _GIVEN}

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, document: StoredRelease, lengths: tuple[int, int, int]) -> None:
        """Append one document; ``lengths`` are its units in title, headings and body."""
        # The id stands before the packed text, so that ties are broken without unpacking anything.
        packed = b"%b\n%b" % (json.dumps(document.id).encode(), zlib.compress(_text_of(document), 6))
        self.add_compressed(packed, document.date.toordinal(), lengths)

    def add_compressed(self, packed: bytes, day: int, lengths: tuple[int, int, int]) -> None:
        """Append a document that is packed already (taken over from another segment)."""
        self._starts.append(self._out.tell())
        self._out.write(packed)
        for name, number in zip(_GIVEN, (day, *lengths), strict=True):
            self._columns[name].append(number)

    def close(self) -> None:
        """Write the columns after the documents, and where they are."""
        end_of_text, count = self._out.tell(), len(self)
        totals = [sum(self._columns[field]) for field in TEXT_FIELDS]
        by_date = array("I", sorted(range(count), key=self._columns["date"].__getitem__))
        for numbers in (self._starts, *self._columns.values(), by_date):
            if sys.byteorder == "big":
                numbers.byteswap()
            self._out.write(numbers.tobytes())
        self._out.write(b"".join(b"%16d" % number for number in (end_of_text, count, *totals)))
        self._out.close()

    def rollback(self) -> None:
        """Close without finishing."""
        self._out.rollback()


class DocStoreReader:
    """The documents of one segment. ``totals`` are the units of each zone in all of them."""

    def __init__(self, path: str) -> None:
        self._file = ChecksummedFile(path)
        tail = self._file.size - _TAIL
        try:
            facts = [int(self._file.read(at, at + 16)) for at in range(tail, self._file.size, 16)]
        except ValueError:
            raise IndexDamagedError(path, "does not say how many releases it holds") from None
        text_end, count, *totals = facts
        if min(facts) < 0 or text_end + count * (8 + 4 * len(_COLUMNS)) != tail:
            raise IndexDamagedError(path, "holds another number of releases than it says")
        self._count = count
        self._text_end = text_end
        self.total_lengths = dict(zip(TEXT_FIELDS, totals, strict=True))
        self._columns: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return self._count

    def doc_values(self, name: str) -> array[int]:
        """``date``, ``title``, ``heading`` or ``body`` by number; ``by_date``: the numbers, the oldest first."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._part_of(name, 0, self._count)
        return found

    def doc_ids_by_date(self, *, newest: bool) -> Iterator[int]:
        """The numbers by date, the oldest or the newest first; no more is read than is asked for."""
        for start in range(0, self._count, _AT_A_TIME):
            end = min(start + _AT_A_TIME, self._count)
            if newest:
                yield from reversed(self._part_of("by_date", self._count - end, self._count - start))
            else:
                yield from self._part_of("by_date", start, end)

    def _part_of(self, name: str, first: int, last: int) -> array[int]:
        """Places ``first`` to before ``last`` of a column."""
        start = self._text_end + self._count * (8 + 4 * _COLUMNS.index(name))
        found = self._numbers("I", start + 4 * first, start + 4 * last)
        if name == "by_date" and max(found, default=0) >= max(1, self._count):
            raise IndexDamagedError(self._file.path, "names a release that it does not hold")
        return found

    def _numbers(self, code: str, start: int, end: int) -> array[int]:
        numbers = array(code)
        numbers.frombytes(self._file.read(start, end))
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def compressed(self, number: int) -> bytes:
        """The packed bytes of document ``number``."""
        if not 0 <= number < self._count:
            raise IndexDamagedError(self._file.path, f"holds no release at place {number}")
        at = self._text_end + 8 * number
        if number + 1 < self._count:
            start, end = self._numbers("Q", at, at + 16)
        else:
            (start,), end = self._numbers("Q", at, at + 8), self._text_end
        return self._file.read(start, end)

    def id(self, number: int) -> str:
        """The id of document ``number``, without unpacking the rest."""
        try:
            return str(_line_of_json(self.compressed(number).partition(b"\n")[0]))
        except (ValueError, RecursionError):
            raise IndexDamagedError(self._file.path, f"holds no release at place {number}") from None

    def get(self, number: int) -> StoredRelease:
        """Document ``number``."""
        try:
            id_, _, packed = self.compressed(number).partition(b"\n")
            day = datetime.date.fromordinal(self.doc_values("date")[number])
            return _document(_line_of_json(id_), day, _unpack(packed))
        except (zlib.error, ValueError, TypeError, OverflowError, RecursionError):
            raise IndexDamagedError(self._file.path, f"holds no release at place {number}") from None

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _text_of(document: StoredRelease) -> bytes:
    title = document.title.encode("utf-8", "surrogatepass")
    starts, ends, headings = array("I"), array("I"), bytearray()
    for start, end, is_heading in document.paragraphs:
        starts.append(start)
        ends.append(end)
        headings.append(is_heading)
    if sys.byteorder == "big":
        starts.byteswap()
        ends.byteswap()
    facts = json.dumps([document.path, len(title), len(headings)]).encode()
    body = document.body.encode("utf-8", "surrogatepass")
    return b"".join((facts, b"\n", starts.tobytes(), ends.tobytes(), headings, title, body))


def _line_of_json(line: bytes) -> Any:
    if len(line) > _MOST_JSON:
        raise ValueError("longer than any path")
    return json.loads(line)


def _unpack(packed: bytes) -> bytes:
    packing = zlib.decompressobj()
    text = packing.decompress(packed, _MOST_TEXT)
    if not packing.eof:
        raise ValueError("larger than a release can be, or cut short")
    return text


def _document(id_: str, day: datetime.date, text: bytes) -> StoredRelease:
    """The document that ``_text_of`` made into ``text``; a ValueError or TypeError where it made nothing such."""
    facts, _, rest = text.partition(b"\n")
    path, title_size, count = _line_of_json(facts)
    title_at = 9 * count
    body_at = title_at + title_size
    if not isinstance(id_, str) or not 0 <= title_at <= body_at <= len(rest):
        raise ValueError("not a release")
    starts, ends = array("I"), array("I")
    starts.frombytes(rest[: 4 * count])
    ends.frombytes(rest[4 * count : 8 * count])
    if sys.byteorder == "big":
        starts.byteswap()
        ends.byteswap()
    return StoredRelease(
        id_,
        checked_path(path),
        day,
        rest[title_at:body_at].decode("utf-8", "surrogatepass"),
        rest[body_at:].decode("utf-8", "surrogatepass"),
        tuple(map(Paragraph, starts, ends, map(bool, rest[8 * count : title_at]))),
    )
