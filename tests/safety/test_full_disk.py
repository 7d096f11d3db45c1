"""A full disk or a refused write: one sentence, and the old state of the index is unchanged."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases
from support.command_line import run_command, start_command, wait_for
from support.index_contents import file_states, index_contents, stray_files
from support.trials.kill import SYSTEM_CALLS, Scenario, check_aftermath, copy_index, make_scenario

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexLockedError, IndexWriteError
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


class FailingDisk:
    """A disk on which write call ``number`` fails, and all later ones too if it ``stays`` full."""

    def __init__(self, number: int, error: OSError, *, stays: bool) -> None:
        self._left = number
        self._error = error
        self._stays = stays
        self.failed = ""

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a version of ``call`` that may fail."""

        def function(*args: Any, **kwargs: Any) -> Any:
            writes = name != "open" or (len(args) > 1 and bool(args[1] & os.O_CREAT))
            self._left -= writes
            if writes and (self._left == 0 or (self._stays and self._left < 0)):
                self.failed = self.failed or name
                raise self._error
            return call(*args, **kwargs)

        return function


def ingest_on(disk: FailingDisk, trial: Scenario, index: Path) -> IndexWriteError | None:
    """Return the error of an ingest on a failing disk; None if it succeeds."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*SYSTEM_CALLS, "mkdir"):
            patch.setattr(os, name, disk.wrap(name, getattr(os, name)))
        try:
            run_ingest(trial.source, index, **trial.options)
        except IndexWriteError as error:
            return error
    return None


def open_files() -> int:
    """Return how many files this process has open."""
    folder = next(path for path in ("/proc/self/fd", "/dev/fd") if Path(path).exists())
    return len(os.listdir(folder))  # noqa: PTH208


@pytest.mark.slow
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
def test_a_failure_at_any_call_leaves_a_valid_index(
    tmp_path: Path, name: str, stays: bool, step: int
) -> None:
    """Each gives one sentence, the state before or after, no open file and no stray file."""
    trial = make_scenario(tmp_path, name)
    number, failures = 1, set()
    before = open_files()
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
                "only these failures are harmless"
            )
        in_place = error is not None and "is in place" in error.message
        assert check_aftermath(trial, index) == ("before" if error is not None and not in_place else "after")
        number += step
    assert failures >= ({"open", "write", "fsync", "rename"} if step == 1 else {"open", "write", "fsync"})
    assert open_files() == before


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EBADF, errno.ENOTSUP])
def test_a_file_system_that_cannot_sync_a_folder_holds_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """As some network file systems; that a folder cannot be synced for another reason is an error."""
    trial = make_scenario(tmp_path, "ingest")
    fsync = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(code, os.strerror(code))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    for index in (tmp_path / "new" / "index", copy_index(trial, tmp_path)):
        assert run_ingest(trial.source, index).written
        assert index_contents(index) == trial.after
    code = errno.EIO
    with pytest.raises(IndexWriteError, match="input/output error"):
        run_ingest(trial.source, tmp_path / "other")


def test_writes_that_are_cut_short_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may write any part of what it is given, at least one byte."""
    trial = make_scenario(tmp_path, "ingest")
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2 + 1]))
    index = copy_index(trial, tmp_path)
    assert run_ingest(trial.source, index).written
    assert index_contents(index) == trial.after


def test_a_folder_without_write_permission_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old index still answers, and the error is not about the lock."""
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


def test_a_folder_that_is_removed_during_a_write_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written into a folder that replaced it."""
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


QUERY = ("query", "stand", "--json", "-n", "1000")
FULL = b"defsearch: the index could not be written: index: file too large\n"
# A limit on the size of files needs no special rights. Without dont_write_bytecode, Python would keep truncated .pyc
# files beside its modules.
_LIMIT = """
import resource, sys
sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
"""


def new_file_sizes(folder: Path) -> list[int]:
    """Return the sizes of the files that an ingest would write, the smallest first."""
    shutil.copytree(folder / "index", folder / "tried")
    assert run_command("ingest", "seeds", "--quiet", "--index", "tried").code == 0
    old = {path.name for path in (folder / "index").iterdir()}
    return sorted(path.stat().st_size for path in (folder / "tried").iterdir() if path.name not in old)


@pytest.mark.slow
@pytest.mark.parametrize("added", [1, 200])
def test_a_file_that_does_not_fit_leaves_the_old_state(
    archive: Path, monkeypatch: pytest.MonkeyPatch, added: int
) -> None:
    """The limit is 0, half of the smallest file, or most of the largest; the next ingest is clean."""
    monkeypatch.chdir(archive)
    words = ("fregat", "schip", "vliegtuig", "oefening", "minister")
    new = {
        f"n{number}": release_text(f"De stand is nieuw: {words[number % 5]}{number}.")
        for number in range(added)
    }
    write_releases(archive / "seeds", **new)
    sizes = new_file_sizes(archive)
    old, before = run_command(*QUERY), file_states(archive / "index")
    for limit in (sizes[0] // 2 if added > 1 else 0, sizes[-1] * 3 // 4):
        code, out, err = wait_for(start_command(archive, "ingest", "seeds", first=_LIMIT.format(limit)))
        assert (code, out, err.count(b"\n")) == (74, b"", 2)
        assert err.startswith(FULL)
        assert run_command(*QUERY) == old
        assert before.items() <= file_states(archive / "index").items()
    assert wait_for(
        start_command(archive, "ingest", "seeds", "--quiet", first=_LIMIT.format(2 * sizes[-1]))
    ) == (
        0,
        b"",
        b"",
    )
    assert run_command(*QUERY).out.count(b"nieuw") == added
    assert run_command("check").code == 0
    assert stray_files(archive / "index") == set()
