"""The manifest of one state of an index: its segments, its files with their checksums, what it was made of.

Each commit writes a manifest of its own before the table of contents is switched, so a manifest always
describes exactly one state. It is JSON below a line with its own checksum, and the only thing that is read to
open an index: Whoosh's table of contents holds the same segments as pickles, and is compared, never unpickled
(``toc``). What it says is checked before it is believed, since an index may come from someone else.

Paths that an index holds: only those that a file can have, since an index may come from someone else.

The table of contents that Whoosh keeps of an index, as bytes; Whoosh itself can open an index by it.

Its appearance under its own name is the switch to a new state. It holds pickles, so nothing here loads it: what it
says stands in the manifest, and the same state always has the same bytes. Whoever opens an index makes them anew and
compares, and refuses one with anything else in it. That is why they are spelled out here, and not written by Whoosh:
to import it takes longer than a search.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from defsearch.errors import IndexDamagedError, IndexMismatchError
from defsearch.index.directory import SEGMENT_FILES, TABLE_NAMES, is_index_file, is_segment_name, toc_name
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


def checked_path(value: object) -> str:
    """``value``, if the system can be asked about a file of that name.

    Raises:
        ValueError, TypeError: no file can be called so, and to ask for one would fail in a way of its own.
    """
    if not isinstance(value, str):
        raise TypeError("not a path")
    if b"\0" in os.fsencode(value):
        raise ValueError("not the name of any file")
    return value


_Kind = TypeVar("_Kind", int, str, bool)

# Bytes of a manifest, and of a table of contents: room for a million releases, not for a trap.
LIMIT = 16 << 20
CHECKSUM_SIZE = 8  # bytes at the beginning of a manifest: the checksum of the rest, which tells states apart
_MOST_SKIPPED = 1_000  # of an archive where nothing can be read the rest is no news
_MOST_SKIPPED_BYTES = 1 << 20
_YEARS = (1970, 9000)  # so that any time zone can show it
_DIGEST = re.compile("[0-9a-f]{32}")
_FINGERPRINT = re.compile("[0-9A-Za-z.]{1,40}")


class SkippedFile(NamedTuple):
    """A file that the last ingest could not use: its path as shown and in full, the line and reason."""

    path: str
    line: int | None
    reason: str
    full_path: str = ""


class FileMeta(NamedTuple):
    """One file: its size, its seal (which can be compared quickly), and its BLAKE2 digest (for ``check``)."""

    size: int
    checksum: int
    digest: str


class SegmentMeta(NamedTuple):
    """One segment: its name, how many releases it holds, and the numbers of those that were deleted, rising."""

    name: str
    releases: int
    deleted: tuple[int, ...] = ()

    def files(self) -> list[str]:
        """The names of its files."""
        return [f"{self.name}{extension}" for extension in SEGMENT_FILES]


class Manifest(NamedTuple):
    """``files`` maps each file's name to what it must be; ``tables`` a table's name to its layers, the lowest first.

    ``probe`` is what the analysis made of some probe words, so that another dictionary or stemmer is noticed at
    the next ingest; ``made`` an ISO time with its zone; ``sources`` the full paths that releases came from,
    ``followed`` those of them out of which links were followed.
    """

    generation: int
    fingerprint: str
    probe: str
    made: str
    releases: int
    segments: tuple[SegmentMeta, ...]
    files: dict[str, FileMeta]
    tables: dict[str, tuple[str, ...]]
    sources: tuple[str, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    followed: tuple[str, ...] = ()

    @property
    def toc(self) -> str:
        """The name of the table of contents of this state."""
        return toc_name(self.generation)

    def names(self) -> set[str]:
        """The names of all files of this state."""
        return {self.toc, manifest_name(self.generation), *self.files}

    def to_bytes(self) -> bytes:
        """The manifest as it is written."""
        facts = {
            **self._asdict(),
            "segments": [one._asdict() for one in self.segments],
            "skipped": [one._asdict() for one in self.skipped],
        }
        text = json.dumps(facts, ensure_ascii=True, indent=1).encode() + b"\n"
        return checksum_line(text).encode() + b"\n" + text


def cap_skipped(skipped: Iterable[SkippedFile]) -> tuple[SkippedFile, ...]:
    """``skipped`` by path, as many as a manifest holds: names can be long, and a manifest may not be."""
    ordered = sorted(skipped, key=lambda one: (one.path, one.line or 0, one.reason))[:_MOST_SKIPPED]
    sizes = accumulate(len(json.dumps(one)) for one in ordered)
    return tuple(one for one, size in zip(ordered, sizes, strict=True) if size <= _MOST_SKIPPED_BYTES)


def manifest_name(generation: int) -> str:
    """The file that describes state ``generation``."""
    return f"manifest_{generation}.json"


def checksum_line(data: bytes) -> str:
    """The short checksum that stands above a manifest."""
    return f"{crc32(data):08x}"


def parse_manifest(data: bytes, generation: int, fingerprint: str) -> Manifest:
    """Read what ``to_bytes`` wrote for state ``generation`` by a defsearch with this ``fingerprint``.

    Raises:
        IndexMismatchError: another defsearch wrote it.
        IndexDamagedError: it is not what was written, or says what no defsearch says.
    """
    check, _, text = data.partition(b"\n")
    if checksum_line(text).encode() != check:
        raise _damaged(generation)
    try:
        facts: dict[str, Any] = json.loads(text)
        found = facts["fingerprint"]
        if found != fingerprint:
            made_by = found if isinstance(found, str) and _FINGERPRINT.fullmatch(found) else "unknown"
            raise IndexMismatchError(
                f"The index was made by another version of defsearch ({made_by}, this is {fingerprint})."
            )
        manifest = _manifest(facts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _damaged(generation) from None
    if manifest.generation != generation:
        raise _damaged(generation)
    return manifest


def _damaged(generation: int) -> IndexDamagedError:
    return IndexDamagedError(manifest_name(generation), "is not as it was written")


def _manifest(facts: dict[str, Any]) -> Manifest:
    """The manifest that ``facts`` are; a ValueError, TypeError or KeyError where they are not."""
    segments = tuple(_segment(**one) for one in facts["segments"])
    files = {name: _file(*one) for name, one in facts["files"].items()}
    tables = {name: tuple(_of(str, file) for file in layers) for name, layers in facts["tables"].items()}
    if tables.keys() != set(TABLE_NAMES) or not all(
        layers and all(file.endswith(f".{name}") for file in layers) for name, layers in tables.items()
    ):
        raise ValueError("not the tables of an index")
    expected = [
        *(file for layers in tables.values() for file in layers),
        *(name for one in segments for name in one.files()),
    ]
    if sorted(files) != sorted(expected) or not all(map(is_index_file, files)):
        raise ValueError("not the files of an index")
    made = datetime.datetime.fromisoformat(facts["made"])
    if made.tzinfo is None or not _YEARS[0] <= made.year <= _YEARS[1]:
        raise ValueError("a time without its zone, or out of this world")
    releases = sum(one.releases - len(one.deleted) for one in segments)
    if releases != _count(facts["releases"]):
        raise ValueError("another number of releases")
    return Manifest(
        generation=_count(facts["generation"]),
        fingerprint=_of(str, facts["fingerprint"]),
        probe=_of(str, facts["probe"]),
        made=facts["made"],
        releases=releases,
        segments=segments,
        files=files,
        tables=tables,
        sources=tuple(map(checked_path, facts["sources"])),
        skipped=tuple(_skipped(**one) for one in facts["skipped"]),
        followed=tuple(map(checked_path, facts["followed"])),
    )


def _file(size: int, checksum: int, digest: str) -> FileMeta:
    return FileMeta(_count(size), _count(checksum), _like(_DIGEST, digest))


def _segment(*, name: str, releases: int, deleted: list[int]) -> SegmentMeta:
    if not is_segment_name(_of(str, name)):
        raise ValueError("not the name of a segment")
    numbers = tuple(_count(number) for number in deleted)
    if list(numbers) != sorted(set(numbers)) or (numbers and numbers[-1] >= _count(releases)):
        raise ValueError("not what can be deleted from a segment")
    return SegmentMeta(name, _count(releases), numbers)


def _skipped(*, path: str, line: int | None, reason: str, full_path: str) -> SkippedFile:
    place = None if line is None else _count(line)
    return SkippedFile(checked_path(path), place, _of(str, reason), checked_path(full_path))


def _of(kind: type[_Kind], value: object) -> _Kind:
    if type(value) is not kind:
        raise TypeError("not what belongs there")
    return value


def _count(value: object) -> int:
    number = _of(int, value)
    if number < 0:
        raise ValueError("less than nothing")
    return number


def _like(pattern: re.Pattern[str], value: object) -> str:
    text = _of(str, value)
    if pattern.fullmatch(text) is None:
        raise ValueError("not a digest")
    return text


# Bytes of an int, a long and a float; -12345, by which the order of bytes is known; the version of the format
# (-111); the release of Whoosh.
_HEAD = b"\x04\x08\x04\xff\xff\xcf\xc7\xff\xff\xff\x91\x02\x07\x04"
# Pickles in the oldest version of their format, which is text: c names a function, ( to t is a tuple, ) an empty
# one, R calls the function with the tuple, ( to l is a list, V a string, I a whole number, . the end.
_SCHEMA = b"cdefsearch.index.schema\nmake_schema\n)R."
_SEGMENT = b"cdefsearch.index.whoosh_codec\nsegment_of\n(V%b\nI%d\n(%bttR"


def toc_bytes(segments: Iterable[SegmentMeta], generation: int) -> bytes:
    """The table of contents of a state."""
    spelled = b"".join(map(_spell, segments))
    return b"".join((
        _HEAD, bytes([len(_SCHEMA)]), _SCHEMA, generation.to_bytes(4, "big"), bytes(4), b"(%bl." % spelled,
    ))  # fmt: skip


def _spell(segment: SegmentMeta) -> bytes:
    deleted = b"".join([b"I%d\n" % number for number in segment.deleted])
    return _SEGMENT % (segment.name.encode("ascii"), segment.releases, deleted)
