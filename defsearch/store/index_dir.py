"""The folder of an index: opening one state of it for reading, all of it or none.

A table of contents is the switch between states; the manifest of the same generation says all there is to know of
that state. All files are opened at once, so that a later ingest cannot take one away. Not here: writing
(``index_writer``), the checks that read everything (``inspection``).
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from defsearch.errors import DefsearchError, IndexDamagedError, NoIndexError
from defsearch.store.fields import fingerprint
from defsearch.store.files import FileList
from defsearch.store.folder import latest_generation, read_whole
from defsearch.store.lexicon import Lexicon
from defsearch.store.manifest import LIMIT, Manifest, checksum, manifest_name, parse_manifest
from defsearch.store.sealed import read_seal
from defsearch.store.segment import OpenSegment, open_segment

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self


WORDS, DICTIONARY, FILES = "words", "dictionary", "files"
_REBUILD = "Build it anew with: defsearch ingest --rebuild, and your SOURCE and --index if you named any"
_TRIES = 10


class OpenIndex:
    """One state of an index, open for reading. Close it, or use it as a context manager."""

    def __init__(
        self, folder: Path, manifest: Manifest, segments: list[OpenSegment], lexicon: Lexicon, files: FileList
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.segments = segments
        self.lexicon = lexicon
        self.files = files

    def close(self) -> None:
        """Let go of all files."""
        for segment in self.segments:
            segment.close()
        self.lexicon.close()
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
                from defsearch.store.consistency import releases_of  # here: hardly a run ever needs it

                with suppress(OSError):  # a file that is gone by now is no reason for anything
                    releases_of(self)


def open_index(folder: Path) -> OpenIndex:
    """Open the current state of the index in ``folder``.

    A commit may take old files away between two looks at the folder; then the new state is opened instead.

    Raises:
        NoIndexError, IndexMismatchError, IndexDamagedError: as ``read_manifest`` says.
    """
    for attempt in range(_TRIES):
        generation = -1
        try:
            generation = latest_generation(folder)
            return _open(folder, read_manifest(folder, generation))
        except (OSError, DefsearchError) as error:
            if attempt == _TRIES - 1 or not has_moved_on(folder, generation):
                raise _explained(error) from None
            time.sleep(0.01)
    raise AssertionError  # the last attempt returns or raises


def has_moved_on(folder: Path, generation: int) -> bool:
    """True when another state than ``generation`` has become the current one."""
    try:
        return latest_generation(folder) != generation
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
        raise no_index(folder)
    data = read_whole(folder / manifest_name(generation), LIMIT)
    manifest = parse_manifest(data, generation, fingerprint())
    if checksum(read_whole(folder / manifest.toc, LIMIT)) != manifest.toc_checksum:
        raise IndexDamagedError(
            f"The index is damaged: {folder / manifest.toc} is not as it was written.", _REBUILD
        )
    for name, file in manifest.files.items():
        size, seal = read_seal(os.fspath(folder / name))
        if size != file.size:
            raise IndexDamagedError(f"The index is damaged: {folder / name} has another size.", _REBUILD)
        if seal != file.seal:
            raise IndexDamagedError(f"The index is damaged: {folder / name} is of another index.", _REBUILD)
    return manifest


def no_index(folder: Path) -> NoIndexError:
    """The error for a folder without an index."""
    from shlex import quote  # here: only this mistake needs it

    return NoIndexError(
        f"There is no index in {folder}.",
        f"Make one with: defsearch ingest SOURCE --index {quote(str(folder))}"
        if str(folder) != "index"
        else "Make one with: defsearch ingest",
    )


def _explained(error: OSError | DefsearchError) -> DefsearchError:
    """The error that a user can act on."""
    if isinstance(error, DefsearchError):
        return error
    where = os.fsdecode(error.filename) if error.filename is not None else "a file"
    if isinstance(error, FileNotFoundError):
        return IndexDamagedError(f"The index is damaged: {where} is missing.", _REBUILD)
    reason = (error.strerror or "no access").lower()
    if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        return IndexDamagedError(
            f"The index cannot be read: {where}: {reason}.",
            "Try again when less is running; the index is not at fault.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        hint = "Ask the owner of the index for read access, or make your own with --index."
        return IndexDamagedError(f"The index cannot be read: {where}: {reason}.", hint)
    return IndexDamagedError(f"The index cannot be read: {where}: {reason}.", _REBUILD)


def _open(folder: Path, manifest: Manifest) -> OpenIndex:
    paths = {name: [str(folder / file) for file in layers] for name, layers in manifest.tables.items()}
    opened: list[OpenSegment] = []
    with ExitStack() as undo:
        base = 0
        for facts in manifest.segments:
            opened.append(open_segment(folder, facts, base))
            undo.callback(opened[-1].close)
            base += facts.releases
        files = FileList(paths[FILES][-1])
        undo.callback(files.close)
        lexicon = Lexicon(paths[WORDS], paths[DICTIONARY][-1])
        undo.pop_all()
    return OpenIndex(folder, manifest, opened, lexicon, files)
