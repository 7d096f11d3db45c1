"""The Whoosh codec of an index: Whoosh's readers and searchers work on its segments as on any other.

Whoosh's own codec writes and reads postings one by one, in small packed blocks, which took nearly all of an ingest and
most of a search. In this codec a posting list is one record of plain arrays. Not here: the files themselves
(``segment``, ``doc_store``), which a search of defsearch reads without Whoosh.
"""

from __future__ import annotations

import datetime
import heapq
from bisect import bisect_left
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from defsearch.errors import IndexDamagedError
from defsearch.index.doc_store import TEXT_FIELDS, UNDATED, DocStoreReader, period_of_value
from defsearch.index.dutch_analyzer import FORM_PREFIX, SUBWORD_PREFIX, phrase_term
from defsearch.index.manifest import DOCUMENTS, INDEX_NAME, POSTINGS, TERMS, SegmentMeta, is_segment_name
from defsearch.index.schema import ReleaseDate
from defsearch.index.segment import (
    APART_MARK,
    CAPITALS_MARK,
    SPLIT_MARK,
    SUBWORD_MARK,
    TermDictionary,
    forms_field,
    parts_field,
    stems_field,
)
from defsearch.index.snapshot import open_snapshot
from defsearch.index.whoosh_guard import ColumnReader, ListMatcher, TermInfo, base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from defsearch.index.snapshot import IndexSnapshot

_ANY_LENGTH = 2**31 - 1
_FORM, _SUBWORD, _APART = FORM_PREFIX.encode(), SUBWORD_PREFIX.encode(), APART_MARK.encode()
_SPLIT = SPLIT_MARK.encode()
_UNLISTED = (SUBWORD_MARK.encode(), CAPITALS_MARK.encode(), _APART, _SPLIT)
_DATE = ReleaseDate()
_Posting: TypeAlias = tuple[int, list[int]]  # how often, and at which positions


class ArchiveSegment(base.Segment):  # type: ignore[misc]
    """One segment in a state of the index: its name, its size, the numbers of its deleted releases."""

    def __init__(self, indexname: str = INDEX_NAME) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: set[int] = set()

    def meta(self) -> SegmentMeta:
        """Return this segment as a manifest describes it."""
        return SegmentMeta(self.segment_id(), self._count, tuple(sorted(self._deleted)))

    def codec(self) -> ArchiveCodec:
        return ArchiveCodec()

    def should_assemble(self) -> bool:
        return False  # Whoosh copies a segment of one file into memory

    def set_doc_count(self, doccount: int) -> None:
        self._count = doccount

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> set[int]:
        return self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted


def segment_of(name: str, releases: int, deleted: Iterable[int] = ()) -> ArchiveSegment:
    """Return a segment of a manifest. The table of contents calls this function by its name (``manifest``)."""
    segment = ArchiveSegment()
    segment.segid = name.removeprefix(f"{INDEX_NAME}_")
    segment.set_doc_count(releases)
    for number in deleted:
        segment.delete_document(number)
    return segment


class ArchiveMatcher(ListMatcher):  # type: ignore[misc]
    """The postings of one term, for Whoosh.

    Whoosh's skipping of blocks that cannot be among the best loses hits, so it is told that there are no blocks.
    """

    def supports_block_quality(self) -> bool:
        return False


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the sorted terms of one field, as Whoosh looks for those that are spelled alike."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._at = 0

    def first(self) -> str | None:
        return self.find("")

    def find(self, string: str) -> str | None:
        self._at = bisect_left(self._texts, string)
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._texts[self._at] if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._at < len(self._texts)


class ArchiveTerms(base.TermsReader):  # type: ignore[misc]
    """The terms of one segment, for Whoosh: those that ``DutchAnalyzer`` yields, and the dates.

    A stem has the postings of the stem, of the compound part, of the word that is written apart and of the verb that a
    clause splits, without positions.
    ``+stem`` has those of the forms and subwords with that stem: the vocabulary of the index knows them. These terms
    are found, but not listed.
    """

    def __init__(self, terms: TermDictionary, documents: DocStoreReader, folder: Path) -> None:
        self._terms = terms
        self._documents = documents
        self._folder = folder
        self._snapshot: IndexSnapshot | None = None

    def _forms_of(self, term: str) -> list[str]:
        """Return the forms of the archive that ``phrase_term`` makes into ``term``."""
        if self._snapshot is None:
            self._snapshot = open_snapshot(self._folder)
        vocabulary = self._snapshot.vocabulary
        forms = {
            term: vocabulary.get(term),
            **{form: vocabulary.get(form) for form in vocabulary.forms_of_stem(term)},
        }
        return [form for form, found in forms.items() if found and phrase_term(form, found.stem) == term]

    @cached_property
    def _dates(self) -> dict[bytes, list[int]]:
        """The documents of each date, by its term, sorted."""
        found: dict[bytes, list[int]] = {}
        values = self._documents.doc_values("date")
        for number in sorted(range(len(values)), key=values.__getitem__):
            first = _midnight(values[number])
            if first is not None:
                found.setdefault(_DATE.to_bytes(first), []).append(number)
        return found

    def _keys(self, field: str, text: bytes) -> list[tuple[str, bytes]]:
        """Return the terms of the segment that a term of Whoosh joins: index field and term."""
        if field not in TEXT_FIELDS:
            return []
        if text.startswith(_FORM):
            return [(forms_field(field), text[1:])]
        if text.startswith(_SUBWORD):
            forms = [
                form.encode("utf-8", "surrogatepass")
                for form in self._forms_of(text[1:].decode("utf-8", "replace"))
            ]
            return [(forms_field(field), mark + form) for form in forms for mark in (b"", _SUBWORD)]
        stems = [(stems_field(field), mark + text) for mark in (b"", _APART, _SPLIT)]
        return [*stems, (parts_field(field), text)]

    def _postings(self, field: str, text: bytes, *, with_positions: bool = False) -> dict[int, _Posting]:
        """Return count and positions of a term by document number; an empty dictionary if there is no such term."""
        if field == "date":
            return {number: (1, []) for number in self._dates.get(text, ())}
        joined: dict[int, _Posting] = {}
        for key in self._keys(field, text):
            found = self._terms.postings(*key, with_positions=with_positions)
            if found is None:
                continue
            starts = found.offsets()
            for number, count, start in zip(found.ids, found.counts, starts, strict=False):
                places = [] if found.positions is None else found.positions[start : start + count].tolist()
                before = joined.get(number)
                joined[number] = (
                    (count, places) if before is None else (before[0] + count, sorted(before[1] + places))
                )
        return dict(sorted(joined.items()))

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        if field == "date":
            return text in self._dates
        return any(self._terms.get(*key) is not None for key in self._keys(field, text))

    def _texts(self, field: str) -> Iterator[bytes]:
        """Return the terms of a field, sorted."""
        if field == "date":
            return iter(self._dates)
        forms = (term for term, _ in self._terms.terms_with_prefix(forms_field(field)))
        marked = (_FORM + form for form in forms if not form.startswith(_UNLISTED))
        stems = (term for term, _ in self._terms.terms_with_prefix(stems_field(field)))
        parts = (term for term, _ in self._terms.terms_with_prefix(parts_field(field)))
        listed = (term for term in heapq.merge(stems, parts) if not term.startswith(_UNLISTED))
        return (term for term, _ in groupby(heapq.merge(marked, listed)))

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor([fieldobj.from_bytes(text) for text in self._texts(fieldname)])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, text) for field in sorted(("date", *TEXT_FIELDS)) for text in self._texts(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term in self.terms() if term >= (fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def indexed_field_names(self) -> list[str]:
        return [field for field in sorted(("date", *TEXT_FIELDS)) if any(True for _ in self._texts(field))]

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        found = self._postings(fieldname, text)
        if not found:
            raise KeyError((fieldname, text))
        counts = [count for count, _ in found.values()]
        # Bounds are enough for lengths: Whoosh uses them only to skip blocks that cannot be among the best.
        return TermInfo(
            weight=sum(counts),
            df=len(counts),
            minlength=0,
            maxlength=_ANY_LENGTH,
            maxweight=max(counts),
            minid=min(found),
            maxid=max(found),
        )

    def frequency(self, fieldname: str, text: bytes) -> int:
        return sum(count for count, _ in self._postings(fieldname, text).values())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text))

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArchiveMatcher:
        found = self._postings(fieldname, text, with_positions=True)
        if not found:
            raise KeyError((fieldname, text))
        encode = format_.encode
        return ArchiveMatcher(
            list(found),
            weights=[count for count, _ in found.values()],
            values=[encode(places) if fieldname in TEXT_FIELDS else b"" for _, places in found.values()],
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def close(self) -> None:
        self._terms.close()
        self._documents.close()
        if self._snapshot is not None:
            self._snapshot.close()


class _DateColumn(ColumnReader):  # type: ignore[misc]
    """The dates of one segment by document number, as Whoosh sorts and groups them."""

    def __init__(self, documents: DocStoreReader) -> None:
        self._values = documents.doc_values("date")
        self._sign = 1

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, number: int) -> int:
        return int(_DATE.to_column_value(_midnight(self._values[number])))

    def sort_key(self, number: int) -> int:
        return self[number] if self._values[number] == UNDATED else self._sign * self[number]

    def __iter__(self) -> Iterator[int]:
        return (self[number] for number in range(len(self)))

    def set_reverse(self) -> None:
        self._sign = -1


def _midnight(value: int) -> datetime.datetime | None:
    """Return the beginning of the date that is stored as ``value``; None if there is none."""
    date = period_of_value(value)
    return (
        None if date is None or date.first is None else datetime.datetime.combine(date.first, datetime.time())
    )


class ArchiveDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """The stored releases of one segment, for Whoosh."""

    def __init__(self, path: str, segment: ArchiveSegment) -> None:
        self.documents = DocStoreReader(path)
        self._segment = segment
        if len(self.documents) != segment.doc_count_all():
            self.documents.close()
            raise IndexDamagedError(
                path, "contains another number of releases than the table of contents says"
            )

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> set[int]:
        return self._segment.deleted_docs()

    def _lengths(self, fieldname: str) -> Any:
        return self.documents.doc_values(fieldname) if fieldname in TEXT_FIELDS else ()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return lengths[docnum] if lengths else default

    def field_length(self, fieldname: str) -> int:
        return sum(self._lengths(fieldname))

    def min_field_length(self, fieldname: str) -> int:
        return min(self._lengths(fieldname), default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max(self._lengths(fieldname), default=0)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        document = self.documents.get(docnum)
        return {
            "id": document.id,
            "path": document.path,
            "date": _midnight(self.documents.doc_values("date")[docnum]),
            "title": document.title,
            "heading": "\n".join(document.headings),
            "body": document.body,
        }

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname == "date"

    def column_reader(self, fieldname: str, column: Any) -> _DateColumn:  # noqa: ARG002  (Whoosh's signature)
        return _DateColumn(self.documents)

    def close(self) -> None:
        self.documents.close()


class ArchiveCodec(base.Codec):  # type: ignore[misc]
    """The codec that opens segments for Whoosh's readers; ``segment_writer`` writes them."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArchiveSegment:  # noqa: ARG002  (Whoosh's signature)
        return ArchiveSegment(indexname)

    def terms_reader(self, storage: Any, segment: ArchiveSegment) -> ArchiveTerms:
        terms, postings = _path(storage, segment, TERMS), _path(storage, segment, POSTINGS)
        dictionary = TermDictionary(terms, postings, segment.doc_count_all())
        try:
            return ArchiveTerms(
                dictionary, DocStoreReader(_path(storage, segment, DOCUMENTS)), Path(storage.folder)
            )
        except BaseException:
            dictionary.close()
            raise

    def per_document_reader(self, storage: Any, segment: ArchiveSegment) -> ArchiveDocuments:
        return ArchiveDocuments(_path(storage, segment, DOCUMENTS), segment)


def _path(storage: Any, segment: ArchiveSegment, extension: str) -> str:
    name = segment.segment_id()
    if not isinstance(name, str) or not is_segment_name(name):
        # A forged table of contents could name a file outside the folder.
        raise IndexDamagedError("a table of contents", "names a segment in a way that defsearch never does")
    return str(storage._fpath(f"{name}{extension}"))
