"""Bring the index of quotations in line with the index that it belongs to: read what is new, leave out what is gone.

It is made when quotations are first asked for; later ingests extend it. The quotations of many releases are found on
all processors, and indexed by this process.

Not here: what a quotation is (``defsearch.quotes``), how one is stored (``defsearch.index.quote_index``).
"""

from __future__ import annotations

import signal
from bisect import bisect_right
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from defsearch.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexWriteError,
    NoIndexError,
)
from defsearch.index.doc_store import StoredRelease
from defsearch.index.lock import WritableFolder
from defsearch.index.quote_index import (
    MARKED_FIELD,
    READ,
    StoredQuote,
    belongs_to,
    digests_read,
    document_id,
    marked_terms,
    quote_document,
    quotes_folder,
    release_id_of,
    table_rows,
)
from defsearch.index.segment_writer import add_posting
from defsearch.index.snapshot import current_state, open_snapshot
from defsearch.index.source_files import IndexedFile
from defsearch.index.writer import IndexWriter, merge_segments
from defsearch.ingest.indexer import DocumentIndexer, make_dutch_analyzer, orphaned_forms
from defsearch.quotes.extractor import extract_quotes
from defsearch.releases.release import FileState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from multiprocessing.pool import Pool
    from pathlib import Path

    from defsearch.dutch.analysis import Analysis
    from defsearch.index.snapshot import IndexSnapshot, IndexState
    from defsearch.index.writer import DocAddress
    from defsearch.ingest.indexer import AnalyzerFactory, FormAnalyzer

_MANY = 200  # releases: fewer are read sooner than other processes are started
_CHUNK = 32  # releases that another process reads at a time
# A quotation with the place of each part: whether it is a sub-heading.
_Found = tuple[StoredQuote, list[bool]]


def update_quotes(
    index: Path,
    on_progress: Callable[[int, int], None] | None = None,
    make_analyzer: AnalyzerFactory = make_dutch_analyzer,
) -> None:
    """Make the quotations of ``index``, or bring them up to date; ``on_progress`` as for ``ingest``.

    Raises:
        IndexLockedError: an ingest is writing.
        IndexWriteError: they cannot be written; what was there is unchanged.
    """
    open_snapshot(index).close()  # an index that cannot be read gets its own error, and no folder
    try:
        with WritableFolder(index):
            extend_quotes(index, on_progress, make_analyzer)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise IndexWriteError(f"The quotations could not be written: {reason}.", error) from None


def extend_quotes(
    index: Path,
    on_progress: Callable[[int, int], None] | None = None,
    make_analyzer: AnalyzerFactory = make_dutch_analyzer,
    *,
    anew: bool = False,
) -> None:
    """Bring the quotations in line with the index, if they are not; the caller has the write lock.

    ``anew``: find all of them again.
    """
    folder = quotes_folder(index)
    folder.mkdir(mode=0o700, exist_ok=True)
    state = current_state(index)
    with ExitStack() as stack:
        releases = stack.enter_context(open_snapshot(index))
        current = None if anew else _open_current(folder, releases)
        if current is not None:
            stack.enter_context(current)
            if belongs_to(current, state):
                return
        update = _Update(releases, folder, current, make_analyzer)
        update.write(state, on_progress or (lambda _done, _total: None))


def _open_current(folder: Path, releases: IndexSnapshot) -> IndexSnapshot | None:
    """Return the quotations to start from; None where all must be read anew."""
    try:
        current = open_snapshot(folder)
    except (NoIndexError, IndexMismatchError, IndexDamagedError):
        return None
    if current.manifest.probe != releases.manifest.probe or not digests_read(current):
        current.close()
        return None
    return current


class _Update:
    """One change of the quotations, from the releases that changed to the next state."""

    def __init__(
        self,
        releases: IndexSnapshot,
        folder: Path,
        current: IndexSnapshot | None,
        make_analyzer: AnalyzerFactory,
    ) -> None:
        self._releases = releases
        self._folder = folder
        self._current = current
        self._make_analyzer = make_analyzer
        self._digests = {file.id: file.digest for file in releases.files.all()}
        self._read = {} if current is None else digests_read(current)
        self._to_read = [file for file in releases.files.all() if self._read.get(file.id) != file.digest]

    @property
    def _has_many(self) -> bool:
        return len(self._to_read) > _MANY

    def write(self, state: IndexState, on_progress: Callable[[int, int], None]) -> None:
        """Write the next state, which belongs to ``state`` of the index."""
        current = self._current
        known = _analyses(current, many=self._has_many) if current else lambda _form: None
        analyzer = _ArchiveAnalyzer(_analyses(self._releases, many=self._has_many), self._make_analyzer)
        indexer = DocumentIndexer(known, lambda: analyzer)
        writer = IndexWriter(self._folder, current)
        segment = writer.new_segment()
        try:
            deleted, files = self._split_files()
            for file in deleted:
                writer.delete(file.segment, file.number)
            for quote, headings in self._quotes(on_progress):
                id_, number = document_id(quote.id, quote.parts[0].group), len(segment.documents)
                indexer.add([StoredRelease.of(id_, "", quote_document(quote, headings))], segment)
                for term in marked_terms(quote.parts):
                    add_posting(segment.fields[MARKED_FIELD], term, number, 1)
                files.append(
                    IndexedFile(id_, "", "", FileState(0, 0, 0, 0), "-", segment.segment.segment_id(), number)
                )
            if len(segment.documents):
                writer.add_segment(indexer.finish(segment))
            if current is None:
                writer.write_words(indexer.new.lines)
            else:
                orphaned = orphaned_forms(current, deleted, indexer.forms())
                writer.change_words(current.vocabulary, indexer.new, orphaned)
            moved = merge_segments(writer)
            writer.write_side_table(READ, table_rows(state, self._digests))
            writer.commit(
                (_moved(file, moved) for file in files),
                probe=self._releases.manifest.probe,
                sources=(),
                skipped=(),
            )
        except BaseException:
            writer.rollback()
            raise
        finally:
            segment.rollback()

    def _split_files(self) -> tuple[list[IndexedFile], list[IndexedFile]]:
        """Return the documents of releases that changed or are gone, and all others."""
        deleted: list[IndexedFile] = []
        kept: list[IndexedFile] = []
        for file in self._current.files.all() if self._current else ():
            id_ = release_id_of(file.id)
            is_same = id_ in self._digests and self._digests[id_] == self._read.get(id_)
            (kept if is_same else deleted).append(file)
        return deleted, kept

    def _quotes(self, on_progress: Callable[[int, int], None]) -> Iterator[_Found]:
        """Yield the quotations of all releases to read, in their order."""
        total = len(self._to_read)
        addresses = [(file.segment, file.number) for file in self._to_read]
        if not self._has_many:
            for done, address in enumerate(addresses):
                on_progress(done, total)
                yield from _quotes_of(_document(self._releases, address))
        else:
            chunks = [addresses[at : at + _CHUNK] for at in range(0, total, _CHUNK)]
            with _processes(self._releases.folder) as pool:
                for done, found in enumerate(pool.imap(_read_chunk, chunks)):
                    on_progress(min(done * _CHUNK, total - 1), total)
                    yield from found
        on_progress(total, total)


class _ArchiveAnalyzer:
    """An analyzer that knows the words of the archive: only a word that a quotation cuts is not one of them."""

    def __init__(self, known: Callable[[str], Analysis | None], analyzer: Callable[[], FormAnalyzer]) -> None:
        self._known = known
        self._make = analyzer
        self._analyzer: FormAnalyzer | None = None

    def analyze(self, form: str) -> Analysis:
        """Return the lemma, stem and parts of a form."""
        found = self._known(form)
        if found is None:
            self._analyzer = self._analyzer or self._make()
            found = self._analyzer.analyze(form)
        return found


def _analyses(index: IndexSnapshot, *, many: bool) -> Callable[[str], Analysis | None]:
    """Return a look-up of the words of an index; for ``many``, reading all of them is faster."""
    return dict(index.vocabulary.entries()).get if many else index.vocabulary.get


def _moved(file: IndexedFile, moved: Mapping[DocAddress, DocAddress]) -> IndexedFile:
    segment, number = moved.get((file.segment, file.number), (file.segment, file.number))
    return file._replace(segment=segment, number=number)


def _document(index: IndexSnapshot, address: DocAddress) -> StoredRelease:
    documents = {segment.name: segment.documents for segment in index.segments}
    if address[0] not in documents:
        raise IndexDamagedError("the list of files", "names a segment that does not exist")
    return documents[address[0]].get(address[1])


def _quotes_of(release: StoredRelease) -> list[_Found]:
    """Return the quotations of a release, by group."""
    title = "" if release.title_is_derived else release.title
    found: list[_Found] = []
    starts = [part.start for part in release.paragraphs]
    for _, parts in groupby(extract_quotes(title, release.body, release.paragraphs), key=attrgetter("group")):
        quote = StoredQuote(release.id, release.date, release.title, release.url, tuple(parts))
        headings = [
            part.where == "body" and release.paragraphs[bisect_right(starts, part.start) - 1].is_heading
            for part in quote.parts
        ]
        found.append((quote, headings))
    return found


# The index that this process reads, if it is one of several that look for quotations.
_opened: list[IndexSnapshot] = []


@contextmanager
def _processes(index: Path) -> Iterator[Pool]:
    """Start a process per processor; end them all, whatever happens."""
    import multiprocessing  # here: small changes need no other process

    pool = multiprocessing.Pool(initializer=_open_for_reading, initargs=(index,))
    try:
        yield pool
    finally:
        pool.terminate()
        pool.join()


def _open_for_reading(index: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends the others
    _opened.append(open_snapshot(index))


def _read_chunk(addresses: Sequence[DocAddress]) -> list[_Found]:
    return [found for address in addresses for found in _quotes_of(_document(_opened[0], address))]
