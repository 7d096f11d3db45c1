"""The stored releases of one segment: each compressed on its own, and doc values for all of them.

Doc values are arrays with one number per release, by its document number in the segment: where its record begins, its
date, the length of each text field in tokens (a hyphenated word counts once per subword). One more array, ``by_date``,
lists the document numbers from the oldest release to the newest, so that a period and the newest releases are found
without reading every day. A record is decompressed only to show its release.

A date is a day, a month or a year. As a number, it is four times its first day (proleptic ordinal), plus 0 for a day,
1 for a month, 2 for a year. Undated is 0. So a smaller number begins earlier, and a day comes before the month that
begins with it. Example: 2024-05-01 is 739007 * 4 = 2956028, the month 2024-05 is 2956029.

Record: the id as a line of JSON; then, compressed by zlib, a line of JSON (path, bytes in the title, number of
paragraphs, where the date is from, whether the title is derived, the address), the starts of the paragraphs, their
ends, which of them are sub-headings, the title, the body. Text is not escaped in it, so a decompressed record is never
much larger than its file.
"""

from __future__ import annotations

import datetime
import json
import sys
import zlib
from array import array
from typing import TYPE_CHECKING, Any

from defsearch.dates.period import Period, Unit, whole
from defsearch.errors import IndexDamagedError
from defsearch.index.directory import ChecksummedFile, ChecksummedWriter
from defsearch.index.manifest import checked_path
from defsearch.records import NamedTuple
from defsearch.releases.release import DateSource, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.releases.release import Release

TEXT_FIELDS = ("title", "heading", "body")
_ADDED = ("date", *TEXT_FIELDS)
_DOC_VALUES = (*_ADDED, "by_date")
_TAIL = 16 * (
    2 + len(TEXT_FIELDS)
)  # bytes: the end of the records, the count, the total length of each field
_BATCH = 256  # document numbers that are read at a time by date
# Bytes of a decompressed record. The largest is a file of 10 MB in paragraphs of one letter; a larger one does harm.
_MAX_RECORD = 48 << 20
_PIECE = 1 << 20  # characters that are compressed at a time
_MAX_JSON = 1 << 16  # bytes; a path has some thousand characters, and an escaped one takes six bytes


class StoredRelease(NamedTuple):
    """One release as it is stored. ``paragraphs`` are offsets in ``body``."""

    id: str
    path: str
    date: Period | None
    title: str
    body: str
    paragraphs: tuple[Paragraph, ...]
    date_source: DateSource | None = None
    title_is_derived: bool = False
    url: str | None = None

    @classmethod
    def of(cls, id_: str, path: str, release: Release) -> StoredRelease:
        """Return a release to store."""
        return cls(
            id=id_,
            path=path,
            date=release.date,
            title=release.title,
            body=release.body,
            paragraphs=release.paragraphs,
            date_source=release.date_source,
            title_is_derived=release.title_is_derived,
            url=release.url,
        )

    @property
    def headings(self) -> tuple[str, ...]:
        """Return the sub-headings, in the order of the text."""
        return tuple(self.body[part.start : part.end] for part in self.paragraphs if part.is_heading)


class DocStoreWriter:
    """Writes the releases of one segment, numbered from 0 in the order they are added."""

    def __init__(self, path: str) -> None:
        self._out = ChecksummedWriter(path)
        self._starts = array("Q")
        self._doc_values = {name: array("I") for name in _ADDED}

    def __len__(self) -> int:
        return len(self._starts)

    def add(self, document: StoredRelease, lengths: Sequence[int]) -> None:
        """Append one release; ``lengths`` are the tokens in its title, headings and body."""
        # The id is not compressed: it decides ties between hits.
        compressor = zlib.compressobj(2)  # 6 takes three times as long, for a tenth less
        pieces = [json.dumps(document.id).encode(), b"\n"]
        pieces += map(compressor.compress, _serialize(document))
        record = b"".join([*pieces, compressor.flush()])
        self.add_record(record, date_value(document.date), lengths)

    def add_record(self, record: bytes, date: int, lengths: Sequence[int]) -> None:
        """Append the record of another segment as it is."""
        self._starts.append(self._out.tell())
        self._out.write(record)
        for name, number in zip(_ADDED, (date, *lengths), strict=True):
            self._doc_values[name].append(number)

    def close(self) -> None:
        """Write the doc values after the records, and finish the file."""
        records_end, count = self._out.tell(), len(self)
        totals = [sum(self._doc_values[field]) for field in TEXT_FIELDS]
        by_date = array("I", sorted(range(count), key=self._doc_values["date"].__getitem__))
        for numbers in (self._starts, *self._doc_values.values(), by_date):
            if sys.byteorder == "big":
                numbers.byteswap()
            self._out.write(numbers.tobytes())
        self._out.write(b"".join(b"%16d" % number for number in (records_end, count, *totals)))
        self._out.close()

    def rollback(self) -> None:
        """Close without finishing, which leaves an unreadable file."""
        self._out.rollback()


class DocStoreReader:
    """The stored releases of one segment. ``total_lengths`` are the tokens of each text field in all of them."""

    def __init__(self, path: str) -> None:
        self._file = ChecksummedFile(path)
        tail = self._file.size - _TAIL
        try:
            numbers = [int(self._file.read(at, at + 16)) for at in range(tail, self._file.size, 16)]
        except ValueError:
            raise IndexDamagedError(path, "does not say how many releases it contains") from None
        records_end, count, *totals = numbers
        if min(numbers) < 0 or records_end + count * (8 + 4 * len(_DOC_VALUES)) != tail:
            raise IndexDamagedError(path, "contains another number of releases than it says")
        self._count = count
        self._records_end = records_end
        self.total_lengths = dict(zip(TEXT_FIELDS, totals, strict=True))
        self._doc_values: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return self._count

    def doc_values(self, name: str) -> array[int]:
        """Return ``date``, or the lengths of a text field, by document number; or ``by_date``."""
        found = self._doc_values.get(name)
        if found is None:
            found = self._doc_values[name] = self._read_doc_values(name, 0, self._count)
        return found

    def doc_ids_by_date(self, *, newest: bool) -> Iterator[int]:
        """Return the document numbers by date, the oldest or the newest first, read in batches as needed."""
        for start in range(0, self._count, _BATCH):
            end = min(start + _BATCH, self._count)
            if newest:
                yield from reversed(self._read_doc_values("by_date", self._count - end, self._count - start))
            else:
                yield from self._read_doc_values("by_date", start, end)

    def _read_doc_values(self, name: str, first: int, last: int) -> array[int]:
        """Return the doc values from document ``first`` to before ``last``."""
        start = self._records_end + self._count * (8 + 4 * _DOC_VALUES.index(name))
        found = self._numbers("I", start + 4 * first, start + 4 * last)
        if name == "by_date" and max(found, default=0) >= max(1, self._count):
            raise IndexDamagedError(self._file.path, "names a release that it does not contain")
        return found

    def _numbers(self, code: str, start: int, end: int) -> array[int]:
        numbers = array(code)
        numbers.frombytes(self._file.read(start, end))
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def record(self, number: int) -> bytes:
        """Return the record of document ``number``, as it is stored."""
        if not 0 <= number < self._count:
            raise IndexDamagedError(self._file.path, f"contains no release number {number}")
        at = self._records_end + 8 * number
        if number + 1 < self._count:
            start, end = self._numbers("Q", at, at + 16)
        else:
            (start,), end = self._numbers("Q", at, at + 8), self._records_end
        return self._file.read(start, end)

    def id(self, number: int) -> str:
        """Return the id of document ``number``, without decompressing its record."""
        try:
            return str(_parse_line(self.record(number).partition(b"\n")[0]))
        except (ValueError, RecursionError):
            raise IndexDamagedError(self._file.path, f"contains no release number {number}") from None

    def get(self, number: int) -> StoredRelease:
        """Return document ``number``."""
        try:
            id_, _, rest = self.record(number).partition(b"\n")
            date = period_of_value(self.doc_values("date")[number])
            return _deserialize(_parse_line(id_), date, _decompress(rest))
        except (zlib.error, ValueError, TypeError, OverflowError, RecursionError):
            raise IndexDamagedError(self._file.path, f"contains no release number {number}") from None

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _serialize(document: StoredRelease) -> Iterator[bytes]:
    """Yield a record in pieces, so that a large release is not copied as a whole."""
    title = document.title.encode("utf-8", "surrogatepass")
    starts, ends, headings = array("I"), array("I"), bytearray()
    for start, end, is_heading in document.paragraphs:
        starts.append(start)
        ends.append(end)
        headings.append(is_heading)
    if sys.byteorder == "big":
        starts.byteswap()
        ends.byteswap()
    source = document.date_source and document.date_source.value
    facts = [document.path, len(title), len(headings), source, document.title_is_derived, document.url]
    head = json.dumps(facts).encode()
    yield b"".join((head, b"\n", starts.tobytes(), ends.tobytes(), headings, title))
    for at in range(0, len(document.body), _PIECE):
        yield document.body[at : at + _PIECE].encode("utf-8", "surrogatepass")


def _parse_line(line: bytes) -> Any:
    if len(line) > _MAX_JSON:
        raise ValueError("longer than any path")
    return json.loads(line)


def _decompress(data: bytes) -> bytes:
    decompressor = zlib.decompressobj()
    record = decompressor.decompress(data, _MAX_RECORD)
    if not decompressor.eof:
        raise ValueError("larger than a release can be, or cut short")
    return record


def _deserialize(id_: str, date: Period | None, record: bytes) -> StoredRelease:
    """Return the release that ``_serialize`` made into ``record``; any other record raises ValueError or TypeError."""
    head, _, rest = record.partition(b"\n")
    path, title_size, count, source, is_derived, url = _parse_line(head)
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
        date,
        rest[title_at:body_at].decode("utf-8", "surrogatepass"),
        rest[body_at:].decode("utf-8", "surrogatepass"),
        tuple(map(Paragraph, starts, ends, map(bool, rest[8 * count : title_at]))),
        source if source is None else DateSource(source),
        bool(is_derived),
        url if url is None else str(url),
    )


UNDATED = 0
_MAX_DATE_VALUE = datetime.date.max.toordinal() * 4 + 2
_UNITS = (Unit.DAY, Unit.MONTH, Unit.YEAR)


def date_value(date: Period | None) -> int:
    """Return the number of a date."""
    if date is None or date.first is None:
        return UNDATED
    precision = next(number for number, unit in enumerate(_UNITS) if whole(unit, date.first) == date)
    return date.first.toordinal() * 4 + precision


def period_of_value(value: int) -> Period | None:
    """Return the date of a number, None for undated.

    Raises:
        ValueError: no date has that number.
    """
    if value == UNDATED:
        return None
    first = datetime.date.fromordinal(value // 4)
    if value % 4 == 3 or whole(_UNITS[value % 4], first).first != first:
        raise ValueError("no day, month or year")
    return whole(_UNITS[value % 4], first)


def newest_first(value: int) -> int:
    """Return the sort key for the newest first: a month after the days of that month, undated last."""
    return 2 * (value % 4) - value


def oldest_first(value: int) -> int:
    """Return the sort key for the oldest first: by first day, days before months, undated last."""
    return value or _MAX_DATE_VALUE + 1


def longer_dates_around(day: int) -> list[int]:
    """Return the numbers of the month and the year that contain ``day`` (ordinal) but begin before it."""
    date = datetime.date.fromordinal(day)
    values = [date_value(whole(unit, date)) for unit in (Unit.MONTH, Unit.YEAR)]
    return [value for value in values if value // 4 < day]
