"""An index from someone else: whatever is planted in it, nothing of it runs, and nothing outside is touched."""

from __future__ import annotations

import pickle
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from safety.damage import QUESTIONS, answers, make, outcome_of
from safety.forging import Payload, content, pickled, relist, replace_toc, reseal
from safety.workshop import release, run, write
from whoosh.fields import Schema
from whoosh.index import TOC

from defsearch.errors import DefsearchError
from defsearch.store.codec import ArchiveSegment
from defsearch.store.folder import toc_name
from defsearch.store.inspection import check
from defsearch.store.schema import make_schema
from defsearch.store.toc import _OneFile

_loaded: list[str] = []


def _note(event: str, args: tuple[Any, ...]) -> None:
    if event == "pickle.find_class":
        _loaded.append(f"{args[0]}.{args[1]}")


sys.addaudithook(_note)  # Python asks it whenever a pickle names something; it can never be taken away


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that is whole."""
    return make(tmp_path_factory.mktemp("original"))


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
    found = {outcome_of(ask, index, None) for ask in QUESTIONS.values()}
    try:
        found.add("error" if check(index).faults else "wrong")
    except DefsearchError:
        found.add("error")
    try:
        run(index.parent, index, dry_run=True)
    except DefsearchError as error:
        found.add("error" if error.exit_code in (2, 3) else "no way out")
    return found


def test_the_tripwire_works(marker: Path) -> None:
    """A payload that is loaded makes its file and is seen by the hook."""
    pickle.loads(pickle.dumps(Payload(marker)))  # noqa: S301
    assert marker.exists()
    assert _loaded


def test_a_genuine_index_is_read_without_any_pickle(index: Path, tmp_path: Path) -> None:
    """Not even one of ours: every question, a check, and an ingest that adds to it."""
    _loaded.clear()
    pickles: list[object] = []
    write(tmp_path / "more", nog=release("Nog een bericht."))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("loads", "load", "Unpickler"):
            patch.setattr(pickle, name, pickles.append)
        answers(index)
        assert check(index).faults == ()
        assert run(tmp_path / "more", index).written
    assert (_loaded, pickles) == ([], [])


def test_a_pickle_in_the_place_of_any_file_does_nothing(index: Path, marker: Path) -> None:
    """Each file replaced in whole: exit code 3, in old and new versions of the format."""
    for path in sorted(index.iterdir()):
        if path.name == "write.lock":
            continue
        kept = path.read_bytes()
        for payload in pickled(marker):
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
    """In each sealed file, as all of it or before what was there, and listed in the manifest."""
    for path in sorted(index.glob("[Ml]*")):
        kept = path.read_bytes()
        inside = content(index, path.name)
        payload = pickled(marker)[2]
        for data in (payload, inside[: len(inside) // 2] + payload):
            reseal(index, path.name, data)
            outcomes(index)
            assert not _loaded
        path.write_bytes(kept)
        relist(index, path.name)
    assert not marker.exists()


class _Evil(Schema):  # type: ignore[misc]
    """A schema that is a payload."""

    marker = Path()

    def __reduce__(self) -> Any:
        return Path.touch, (self.marker,)


def evil_toc(place: str, marker: Path) -> bytes:
    """A table of contents as Whoosh writes it, with a payload in one of its places."""
    storage = _OneFile()
    schema: Any = make_schema()
    segments: list[Any] = [ArchiveSegment()]
    if place == "schema":
        schema = _Evil()
        schema.marker = marker
    elif place == "segments":
        segments = [Payload(marker)]
    else:
        segments[0].more = Payload(marker)
    TOC(schema, segments, 2).write(storage, "MAIN")
    return storage.content


@pytest.mark.parametrize("place", ["schema", "segments", "inside a segment"])
def test_a_payload_in_the_table_of_contents_does_nothing(index: Path, marker: Path, place: str) -> None:
    """At the places that Whoosh would load: an error. With a right checksum, no answer depends on it; check sees it."""
    toc = evil_toc(place, marker)
    whole = (index / toc_name(2)).read_bytes()
    (index / toc_name(2)).write_bytes(toc)
    assert outcomes(index) == {"error"}
    (index / toc_name(2)).write_bytes(whole)
    right = answers(index)
    replace_toc(index, toc)
    _loaded.clear()
    assert answers(index) == right
    (fault,) = check(index).faults
    assert "is not one that defsearch writes" in fault.what
    assert not _loaded
    assert not marker.exists()
