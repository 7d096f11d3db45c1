"""Opening an index: one whole state of it, or an error."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.index_contents import index_contents, snapshot_contents
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

from defsearch.cli.remedies import remedy
from defsearch.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexUnreadableError,
    IndexWriteError,
    NoIndexError,
)
from defsearch.index import snapshot as snapshot
from defsearch.index.directory import latest_generation
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of two releases."""
    run_ingest(
        write_releases(
            tmp_path / "s",
            een=release_text("Een fregat."),
            twee=release_text("Twee fregatten."),
        ),
        tmp_path / "index",
    )
    return tmp_path / "index"


def test_a_folder_without_an_index_is_an_error(tmp_path: Path) -> None:
    """A missing folder, or an empty one. The advice names the command that makes an index."""
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
def test_what_is_not_a_folder_is_named(
    tmp_path: Path, make: Callable[[Path], None], kind: str, below: str
) -> None:
    """The advice is not to make an index where an ingest cannot."""
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


@pytest.mark.parametrize(("name", "typed"), [("my index", "'my index'"), ("a\nb\x1b[2J", r"$'a\nb\033[2J'")])
def test_the_command_that_makes_an_index_can_be_pasted(name: str, typed: str) -> None:
    """Also for a name with spaces or line ends."""
    with pytest.raises(NoIndexError) as caught:
        open_snapshot(Path(name))
    assert remedy(caught.value) == f"Make one with: defsearch ingest SOURCE --index {typed}"


def test_each_missing_file_is_damage(index: Path) -> None:
    """It is named. Without its table of contents there is no index."""
    for path in sorted(index.iterdir()):
        if path.name in ("write.lock", ".defsearch"):
            continue
        data = path.read_bytes()
        path.unlink()
        error = NoIndexError if path.suffix == ".toc" else IndexDamagedError
        with pytest.raises(error) as caught:
            open_snapshot(index)
        if error is IndexDamagedError:
            assert f"{path} is missing" in caught.value.message
            assert "defsearch ingest" in str(remedy(caught.value))
        path.write_bytes(data)
    open_snapshot(index).close()


def test_each_file_of_another_size_is_noticed_on_opening(index: Path) -> None:
    """Longer or shorter."""
    for path in sorted(index.iterdir()):
        if path.name in ("write.lock", ".defsearch"):
            continue
        data = path.read_bytes()
        for other in (data[:-1], data + b"\0", b""):
            path.write_bytes(other)
            with pytest.raises(IndexDamagedError):
                open_snapshot(index)
        path.write_bytes(data)
    open_snapshot(index).close()


def test_an_index_of_another_version_is_a_mismatch(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is a rebuild."""
    monkeypatch.setattr(snapshot, "fingerprint", lambda: "99.other")
    with pytest.raises(IndexMismatchError, match="an older version") as caught:
        open_snapshot(index)
    assert "defsearch ingest" in str(remedy(caught.value))


def test_a_snapshot_answers_after_its_folder_was_replaced(index: Path, tmp_path: Path) -> None:
    """All of its files are open."""
    before = index_contents(index)
    with open_snapshot(index) as opened:
        shutil.rmtree(index)
        run_ingest(write_releases(tmp_path / "t", drie=release_text("Drie kanonnen.")), index)
        assert snapshot_contents(opened) == before
    assert set(index_contents(index)["releases"]) == {"drie"}


def test_files_that_are_emptied_while_open_are_damage(index: Path) -> None:
    """As by a careless restore: an error, not a crash of the process."""
    with open_snapshot(index) as opened:
        for path in index.iterdir():
            os.truncate(path, 0)
        with pytest.raises(IndexDamagedError):
            snapshot_contents(opened)


def test_a_commit_during_opening_is_followed(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files of the old state are removed then: the new state is opened."""
    read, reads = snapshot.read_manifest, []

    def commit_first(folder: Path, generation: int) -> Any:
        reads.append(generation)
        if len(reads) == 1:
            monkeypatch.setattr(snapshot, "read_manifest", read)
            run_ingest(write_releases(tmp_path / "s", drie=release_text("Drie fregatten.")), index)
            monkeypatch.setattr(snapshot, "read_manifest", commit_first)
        return read(folder, generation)

    monkeypatch.setattr(snapshot, "read_manifest", commit_first)
    with open_snapshot(index) as opened:
        assert opened.manifest.releases == 3
    assert reads == [1, 2]


def test_a_listing_without_any_table_of_contents_is_repeated(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is listed during a rename may show neither name."""
    answers = [-1]
    monkeypatch.setattr(
        snapshot, "latest_generation", lambda folder: answers.pop() if answers else latest_generation(folder)
    )
    with open_snapshot(index) as opened:
        assert opened.manifest.releases == 2


def test_opening_ends_after_some_attempts(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the last error."""
    numbers = iter(range(1000, 2000))
    monkeypatch.setattr(snapshot, "latest_generation", lambda _folder: next(numbers))
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
def test_a_file_that_the_system_refuses_to_read_is_an_error(
    index: Path, monkeypatch: pytest.MonkeyPatch, code: int, says: str
) -> None:
    """It is named, with the reason."""
    opener = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith(".terms"):
            raise OSError(code, os.strerror(code), str(path))
        return opener(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(IndexUnreadableError, match=rf"cannot be read: .*\.terms: {says}"):
        open_snapshot(index)


def test_a_folder_that_may_not_be_listed_is_not_empty(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an ingest would start a new index over the old one."""

    def refuse(path: Any) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(IndexUnreadableError, match="cannot be read"):
        open_snapshot(index)
    with pytest.raises(IndexUnreadableError, match="cannot be read"):
        run_ingest(tmp_path / "s", index, rebuild=True)


def test_no_descriptor_stays_open_when_opening_fails(index: Path) -> None:
    """Nor after an index is closed."""
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


def test_a_whole_file_of_another_index_is_noticed(index: Path, tmp_path: Path) -> None:
    """As if backups of two days were mixed: same name, same size, right checksums, other content."""
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


def test_a_whoosh_index_of_another_program_is_named_as_that(tmp_path: Path) -> None:
    """It is no damaged index, which a rebuild would repair."""
    with create_in(tmp_path, Schema(text=TEXT)).writer() as writer:
        writer.add_document(text="fregat")
    with pytest.raises(NoIndexError, match="contains a Whoosh index that defsearch did not make") as caught:
        open_snapshot(tmp_path)
    assert remedy(caught.value) == "Name a folder with --index."
