"""The archive as a search sees it: releases numbered through all segments, posting lists by term.

Deleted releases never come out of here. What is read is kept for the life of the corpus, which is one search
or a series of them over one state of the index. Not here: what a term means, what a hit is worth.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from defsearch.store.fields import forms_field
from defsearch.store.postings import Postings
from defsearch.store.sealed import damaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.store.documents import StoredDocument
    from defsearch.store.files import IndexedFile
    from defsearch.store.index_dir import OpenIndex
    from defsearch.store.segment import OpenSegment

_NONE = Postings(array("I"), array("B"), None)


class _Placed(NamedTuple):
    """One segment's posting list with positions, its releases not yet renumbered."""

    base: int
    postings: Postings
    starts: list[int]


class Corpus:
    """All releases of one open index, numbered from 0; numbers of deleted ones stay unused."""

    def __init__(self, index: OpenIndex) -> None:
        self._segments = index.segments
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
            parts = [segment.documents.column(name) for segment in self._segments]
            if len(parts) == 1:
                found = parts[0]
            else:
                joined = array("I")
                for part in parts:
                    joined.extend(part)
                found = joined
            self._columns[name] = found
        return found

    def average_length(self, zone: str) -> float:
        """The mean length of ``zone`` in units over all releases, at least 1."""
        found = self._averages.get(zone)
        if found is None:
            lengths = self.column(zone)
            total = sum(lengths) - sum(lengths[number] for number in self.deleted)
            found = self._averages[zone] = max(1.0, total / max(1, self.size))
        return found

    def postings(self, field: str, term: str) -> Postings:
        """The releases that hold ``term`` in ``field``, rising, and how often. No positions."""
        key = (field, term)
        found = self._postings.get(key)
        if found is None:
            found = self._postings[key] = self._read(field, term.encode("utf-8", "surrogatepass"))
        return found

    def _read(self, field: str, term: bytes) -> Postings:
        lists: list[Postings] = []
        for segment in self._segments:
            one = segment.terms.postings(field, term)
            if one is None:
                continue
            if segment.deleted:
                one = _without(one, segment.deleted)
            if segment.base:
                base = segment.base
                one = Postings(array("I", [number + base for number in one.ids]), one.counts, None)
            lists.append(one)
        if not lists:
            return _NONE
        if len(lists) == 1:
            return lists[0]
        ids, counts = array("I"), array("I")
        for one in lists:
            ids.extend(array("I", one.ids))
            counts.extend(array("I", one.counts))
        return Postings(ids, counts, None)

    def holders(self, form: str) -> int:
        """How many releases hold exactly this form, in title or body."""
        return len(
            {number for zone in ("title", "body") for number in self.postings(forms_field(zone), form).ids}
        )

    def positions(self, field: str, term: str, number: int) -> Sequence[int]:
        """Where release ``number`` holds ``term`` in ``field``, rising; empty where it does not."""
        key = (field, term)
        placed = self._placed.get(key)
        if placed is None:
            placed = self._placed[key] = self._read_placed(field, term.encode("utf-8", "surrogatepass"))
        for base, postings, starts in placed:
            at = bisect_left(postings.ids, number - base) if number >= base else len(postings.ids)
            if (
                at < len(postings.ids)
                and postings.ids[at] == number - base
                and postings.positions is not None
            ):
                return postings.positions[starts[at] : starts[at + 1]]
        return ()

    def _read_placed(self, field: str, term: bytes) -> list[_Placed]:
        placed = []
        for segment in self._segments:
            one = segment.terms.postings(field, term, with_positions=True)
            if one is not None:
                placed.append(_Placed(segment.base, one, one.offsets()))
        return placed

    def _segment_of(self, number: int) -> OpenSegment:
        return self._segments[bisect_right(self._bases, number) - 1]

    def id(self, number: int) -> str:
        """The id of a release."""
        segment = self._segment_of(number)
        return segment.documents.id(number - segment.base)

    def document(self, number: int) -> StoredDocument:
        """A release as it is stored."""
        segment = self._segment_of(number)
        return segment.documents.get(number - segment.base)

    def number_of(self, file: IndexedFile) -> int:
        """The number of the release that came from ``file``."""
        for segment in self._segments:
            if segment.name == file.segment:
                return segment.base + file.number
        raise damaged("the list of files", "names a segment that does not exist")


def _without(postings: Postings, deleted: frozenset[int]) -> Postings:
    kept = [
        (number, count)
        for number, count in zip(postings.ids, postings.counts, strict=True)
        if number not in deleted
    ]
    return Postings(array("I", [one for one, _ in kept]), array("I", [count for _, count in kept]), None)
