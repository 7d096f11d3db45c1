"""A forged index, with right checksums: no code runs, no file outside is touched, no memory is exhausted."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import time
import tracemalloc
import zlib
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.command_line import READ_COMMANDS, run_command
from support.forge_index import (
    PicklePayload,
    change_manifest,
    pickle_payloads,
    read_content,
    replace_content,
    update_file_meta,
    whoosh_toc,
)
from support.index_contents import stray_files
from support.read_operations import READ_OPERATIONS, all_answers, make_index, outcome_of
from support.trials.tamper import tamper_at_random
from whoosh.fields import Schema

from defsearch.errors import DefsearchError, IndexDamagedError
from defsearch.index.check import check, status
from defsearch.index.directory import latest_generation
from defsearch.index.manifest import SegmentMeta, checksum_line, manifest_name, toc_bytes, toc_name
from defsearch.index.schema import make_schema
from defsearch.index.snapshot import open_snapshot
from defsearch.index.source_files import write_files
from defsearch.index.sstable import SSTable, write_sstable
from defsearch.index.whoosh_codec import ArchiveSegment

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow  # a hundred indexes are written

# Pickles

_loaded: list[str] = []


def _record_pickle_names(event: str, args: tuple[Any, ...]) -> None:
    if event == "pickle.find_class":
        _loaded.append(f"{args[0]}.{args[1]}")


sys.addaudithook(
    _record_pickle_names
)  # Python calls it for every name in a pickle; an audit hook cannot be removed


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an undamaged index."""
    return make_index(tmp_path_factory.mktemp("original"))


@pytest.fixture
def index(original: Path, tmp_path: Path) -> Path:
    """Return a copy to forge."""
    shutil.copytree(original, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """Return the path of the file that a payload would create."""
    return tmp_path / "ran"


def outcomes(index: Path) -> set[str]:
    """Return the outcomes of all read operations, ``check`` and an ingest."""
    _loaded.clear()
    found = {outcome_of(operation, index, None) for operation in READ_OPERATIONS.values()}
    try:
        found.add("error" if check(index).faults else "wrong")
    except DefsearchError:
        found.add("error")
    try:
        run_ingest(index.parent, index, dry_run=True)
    except DefsearchError as error:
        found.add("error" if error.exit_code in (2, 3) else "no remedy")
    return found


def test_an_unpickled_payload_is_detected(marker: Path) -> None:
    """It creates its file, and the audit hook sees it."""
    pickle.loads(pickle.dumps(PicklePayload(marker)))  # noqa: S301
    assert marker.exists()
    assert _loaded


def test_an_index_is_read_without_pickle(index: Path, tmp_path: Path) -> None:
    """All operations, ``check`` and an ingest load no pickle."""
    _loaded.clear()
    pickles: list[object] = []
    write_releases(tmp_path / "more", nog=release_text("Nog een bericht."))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("loads", "load", "Unpickler"):
            patch.setattr(pickle, name, pickles.append)
        all_answers(index)
        assert check(index).faults == ()
        assert run_ingest(tmp_path / "more", index).written
    assert (_loaded, pickles) == ([], [])


def test_a_pickle_in_the_place_of_a_file_is_not_loaded(index: Path, marker: Path) -> None:
    """Each file is replaced, with old and new pickle protocols: exit code 3."""
    for path in sorted(index.iterdir()):
        if path.name in ("write.lock", ".defsearch"):
            continue
        kept = path.read_bytes()
        for payload in pickle_payloads(marker):
            for data in (
                payload,
                (payload * (len(kept) // len(payload) + 1))[: len(kept)],
                kept[:8] + payload,
            ):
                path.write_bytes(data)
                assert outcomes(index) == {"error"}, path.name
                assert not _loaded
        path.write_bytes(kept)
    assert not marker.exists()


class _PayloadSchema(Schema):  # type: ignore[misc]
    """A schema that is a payload."""

    marker = Path()

    def __reduce__(self) -> Any:
        return Path.touch, (self.marker,)


def forged_tocs(marker: Path) -> dict[str, bytes]:
    """Return tables of contents with a payload in each place that Whoosh loads, and in places that it does not."""
    genuine = toc_bytes([SegmentMeta("MAIN_0123456789abcdef", 3, (1,))], 2)
    evil, segment = _PayloadSchema(), ArchiveSegment()
    evil.marker = marker
    segment.more = PicklePayload(marker)
    payload = pickle.dumps(PicklePayload(marker), 0)
    return {
        "schema": whoosh_toc(evil, [], 2),
        "segments": whoosh_toc(make_schema(), [PicklePayload(marker)], 2),
        "inside a segment": whoosh_toc(make_schema(), [segment], 2),
        "as a deleted release": genuine.replace(b"I1\n", payload[:-1]),
        "before the segments": genuine.replace(b"(cdefsearch", b"(" + payload[:-1] + b"0cdefsearch"),
        "after the end": genuine + payload,
        "all of it": payload,
    }


TOC_PLACES = sorted(forged_tocs(Path()))


@pytest.mark.parametrize("place", TOC_PLACES)
def test_a_payload_in_the_table_of_contents_is_not_loaded(index: Path, marker: Path, place: str) -> None:
    """It has no checksum to forge, but every operation, ``check`` and an ingest refuse it."""
    (index / toc_name(2)).write_bytes(forged_tocs(marker)[place])
    assert outcomes(index) == {"error"}
    assert not _loaded
    assert not marker.exists()


def test_the_forged_tables_of_contents_would_work(marker: Path) -> None:
    """Without protection, the payloads are loaded in the places that Whoosh reads."""
    for place, toc in forged_tocs(marker).items():
        pickles = [toc[at:] for at in range(len(toc)) if toc[at:].startswith((b"(c", b"\x80"))]
        for one in pickles:
            with suppress(Exception):
                pickle.loads(one)  # noqa: S301
        assert marker.exists() == (place not in {"after the end", "all of it"}), place
        marker.unlink(missing_ok=True)


@pytest.mark.parametrize("place", TOC_PLACES)
def test_every_command_refuses_a_forged_table_of_contents(index: Path, marker: Path, place: str) -> None:
    """The exit code is 3, or 1 for ``check``, and the advised command repairs the index."""
    assert_refused_and_repaired(index, toc_name(2), forged_tocs(marker)[place])
    assert not marker.exists()


@pytest.mark.parametrize("name", ["_MAIN_1000000000.toc", "_MAIN_999999999.toc", "_MAIN_0000000003.toc"])
def test_a_second_table_of_contents_is_refused(index: Path, marker: Path, name: str) -> None:
    """A generation of ten digits was once seen by Whoosh only; nine digits left no number for a rebuild."""
    payload = whoosh_toc(make_schema(), [PicklePayload(marker)], 10**9)
    assert_refused_and_repaired(index, name, payload)
    assert not marker.exists()


def assert_refused_and_repaired(index: Path, name: str, toc: bytes) -> None:
    """Check that every command refuses the index with this file, and that a rebuild removes it."""
    (index / name).write_bytes(toc)
    source = str(write_releases(index.parent / "more", nog=release_text("Nog een bericht.")))
    _loaded.clear()
    for typed in (*READ_COMMANDS, "ingest SOURCE", "ingest SOURCE --dry-run"):
        found = run_command(*typed.replace("SOURCE", source).split(), "--index", str(index))
        assert found.code == (1 if typed.startswith("check") else 3), (typed, found)
        said = found.out + found.err
        assert b"damaged" in said or b"is missing" in said
        assert b"defsearch ingest --rebuild" in said
    assert run_command("ingest", "--rebuild", source, "--index", str(index)).code == 0
    assert run_command("check", "--index", str(index)).code == 0
    assert not stray_files(index)
    assert not _loaded


# Contents that cannot be right


def digest_in(index: Path, name: str) -> str:
    """Return the digest of a file in the manifest."""
    with open_snapshot(index) as opened:
        return opened.manifest.files[name].digest


def segment_of(index: Path) -> str:
    """Return the name of a segment."""
    with open_snapshot(index) as opened:
        return opened.segments[0].name


def assert_refused(index: Path) -> None:
    """Check that every operation gives an error with a remedy within seconds, and ``check`` a fault."""
    started = time.monotonic()
    assert {outcome_of(ask, index, None) for ask in READ_OPERATIONS.values()} == {"error"}
    assert check(index).faults
    assert time.monotonic() - started < 20


OUTSIDE_NAMES = ["../secret", "/etc/passwd", "..", "a/../../secret", "secret\0", "\x1b[31m"]


@pytest.mark.parametrize("name", OUTSIDE_NAMES)
def test_file_names_outside_the_folder_are_refused(index: Path, name: str) -> None:
    """This applies to tables, files and segments."""
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
    for ask in (ask for name_, ask in READ_OPERATIONS.items() if name_ != "status"):  # status always answers
        with pytest.raises(DefsearchError) as caught:
            ask(index)
        assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "deleted",
    [[10**9], [-1], ["0"], [0.5], [None], {"0": 1}, [[0]], [True], "0", [1, 0], [*range(10**5)]],
    ids=lambda one: str(one)[:20],
)
def test_invalid_deletions_are_refused(index: Path, deleted: Any) -> None:
    """They must be ascending document numbers of the segment."""
    change_manifest(index, lambda facts: facts["segments"][0].update(deleted=deleted))
    assert_refused(index)


@pytest.mark.parametrize("releases", [10**6, 10**12, 10**30, 0, -1, "3", 1.5])
def test_segments_with_a_wrong_size_are_refused(index: Path, releases: Any) -> None:
    """Also if all sums agree."""

    def change(facts: dict[str, Any]) -> None:
        first = facts["segments"][0]
        if isinstance(releases, int):
            facts["releases"] += releases - first["releases"]
        first["releases"] = releases

    change_manifest(index, change)
    assert_refused(index)


def _set_file_meta(listed: dict[str, Any], facts: dict[str, Any]) -> None:
    facts["files"].update(listed)


def test_a_file_of_a_terabyte_is_refused(index: Path) -> None:
    """A sparse file costs nothing on disk, but reading it or its checksums would take for ever."""
    for name in ("lexicon_2.words", f"{segment_of(index)}.postings"):
        kept = (index / name).read_bytes()
        listed = {name: (1 << 40, 0, digest_in(index, name))}
        os.truncate(index / name, 1 << 40)
        change_manifest(index, partial(_set_file_meta, listed))
        with pytest.raises(IndexDamagedError, match="larger than it can be"):
            open_snapshot(index)
        (index / name).write_bytes(kept)
        update_file_meta(index, name)
    open_snapshot(index).close()


def test_a_huge_manifest_or_table_of_contents_is_refused(index: Path) -> None:
    """It is refused before it is read."""
    for name in (manifest_name(2), toc_name(2)):
        kept = (index / name).read_bytes()
        os.truncate(index / name, 1 << 40)
        assert_refused(index)
        (index / name).write_bytes(kept)
    open_snapshot(index).close()


def test_a_manifest_of_many_small_values_is_refused(index: Path) -> None:
    """It has the largest allowed size, and parsing it takes bounded memory."""
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
def test_terms_with_wrong_offsets_are_refused(index: Path, row: bytes) -> None:
    """They point after the end, before the start, or at more than there is."""
    name = f"{segment_of(index)}.terms"
    table = SSTable(str(index / name), compressed=True)
    keys = [key for key, _ in table.rows()]
    table.close()
    (index / name).unlink()
    write_sstable(str(index / name), [(key, row) for key in keys], compressed=True)
    update_file_meta(index, name)
    found = {name: outcome_of(ask, index, None) for name, ask in READ_OPERATIONS.items()}
    assert found["query"] == "error"
    assert set(found.values()) <= {"error", "wrong"}
    assert check(index).faults


def packed(text: bytes) -> bytes:
    """Return a release whose unpacked text is ``text``."""
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
def test_invalid_stored_releases_are_refused(index: Path, text: bytes) -> None:
    """This takes bounded memory."""
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


def test_impossible_dates_are_refused(index: Path) -> None:
    """Both where dates are counted and where they are shown."""
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


def test_an_ingest_does_not_change_files_that_the_index_lists(index: Path, tmp_path: Path) -> None:
    """The index lists a file of the user as one of its releases."""
    (tmp_path / "mine").write_text("my own")
    with open_snapshot(index) as opened:
        first, *others = opened.files.all()
    write_files(tmp_path / "forged", [first._replace(full_path=str(tmp_path / "mine")), *others])
    replace_content(index, "lexicon_2.files", read_content(tmp_path, "forged"))
    write_releases(tmp_path / "s", een=release_text("Een."))
    run_ingest(tmp_path / "s", index)
    run_ingest(tmp_path, index)
    assert (tmp_path / "mine").read_text() == "my own"


def test_an_ingest_follows_no_symlink_in_the_index_folder(index: Path, tmp_path: Path) -> None:
    """Symlinks are in the place of everything that an ingest writes or removes."""
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


# Random changes


def test_random_changes_give_an_answer_or_an_error(tmp_path: Path) -> None:
    """In 200 trials there is no traceback and no hang, and ``check`` explains each error."""
    figures, wrong, longest = tamper_at_random(tmp_path, 200, seed=20_251_122)
    assert wrong == []
    assert longest < 5
    assert figures["trials"] == 200
    assert min(figures["answers"], figures["errors"], figures["found by check"]) > 100
