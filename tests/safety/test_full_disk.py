"""Everything that writing asks of the system fails in turn: one sentence, and the old state as it was."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.index_contents import file_states
from support.trials.kill import SYSTEM_CALLS, Scenario, check_aftermath, copy_index, make_scenario

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexLockedError, IndexWriteError
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


class FailingDisk:
    """Lets the call ``number`` that writes fail, and all after it where it ``stays`` full."""

    def __init__(self, number: int, error: OSError, *, stays: bool) -> None:
        self._left = number
        self._error = error
        self._stays = stays
        self.failed = ""

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """``call``, which may fail."""

        def function(*args: Any, **kwargs: Any) -> Any:
            writes = name != "open" or (len(args) > 1 and bool(args[1] & os.O_CREAT))
            self._left -= writes
            if writes and (self._left == 0 or (self._stays and self._left < 0)):
                self.failed = self.failed or name
                raise self._error
            return call(*args, **kwargs)

        return function


def ingest_on(disk: FailingDisk, trial: Scenario, index: Path) -> IndexWriteError | None:
    """The error of an ingest on a failing disk; None where it succeeded all the same."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*SYSTEM_CALLS, "mkdir"):
            patch.setattr(os, name, disk.wrap(name, getattr(os, name)))
        try:
            run_ingest(trial.source, index, **trial.options)
        except IndexWriteError as error:
            return error
    return None


def descriptors() -> int:
    """How many files this process has open."""
    folder = next(path for path in ("/proc/self/fd", "/dev/fd") if Path(path).exists())
    return len(os.listdir(folder))  # noqa: PTH208


@pytest.mark.parametrize(
    ("name", "stays", "step"),
    [
        ("first", False, 1),
        ("ingest", True, 1),
        ("ingest", False, 5),
        ("merge", True, 6),
        ("rebuild", False, 4),
    ],
)
def test_each_thing_that_can_fail_fails_well(tmp_path: Path, name: str, stays: bool, step: int) -> None:
    """A full disk at call after call: a sentence, the state before or after, no open file, nothing left."""
    trial = make_scenario(tmp_path, name)
    number, failures = 1, set()
    before = descriptors()
    while True:
        index = copy_index(trial, tmp_path)
        disk = FailingDisk(number, OSError(errno.ENOSPC, "No space left on device"), stays=stays)
        error = ingest_on(disk, trial, index)
        if not disk.failed:
            break
        failures.add(disk.failed)
        if error is not None:
            assert error.exit_code == 74
            assert "no space left on device" in error.message
            assert "\n" not in error.message
            assert remedy(error)
        else:
            assert disk.failed == "unlink" or (disk.failed, stays) == ("write", False), (
                "only what is of no weight"
            )
        in_place = error is not None and "is in place" in error.message
        assert check_aftermath(trial, index) == ("before" if error is not None and not in_place else "after")
        number += step
    assert failures >= ({"open", "write", "fsync", "rename"} if step == 1 else {"open", "write", "fsync"})
    assert descriptors() == before


def test_a_folder_that_may_not_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only, or somebody else's: what is there still answers, and the lock is not the one to blame."""
    source = write_releases(tmp_path / "s", een=release_text("Een fregat."))
    run_ingest(source, tmp_path / "index")
    before = file_states(tmp_path / "index")
    write_releases(source, twee=release_text("Twee."))
    real = os.open

    for code in (errno.EROFS, errno.EACCES):

        def refuse(path: Any, flags: int, *args: Any, code: int = code, **kwargs: Any) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR):
                raise OSError(code, os.strerror(code), os.fspath(path))
            return real(path, flags, *args, **kwargs)

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(IndexWriteError, match=os.strerror(code).lower()) as caught:
            run_ingest(source, tmp_path / "index")
        assert not isinstance(caught.value, IndexLockedError)
        assert "--index" in str(remedy(caught.value))
        monkeypatch.undo()
        assert file_states(tmp_path / "index") == before


def test_a_folder_that_is_taken_away_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted or replaced by another: a sentence, and nothing is put in the folder that came instead."""
    source = write_releases(tmp_path / "s", een=release_text("Een fregat."))
    index = tmp_path / "index"
    fsync = os.fsync
    for replaced in (False, True):
        run_ingest(source, index)
        write_releases(source, **{f"nieuw{replaced}": release_text("Nieuw.")})
        left = [2]

        def take_away(descriptor: int, left: list[int] = left, *, replaced: bool = replaced) -> None:
            fsync(descriptor)
            left[0] -= 1
            if left[0] == 0:
                shutil.rmtree(index)
                if replaced:
                    index.mkdir()

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", take_away)
            with pytest.raises(IndexWriteError):
                run_ingest(source, index)
        assert not index.exists() or not [path for path in index.iterdir() if path.suffix == ".toc"]
        assert run_ingest(source, index).written
        with open_snapshot(index) as opened:
            assert opened.manifest.releases == 2 + replaced
