"""A snapshot: one state of an index, open for reading. All of its files are opened at once, or none.

The newest table of contents determines the current state; the manifest of the same generation describes it. A later
ingest may remove the files of a snapshot: it still answers, because they are open. Not here: writing (``writer``), the
checks that read everything (``check``).
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from defsearch.errors import DefsearchError, IndexDamagedError, IndexMismatchError, NoIndexError
from defsearch.index.directory import (
    foreign_files,
    latest_generation,
    read_error,
    read_file,
    read_head,
    size_and_checksum,
)
from defsearch.index.manifest import (
    CHECKSUM_SIZE,
    LIMIT,
    Manifest,
    Origin,
    fingerprint,
    manifest_name,
    parse_manifest,
    parse_origin,
    toc_bytes,
)
from defsearch.index.segment import SegmentReader, open_segment
from defsearch.index.source_files import FileList
from defsearch.index.vocabulary import Vocabulary
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from defsearch.index.source_files import IndexedFile


WORDS, FILES = "words", "files"
_ATTEMPTS = 10


class IndexState(NamedTuple):
    """The identity of a state: its generation, and the checksum of its manifest, empty if that cannot be read.

    The generation alone is not enough: the folder may be replaced by another index of the same generation.
    """

    generation: int
    checksum: bytes = b""


NO_STATE = IndexState(-1)


class IndexSnapshot:
    """One state of an index, open for reading (a context manager)."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        segments: list[SegmentReader],
        vocabulary: Vocabulary,
        files: FileList,
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.segments = segments
        self.vocabulary = vocabulary
        self.files = files

    def close(self) -> None:
        """Close all files."""
        for segment in self.segments:
            segment.close()
        self.vocabulary.close()
        self.files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        """Close all files. After an unforeseen error, verify the index: it may be the cause.

        Raises:
            IndexDamagedError: the checksums are right, but no ingest writes such an index.
        """
        with ExitStack() as stack:
            stack.callback(self.close)
            if isinstance(error, Exception) and not isinstance(error, (DefsearchError, OSError, MemoryError)):
                from defsearch.index.consistency import verify  # here: hardly any run needs it

                with suppress(OSError):  # a file that was removed meanwhile explains nothing
                    verify(self)


def open_snapshot(folder: Path) -> IndexSnapshot:
    """Open the current state of the index in ``folder``.

    A commit may remove the files of that state meanwhile; then the new state is opened instead.

    Raises:
        NoIndexError, IndexMismatchError, IndexDamagedError: as ``read_manifest`` says.
        IndexUnreadableError: the system refuses to read it.
    """
    for attempt in range(_ATTEMPTS):
        state = NO_STATE
        try:
            state = current_state(folder)
            return _open(folder, read_manifest(folder, state.generation))
        except (OSError, DefsearchError) as error:
            if attempt == _ATTEMPTS - 1 or not is_outdated(folder, state):
                raise (read_error(error, folder) if isinstance(error, OSError) else error) from None
            time.sleep(0.01)
    raise AssertionError  # the last attempt returns or raises


def current_state(folder: Path) -> IndexState:
    """Return the current state of an index; ``NO_STATE`` if there is none.

    Raises:
        OSError: the folder cannot be read.
    """
    generation = latest_generation(folder)
    if generation < 0:
        return NO_STATE
    try:
        return IndexState(generation, read_head(folder / manifest_name(generation), CHECKSUM_SIZE))
    except OSError:
        return IndexState(generation)


def read_origin(folder: Path) -> Origin | None:
    """Return where the index in ``folder`` comes from, whatever version made it; None if it does not say."""
    try:
        return parse_origin(
            read_file(folder / manifest_name(latest_generation(folder)), LIMIT), fingerprint()
        )
    except OSError:
        return None


def read_file_list(folder: Path, origin: Origin | None) -> dict[str, IndexedFile] | None:
    """Return the release files of an index of any version by id; None if this version cannot read the list."""
    if origin is None:
        return None
    try:
        files = FileList(os.fspath(folder / origin.file_list))
    except (OSError, DefsearchError):
        return None
    try:
        return {file.id: file for file in files.all()}
    except (OSError, DefsearchError):
        return None
    finally:
        files.close()


def is_outdated(folder: Path, state: IndexState) -> bool:
    """Return whether another state than ``state`` is the current one by now."""
    try:
        return current_state(folder) != state
    except OSError:
        return False


def read_manifest(folder: Path, generation: int) -> Manifest:
    """Return the manifest of a state, after comparing the size and the checksum of each of its files.

    Raises:
        NoIndexError: ``generation`` is -1, there is no index; or it is a Whoosh index of another program.
        IndexMismatchError: it was made with another schema, analysis or version.
        IndexDamagedError: the manifest or the table of contents is not as it was written, or a file has another size
            or checksum.
        OSError: something cannot be read.
    """
    if generation < 0:
        from defsearch.index.directory import obstacle_to  # here: not needed where there is an index

        raise NoIndexError(folder, obstacle_to(folder))
    try:
        data = read_file(folder / manifest_name(generation), LIMIT)
    except FileNotFoundError:
        theirs = foreign_files(folder)
        if theirs and all(name.endswith(".toc") for name in theirs):
            raise NoIndexError(folder, "it contains a Whoosh index that defsearch did not make") from None
        raise
    try:
        manifest = parse_manifest(data, generation, fingerprint())
    except IndexMismatchError as error:
        error.folder = folder
        raise
    if read_file(folder / manifest.toc, LIMIT) != toc_bytes(manifest.segments, generation):
        raise IndexDamagedError(str(folder / manifest.toc), "is not as it was written")
    for name, file in manifest.files.items():
        size, checksum = size_and_checksum(os.fspath(folder / name))
        if size != file.size:
            raise IndexDamagedError(str(folder / name), "has another size")
        if checksum != file.checksum:
            raise IndexDamagedError(str(folder / name), "belongs to another index")
    return manifest


def _open(folder: Path, manifest: Manifest) -> IndexSnapshot:
    paths = {name: [str(folder / file) for file in names] for name, names in manifest.tables.items()}
    opened: list[SegmentReader] = []
    with ExitStack() as undo:
        base = 0
        for meta in manifest.segments:
            opened.append(open_segment(folder, meta, base))
            undo.callback(opened[-1].close)
            base += meta.releases
        files = FileList(paths[FILES][-1])
        undo.callback(files.close)
        vocabulary = Vocabulary(paths[WORDS])
        undo.pop_all()
    return IndexSnapshot(folder, manifest, opened, vocabulary, files)
