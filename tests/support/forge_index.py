"""Forge an index: change its files and make all checksums right again, as somebody who knows the format could."""

from __future__ import annotations

import io
import json
import pickle
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.index import TOC

from defsearch.errors import DefsearchError
from defsearch.index.directory import ChecksummedFile, ChecksummedWriter, file_meta, latest_generation
from defsearch.index.manifest import (
    INDEX_NAME,
    checksum_line,
    fingerprint,
    manifest_name,
    parse_manifest,
    toc_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class PicklePayload:
    """An object that creates a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> Any:
        return Path.touch, (self._marker,)


def pickle_payloads(marker: Path) -> list[bytes]:
    """Return the payload pickled with every protocol, and inside a list and a dictionary."""
    payload = PicklePayload(marker)
    plain = [pickle.dumps(payload, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    return [*plain, pickle.dumps([PicklePayload(marker)] * 3, 2), pickle.dumps({"a": {payload}}, 4)]


def change_manifest(index: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the manifest, and write its right checksum and the table of contents that belongs to it."""
    generation = latest_generation(index)
    path = index / manifest_name(generation)
    facts = json.loads(path.read_bytes().partition(b"\n")[2])
    change(facts)
    text = json.dumps(facts).encode() + b"\n"
    path.write_bytes(checksum_line(text).encode() + b"\n" + text)
    with suppress(DefsearchError):  # an impossible manifest has no table of contents
        manifest = parse_manifest(path.read_bytes(), generation, fingerprint())
        (index / manifest.toc).write_bytes(toc_bytes(manifest.segments, generation))


def update_file_meta(index: Path, name: str) -> None:
    """Update size and checksum of a file in the manifest."""
    change_manifest(index, lambda facts: facts["files"].update({name: file_meta(index / name)}))


def read_content(index: Path, name: str) -> bytes:
    """Return the content of a checksummed file, without its checksums."""
    file = ChecksummedFile(str(index / name))
    data = file.read(0, file.size)
    file.close()
    return data


def replace_content(index: Path, name: str, data: bytes) -> None:
    """Replace the content of a checksummed file; its checksums and the manifest are right again."""
    (index / name).unlink()
    with ChecksummedWriter(str(index / name)) as out:
        out.write(data)
    update_file_meta(index, name)


class OneFileStorage:
    """A Whoosh storage with one file in memory, to read; every name opens it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open_file(self, _name: str) -> Any:
        """Open the file."""
        return BufferFile(memoryview(self._data))


class _TocStorage:
    """A Whoosh storage that keeps the bytes of the one file that is written to it."""

    content = b""

    def create_file(self, name: str) -> Any:
        """Create the file."""
        return StructFile(io.BytesIO(), name=name, onclose=self._keep)

    def _keep(self, file: Any) -> None:
        self.content = file.file.getvalue()

    def rename_file(self, oldname: str, newname: str, safe: bool) -> None:
        """Do nothing: there is only one file."""


def whoosh_toc(schema: Any, segments: list[Any], generation: int) -> bytes:
    """Return a table of contents as Whoosh itself writes it."""
    storage = _TocStorage()
    TOC(schema, segments, generation).write(storage, INDEX_NAME)
    return storage.content
