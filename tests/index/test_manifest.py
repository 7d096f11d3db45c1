"""The manifest: what it says is what was written, and nothing else is believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import file_names

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
)

NAME = "MAIN_0123456789abcdef"
OTHER = "MAIN_fedcba9876543210"
TABLES = {
    "words": ("lexicon_3.words", "lexicon_5.words"),
    "dictionary": ("lexicon_3.dictionary",),
    "files": ("lexicon_7.files",),
}


def manifest(**changes: Any) -> Manifest:
    """A manifest of state 7 with two segments."""
    segments = (SegmentMeta(NAME, 5, (1, 3)), SegmentMeta(OTHER, 2))
    names = [
        *(name for layers in TABLES.values() for name in layers),
        *(name for one in segments for name in one.files()),
    ]
    facts: dict[str, Any] = {
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
    return Manifest(**{**facts, **changes})


def sealed(facts: dict[str, Any]) -> bytes:
    """Facts as a manifest with a right checksum."""
    text = json.dumps(facts).encode() + b"\n"
    return checksum_line(text).encode() + b"\n" + text


def facts_of(one: Manifest) -> dict[str, Any]:
    """A manifest as it stands on disk, to be changed."""
    facts: dict[str, Any] = json.loads(one.to_bytes().partition(b"\n")[2])
    return facts


texts = file_names("a/\n\\\ud800", max_size=10)


@given(
    st.lists(texts, max_size=3).map(tuple),
    st.lists(st.builds(SkippedFile, texts, st.none() | st.integers(0), texts, texts), max_size=3).map(tuple),
)
def test_a_manifest_comes_back_as_it_was(sources: tuple[str, ...], skipped: tuple[SkippedFile, ...]) -> None:
    """With any path that a system can have."""
    one = manifest(sources=sources, skipped=skipped)
    assert parse_manifest(one.to_bytes(), 7, "1.abc") == one


def test_every_flip_is_noticed() -> None:
    """All bits of all bytes."""
    data = bytearray(manifest().to_bytes())
    for byte in range(len(data)):
        for bit in range(8):
            data[byte] ^= 1 << bit
            with pytest.raises(IndexDamagedError):
                parse_manifest(bytes(data), 7, "1.abc")
            data[byte] ^= 1 << bit


def test_every_beginning_and_every_addition_is_noticed() -> None:
    """Also a last line end that went missing."""
    data = manifest().to_bytes()
    for length in range(len(data)):
        with pytest.raises(IndexDamagedError):
            parse_manifest(data[:length], 7, "1.abc")
    with pytest.raises(IndexDamagedError):
        parse_manifest(data + b"\n", 7, "1.abc")


def test_another_version_is_a_mismatch_whatever_else_it_says() -> None:
    """Its manifest may look otherwise; what it needs is to be made anew."""
    with pytest.raises(IndexMismatchError) as caught:
        parse_manifest(sealed({"fingerprint": "2.abc", "new": []}), 7, "1.abc")
    assert "2.abc" in caught.value.message
    assert "--rebuild" in str(remedy(caught.value))


@pytest.mark.parametrize("fingerprint", ["\x1b[31m1.abc", "x" * 10_000, ["1.abc"], None, ""])
def test_a_version_that_is_none_is_not_repeated(fingerprint: object) -> None:
    """What someone else wrote does not go to a terminal."""
    with pytest.raises(IndexMismatchError, match=r"\(unknown, this is 1\.abc\)"):
        parse_manifest(sealed({"fingerprint": fingerprint}), 7, "1.abc")


def test_a_manifest_of_another_state_is_damage() -> None:
    """A copy under another name."""
    with pytest.raises(IndexDamagedError, match=r"manifest_8\.json"):
        parse_manifest(manifest().to_bytes(), 8, "1.abc")


@given(st.binary(max_size=80))
def test_bytes_of_any_kind_are_damage(data: bytes) -> None:
    """With a right checksum too."""
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
def test_what_no_ingest_says_is_not_believed(key: str, value: object) -> None:
    """Wrong kinds, names that lead out of the folder, numbers that cannot be, with a right checksum."""
    facts = facts_of(manifest())
    assert parse_manifest(sealed(facts), 7, "1.abc") == manifest()
    facts[key] = value
    with pytest.raises(IndexDamagedError):
        parse_manifest(sealed(facts), 7, "1.abc")


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
def test_only_the_files_of_an_index_are_listed(name: str, entry: object) -> None:
    """Nothing more, nothing else, each with a size and a digest."""
    facts = facts_of(manifest())
    facts["files"][name] = entry
    with pytest.raises(IndexDamagedError):
        parse_manifest(sealed(facts), 7, "1.abc")


@pytest.mark.parametrize("missing", sorted(facts_of(manifest())))
def test_nothing_may_be_missing(missing: str) -> None:
    """Each of the facts is needed."""
    facts = facts_of(manifest())
    del facts[missing]
    with pytest.raises(IndexDamagedError):
        parse_manifest(sealed(facts), 7, "1.abc")


def test_deep_nesting_is_damage_and_no_crash() -> None:
    """JSON within JSON, a hundred thousand deep."""
    text = b'{"fingerprint": ' + b"[" * 100_000
    with pytest.raises(IndexDamagedError):
        parse_manifest(checksum_line(text).encode() + b"\n" + text, 7, "1.abc")


def test_skipped_files_are_kept_in_order_and_within_bounds() -> None:
    """So that the same files say the same, and a hopeless archive makes no endless manifest."""
    many = [SkippedFile(f"{number:05}", None, "r", "f") for number in range(5_000)]
    assert cap_skipped(reversed(many)) == cap_skipped(many) == tuple(many[:1_000])
