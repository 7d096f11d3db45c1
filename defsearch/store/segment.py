"""One segment of an index, open for reading.

A search reads segments here, whole posting lists at once. Whoosh reads the same files through ``codec``; a search
does without it, for importing Whoosh takes several times as long as finding the releases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.store.documents import DocumentsReader
from defsearch.store.folder import DOCUMENTS, POSTINGS, TERMS
from defsearch.store.sealed import damaged
from defsearch.store.terms import SegmentTerms

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.store.manifest import SegmentFacts


class OpenSegment(NamedTuple):
    """One open segment: its releases are numbered ``base``, ``base + 1``, … in the index."""

    name: str
    base: int
    terms: SegmentTerms
    documents: DocumentsReader
    deleted: frozenset[int]

    def close(self) -> None:
        """Let go of the files."""
        self.terms.close()
        self.documents.close()


def open_segment(folder: Path, facts: SegmentFacts, base: int = 0) -> OpenSegment:
    """Open the segment that a manifest names.

    Raises:
        IndexDamagedError: its files are not as they were written, or hold another number of releases.
    """
    path = str(folder / facts.name)
    terms = SegmentTerms(f"{path}{TERMS}", f"{path}{POSTINGS}", facts.releases)
    try:
        documents = DocumentsReader(f"{path}{DOCUMENTS}")
    except BaseException:
        terms.close()
        raise
    opened = OpenSegment(facts.name, base, terms, documents, frozenset(facts.deleted))
    if len(documents) != facts.releases:
        opened.close()
        raise damaged(f"{path}{DOCUMENTS}", "holds another number of releases than the manifest says")
    return opened
