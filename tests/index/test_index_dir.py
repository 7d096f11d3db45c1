"""Opening an index: one state of it, whole, or an error that says what to do."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.index_contents import index_contents, snapshot_contents

from defsearch.cli.remedies import remedy
from defsearch.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexUnreadableError,
    IndexWriteError,
    NoIndexError,
)
from defsearch.index import snapshot as index_dir
from defsearch.index.directory import MAX_GENERATION, latest_generation, toc_name
from defsearch.index.manifest import checksum_line, manifest_name
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two releases."""
    run_ingest(
        write_releases(
            tmp_path / "s",
            een=release_text("Een fregat."),
            twee=release_text("Twee fregatten."),
        ),
        tmp_path / "index",
    )
    return tmp_path / "index"


def test_a_folder_without_an_index_is_said_so(tmp_path: Path) -> None:
    """Not there, or empty; with the command that makes one."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "none", tmp_path / "empty", tmp_path / "none" / "below"):
        with pytest.raises(NoIndexError, match="There is no index") as caught:
            open_snapshot(folder)
        assert f"--index {folder}" in str(remedy(caught.value))


@pytest.mark.parametrize("below", ["", "below", "far/below"])
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (Path.touch, "a file, not a folder"),
        (os.mkfifo, "a pipe, not a folder"),
        (lambda path: path.symlink_to("/dev/null"), "a device, not a folder"),
        (lambda path: path.symlink_to("nowhere"), "a broken symbolic link"),
    ],
)
def test_what_is_no_folder_is_named(
    tmp_path: Path, make: Callable[[Path], None], kind: str, below: str
) -> None:
    """Found when the advice was to make an index where an ingest cannot; an ingest says the same."""
    make(tmp_path / "f")
    folder = tmp_path / "f" / below
    with pytest.raises(NoIndexError) as caught:
        open_snapshot(folder)
    assert caught.value.message == f"There is no index in {folder}: {tmp_path / 'f'} is {kind}."
    assert remedy(caught.value) == "Name a folder with --index."
    with pytest.raises(IndexWriteError) as refused:
        run_ingest(write_releases(tmp_path / "s", een=release_text("Een fregat.")), folder)
    assert refused.value.message == f"The index cannot be written: {tmp_path / 'f'} is {kind}."
    assert remedy(refused.value) == "Choose another folder with --index."
    assert sorted(os.listdir(tmp_path)) == ["f", "s"]  # noqa: PTH208


@pytest.mark.parametrize(
    ("name", "typed"), [("my index", "'my index'"), ("a\nb\x1b[2J", r"$'a\nb\033[2J'"), ("index", None)]
)
def test_the_command_that_makes_an_index_can_be_pasted(name: str, typed: str | None) -> None:
    """Found when a name with a space made two words, and one with a line end two lines."""
    with pytest.raises(NoIndexError) as caught:
        open_snapshot(Path(name))
    index = f" SOURCE --index {typed}" if typed else ""
    assert remedy(caught.value) == f"Make one with: defsearch ingest{index}"


def test_each_missing_file_is_said_so(index: Path) -> None:
    """By name, with the command that repairs; but without the table of contents there is no index."""
    for path in sorted(index.iterdir()):
        if path.name == "write.lock":
            continue
        data = path.read_bytes()
        path.unlink()
        error = NoIndexError if path.suffix == ".toc" else IndexDamagedError
        with pytest.raises(error) as caught:
            open_snapshot(index)
        if error is IndexDamagedError:
            assert f"{path} is missing" in caught.value.message
            assert "--rebuild" in str(remedy(caught.value))
        path.write_bytes(data)
    open_snapshot(index).close()


def test_each_file_of_another_size_is_noticed_at_once(index: Path) -> None:
    """Longer or shorter, before anything is searched."""
    for path in sorted(index.iterdir()):
        if path.name == "write.lock":
            continue
        data = path.read_bytes()
        for other in (data[:-1], data + b"\0", b""):
            path.write_bytes(other)
            with pytest.raises(IndexDamagedError):
                open_snapshot(index)
        path.write_bytes(data)
    open_snapshot(index).close()


def test_an_index_of_another_version_is_said_so(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that makes it anew."""
    monkeypatch.setattr(index_dir, "fingerprint", lambda: "99.other")
    with pytest.raises(IndexMismatchError, match="another version") as caught:
        open_snapshot(index)
    assert "--rebuild" in str(remedy(caught.value))


def test_an_open_index_answers_when_its_folder_is_gone_or_replaced(index: Path, tmp_path: Path) -> None:
    """Everything was opened at once; what comes next is another state."""
    before = index_contents(index)
    with open_snapshot(index) as opened:
        shutil.rmtree(index)
        run_ingest(write_releases(tmp_path / "t", drie=release_text("Drie kanonnen.")), index)
        assert snapshot_contents(opened) == before
    assert set(index_contents(index)["releases"]) == {"drie"}


def test_files_that_are_emptied_under_an_open_index_are_damage(index: Path) -> None:
    """Copied over, as a careless restore does: an error, and no crash of the process."""
    with open_snapshot(index) as opened:
        for path in index.iterdir():
            os.truncate(path, 0)
        with pytest.raises(IndexDamagedError):
            snapshot_contents(opened)


def test_a_commit_between_two_looks_is_followed(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state that was found first is gone when its files are opened: the new one is opened."""
    read, reads = index_dir.read_manifest, []

    def commit_first(folder: Path, generation: int) -> Any:
        reads.append(generation)
        if len(reads) == 1:
            monkeypatch.setattr(index_dir, "read_manifest", read)
            run_ingest(write_releases(tmp_path / "s", drie=release_text("Drie fregatten.")), index)
            monkeypatch.setattr(index_dir, "read_manifest", commit_first)
        return read(folder, generation)

    monkeypatch.setattr(index_dir, "read_manifest", commit_first)
    with open_snapshot(index) as opened:
        assert opened.manifest.releases == 3
    assert reads == [1, 2]


def test_a_listing_that_misses_the_switch_is_made_again(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is read while names change may show neither the old name nor the new one."""
    answers = [-1]
    monkeypatch.setattr(
        index_dir, "latest_generation", lambda folder: answers.pop() if answers else latest_generation(folder)
    )
    with open_snapshot(index) as opened:
        assert opened.manifest.releases == 2


def test_an_index_that_changes_for_ever_is_given_up(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some tries, with the last error."""
    numbers = iter(range(1000, 2000))
    monkeypatch.setattr(index_dir, "latest_generation", lambda _folder: next(numbers))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(IndexDamagedError, match="missing"):
        open_snapshot(index)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.EACCES, "permission denied"),
        (errno.EIO, "input/output error"),
        (errno.EMFILE, "too many open files"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(
    index: Path, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    """Which file, and why; nothing is taken for an index that is not there."""
    opener = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith(".terms"):
            raise OSError(code, os.strerror(code), str(path))
        return opener(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(IndexUnreadableError, match=rf"cannot be read: .*\.terms: {says}"):
        open_snapshot(index)


def test_a_folder_that_may_not_be_listed_is_not_an_empty_one(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or an ingest would start anew over an index that it cannot see."""

    def refuse(path: Any) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(IndexUnreadableError, match="cannot be read"):
        open_snapshot(index)
    with pytest.raises(IndexUnreadableError, match="cannot be read"):
        run_ingest(tmp_path / "s", index, rebuild=True)


def test_no_descriptor_stays_open_when_opening_fails(index: Path) -> None:
    """Nor when an index is closed."""
    fds = Path("/proc/self/fd")
    if not fds.exists():
        fds = Path("/dev/fd")
    before = len(os.listdir(fds))  # noqa: PTH208
    open_snapshot(index).close()
    for path in sorted(index.glob("[Ml]*")):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + b"x")
        with pytest.raises(IndexDamagedError):
            open_snapshot(index)
        path.write_bytes(data)
    assert len(os.listdir(fds)) == before  # noqa: PTH208


def test_a_file_of_another_index_is_noticed_though_it_is_whole(index: Path, tmp_path: Path) -> None:
    """As when backups of two days are mixed: same name, same size, right checksums, another content."""
    shutil.rmtree(tmp_path / "s")
    run_ingest(
        write_releases(
            tmp_path / "s",
            een=release_text("Een tanker."),
            twee=release_text("Twee tankerten."),
        ),
        tmp_path / "other",
    )
    assert set(index_contents(index)["forms"]) != set(index_contents(tmp_path / "other")["forms"])
    for name in ("lexicon_1.words",):
        data = (index / name).read_bytes()
        other = (tmp_path / "other" / name).read_bytes()
        assert len(other) == len(data)
        assert other != data
        (index / name).write_bytes(other)
        with pytest.raises(IndexDamagedError, match="belongs to another index"):
            open_snapshot(index)
        (index / name).write_bytes(data)
    open_snapshot(index).close()


@pytest.mark.parametrize("generation", [MAX_GENERATION + 1, 2**32, 10**40])
def test_a_state_with_a_number_that_no_ingest_gives_is_damage(index: Path, generation: int) -> None:
    """Also where its manifest is there and says so: Whoosh has 32 bits for the number."""
    facts = json.loads((index / manifest_name(1)).read_bytes().partition(b"\n")[2])
    text = json.dumps({**facts, "generation": generation}).encode() + b"\n"
    (index / manifest_name(generation)).write_bytes(checksum_line(text).encode() + b"\n" + text)
    (index / toc_name(generation)).touch()
    with pytest.raises(IndexDamagedError, match="has a number that no ingest gives"):
        open_snapshot(index)
