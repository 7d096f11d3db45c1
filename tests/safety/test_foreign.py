"""An index from someone else: whatever is planted in it, nothing of it runs, and nothing outside is touched."""

from __future__ import annotations

import pickle
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.command_line import READ_COMMANDS, run_command
from support.forge_index import (
    PicklePayload,
    pickle_payloads,
    read_content,
    replace_content,
    update_file_meta,
    whoosh_toc,
)
from support.index_contents import stray_files
from support.read_operations import READ_OPERATIONS, all_answers, make_index, outcome_of
from whoosh.fields import Schema

from defsearch.errors import DefsearchError
from defsearch.index.check import check
from defsearch.index.directory import toc_name
from defsearch.index.manifest import SegmentMeta, toc_bytes
from defsearch.index.schema import make_schema
from defsearch.index.whoosh_codec import ArchiveSegment

_loaded: list[str] = []


def _note(event: str, args: tuple[Any, ...]) -> None:
    if event == "pickle.find_class":
        _loaded.append(f"{args[0]}.{args[1]}")


sys.addaudithook(_note)  # Python asks it whenever a pickle names something; it can never be taken away


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that is whole."""
    return make_index(tmp_path_factory.mktemp("original"))


@pytest.fixture
def index(original: Path, tmp_path: Path) -> Path:
    """A copy to plant something in."""
    shutil.copytree(original, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """What a payload would make."""
    return tmp_path / "ran"


def outcomes(index: Path) -> set[str]:
    """What every question comes to, with ``check`` and an ingest besides."""
    _loaded.clear()
    found = {outcome_of(run_command, index, None) for run_command in READ_OPERATIONS.values()}
    try:
        found.add("error" if check(index).faults else "wrong")
    except DefsearchError:
        found.add("error")
    try:
        run_ingest(index.parent, index, dry_run=True)
    except DefsearchError as error:
        found.add("error" if error.exit_code in (2, 3) else "no remedy")
    return found


def test_the_tripwire_works(marker: Path) -> None:
    """A payload that is loaded makes its file and is seen by the hook."""
    pickle.loads(pickle.dumps(PicklePayload(marker)))  # noqa: S301
    assert marker.exists()
    assert _loaded


def test_a_genuine_index_is_read_without_any_pickle(index: Path, tmp_path: Path) -> None:
    """Not even one of ours: every question, a check, and an ingest that adds to it."""
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


def test_a_pickle_in_the_place_of_any_file_does_nothing(index: Path, marker: Path) -> None:
    """Each file replaced in whole: exit code 3, in old and new versions of the format."""
    for path in sorted(index.iterdir()):
        if path.name == "write.lock":
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


def test_a_pickle_sealed_with_right_checksums_does_nothing(index: Path, marker: Path) -> None:
    """In each sealed file, as all of it or in the place of its second half, and listed in the manifest.

    Searches need every file and end in an error; what needs less of it may answer.
    """
    for path in sorted(index.glob("[Ml]*")):
        kept = path.read_bytes()
        inside = read_content(index, path.name)
        payload = pickle_payloads(marker)[2]
        for data in (payload, inside[: len(inside) // 2] + payload):
            replace_content(index, path.name, data)
            assert outcomes(index) <= {"error", "wrong"}, path.name
            assert outcome_of(READ_OPERATIONS["query"], index, None) == "error"
            assert check(index).faults
            assert not _loaded
        path.write_bytes(kept)
        update_file_meta(index, path.name)
    assert not marker.exists()


class _Evil(Schema):  # type: ignore[misc]
    """A schema that is a payload."""

    marker = Path()

    def __reduce__(self) -> Any:
        return Path.touch, (self.marker,)


def planted_tocs(marker: Path) -> dict[str, bytes]:
    """Tables of contents of state 2 with a payload in each place that Whoosh loads, and where it does not."""
    genuine = toc_bytes([SegmentMeta("MAIN_0123456789abcdef", 3, (1,))], 2)
    evil, segment = _Evil(), ArchiveSegment()
    evil.marker = marker
    segment.more = PicklePayload(marker)
    payload = pickle.dumps(PicklePayload(marker), 0)
    return {
        "schema": whoosh_toc(evil, [], 2),
        "segments": whoosh_toc(make_schema(), [PicklePayload(marker)], 2),
        "inside a segment": whoosh_toc(make_schema(), [segment], 2),
        "as a deleted release": genuine.replace(b"I1\n", payload[:-1]),
        "before the segments": genuine.replace(b"(cdefsearch", b"(" + payload[:-1] + b"0cdefsearch"),
        "behind the end": genuine + payload,
        "all of it": payload,
    }


PLACES = sorted(planted_tocs(Path()))


@pytest.mark.parametrize("place", PLACES)
def test_a_payload_in_the_table_of_contents_does_nothing(index: Path, marker: Path, place: str) -> None:
    """No checksum has to be forged for it: an error of every question, of ``check`` and of an ingest."""
    (index / toc_name(2)).write_bytes(planted_tocs(marker)[place])
    assert outcomes(index) == {"error"}
    assert not _loaded
    assert not marker.exists()


def test_the_payloads_in_tables_of_contents_work(marker: Path) -> None:
    """In those places that Whoosh loads, were nothing in its way."""
    for place, toc in planted_tocs(marker).items():
        pickles = [toc[at:] for at in range(len(toc)) if toc[at:].startswith((b"(c", b"\x80"))]
        for one in pickles:
            with suppress(Exception):
                pickle.loads(one)  # noqa: S301
        assert marker.exists() == (place not in {"behind the end", "all of it"}), place
        marker.unlink(missing_ok=True)


@pytest.mark.parametrize("place", PLACES)
def test_every_command_refuses_a_planted_table_of_contents(index: Path, marker: Path, place: str) -> None:
    """As they are typed: exit code 3, and 1 of ``check``, whose answer it is; the way out that they name is one."""
    assert_refused_and_repaired(index, toc_name(2), planted_tocs(marker)[place])
    assert not marker.exists()


@pytest.mark.parametrize("name", ["_MAIN_1000000000.toc", "_MAIN_999999999.toc", "_MAIN_0000000003.toc"])
def test_a_table_of_contents_beside_the_real_one_is_refused(index: Path, marker: Path, name: str) -> None:
    """Found when one of ten digits was seen by Whoosh alone, and one of nine left no number for a rebuild."""
    payload = whoosh_toc(make_schema(), [PicklePayload(marker)], 10**9)
    assert_refused_and_repaired(index, name, payload)
    assert not marker.exists()


def assert_refused_and_repaired(index: Path, name: str, toc: bytes) -> None:
    """Every command refuses the index with such a file in it, and a rebuild takes it away."""
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
