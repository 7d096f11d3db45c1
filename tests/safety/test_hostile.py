"""An index made to do harm: names that lead elsewhere, sizes that cannot be, with every checksum right."""

from __future__ import annotations

import os
import shutil
import time
import tracemalloc
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.forge_index import change_manifest, read_content, replace_content, update_file_meta
from support.read_operations import READ_OPERATIONS, make_index, outcome_of

from defsearch.errors import DefsearchError, IndexDamagedError
from defsearch.index.check import check, status
from defsearch.index.directory import latest_generation, toc_name
from defsearch.index.manifest import checksum_line, manifest_name
from defsearch.index.snapshot import open_snapshot
from defsearch.index.source_files import write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that is whole."""
    return make_index(tmp_path_factory.mktemp("original"))


@pytest.fixture
def index(original: Path, tmp_path: Path) -> Path:
    """A copy to do things to."""
    shutil.copytree(original, tmp_path / "index")
    return tmp_path / "index"


def digest_in(index: Path, name: str) -> str:
    """What the manifest says of a file."""
    with open_snapshot(index) as opened:
        return opened.manifest.files[name].digest


def segment_of(index: Path) -> str:
    """The name of a segment."""
    with open_snapshot(index) as opened:
        return opened.segments[0].name


def assert_refused(index: Path) -> None:
    """Every question is an error with a way out, quickly; ``check`` says so too."""
    started = time.monotonic()
    assert {outcome_of(ask, index, None) for ask in READ_OPERATIONS.values()} == {"error"}
    assert check(index).faults
    assert time.monotonic() - started < 20


ELSEWHERE = ["../secret", "/etc/passwd", "..", "a/../../secret", "secret\0", "\x1b[31m"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_names_that_lead_out_of_the_folder_are_refused(index: Path, name: str) -> None:
    """Of tables, of files and of segments."""
    shutil.copy(index / "lexicon_2.words", index.parent / "secret")
    manifest = index / manifest_name(2)
    kept = manifest.read_bytes()
    changes: list[Callable[[dict[str, Any]], object]] = [
        lambda facts: facts["tables"].update(words=[name]),
        lambda facts: (
            facts["tables"].update(words=[name]),
            facts["files"].update({name: facts["files"].pop("lexicon_2.words")}),
        ),
        lambda facts: facts["segments"][0].update(name=name),
        lambda facts: facts["files"].update({name: facts["files"]["lexicon_2.words"]}),
        lambda facts: facts.update(fingerprint=name),
    ]
    for change in changes[:4]:
        change_manifest(index, change)
        assert_refused(index)
        manifest.write_bytes(kept)
    change_manifest(index, changes[4])
    for ask in READ_OPERATIONS.values():
        with pytest.raises(DefsearchError) as caught:
            ask(index)
        assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "deleted",
    [[10**9], [-1], ["0"], [0.5], [None], {"0": 1}, [[0]], [True], "0", [1, 0], [*range(10**5)]],
    ids=lambda one: str(one)[:20],
)
def test_deletions_that_cannot_be_are_refused(index: Path, deleted: Any) -> None:
    """Only numbers of releases of the segment, rising."""
    change_manifest(index, lambda facts: facts["segments"][0].update(deleted=deleted))
    assert_refused(index)


@pytest.mark.parametrize("releases", [10**6, 10**12, 10**30, 0, -1, "3", 1.5])
def test_segments_of_another_size_are_refused(index: Path, releases: Any) -> None:
    """Also where all sums agree."""

    def change(facts: dict[str, Any]) -> None:
        first = facts["segments"][0]
        if isinstance(releases, int):
            facts["releases"] += releases - first["releases"]
        first["releases"] = releases

    change_manifest(index, change)
    assert_refused(index)


def _list_as(listed: dict[str, Any], facts: dict[str, Any]) -> None:
    facts["files"].update(listed)


def test_a_file_of_a_terabyte_is_refused(index: Path) -> None:
    """A hole costs nothing on disk; reading it, or its checksums, would take for ever."""
    for name in ("lexicon_2.words", f"{segment_of(index)}.postings"):
        kept = (index / name).read_bytes()
        listed = {name: (1 << 40, 0, digest_in(index, name))}
        os.truncate(index / name, 1 << 40)
        change_manifest(index, partial(_list_as, listed))
        with pytest.raises(IndexDamagedError, match="larger than it can be"):
            open_snapshot(index)
        (index / name).write_bytes(kept)
        update_file_meta(index, name)
    open_snapshot(index).close()


def test_a_manifest_or_table_of_contents_without_end_is_refused(index: Path) -> None:
    """Before it is read."""
    for name in (manifest_name(2), toc_name(2)):
        kept = (index / name).read_bytes()
        os.truncate(index / name, 1 << 40)
        assert_refused(index)
        (index / name).write_bytes(kept)
    open_snapshot(index).close()


def test_a_manifest_that_fills_the_memory_is_refused(index: Path) -> None:
    """As large as one may be, and all of it small things."""
    with open_snapshot(index) as opened:
        fingerprint = opened.manifest.fingerprint
    text = b'{"fingerprint": "%b", "sources": [%b]}\n' % (
        fingerprint.encode(),
        b",".join([b"[]"] * 200_000),
    )
    path = index / manifest_name(latest_generation(index))
    path.write_bytes(checksum_line(text).encode() + b"\n" + text)
    tracemalloc.start()
    try:
        with pytest.raises(IndexDamagedError):
            open_snapshot(index)
        assert tracemalloc.get_traced_memory()[1] < 200 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "row",
    [
        b"0 99999999999999999999 1 1",
        b"99999999999999999999 10 1 1",
        b"0 10 99999999999999999999 1",
        b"-5 10 1 1",
        b"10 -5 1 1",
        b"0 10 -1 1",
        b"0 10 1",
        b"x y z w",
        b"\xff",
        b"9" * 100_000,
    ],
    ids=lambda row: repr(row[:30]),
)
def test_terms_that_point_anywhere_are_refused(index: Path, row: bytes) -> None:
    """Past the end, before the beginning, at more than there is."""
    name = f"{segment_of(index)}.terms"
    rows = read_content(index, name).splitlines()
    replace_content(index, name, b"".join(line.partition(b"\t")[0] + b"\t" + row + b"\n" for line in rows))
    found = {name: outcome_of(ask, index, None) for name, ask in READ_OPERATIONS.items()}
    assert found["query"] == "error"
    assert set(found.values()) <= {"error", "wrong"}
    assert check(index).faults


def packed(text: bytes) -> bytes:
    """A release whose unpacked text is ``text``."""
    return b'"id"\n' + zlib.compress(text, 1)


@pytest.mark.parametrize(
    "text",
    [
        bytes(50 << 20),
        b'["p", 0, 999999999999]\n',
        b'["p", 99999999999999999999, 0]\n',
        b"[" * 1_000_000 + b"\n",
        b"[" + b"[]," * 1_000_000 + b"[]]\n",
    ],
    ids=["bomb", "paragraphs", "title", "nesting", "lists"],
)
def test_releases_that_unpack_to_anything_are_refused(index: Path, text: bytes) -> None:
    """In bounded memory."""
    name = f"{segment_of(index)}.documents"
    with open_snapshot(index) as opened:
        documents = opened.segments[0].documents
        items = [documents.record(number) for number in range(len(documents))]
        columns = [documents.doc_values(column) for column in ("date", "title", "heading", "body", "by_date")]
        totals = documents.total_lengths.values()
    items[0] = packed(text)
    starts = [sum(map(len, items[:number])) for number in range(len(items))]
    end = sum(map(len, items))
    numbers = b"".join(number.to_bytes(8, "little") for number in starts)
    tail = b"".join(column.tobytes() for column in columns)
    tail += b"".join(b"%16d" % number for number in (end, len(items), *totals))
    replace_content(index, name, b"".join(items) + numbers + tail)
    tracemalloc.start()
    try:
        assert {
            outcome_of(READ_OPERATIONS["show"], index, None),
            outcome_of(READ_OPERATIONS["query"], index, None),
        } <= {
            "error",
            "wrong",
        }
        assert check(index).faults
        assert tracemalloc.get_traced_memory()[1] < 450 << 20
    finally:
        tracemalloc.stop()


def test_days_that_are_on_no_calendar_are_refused(index: Path) -> None:
    """Where they are counted and where they are shown."""
    name = f"{segment_of(index)}.documents"
    data = bytearray(read_content(index, name))
    with open_snapshot(index) as opened:
        day = opened.segments[0].documents.doc_values("date")[0].to_bytes(4, "little")
    at = data.rindex(day)
    data[at : at + 4] = b"\xff" * 4
    replace_content(index, name, bytes(data))
    for ask in (status, READ_OPERATIONS["show"]):
        with pytest.raises(IndexDamagedError):
            ask(index)
    assert check(index).faults


def test_files_named_elsewhere_are_neither_shown_nor_changed(index: Path, tmp_path: Path) -> None:
    """An index that lists a file of yours as one of its releases: an ingest leaves that file alone."""
    (tmp_path / "mine").write_text("my own")
    with open_snapshot(index) as opened:
        first, *others = opened.files.all()
    write_files(tmp_path / "forged", [first._replace(full_path=str(tmp_path / "mine")), *others])
    replace_content(index, "lexicon_2.files", read_content(tmp_path, "forged"))
    write_releases(tmp_path / "s", een=release_text("Een."))
    run_ingest(tmp_path / "s", index)
    run_ingest(tmp_path, index)
    assert (tmp_path / "mine").read_text() == "my own"


def test_an_ingest_into_a_hostile_folder_follows_no_link(index: Path, tmp_path: Path) -> None:
    """Links in the place of everything that an ingest writes or removes."""
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("a", "b", "c"):
        (mine / name).write_text("my own")
    (index / "write.lock").unlink(missing_ok=True)
    for name, target in (("_MAIN_3.toc.new", "a"), ("manifest_3.json", "b"), ("lexicon_3.words", "c")):
        (index / name).symlink_to(mine / target)
    (index / "lexicon_4.words").symlink_to(mine)
    write_releases(tmp_path / "s", een=release_text("Een."))
    assert run_ingest(tmp_path / "s", index).written
    assert {path.name: path.read_text() for path in mine.iterdir()} == dict.fromkeys("abc", "my own")
