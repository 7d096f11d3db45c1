"""The manifest of one state of an index: its segments, its files with their names and checksums, and its sources.

Each commit writes its own manifest before the table of contents is renamed into place. A manifest is a line with a
checksum and then JSON, and the only file that is read to open an index. Everything in it is validated, because an index
may come from someone else.

Also the table of contents by which Whoosh opens an index, as bytes. Whoosh reads it as pickles, so defsearch never
loads it: it makes the bytes of a state again, and refuses an index with any others. They are written out here, not by
Whoosh, because importing Whoosh takes longer than a search. Not here: when a manifest is written (``writer``) or read
(``snapshot``).
"""

from __future__ import annotations

import datetime
import json
import os
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from defsearch.dutch.analysis import FINGERPRINT
from defsearch.errors import IndexDamagedError, IndexMismatchError
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


def checked_path(value: object) -> str:
    """Return ``value`` if it can be the path of a file.

    Raises:
        ValueError, TypeError: it cannot, and a call of the system with it would fail in an unforeseen way.
    """
    if not isinstance(value, str):
        raise TypeError("not a path")
    if b"\0" in os.fsencode(value):
        raise ValueError("not the path of any file")
    return value


_Kind = TypeVar("_Kind", int, str, bool)

INDEX_NAME = "MAIN"
TERMS, POSTINGS, DOCUMENTS = SEGMENT_FILES = (".terms", ".postings", ".documents")
_TOKEN = 16  # letters and digits at the end of a segment name
TABLE_NAMES = ("words", "files")
SIDE_TABLES = ("quoted",)  # only in an index of quotations (``quote_index``)
_FORMER_TABLES = ("dictionary", "forms", "stems", "parts")  # of older formats; a rebuild removes them

_TOC_HEAD, _TOC_ENDING = f"_{INDEX_NAME}_", ".toc"
# The files of one state: how a name begins and ends, with the generation between.
_NUMBERED = {
    _TOC_HEAD: (_TOC_ENDING, f"{_TOC_ENDING}.new"),
    "manifest_": (".json",),
    "lexicon_": tuple(f".{name}" for name in (*TABLE_NAMES, *SIDE_TABLES, *_FORMER_TABLES)),
}
_BASE_36 = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")

INDEX_FORMAT = 11  # raise it if the files of an index change
LIMIT = 16 << 20  # bytes of a manifest, and of a table of contents: enough for a million releases
CHECKSUM_SIZE = 8  # bytes at the beginning of a manifest; also identifies a state
_MAX_SKIPPED = 1_000
_MAX_SKIPPED_BYTES = 1 << 20
_YEARS = (1970, 9000)  # valid in every time zone
_FINGERPRINT = "[0-9A-Za-z.]{1,40}"
_HEXADECIMAL = frozenset("0123456789abcdef")
_DIGEST_LENGTH = 32


def is_segment_name(name: str) -> bool:
    """Return whether an ingest can give this name to a segment."""
    head, _, token = name.partition("_")
    return head == INDEX_NAME and len(token) == _TOKEN and _BASE_36.issuperset(token)


def is_index_file(name: str) -> bool:
    """Return whether an ingest can give this name to a file, or Whoosh would read the file as a table of contents."""
    stem, dot, extension = name.partition(".")
    is_segment = is_segment_name(stem) and dot + extension in SEGMENT_FILES
    return is_segment or file_generation(name) is not None or toc_generation(name) is not None


def file_generation(name: str) -> int | None:
    """Return the generation in the name of a file of one state; None for any other name."""
    for head, endings in _NUMBERED.items():
        if name.startswith(head):
            digits, dot, ending = name[len(head) :].partition(".")
            return _number(digits) if dot + ending in endings else None
    return None


def _number(digits: str) -> int | None:
    """Return the number that an ingest writes with these digits; None for any other text, as ``007``."""
    is_number = digits.isascii() and digits.isdigit()
    return int(digits) if is_number and (digits == "0" or digits[0] != "0") else None


def toc_generation(name: str) -> int | None:
    """Return the generation that Whoosh reads in the name of a table of contents: any digits, as ``007``."""
    digits = name.removeprefix(_TOC_HEAD).removesuffix(_TOC_ENDING)
    is_toc = name == f"{_TOC_HEAD}{digits}{_TOC_ENDING}" and digits.isascii() and digits.isdigit()
    return int(digits) if is_toc else None


def toc_name(generation: int) -> str:
    """Return the name of the table of contents; when that file appears, state ``generation`` is the current one."""
    return f"{_TOC_HEAD}{generation}{_TOC_ENDING}"


def fingerprint() -> str:
    """Return index format and analysis as one word: an index with another one cannot be read."""
    return f"{INDEX_FORMAT}.{FINGERPRINT}"


class SkippedFile(NamedTuple):
    """A file that the last ingest could not use: its path as it was named and in full, the line, the reason."""

    path: str
    line: int | None
    reason: str
    full_path: str = ""


class FileMeta(NamedTuple):
    """One file: its size, its checksum (compared on opening), and its BLAKE2 digest (compared by ``check``)."""

    size: int
    checksum: int
    digest: str


class SegmentMeta(NamedTuple):
    """One segment: its name, how many releases it contains, and the numbers of the deleted ones, rising."""

    name: str
    releases: int
    deleted: tuple[int, ...] = ()

    def files(self) -> list[str]:
        """Return the names of its files."""
        return [f"{self.name}{extension}" for extension in SEGMENT_FILES]


class Manifest(NamedTuple):
    """One state of an index.

    ``files`` maps the name of each file to its metadata, ``tables`` the name of each table to its files, the oldest
    first. ``probe`` is a digest of the analyses of some words, by which the next ingest notices another dictionary
    or stemmer. ``made`` is an ISO time with its zone. ``sources`` are the full paths that the releases come from,
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
        """Return the name of the table of contents of this state."""
        return toc_name(self.generation)

    def names(self) -> set[str]:
        """Return the names of all files of this state."""
        return {self.toc, manifest_name(self.generation), *self.files}

    def to_bytes(self) -> bytes:
        """Return the manifest as it is written."""
        value = {
            **self._asdict(),
            "segments": [one._asdict() for one in self.segments],
            "skipped": [one._asdict() for one in self.skipped],
        }
        text = json.dumps(value, ensure_ascii=True, indent=1).encode() + b"\n"
        return checksum_line(text).encode() + b"\n" + text


class Origin(NamedTuple):
    """What every version of defsearch can tell about an index of any other version.

    So the checksum line and these keys of a manifest never change. ``is_current`` is False if the index cannot be
    searched by this version; ``is_newer`` is True if a later version made it. ``file_list`` is the name of its table
    of release files, which this version may or may not understand.
    """

    sources: tuple[str, ...]
    followed: tuple[str, ...]
    releases: int
    made: str
    fingerprint: str
    is_current: bool
    is_newer: bool
    file_list: str
    bytes: int
    segments: int


def parse_origin(data: bytes, fingerprint: str) -> Origin | None:
    """Return the origin in a manifest of any version; None if it is not as it was written."""
    check, _, text = data.partition(b"\n")
    if checksum_line(text).encode() != check:
        return None
    try:
        value: dict[str, Any] = json.loads(text)
        found = _fingerprint(value["fingerprint"])
        return Origin(
            sources=tuple(map(checked_path, value["sources"])),
            followed=tuple(map(checked_path, value["followed"])),
            releases=_count(value["releases"]),
            made=datetime.datetime.fromisoformat(value["made"]).isoformat(),
            fingerprint=found,
            is_current=found == fingerprint,
            is_newer=_format_number(found) > _format_number(fingerprint),
            file_list=_index_file(value["tables"]["files"][-1]),
            bytes=sum(_count(size) for size, *_ in value["files"].values()),
            segments=len(value["segments"]),
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def _index_file(name: str) -> str:
    if not is_index_file(name):
        raise ValueError("not a file of an index")
    return name


def _format_number(fingerprint: str) -> int:
    number = fingerprint.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() else 0


def cap_skipped(skipped: Iterable[SkippedFile]) -> tuple[SkippedFile, ...]:
    """Return ``skipped``, sorted by path, as many as fit in a manifest."""
    ordered = sorted(skipped, key=lambda one: (one.path, one.line or 0, one.reason))[:_MAX_SKIPPED]
    sizes = accumulate(len(json.dumps(one)) for one in ordered)
    return tuple(one for one, size in zip(ordered, sizes, strict=True) if size <= _MAX_SKIPPED_BYTES)


def manifest_name(generation: int) -> str:
    """Return the name of the manifest of state ``generation``."""
    return f"manifest_{generation}.json"


def checksum_line(data: bytes) -> str:
    """Return the first line of a manifest: the checksum of the rest."""
    return f"{crc32(data):08x}"


def parse_manifest(data: bytes, generation: int, fingerprint: str) -> Manifest:
    """Parse the manifest that ``to_bytes`` wrote for state ``generation`` of an index with ``fingerprint``.

    Raises:
        IndexMismatchError: a defsearch with another fingerprint wrote it.
        IndexDamagedError: it is not as it was written, or no defsearch writes such a manifest.
    """
    check, _, text = data.partition(b"\n")
    if checksum_line(text).encode() != check:
        raise _damaged(generation)
    try:
        value: dict[str, Any] = json.loads(text)
        found = value["fingerprint"]
        if found != fingerprint:
            made_by = found if isinstance(found, str) and re.fullmatch(_FINGERPRINT, found) else "unknown"
            age = "a newer" if _format_number(made_by) > _format_number(fingerprint) else "an older"
            raise IndexMismatchError(
                f"The index was made by {age} version of defsearch ({made_by}, this is {fingerprint}).",
                is_newer=age == "a newer",
            )
        manifest = _manifest(value)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _damaged(generation) from None
    if manifest.generation != generation:
        raise _damaged(generation)
    return manifest


def _damaged(generation: int) -> IndexDamagedError:
    return IndexDamagedError(manifest_name(generation), "is not as it was written")


def _manifest(value: dict[str, Any]) -> Manifest:
    """Return the manifest in a JSON value; an invalid one raises ValueError, TypeError or KeyError."""
    segments = tuple(_segment(**one) for one in value["segments"])
    files = {name: _file(*one) for name, one in value["files"].items()}
    tables = {name: tuple(_of(str, file) for file in paths) for name, paths in value["tables"].items()}
    if tables.keys() - set(SIDE_TABLES) != set(TABLE_NAMES) or not all(
        paths and all(file.endswith(f".{name}") for file in paths) for name, paths in tables.items()
    ):
        raise ValueError("not the tables of an index")
    expected = [
        *(file for paths in tables.values() for file in paths),
        *(name for one in segments for name in one.files()),
    ]
    if sorted(files) != sorted(expected) or not all(map(is_index_file, files)):
        raise ValueError("not the files of an index")
    made = datetime.datetime.fromisoformat(value["made"])
    if made.tzinfo is None or not _YEARS[0] <= made.year <= _YEARS[1]:
        raise ValueError("a time without its zone, or an impossible year")
    releases = sum(one.releases - len(one.deleted) for one in segments)
    if releases != _count(value["releases"]):
        raise ValueError("another number of releases")
    return Manifest(
        generation=_count(value["generation"]),
        fingerprint=_of(str, value["fingerprint"]),
        probe=_of(str, value["probe"]),
        made=value["made"],
        releases=releases,
        segments=segments,
        files=files,
        tables=tables,
        sources=tuple(map(checked_path, value["sources"])),
        skipped=tuple(_skipped(**one) for one in value["skipped"]),
        followed=tuple(map(checked_path, value["followed"])),
    )


def _file(size: int, checksum: int, digest: str) -> FileMeta:
    if len(_of(str, digest)) != _DIGEST_LENGTH or not _HEXADECIMAL.issuperset(digest):
        raise ValueError("not a digest")
    return FileMeta(_count(size), _count(checksum), digest)


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
        raise TypeError(f"not a {kind.__name__}")
    return value


def _count(value: object) -> int:
    number = _of(int, value)
    if number < 0:
        raise ValueError("below zero")
    return number


def _fingerprint(value: object) -> str:
    text = _of(str, value)
    if re.fullmatch(_FINGERPRINT, text) is None:
        raise ValueError("not a fingerprint")
    return text


# The header that Whoosh expects: the bytes of an int, a long and a float; -12345, which shows the byte order; the
# version of the format (-111); the version of Whoosh.
_HEAD = b"\x04\x08\x04\xff\xff\xcf\xc7\xff\xff\xff\x91\x02\x07\x04"
# Pickles in the oldest version of their format, which is text: c names a function, ( to t is a tuple, ) an empty
# tuple, R calls the function with the tuple, ( to l is a list, V a string, I a whole number, . the end.
_SCHEMA = b"cdefsearch.index.schema\nmake_schema\n)R."
_SEGMENT = b"cdefsearch.index.whoosh_codec\nsegment_of\n(V%b\nI%d\n(%bttR"


def toc_bytes(segments: Iterable[SegmentMeta], generation: int) -> bytes:
    """Return the table of contents of a state."""
    pickled = b"".join(map(_pickled, segments))
    return b"".join((
        _HEAD, bytes([len(_SCHEMA)]), _SCHEMA, generation.to_bytes(4, "big"), bytes(4), b"(%bl." % pickled,
    ))  # fmt: skip


def _pickled(segment: SegmentMeta) -> bytes:
    deleted = b"".join([b"I%d\n" % number for number in segment.deleted])
    return _SEGMENT % (segment.name.encode("ascii"), segment.releases, deleted)
