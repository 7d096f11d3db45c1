"""An index by someone who knows the format: files changed with all their checksums made right again."""

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
from defsearch.index.checksums import ChecksummedFile, ChecksummedWriter, file_meta
from defsearch.index.directory import INDEX_NAME, latest_generation
from defsearch.index.fields import fingerprint
from defsearch.index.manifest import checksum, manifest_name, parse_manifest, toc_bytes

if TYPE_CHECKING:
    from collections.abc import Callable


class Payload:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> Any:
        return Path.touch, (self._marker,)


def pickled(marker: Path) -> list[bytes]:
    """The payload in every version of the format, and behind what a genuine file begins with."""
    plain = [pickle.dumps(Payload(marker), protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    return [*plain, pickle.dumps([Payload(marker)] * 3, 2), pickle.dumps({"a": {Payload(marker)}}, 4)]


def amend(index: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what the manifest says, with a right checksum, and the table of contents that belongs to it."""
    generation = latest_generation(index)
    path = index / manifest_name(generation)
    facts = json.loads(path.read_bytes().partition(b"\n")[2])
    change(facts)
    text = json.dumps(facts).encode() + b"\n"
    path.write_bytes(checksum(text).encode() + b"\n" + text)
    with suppress(DefsearchError):  # there is none to what no ingest would say
        manifest = parse_manifest(path.read_bytes(), generation, fingerprint())
        (index / manifest.toc).write_bytes(toc_bytes(manifest.segments, generation))


def relist(index: Path, name: str) -> None:
    """Let the manifest agree with a file as it is now."""
    amend(index, lambda facts: facts["files"].update({name: file_meta(index / name)}))


def content(index: Path, name: str) -> bytes:
    """What is sealed in a file."""
    file = ChecksummedFile(str(index / name))
    data = file.read(0, file.size)
    file.close()
    return data


def reseal(index: Path, name: str, data: bytes) -> None:
    """Put other content in a sealed file, with right checksums everywhere."""
    (index / name).unlink()
    with ChecksummedWriter(str(index / name)) as out:
        out.write(data)
    relist(index, name)


class Shelf:
    """A storage for Whoosh with one file in memory, to read."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open_file(self, _name: str) -> Any:
        """The file, under any name."""
        return BufferFile(memoryview(self._data))


class _OneFile:
    """What Whoosh needs of a storage to write a table of contents: it keeps the bytes, and renames nothing."""

    content = b""

    def create_file(self, name: str) -> Any:
        """The file, under any name."""
        return StructFile(io.BytesIO(), name=name, onclose=self._keep)

    def _keep(self, file: Any) -> None:
        self.content = file.file.getvalue()

    def rename_file(self, oldname: str, newname: str, safe: bool) -> None:
        """Nothing has a name yet."""


def written_by_whoosh(schema: Any, segments: list[Any], generation: int) -> bytes:
    """A table of contents as Whoosh itself writes it."""
    storage = _OneFile()
    TOC(schema, segments, generation).write(storage, INDEX_NAME)
    return storage.content
