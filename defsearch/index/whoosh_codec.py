"""The Whoosh codec of an index: Whoosh's readers and searchers work on its segments as on any other.

Whoosh's own codec writes and reads postings one by one, in small packed blocks, which took nearly all of an ingest and
most of a search. In this codec a posting list is one record of plain arrays. Not here: the files themselves
(``segment``, ``doc_store``, ``postings``), which a search of defsearch reads without Whoosh.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from defsearch.errors import IndexDamagedError
from defsearch.index.directory import DOCUMENTS, INDEX_NAME, POSTINGS, TERMS, is_segment_name
from defsearch.index.doc_store import DocStoreReader
from defsearch.index.fields import TEXT_FIELDS
from defsearch.index.manifest import SegmentMeta
from defsearch.index.segment import TermDictionary
from defsearch.index.whoosh_guard import ListMatcher, TermInfo, base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from defsearch.index import segment


_ANY_LENGTH = 2**31 - 1


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


class ArchiveTerms(TermDictionary, base.TermsReader):  # type: ignore[misc]
    """The terms of one segment, for Whoosh."""

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.get(*term) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items_from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self._term_info(info)) for term, info in self.all_terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return (item for item in self.items() if item[0] >= (fieldname, prefix))

    def indexed_field_names(self) -> list[str]:
        return sorted({field for field, _ in self.terms()})

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        info = self.get(fieldname, text)
        if info is None:
            raise KeyError((fieldname, text))
        return self._term_info(info)

    def _term_info(self, stored: segment.TermInfo) -> TermInfo:
        # Bounds are enough here: Whoosh uses them only to skip blocks that cannot be among the best.
        return TermInfo(
            weight=stored.total_freq,
            df=stored.doc_freq,
            minlength=0,
            maxlength=_ANY_LENGTH,
            maxweight=stored.total_freq,
            minid=0,
            maxid=max(0, self._releases - 1),
        )

    def frequency(self, fieldname: str, text: bytes) -> int:
        info = self.get(fieldname, text)
        return info.total_freq if info else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        info = self.get(fieldname, text)
        return info.doc_freq if info else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        info = self.get(fieldname, text)
        if info is None:
            raise KeyError((fieldname, text))
        found = self.decode(info, with_positions=True)
        values = [b""] * len(found.ids)
        if found.positions is not None:
            starts = found.offsets()
            encode = format_.encode
            values = [encode(found.positions[start:end].tolist()) for start, end in pairwise(starts)]
        return ListMatcher(
            found.ids.tolist(),
            weights=found.counts.tolist(),
            values=values,
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self._term_info(info),
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
        field = fieldname.partition("_")[0]
        return self.documents.doc_values(field) if field in TEXT_FIELDS else ()

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
        stored: dict[str, Any] = {"id": document.id, "path": document.path}
        if document.date is not None and document.date.first is not None:
            stored["date"] = document.date.first.toordinal()
        return stored

    def close(self) -> None:
        self.documents.close()


class ArchiveCodec(base.Codec):  # type: ignore[misc]
    """The codec that opens segments for Whoosh's readers; ``segment_writer`` writes them."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArchiveSegment:  # noqa: ARG002  (Whoosh's signature)
        return ArchiveSegment(indexname)

    def terms_reader(self, storage: Any, segment: ArchiveSegment) -> ArchiveTerms:
        terms, postings = _path(storage, segment, TERMS), _path(storage, segment, POSTINGS)
        return ArchiveTerms(terms, postings, segment.doc_count_all())

    def per_document_reader(self, storage: Any, segment: ArchiveSegment) -> ArchiveDocuments:
        return ArchiveDocuments(_path(storage, segment, DOCUMENTS), segment)


def _path(storage: Any, segment: ArchiveSegment, extension: str) -> str:
    name = segment.segment_id()
    if not isinstance(name, str) or not is_segment_name(name):
        # A forged table of contents could name a file outside the folder.
        raise IndexDamagedError("a table of contents", "names a segment in a way that defsearch never does")
    return str(storage._fpath(f"{name}{extension}"))
