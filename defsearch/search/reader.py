"""The archive as a search sees it: releases numbered through all segments, posting lists by term.

Deleted releases never come out of here. What is read is kept for the life of the corpus, which is one search
or a series of them over one state of the index. Not here: what a term means, what a hit is worth.

Releases by their ids, as an index holds them.
"""

from __future__ import annotations

import heapq
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from defsearch.errors import IndexDamagedError, ReleaseNotFoundError
from defsearch.index.fields import forms_field
from defsearch.index.postings import Postings
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from defsearch.index.doc_store import StoredRelease
    from defsearch.index.segment import SegmentReader
    from defsearch.index.snapshot import IndexSnapshot
    from defsearch.index.source_files import IndexedFile


_NONE = Postings(array("I"), array("B"), None)
_FEW = 16  # times fewer than all releases: then each is looked at by itself


class _Placed(NamedTuple):
    """One segment's posting list with positions, its releases not yet renumbered."""

    base: int
    postings: Postings
    starts: array[int]


class IndexReader:
    """All releases of one open index, numbered from 0; numbers of deleted ones stay unused."""

    def __init__(self, index: IndexSnapshot) -> None:
        self._segments = index.segments
        self._files = index.files
        self._bases = [segment.base for segment in index.segments]
        self.numbers = sum(len(segment.documents) for segment in index.segments)
        self.deleted = {segment.base + number for segment in index.segments for number in segment.deleted}
        self._postings: dict[tuple[str, str], Postings] = {}
        self._placed: dict[tuple[str, str], list[_Placed]] = {}
        self._columns: dict[str, Sequence[int]] = {}
        self._averages: dict[str, float] = {}

    @property
    def size(self) -> int:
        """How many releases there are."""
        return self.numbers - len(self.deleted)

    def everything(self) -> set[int]:
        """The numbers of all releases."""
        return set(range(self.numbers)) - self.deleted

    def column(self, name: str) -> Sequence[int]:
        """``date`` (proleptic ordinal) or a zone's length in units, by release number."""
        found = self._columns.get(name)
        if found is None:
            parts = [segment.documents.doc_values(name) for segment in self._segments]
            found = self._columns[name] = parts[0] if len(parts) == 1 else _joined(parts)
        return found

    def average_length(self, field: str) -> float:
        """The mean length of ``zone`` in units over all releases, at least 1."""
        found = self._averages.get(field)
        if found is None:
            total = sum(segment.documents.total_lengths[field] for segment in self._segments)
            if self.deleted:
                total -= sum(map(self.column(field).__getitem__, self.deleted))
            found = self._averages[field] = max(1.0, total / max(1, self.size))
        return found

    def in_days(self, first: int, last: int) -> set[int]:
        """The releases dated from day ``first`` to day ``last`` (ordinals, both included)."""
        found: set[int] = set()
        for segment in self._segments:
            day_of = segment.documents.doc_values("date").__getitem__
            order = segment.documents.doc_values("by_date")
            held = order[bisect_left(order, first, key=day_of) : bisect_right(order, last, key=day_of)]
            found.update(map(segment.base.__add__, held))
        return found - self.deleted

    def extent_of_days(self, numbers: set[int]) -> tuple[int, int]:
        """The first and the last day (ordinals) on which one of ``numbers``, at least one, is dated."""
        dates = self.column("date")
        if len(numbers) * _FEW < self.numbers:
            days = set(map(dates.__getitem__, numbers))
            return min(days), max(days)
        oldest, newest = (
            next(number for number in self._dated(newest=newest) if number in numbers)
            for newest in (False, True)
        )
        return dates[oldest], dates[newest]

    def first_dated(self, numbers: set[int], count: int, *, newest: bool) -> Collection[int]:
        """Those of ``numbers`` that can be among the first ``count`` by date: with all of the last one's day."""
        if count * _FEW >= len(numbers) or len(numbers) * _FEW < self.numbers:
            return numbers
        dates = self.column("date")
        taken: list[int] = []
        for number in self._dated(newest=newest):
            if number in numbers:
                if len(taken) >= count and dates[number] != dates[taken[-1]]:
                    break
                taken.append(number)
        return taken

    def _dated(self, *, newest: bool) -> Iterator[int]:
        """All numbers by date, those of deleted releases too."""
        orders = [
            map(segment.base.__add__, segment.documents.doc_ids_by_date(newest=newest))
            for segment in self._segments
        ]
        if len(orders) == 1:
            return iter(orders[0])
        return heapq.merge(*orders, key=self.column("date").__getitem__, reverse=newest)

    def postings(self, field: str, term: str) -> Postings:
        """The releases that hold ``term`` in ``field``, rising, and how often. No positions."""
        key = (field, term)
        found = self._postings.get(key)
        if found is None:
            found = self._postings[key] = self._read(field, term.encode("utf-8", "surrogatepass"))
        return found

    def _read(self, field: str, term: bytes) -> Postings:
        lists = [
            one.without(segment.deleted).shifted(segment.base)
            for segment in self._segments
            if (one := segment.terms.postings(field, term)) is not None
        ]
        if len(lists) < 2:
            return lists[0] if lists else _NONE
        return Postings(_joined([one.ids for one in lists]), _joined([one.counts for one in lists]), None)

    def doc_freq(self, form: str) -> int:
        """How many releases hold exactly this form, in title or body."""
        return len(
            {number for field in ("title", "body") for number in self.postings(forms_field(field), form).ids}
        )

    def places(self, field: str, terms: Iterable[str], numbers: Sequence[int]) -> dict[int, Sequence[int]]:
        """Where each of ``numbers``, which rise, holds one of ``terms`` in ``field``, rising.

        Releases that hold none of them are not in it.
        """
        found: dict[int, Sequence[int]] = {}
        several: dict[int, list[int]] = {}
        for term in terms:
            for base, (ids, _, positions), starts in self._placed_lists(field, term):
                if positions is None or not ids:
                    continue
                for number, at in _common(ids, base, numbers):
                    here = positions[starts[at] : starts[at + 1]]
                    if number not in found:
                        found[number] = here
                    elif number in several:
                        several[number] += here
                    else:
                        several[number] = [*found[number], *here]
        # Sorted at the end: a pattern has thousands of forms, and a release may hold hundreds of them.
        found.update((number, sorted(places)) for number, places in several.items())
        return found

    def _placed_lists(self, field: str, term: str) -> list[_Placed]:
        key = (field, term)
        placed = self._placed.get(key)
        if placed is None:
            read = (
                (
                    segment.base,
                    segment.terms.postings(field, term.encode("utf-8", "surrogatepass"), with_positions=True),
                )
                for segment in self._segments
            )
            placed = [_Placed(base, one, one.offsets()) for base, one in read if one is not None]
            self._placed[key] = placed
        return placed

    def _segment_of(self, number: int) -> SegmentReader:
        return self._segments[bisect_right(self._bases, number) - 1]

    def id(self, number: int) -> str:
        """The id of a release."""
        segment = self._segment_of(number)
        return segment.documents.id(number - segment.base)

    def document(self, number: int) -> StoredRelease:
        """A release as it is stored, its path such that it leads there from the working folder."""
        segment = self._segment_of(number)
        document = segment.documents.get(number - segment.base)
        return document._replace(path=self._files.path_from_here(document.id, document.path))

    def number_of(self, file: IndexedFile) -> int:
        """The number of the release that came from ``file``."""
        for segment in self._segments:
            if segment.name == file.segment:
                return segment.base + file.number
        raise IndexDamagedError("the list of files", "names a segment that does not exist")


def _common(ids: array[int], base: int, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The ``numbers`` that ``ids``, raised by ``base``, hold, each with its place there. Both rise."""
    first, last = bisect_left(numbers, base + ids[0]), bisect_right(numbers, base + ids[-1])
    # The shorter of the two is gone through: a rare form must not cost as much as all contenders.
    if len(ids) < last - first:
        for at, id_ in enumerate(ids):
            number = id_ + base
            first = bisect_left(numbers, number, first, last)
            if first < last and numbers[first] == number:
                yield number, at
        return
    at = 0
    for number in numbers[first:last]:
        at = bisect_left(ids, number - base, at)
        if ids[at] == number - base:
            yield number, at


def _joined(arrays: Sequence[array[int]]) -> array[int]:
    """One array of all, as wide as the widest."""
    code = max(arrays, key=lambda one: one.itemsize).typecode if arrays else "I"
    joined = array(code)
    for one in arrays:
        joined.extend(one if one.typecode == code else array(code, one))
    return joined


_SHOWN = 5


def resolve_id(index: IndexSnapshot, id_: str) -> IndexedFile:
    """The release with exactly this id, or the only one whose id begins so.

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
        raise ReleaseNotFoundError(
            f"No release has the id {id_!r}, nor an id that begins so.",
            "An id is the file's path below its source without .txt; defsearch query shows them.",
        )
    names = ", ".join(file.id for file in found[:_SHOWN])
    raise ReleaseNotFoundError(
        f"{len(found):,} releases have an id that begins with {id_!r}.",
        f"Type more of it: {names}{', …' if len(found) > _SHOWN else ''}",
    )


def all_ids(index: IndexSnapshot, prefix: str) -> list[str]:
    """The ids that begin with ``prefix``, sorted."""
    return [file.id for file in index.files.all(_composed(prefix))]


def _composed(typed: str) -> str:
    """``typed`` as ids are written: some systems take the accents of a file's name apart, and their shells too."""
    return typed if typed.isascii() else unicodedata.normalize("NFC", typed)
