"""The manifest and the table of contents: what is read is what was written, and nothing else is accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archive import release_text, run_ingest, write_releases
from support.forge_index import OneFileStorage, whoosh_toc
from support.strategies import file_names
from whoosh.index import TOC, open_dir

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexDamagedError, IndexMismatchError
from defsearch.index.manifest import (
    FileMeta,
    Manifest,
    SegmentMeta,
    SkippedFile,
    cap_skipped,
    checksum_line,
    parse_manifest,
    toc_bytes,
)
from defsearch.index.schema import make_schema
from defsearch.index.whoosh_codec import segment_of

if TYPE_CHECKING:
    from pathlib import Path

NAME = "MAIN_0123456789abcdef"
OTHER = "MAIN_fedcba9876543210"
TABLES = {
    "words": ("lexicon_3.words", "lexicon_5.words"),
    "files": ("lexicon_7.files",),
}


def manifest(**changes: Any) -> Manifest:
    """Return a manifest of state 7 with two segments."""
    segments = (SegmentMeta(NAME, 5, (1, 3)), SegmentMeta(OTHER, 2))
    names = [
        *(name for files in TABLES.values() for name in files),
        *(name for one in segments for name in one.files()),
    ]
    content: dict[str, Any] = {
        "generation": 7,
        "fingerprint": "1.abc",
        "probe": "p",
        "made": "2026-11-22T10:00:00+00:00",
        "releases": 5,
        "segments": segments,
        "files": {name: FileMeta(at, 7 * at, f"{at:032x}") for at, name in enumerate(names)},
        "tables": TABLES,
        "sources": ("/a/seeds",),
        "skipped": (SkippedFile("a.txt", 1, "the file is empty", "/a/a.txt"),),
    }
    return Manifest(**{**content, **changes})


def with_checksum(content: dict[str, Any]) -> bytes:
    """Return JSON content as a manifest with a right checksum."""
    text = json.dumps(content).encode() + b"\n"
    return checksum_line(text).encode() + b"\n" + text


def content_of(one: Manifest) -> dict[str, Any]:
    """Return the JSON content of a manifest."""
    content: dict[str, Any] = json.loads(one.to_bytes().partition(b"\n")[2])
    return content


texts = file_names("a/\n\\\ud800", max_size=10)


@given(
    st.lists(texts, max_size=3).map(tuple),
    st.lists(st.builds(SkippedFile, texts, st.none() | st.integers(0), texts, texts), max_size=3).map(tuple),
)
def test_a_manifest_is_parsed_as_it_was_written(
    sources: tuple[str, ...], skipped: tuple[SkippedFile, ...]
) -> None:
    """With any path that a system can have."""
    one = manifest(sources=sources, skipped=skipped)
    assert parse_manifest(one.to_bytes(), 7, "1.abc") == one


def test_every_flipped_bit_is_noticed() -> None:
    """All bits of all bytes."""
    data = bytearray(manifest().to_bytes())
    for byte in range(len(data)):
        for bit in range(8):
            data[byte] ^= 1 << bit
            with pytest.raises(IndexDamagedError):
                parse_manifest(bytes(data), 7, "1.abc")
            data[byte] ^= 1 << bit


def test_a_manifest_that_is_cut_short_or_extended_is_noticed() -> None:
    """Even by one line end."""
    data = manifest().to_bytes()
    for length in range(len(data)):
        with pytest.raises(IndexDamagedError):
            parse_manifest(data[:length], 7, "1.abc")
    with pytest.raises(IndexDamagedError):
        parse_manifest(data + b"\n", 7, "1.abc")


def test_another_fingerprint_is_a_mismatch() -> None:
    """Whatever else is in the manifest. An older index can be rebuilt, a newer one cannot."""
    for found, advice in (("2.abc", "Rebuild it"), ("3.abd", "Rebuild it"), ("4.abc", "Upgrade defsearch")):
        with pytest.raises(IndexMismatchError) as caught:
            parse_manifest(with_checksum({"fingerprint": found, "new": []}), 7, "3.abc")
        assert found in caught.value.message
        assert str(remedy(caught.value)).startswith(advice)


@pytest.mark.parametrize("fingerprint", ["\x1b[31m1.abc", "x" * 10_000, ["1.abc"], None, ""])
def test_an_invalid_fingerprint_is_not_printed(fingerprint: object) -> None:
    """Text from someone else must not go to a terminal."""
    with pytest.raises(IndexMismatchError, match=r"\(unknown, this is 1\.abc\)"):
        parse_manifest(with_checksum({"fingerprint": fingerprint}), 7, "1.abc")


def test_a_manifest_of_another_state_is_damage() -> None:
    """Such as a copy under another name."""
    with pytest.raises(IndexDamagedError, match=r"manifest_8\.json"):
        parse_manifest(manifest().to_bytes(), 8, "1.abc")


@given(st.binary(max_size=80))
def test_any_bytes_are_damage(data: bytes) -> None:
    """With a right checksum, too."""
    for one in (data, checksum_line(data).encode() + b"\n" + data):
        with pytest.raises(IndexDamagedError):
            parse_manifest(one, 7, "1.abc")


SEGMENT = {"name": NAME, "releases": 5, "deleted": [1, 3]}
WRONG: list[tuple[str, Any]] = [
    ("generation", "7"),
    ("generation", True),
    ("generation", 7.0),
    ("probe", None),
    ("made", "yesterday"),
    ("made", 12),
    ("made", "2026-11-22T10:00:00"),
    ("releases", 4),
    ("releases", 10**30),
    ("files", {}),
    ("files", []),
    ("tables", {}),
    ("tables", {**TABLES, "words": ["../lexicon_3.words", "lexicon_5.words"]}),
    ("tables", {**TABLES, "words": ["/etc/x.words", "lexicon_5.words"]}),
    ("tables", {**TABLES, "words": ["lexicon_3.words"]}),
    ("tables", {**TABLES, "words": ["lexicon_3.words", "lexicon_3.words"]}),
    ("tables", {**TABLES, "words": []}),
    ("tables", {**TABLES, "words": [3]}),
    ("tables", {**TABLES, "words": {}}),
    ("tables", {**TABLES, "words": None}),
    ("tables", {**TABLES, "words": TABLES["files"], "files": TABLES["words"]}),
    ("tables", {**TABLES, "more": ["lexicon_3.more"]}),
    ("sources", [3]),
    ("sources", None),
    ("sources", ["/a\0b"]),
    ("followed", ["/a/\ud800"]),
    ("skipped", [{"path": "a"}]),
    ("skipped", [{"path": "a", "line": -1, "reason": "r", "full_path": "f"}]),
    ("skipped", ["a"]),
    ("skipped", [{"path": "a", "line": 1, "reason": "r", "full_path": "/a\0"}]),
    ("segments", []),
    ("segments", {}),
    ("segments", [3]),
    ("segments", [SEGMENT, SEGMENT]),
    ("segments", [{**SEGMENT, "code": "os.system"}]),
    *(
        ("segments", [{**SEGMENT, **wrong}, {"name": OTHER, "releases": 2, "deleted": []}])
        for wrong in (
            {"name": "../../etc/MAIN_0123456789abcdef"},
            {"name": "MAIN_0123456789abcde/"},
            {"name": ["MAIN_0123456789abcdef"]},
            {"name": "MAIN_0123456789abcdef\n"},
            {"releases": "5"},
            {"releases": -5},
            {"releases": 3},
            {"releases": 10**30},
            {"deleted": [3, 1]},
            {"deleted": [1, 1]},
            {"deleted": [-1, 3]},
            {"deleted": [1, 5]},
            {"deleted": [1, "3"]},
            {"deleted": [1, 3.0]},
            {"deleted": [1, True]},
            {"deleted": {"1": 3}},
            {"deleted": None},
        )
    ),
]


@pytest.mark.parametrize(("key", "value"), WRONG, ids=lambda one: repr(one)[:60])
def test_impossible_values_are_damage(key: str, value: object) -> None:
    """Wrong types, names that lead out of the folder, impossible numbers, with a right checksum."""
    content = content_of(manifest())
    assert parse_manifest(with_checksum(content), 7, "1.abc") == manifest()
    content[key] = value
    with pytest.raises(IndexDamagedError):
        parse_manifest(with_checksum(content), 7, "1.abc")


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("../x", (1, 1, "0" * 32)),
        ("passwd", (1, 1, "0" * 32)),
        (f"{NAME}.terms", (-1, 1, "0" * 32)),
        (f"{NAME}.terms", (1, -1, "0" * 32)),
        (f"{NAME}.terms", (1, "1", "0" * 32)),
        (f"{NAME}.terms", (1, 1, "x")),
        (f"{NAME}.terms", (1, 1)),
        (f"{NAME}.terms", 1),
    ],
)
def test_exactly_the_files_of_the_state_are_listed(name: str, entry: object) -> None:
    """Each with a size, a checksum and a digest."""
    content = content_of(manifest())
    content["files"][name] = entry
    with pytest.raises(IndexDamagedError):
        parse_manifest(with_checksum(content), 7, "1.abc")


@pytest.mark.parametrize("missing", sorted(content_of(manifest())))
def test_no_key_may_be_missing(missing: str) -> None:
    """Each is needed."""
    content = content_of(manifest())
    del content[missing]
    with pytest.raises(IndexDamagedError):
        parse_manifest(with_checksum(content), 7, "1.abc")


def test_deep_nesting_is_damage() -> None:
    """JSON in JSON, a hundred thousand levels deep."""
    text = b'{"fingerprint": ' + b"[" * 100_000
    with pytest.raises(IndexDamagedError):
        parse_manifest(checksum_line(text).encode() + b"\n" + text, 7, "1.abc")


def test_skipped_files_are_sorted_and_limited() -> None:
    """The same files give the same manifest, and many of them do not make it too large."""
    many = [SkippedFile(f"{number:05}", None, "r", "f") for number in range(5_000)]
    assert cap_skipped(reversed(many)) == cap_skipped(many) == tuple(many[:1_000])


generations = st.integers(0, 999_999_999)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=16, max_size=16).map("MAIN_{}".format)
deletions = st.sets(st.integers(0, 2**31 - 1), max_size=9).map(sorted).map(tuple)
segments = st.lists(st.builds(SegmentMeta, names, st.integers(0, 2**31), deletions), max_size=9)


@given(segments, generations)
def test_whoosh_reads_our_table_of_contents(metas: list[SegmentMeta], generation: int) -> None:
    """Schema, generation, and everything that Whoosh knows of a segment."""
    ours, theirs = (
        TOC.read(OneFileStorage(data), "MAIN", gen=generation, schema=schema)
        for data, schema in (
            (toc_bytes(metas, generation), None),
            (whoosh_toc(make_schema(), [], generation), make_schema()),
        )
    )
    assert (ours.generation, ours.version, ours.release) == (generation, theirs.version, theirs.release)
    assert ours.schema == theirs.schema == make_schema()
    assert [one.meta() for one in ours.segments] == metas
    assert [vars(one) for one in ours.segments] == [vars(segment_of(*one)) for one in metas]


@given(generations)
def test_the_header_is_the_one_that_whoosh_writes(generation: int) -> None:
    """Sizes, byte order and versions."""
    ours, theirs = toc_bytes([], generation), whoosh_toc(make_schema(), [], generation)
    assert ours.partition(b"cdefsearch")[0][:-1] == theirs[:14]


@pytest.mark.slow
@given(segments, segments, generations, generations)
def test_different_states_have_different_tables_of_contents(
    some: list[SegmentMeta], others: list[SegmentMeta], one: int, other: int
) -> None:
    """So none can be that of another state."""
    assert (toc_bytes(some, one) == toc_bytes(others, other)) == ((some, one) == (others, other))


def test_whoosh_opens_an_index(tmp_path: Path) -> None:
    """Without being given the schema."""
    run_ingest(
        write_releases(tmp_path / "s", een=release_text("Een fregat."), twee=release_text("Geen.")),
        tmp_path / "index",
    )
    index = open_dir(str(tmp_path / "index"))
    assert index.schema == make_schema()
    with index.reader() as reader:
        assert reader.doc_count() == 2
        assert reader.doc_frequency("body", "=fregat") == 1
