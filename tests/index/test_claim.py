"""The folder of an index while it is written: made, locked, and given back as it was found."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexLockedError, IndexWriteError
from defsearch.index.lock import LOCK_NAME, WritableFolder, WriteLock

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_that_was_made_and_not_used_is_taken_away(tmp_path: Path) -> None:
    """With those above it that were made for it; the index is its owner's only."""
    with WritableFolder(tmp_path / "a" / "b" / "index"):
        assert stat.S_IMODE((tmp_path / "a" / "b" / "index").stat().st_mode) == 0o700
        (tmp_path / "a" / "other").touch()
    assert os.listdir(tmp_path / "a") == ["other"]  # noqa: PTH208


def test_a_folder_that_was_there_or_was_used_stays(tmp_path: Path) -> None:
    """Whatever it holds."""
    (tmp_path / "before").mkdir()
    with WritableFolder(tmp_path / "before"):
        pass
    assert os.listdir(tmp_path / "before") == [LOCK_NAME]  # noqa: PTH208
    with WritableFolder(tmp_path / "used"):
        (tmp_path / "used" / "file").touch()
    assert sorted(os.listdir(tmp_path / "used")) == ["file", LOCK_NAME]  # noqa: PTH208
    with WritableFolder(tmp_path / "used"):
        (tmp_path / "used" / "file").unlink()
    assert (tmp_path / "used").is_dir()


def test_a_folder_that_came_in_its_place_is_left_alone(tmp_path: Path) -> None:
    """It is somebody else's, with the lock in it."""
    folder = tmp_path / "index"
    with WritableFolder(folder):
        shutil.rmtree(folder)
        folder.mkdir()
        other = WriteLock(folder, wait=0)
    assert os.listdir(folder) == [LOCK_NAME]  # noqa: PTH208
    other.release()


def test_who_waits_for_a_folder_that_is_taken_away_makes_it_anew(tmp_path: Path) -> None:
    """An ingest that failed does not take the one behind it along."""
    folder = tmp_path / "index"
    first = WritableFolder(folder)
    timer = threading.Timer(0.2, first.__exit__)
    timer.start()
    with WritableFolder(folder, wait=10):
        timer.join()
        with pytest.raises(IndexLockedError):
            WriteLock(folder, wait=0)
        (folder / "file").touch()
    assert (folder / "file").exists()


def test_who_waits_in_vain_takes_nothing_away(tmp_path: Path) -> None:
    """The folder is the one of the process that holds it."""
    with WritableFolder(tmp_path / "index"):
        with pytest.raises(IndexLockedError):
            WritableFolder(tmp_path / "index", wait=0)
        assert (tmp_path / "index" / LOCK_NAME).exists()


def test_a_folder_that_cannot_be_had_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock that cannot be made takes the folder along that was made for it."""
    real = os.open

    def refuse(path: object, flags: int, *args: int, **kwargs: int) -> int:
        if str(path).endswith(LOCK_NAME) and (tmp_path / "index").exists():
            raise OSError(28, "No space left on device", path)
        return real(path, flags, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(IndexWriteError, match="no space left"):
        WritableFolder(tmp_path / "index")
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_link_to_nothing_is_no_place_for_an_index(tmp_path: Path) -> None:
    """Nothing is made behind it, nor in its place, nor below it."""
    (tmp_path / "link").symlink_to("nowhere")
    for folder in (tmp_path / "link", tmp_path / "link" / "index"):
        with pytest.raises(IndexWriteError, match=r"link is a broken symbolic link") as caught:
            WritableFolder(folder)
        assert "Choose another folder" in str(remedy(caught.value))
    assert os.listdir(tmp_path) == ["link"]  # noqa: PTH208
