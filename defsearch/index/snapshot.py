"""The folder of an index: opening one state of it for reading, all of it or none.

A table of contents is the switch between states; the manifest of the same generation says all there is to know of
that state. All files are opened at once, so that a later ingest cannot take one away. Not here: writing
(``index_writer``), the checks that read everything (``inspection``).

One segment of an index, open for reading.

A search reads segments here, whole posting lists at once. Whoosh reads the same files through ``codec``; a search
does without it, for importing Whoosh takes several times as long as finding the releases.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from defsearch.errors import DefsearchError, IndexDamagedError, NoIndexError
from defsearch.index.checksums import size_and_checksum
from defsearch.index.directory import (
    MAX_GENERATION,
    latest_generation,
    read_error,
    read_file,
    read_head,
    toc_name,
)
from defsearch.index.fields import fingerprint
from defsearch.index.manifest import CHECKSUM_SIZE, LIMIT, Manifest, manifest_name, parse_manifest, toc_bytes
from defsearch.index.segment import SegmentReader, open_segment
from defsearch.index.source_files import FileList
from defsearch.index.vocabulary import Vocabulary
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


WORDS, DICTIONARY, FILES = "words", "dictionary", "files"
_TRIES = 10


class IndexState(NamedTuple):
    """By what a state of an index is told from all others: its generation, and the checksum of its manifest.

    A folder may be replaced by another index that has been ingested as often. ``checksum`` is empty where the
    manifest cannot be read.
    """

    generation: int
    checksum: bytes = b""


NO_STATE = IndexState(-1)


class IndexSnapshot:
    """One state of an index, open for reading. Close it, or use it as a context manager."""

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
        """Let go of all files."""
        for segment in self.segments:
            segment.close()
        self.vocabulary.close()
        self.files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        """Let go of all files; where something went wrong that nobody foresaw, say so if the index is to blame.

        Raises:
            IndexDamagedError: it holds what no checksum tells from our own, and no ingest writes.
        """
        with ExitStack() as stack:
            stack.callback(self.close)
            if isinstance(error, Exception) and not isinstance(error, (DefsearchError, OSError)):
                from defsearch.index.consistency import verify  # here: hardly a run ever needs it

                with suppress(OSError):  # a file that is gone by now is no reason for anything
                    verify(self)


def open_snapshot(folder: Path) -> IndexSnapshot:
    """Open the current state of the index in ``folder``.

    A commit may take old files away between two looks at the folder; then the new state is opened instead.

    Raises:
        NoIndexError, IndexMismatchError, IndexDamagedError: as ``read_manifest`` says.
        IndexUnreadableError: the system does not let it be read.
    """
    for attempt in range(_TRIES):
        state = NO_STATE
        try:
            state = current_state(folder)
            return _open(folder, read_manifest(folder, state.generation))
        except (OSError, DefsearchError) as error:
            if attempt == _TRIES - 1 or not is_outdated(folder, state):
                raise _explained(error, folder) from None
            time.sleep(0.01)
    raise AssertionError  # the last attempt returns or raises


def current_state(folder: Path) -> IndexState:
    """Which state of an index is the current one; ``NO_STATE`` where there is none.

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


def is_outdated(folder: Path, state: IndexState) -> bool:
    """True when another state than ``state`` has become the current one."""
    try:
        return current_state(folder) != state
    except OSError:
        return False


def read_manifest(folder: Path, generation: int) -> Manifest:
    """The manifest of a state, once what can be told cheaply about the files of that state was compared.

    Raises:
        NoIndexError: ``generation`` is -1, there is no index.
        IndexMismatchError: it was made with another schema, analysis or version.
        IndexDamagedError: the manifest or the table of contents is not as it was written, or a file has another
            size or seal.
        OSError: something cannot be read.
    """
    if generation < 0:
        from defsearch.index.directory import obstacle_to  # here: not needed where there is an index

        raise NoIndexError(folder, obstacle_to(folder))
    if generation > MAX_GENERATION:
        raise IndexDamagedError(str(folder / toc_name(generation)), "has a number that no ingest gives")
    data = read_file(folder / manifest_name(generation), LIMIT)
    manifest = parse_manifest(data, generation, fingerprint())
    if read_file(folder / manifest.toc, LIMIT) != toc_bytes(manifest.segments, generation):
        raise IndexDamagedError(str(folder / manifest.toc), "is not as it was written")
    for name, file in manifest.files.items():
        size, checksum = size_and_checksum(os.fspath(folder / name))
        if size != file.size:
            raise IndexDamagedError(str(folder / name), "has another size")
        if checksum != file.checksum:
            raise IndexDamagedError(str(folder / name), "is of another index")
    return manifest


def _explained(error: OSError | DefsearchError, folder: Path) -> DefsearchError:
    """The error that a user can act on."""
    return error if isinstance(error, DefsearchError) else read_error(error, folder)


def _open(folder: Path, manifest: Manifest) -> IndexSnapshot:
    paths = {name: [str(folder / file) for file in layers] for name, layers in manifest.tables.items()}
    opened: list[SegmentReader] = []
    with ExitStack() as undo:
        base = 0
        for facts in manifest.segments:
            opened.append(open_segment(folder, facts, base))
            undo.callback(opened[-1].close)
            base += facts.releases
        files = FileList(paths[FILES][-1])
        undo.callback(files.close)
        vocabulary = Vocabulary(paths[WORDS], paths[DICTIONARY][-1])
        undo.pop_all()
    return IndexSnapshot(folder, manifest, opened, vocabulary, files)
