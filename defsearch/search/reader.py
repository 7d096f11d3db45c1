"""Reading the index for one search: documents numbered through all segments, postings by term, values by field.

Deleted documents never come out of here. What was read is kept for the life of the reader, which is one search or a
series of them over one snapshot. Ids of releases are resolved here too, and which releases an ingest added.

Not here: which terms to look up (``expansion``), what a match is (``matcher``), scores (``scoring``).
"""

from __future__ import annotations

import datetime
import heapq
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError, ReleaseNotFoundError
from defsearch.index.doc_store import UNDATED, longer_dates_around, newest_first, period_of_value
from defsearch.index.segment import Postings, forms_field
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from defsearch.dates.period import Period
    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.segment import SegmentReader
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile

_NO_POSTINGS = Postings(array("I"), array("B"), None)
_SPARSE = 16  # times fewer than all documents: then each is looked up by itself
_SHOWN_IDS = 5


class _SegmentPostings(NamedTuple):
    """A posting list of one segment with positions. ``offsets[i]`` is where those of ``ids[i]`` begin."""

    base: int
    postings: Postings
    offsets: array[int]


class IndexReader:
    """All documents of a snapshot, numbered from 0; the ids of deleted ones are not used.

    ``max_doc`` is one more than the highest id, ``num_docs`` how many documents there are.
    """

    def __init__(self, index: IndexSnapshot) -> None:
        self._segments = index.segments
        self._files = index.files
        self._bases = [segment.base for segment in index.segments]
        self.max_doc = sum(len(segment.documents) for segment in index.segments)
        self._deleted = {segment.base + doc_id for segment in index.segments for doc_id in segment.deleted}
        self.num_docs = self.max_doc - len(self._deleted)
        self._postings: dict[tuple[str, str], Postings] = {}
        self._with_positions: dict[tuple[str, str], list[_SegmentPostings]] = {}
        self._doc_values: dict[str, Sequence[int]] = {}
        self._average_lengths: dict[str, float] = {}

    def all_docs(self) -> set[int]:
        """Return the ids of all documents."""
        return set(range(self.max_doc)) - self._deleted

    def doc_values(self, name: str) -> Sequence[int]:
        """Return a value of each document: its ``date`` (see ``index.doc_store``) or the length of a field in words."""
        found = self._doc_values.get(name)
        if found is None:
            parts = [segment.documents.doc_values(name) for segment in self._segments]
            found = self._doc_values[name] = parts[0] if len(parts) == 1 else _concatenated(parts)
        return found

    def average_length(self, field: str) -> float:
        """Return the average length of ``field`` in words, at least 1."""
        found = self._average_lengths.get(field)
        if found is None:
            total = sum(segment.documents.total_lengths[field] for segment in self._segments)
            if self._deleted:
                total -= sum(map(self.doc_values(field).__getitem__, self._deleted))
            found = self._average_lengths[field] = max(1.0, total / max(1, self.num_docs))
        return found

    def in_days(self, first: int, last: int) -> set[int]:
        """Return the documents with a day in ``first`` to ``last`` (ordinals, both included); undated ones have none.

        They begin inside, or they are the month or the year that contains ``first``.
        """
        ranges = [
            (4 * max(first, 1), 4 * last + 3),
            *((value, value) for value in longer_dates_around(max(first, 1))),
        ]
        found: set[int] = set()
        for segment in self._segments:
            date_of = segment.documents.doc_values("date").__getitem__
            by_date = segment.documents.doc_values("by_date")
            for low, high in ranges:
                inside = by_date[
                    bisect_left(by_date, low, key=date_of) : bisect_right(by_date, high, key=date_of)
                ]
                found.update(map(segment.base.__add__, inside))
        return found - self._deleted

    def date_range(self, doc_ids: set[int]) -> tuple[Period | None, Period | None]:
        """Return the dates of the oldest and the newest of ``doc_ids``; None if all are undated."""
        dates = self.doc_values("date")
        if len(doc_ids) * _SPARSE < self.max_doc:
            values = {dates[doc_id] for doc_id in doc_ids}
            values.discard(UNDATED)
            first, last = min(values, default=UNDATED), min(values, key=newest_first, default=UNDATED)
        else:
            first, last = (
                next((dates[doc_id] for doc_id in self._by_date(newest=newest) if doc_id in doc_ids), UNDATED)
                for newest in (False, True)
            )
        return period_of_value(first), period_of_value(last)

    def count_inexact(self, doc_ids: set[int]) -> tuple[int, int]:
        """Return how many of ``doc_ids`` are known only by month or year, and how many are undated."""
        dates = self.doc_values("date")
        values = [dates[doc_id] for doc_id in doc_ids]  # an array is read by ``map`` at half the speed
        return sum(1 for value in values if value % 4), values.count(UNDATED)

    def first_by_date(self, doc_ids: set[int], count: int, *, newest: bool) -> Collection[int]:
        """Return those of ``doc_ids`` that can be among the first ``count`` by date, with all of the last day."""
        if count * _SPARSE >= len(doc_ids) or len(doc_ids) * _SPARSE < self.max_doc:
            return doc_ids
        dates = self.doc_values("date")
        first: list[int] = []
        for doc_id in self._by_date(newest=newest):
            if doc_id in doc_ids:
                if len(first) >= count and dates[doc_id] // 4 != dates[first[-1]] // 4:
                    break
                first.append(doc_id)
        return first

    def _by_date(self, *, newest: bool) -> Iterator[int]:
        """Yield all ids by first day, those of deleted documents too; undated ones last."""
        orders = [
            map(segment.base.__add__, segment.documents.doc_ids_by_date(newest=newest))
            for segment in self._segments
        ]
        date_of = self.doc_values("date").__getitem__
        undated = []
        for doc_id in heapq.merge(*orders, key=date_of, reverse=newest):
            if date_of(doc_id) == UNDATED:
                undated.append(doc_id)
            else:
                yield doc_id
        yield from undated

    def postings(self, field: str, term: str) -> Postings:
        """Return the documents that contain ``term`` in an index field, sorted, with counts, without positions."""
        key = (field, term)
        found = self._postings.get(key)
        if found is None:
            found = self._postings[key] = self._read_postings(field, _utf8(term))
        return found

    def _read_postings(self, field: str, term: bytes) -> Postings:
        lists = [
            one.without(segment.deleted).shifted(segment.base)
            for segment in self._segments
            if (one := segment.terms.postings(field, term)) is not None
        ]
        if len(lists) < 2:
            return lists[0] if lists else _NO_POSTINGS
        ids = _concatenated([one.ids for one in lists])
        return Postings(ids, _concatenated([one.counts for one in lists]), None)

    def doc_freq(self, form: str) -> int:
        """Return how many documents contain exactly this form, in title or body."""
        return len(
            {doc_id for field in ("title", "body") for doc_id in self.postings(forms_field(field), form).ids}
        )

    def positions(self, field: str, terms: Iterable[str], doc_ids: Sequence[int]) -> dict[int, Sequence[int]]:
        """Return the positions of ``terms`` together, sorted, in those of ``doc_ids`` that contain one of them.

        ``doc_ids`` are sorted.
        """
        found: dict[int, Sequence[int]] = {}
        several: dict[int, list[int]] = {}
        for term in terms:
            for base, (ids, _, positions), offsets in self._postings_with_positions(field, term):
                if positions is None or not ids:
                    continue
                for doc_id, at in _intersection(ids, base, doc_ids):
                    here = positions[offsets[at] : offsets[at + 1]]
                    if doc_id not in found:
                        found[doc_id] = here
                    elif doc_id in several:
                        several[doc_id] += here
                    else:
                        several[doc_id] = [*found[doc_id], *here]
        # Sorted at the end: a pattern has thousands of forms, and a release may contain hundreds of them.
        found.update((doc_id, sorted(places)) for doc_id, places in several.items())
        return found

    def _postings_with_positions(self, field: str, term: str) -> list[_SegmentPostings]:
        key = (field, term)
        found = self._with_positions.get(key)
        if found is None:
            found = self._with_positions[key] = [
                _SegmentPostings(segment.base, one, one.offsets())
                for segment in self._segments
                if (one := segment.terms.postings(field, _utf8(term), with_positions=True)) is not None
            ]
        return found

    def _segment_of(self, doc_id: int) -> SegmentReader:
        return self._segments[bisect_right(self._bases, doc_id) - 1]

    def id(self, doc_id: int) -> str:
        """Return the id of the release."""
        segment = self._segment_of(doc_id)
        return segment.documents.id(doc_id - segment.base)

    def document(self, doc_id: int) -> StoredRelease:
        """Return the stored release, its path relative to the working folder."""
        segment = self._segment_of(doc_id)
        document = segment.documents.get(doc_id - segment.base)
        return document._replace(path=self._files.path_from_here(document.id, document.path))

    def doc_id_of(self, file: IndexedFile) -> int:
        """Return the document id of the release in ``file``."""
        for segment in self._segments:
            if segment.name == file.segment:
                return segment.base + file.number
        raise IndexDamagedError("the list of files", "names a segment that does not exist")


def _intersection(ids: array[int], base: int, doc_ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ``doc_ids`` that ``ids``, each plus ``base``, contain, with the place in ``ids``. Both are sorted."""
    first, last = bisect_left(doc_ids, base + ids[0]), bisect_right(doc_ids, base + ids[-1])
    # Walk the shorter of the two: a rare form must not cost as much as all candidates.
    if len(ids) < last - first:
        for at, id_ in enumerate(ids):
            doc_id = id_ + base
            first = bisect_left(doc_ids, doc_id, first, last)
            if first < last and doc_ids[first] == doc_id:
                yield doc_id, at
        return
    at = 0
    for doc_id in doc_ids[first:last]:
        at = bisect_left(ids, doc_id - base, at)
        if ids[at] == doc_id - base:
            yield doc_id, at


def _concatenated(arrays: Sequence[array[int]]) -> array[int]:
    """Return one array of all, of the type of the widest."""
    code = max(arrays, key=lambda one: one.itemsize).typecode if arrays else "I"
    joined = array(code)
    for one in arrays:
        joined.extend(one if one.typecode == code else array(code, one))
    return joined


def _utf8(term: str) -> bytes:
    return term.encode("utf-8", "surrogatepass")


def resolve_id(index: IndexSnapshot, id_: str) -> IndexedFile:
    """Return the release with this id, or the only one with an id that begins with it.

    Raises:
        ReleaseNotFoundError: there is none, or more than one.
    """
    id_ = _composed(id_)
    exact = index.files.find(id_)
    if exact is not None:
        return exact
    found = list(index.files.all(id_)) if id_ else []
    if len(found) == 1:
        return found[0]
    if not found:
        parts = id_.removesuffix(".txt").split("/")
        below = ("/".join(parts[at:]) for at in range(len(parts)))
        meant = next((f"; here: {one}" for one in below if index.files.find(one)), "")
        shown = "" if meant else "; each hit of a search shows its id"
        raise ReleaseNotFoundError(
            f"No release has the id {id_!r}, nor an id that begins with it.",
            f"An id is the path of the file below its source, without .txt{meant or shown}.",
        )
    names = ", ".join(file.id for file in found[:_SHOWN_IDS])
    raise ReleaseNotFoundError(
        f"{len(found):,} releases have an id that begins with {id_!r}.",
        f"Type more of it: {names}{', …' if len(found) > _SHOWN_IDS else ''}",
    )


def all_ids(index: IndexSnapshot, prefix: str) -> list[str]:
    """Return the ids that begin with ``prefix``, sorted."""
    return [file.id for file in index.files.all(_composed(prefix))]


def _composed(typed: str) -> str:
    """Return ``typed`` in Unicode NFC, as ids are: some systems decompose the accents in file names."""
    return typed if typed.isascii() else unicodedata.normalize("NFC", typed)


LAST = "last"
_NANOSECONDS = 1_000_000_000
_LATEST = 200_000_000_000  # seconds: after the year 8000, and valid in every time zone


def docs_added(index: IndexSnapshot, reader: IndexReader, added: str, today: datetime.date) -> set[int]:
    """Return the documents that came in during ``added``: a period as text, or ``LAST``. All files are read.

    Raises:
        DateError: the text is not a date.
    """
    files = list(index.files.all())
    if added == LAST:
        latest = max((file.added for file in files), default=0)
        return {reader.doc_id_of(file) for file in files if file.added == latest}
    from defsearch.dates.parser import parse_period  # few searches need it

    period = parse_period(added, today)
    return {reader.doc_id_of(file) for file in files if period.contains(_day(file.added))}


def _day(nanoseconds: int) -> datetime.date:
    """Return the day on the user's own calendar."""
    return datetime.date.fromtimestamp(min(nanoseconds // _NANOSECONDS, _LATEST))  # noqa: DTZ012
