"""Indexing files: a batch of them reads each file and adds its release to the segments of the batch.

An ingest of few files is one batch. Of many files other processes take a part, which takes little more than half the
time. These are copies of the first process (a fork) that wait for their files. They are made before the write lock is
taken, because a copy would hold the lock too, even after the first process was killed. Where a process cannot be
copied, there are none. Ctrl-C is for the first process, which ends the others; if it is killed, they end as well. Not
here: what that means for the index (``builder``).
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from defsearch.errors import OutOfMemoryError, ProcessEndedError
from defsearch.index.doc_store import StoredRelease
from defsearch.records import NamedTuple
from defsearch.releases.reader import read_release
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path
    from queue import SimpleQueue
    from typing import Self

    from defsearch.index.manifest import SegmentMeta
    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.whoosh_codec import ArchiveSegment
    from defsearch.ingest.indexer import Analyses, AnalyzerFactory, DocumentIndexer
    from defsearch.releases.finder import FoundFile
    from defsearch.releases.reader import ReadRelease
    from defsearch.releases.release import FileState

_Answer = TypeVar("_Answer")

_MIN_SHARE = 250  # files; for fewer, another process is not worth its start
_MAX_PROCESSES = 4  # each writes a segment, and many segments make a search slower
# What is read and indexed at a time, each step for all of it: a quarter faster than one file after the other.
_PIECE_FILES, _PIECE_BYTES = 100, 1 << 20
# Of the open segments of all processes together: bounds the memory of an ingest. Few segments make a search fast; so
# many that they are merged need not be large.
MAX_SEGMENT_CHARS, MERGED_SEGMENT_CHARS = 40_000_000, 14_000_000


class FileToIndex(NamedTuple):
    """A file to read; it is not indexed if it still has ``known_digest``."""

    found: FoundFile
    known_digest: str


class Piece(NamedTuple):
    """Files that are read and indexed at a time, and how many pieces come before."""

    number: int
    files: Sequence[FileToIndex]


def max_segment_chars(files: Iterable[FileToIndex], processes: int) -> int:
    """Return how large a segment of one of several processes may become."""
    total = sum(file.found.state.size for file in files)
    return (MAX_SEGMENT_CHARS if total <= MAX_SEGMENT_CHARS else MERGED_SEGMENT_CHARS) // processes


class IndexedRelease(NamedTuple):
    """A file that was read, and the place of its release; no ``segment`` if it has the digest that is known.

    ``state`` is None if it is still that with which the file was found: two of each file would take much memory.
    """

    digest: str
    state: FileState | None
    warnings: tuple[Problem, ...]
    segment: str
    number: int


class Batch:
    """A batch of files; ``segments`` are those that are finished."""

    def __init__(
        self,
        indexer: DocumentIndexer,
        new_segment: Callable[[], SegmentWriter],
        max_chars: int = MAX_SEGMENT_CHARS,
    ) -> None:
        self.segments: list[ArchiveSegment] = []
        self._indexer = indexer
        self._new_segment = new_segment
        self._max_chars = max_chars
        self._segment: SegmentWriter | None = None
        self._chars = 0

    def add(self, files: Sequence[FileToIndex]) -> list[IndexedRelease | Problem]:
        """Read files, and index those that need it; return what was found of each."""
        all_read = [read_found(file.found) for file in files]
        documents = [
            StoredRelease.of(found.id, found.path, read.release)
            for (found, known_digest), read in zip(files, all_read, strict=True)
            if not isinstance(read, Problem) and read.digest != known_digest
        ]
        places = self._index(documents)
        return [
            read
            if isinstance(read, Problem)
            else IndexedRelease(
                read.digest,
                None if read.state == file.found.state else read.state,
                read.warnings,
                *(("", 0) if read.digest == file.known_digest else next(places)),
            )
            for file, read in zip(files, all_read, strict=True)
        ]

    def _index(self, documents: Sequence[StoredRelease]) -> Iterator[tuple[str, int]]:
        """Index releases; return the segment and the number of each."""
        if not documents:
            return iter(())
        segment = self._segment = self._segment or self._new_segment()
        name, number = segment.segment.segment_id(), len(segment.documents)
        try:
            self._indexer.add(documents, segment)
        except MemoryError as error:
            error.__traceback__ = None  # its frames keep what filled the memory
            raise OutOfMemoryError(max(documents, key=lambda one: len(one.body)).path) from None
        self._chars += sum(len(one.body) for one in documents)
        if self._chars > self._max_chars:
            self.finish(is_last=False)
        return ((name, number + at) for at in range(len(documents)))

    def finish(self, *, is_last: bool = True) -> None:
        """Write the open segment; ``is_last``: no file follows."""
        if self._segment is not None:
            self.segments.append(self._indexer.finish(self._segment, is_last=is_last))
            self._segment, self._chars = None, 0

    def rollback(self) -> None:
        """Discard the open segment."""
        if self._segment is not None:
            self._segment.rollback()
            self._segment = None


def read_found(found: FoundFile) -> ReadRelease | Problem:
    """Read a file that was found.

    Raises:
        OutOfMemoryError: it needs more memory than there is.
    """
    try:
        return read_release(found.path, found.id, within=found.within)
    except MemoryError as error:
        error.__traceback__ = None
        raise OutOfMemoryError(found.path) from None


class _Task(NamedTuple):
    """The folder and the names of the segments that a process makes, and how large one may be."""

    folder: Path
    segments: list[str]
    max_chars: int


class _Found(NamedTuple):
    """What was found of the files of a piece."""

    piece: int
    of_files: list[IndexedRelease | Problem]


class _Done(NamedTuple):
    """What a process says at its end: the segments that it made."""

    segments: list[SegmentMeta]


class Workers:
    """The processes for an ingest of about ``files`` new files, often none (a context manager)."""

    def __init__(self, files: int, make_analyzer: AnalyzerFactory) -> None:
        self._processes: list[BaseProcess] = []
        self._connections: list[Connection[Any, Any]] = []
        self._pieces: deque[Piece] = deque()  # that no process has taken yet
        self._found: dict[
            int, list[IndexedRelease | Problem]
        ] = {}  # of the files of each piece, by its number
        self._answers: dict[int, object] = {}  # the last one of each process
        count = min(_processors(), _MAX_PROCESSES, files // _MIN_SHARE) - 1
        if count > 0 and hasattr(os, "fork"):
            with suppress(OSError):  # the system allows no more processes
                self._start(count, make_analyzer)

    def _start(self, count: int, make_analyzer: AnalyzerFactory) -> None:
        import multiprocessing  # here: most ingests need no other process

        context = multiprocessing.get_context("fork")
        for _ in range(count):
            ours, theirs = context.Pipe()
            ends = [*self._connections, ours]
            process = context.Process(target=_work, args=(theirs, ends, make_analyzer), daemon=True)
            try:
                process.start()
            except OSError:
                ours.close()
                raise
            finally:
                theirs.close()
            self._processes.append(process)
            self._connections.append(ours)

    @property
    def count(self) -> int:
        """The number of processes beside the first."""
        return len(self._processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End all processes: they write nothing more."""
        for process in self._processes:
            process.kill()
            process.join()
        for connection in self._connections:
            connection.close()
        self._processes, self._connections = [], []

    def give(self, pieces: deque[Piece], folder: Path, new_name: Callable[[], str], max_chars: int) -> None:
        """Let each process take pieces from the end of ``pieces``; the first process takes those from the start.

        Their segments get names from ``new_name``.
        """
        self._pieces = pieces
        size = sum(file.found.state.size for _, files in pieces for file in files)
        for number in range(self.count):
            names = [new_name() for _ in range(size // max_chars + 1)]
            self._send(number, _Task(folder, names, max_chars))
            for _ in range(2):  # one more than it can be busy with
                self._give_piece(number)

    def _give_piece(self, number: int) -> None:
        if self._pieces:
            self._send(number, self._pieces.pop())

    def end(self) -> None:
        """Tell each process that no piece is left."""
        for number in range(self.count):
            self._send(number, None)

    def _send(self, number: int, message: object) -> None:
        with suppress(OSError):  # it has ended: why is found where its answer is received
            self._connections[number].send(message)

    def done(self) -> int:
        """Return how many files are done, without waiting.

        Raises:
            OutOfMemoryError: a file needs more memory than there is.
            ProcessEndedError: a process was killed.
            OSError: a process could not write.
        """
        for number, connection in enumerate(self._connections):
            while not isinstance(self._answers.get(number), _Done) and connection.poll():
                self._receive(number)
        return sum(map(len, self._found.values()))

    def _receive(self, number: int) -> None:
        try:
            message = self._connections[number].recv()
        except (EOFError, OSError):
            raise self._ended(number) from None
        if isinstance(message, BaseException):
            raise message
        if isinstance(message, _Found):
            self._found[message.piece] = message.of_files
            self._give_piece(number)
        else:
            self._answers[number] = message

    def _answer(self, number: int, kind: type[_Answer], on_done: Callable[[int], None]) -> _Answer:
        """Wait for an answer of this kind; ``on_done`` is called with the number of files that are done."""
        while not isinstance(answer := self._answers.get(number), kind):
            self._receive(number)
            on_done(self.done())
        return answer

    def _ended(self, number: int) -> ProcessEndedError:
        self._processes[number].join()
        return ProcessEndedError(self._processes[number].exitcode or 0)

    def analyze(self, indexer: DocumentIndexer, on_done: Callable[[int], None]) -> Analyses:
        """Analyze the forms of all processes, each one a share: most forms are in the releases of several."""
        from defsearch.ingest.indexer import Analyses  # here: most ingests need no other process

        asked = [self._answer(number, frozenset, on_done) for number in range(self.count)]
        forms = indexer.open_forms().union(*asked)
        first, *others = (list(forms)[at :: self.count + 1] for at in range(self.count + 1))
        for number, share in enumerate(others):
            self._send(number, share)
        analyses = indexer.analyze(first)
        for number in range(self.count):
            analyses.lines.update(self._answer(number, Analyses, on_done).lines)
        self._answers.clear()  # they take memory
        for number, of_process in enumerate(asked):
            self._send(number, analyses.of(of_process))
        return analyses

    def segments(self, on_done: Callable[[int], None]) -> Iterator[SegmentMeta]:
        """Yield the segments of all processes, when each is done."""
        for number in range(self.count):
            yield from self._answer(number, _Done, on_done).segments

    def found(self) -> Iterator[IndexedRelease | Problem]:
        """Yield what was found of each file, in their order."""
        for piece in sorted(self._found):
            yield from self._found[piece]


def pieces_of(files: Sequence[FileToIndex]) -> Iterator[Piece]:
    """Yield files in pieces; a large file is the last of its piece."""
    start = size = number = 0
    for end, file in enumerate(files, 1):
        size += file.found.state.size
        if size >= _PIECE_BYTES or end - start == _PIECE_FILES or end == len(files):
            yield Piece(number, files[start:end])
            start, size, number = end, 0, number + 1


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _work(
    connection: Connection[Any, Any], ends: list[Connection[Any, Any]], make_analyzer: AnalyzerFactory
) -> None:
    """Wait for pieces, index them and send what was found: the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    for end in ends:  # copies of the ends of the first process: while one is open, nobody sees that it ended
        end.close()
    from queue import SimpleQueue  # here: most ingests need no other process

    received: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive_all, args=(connection, received), daemon=True).start()
    try:
        _index(received.get(), received.get, make_analyzer, connection.send)
    except (OutOfMemoryError, MemoryError, OSError) as error:
        with suppress(OSError):
            connection.send(error)


def _receive_all(connection: Connection[Any, Any], received: SimpleQueue[Any]) -> None:
    """Receive what the first process sends; end this process when the first one has ended."""
    try:
        while True:
            received.put(connection.recv())
    except (EOFError, OSError):
        os._exit(1)


def _index(
    task: _Task, receive: Callable[[], Any], make_analyzer: AnalyzerFactory, send: Callable[[object], None]
) -> None:
    """Index pieces of the files; the other half of ``Workers``."""
    # Here, because to load Whoosh takes longer than most ingests.
    from defsearch.index.segment import INDEX_FIELDS
    from defsearch.index.segment_writer import SegmentWriter
    from defsearch.index.whoosh_codec import ArchiveSegment, segment_of
    from defsearch.ingest.indexer import DocumentIndexer

    names = iter(task.segments)

    def new_segment() -> SegmentWriter:
        name = next(names, "")  # none is left if files grew meanwhile
        return SegmentWriter(task.folder, segment_of(name, 0) if name else ArchiveSegment(), INDEX_FIELDS)

    indexer = DocumentIndexer(lambda _form: None, make_analyzer)
    batch = Batch(indexer, new_segment, task.max_chars)
    for piece in iter(receive, None):
        send(_Found(piece.number, batch.add(piece.files)))
    send(indexer.open_forms())
    indexer.adopt(indexer.analyze(receive()))
    send(indexer.new)
    indexer.adopt(receive())
    batch.finish()
    send(_Done([segment.meta() for segment in batch.segments]))
