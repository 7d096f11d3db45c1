"""What the system refuses while an index is read: each kind of refusal has an advice that is true."""

from __future__ import annotations

import errno
import os
import pwd
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.archive import release_text, run_ingest, write_releases

from defsearch.cli.remedies import check_advice, remedy
from defsearch.errors import IndexDamagedError, IndexUnreadableError
from defsearch.index.check import check
from defsearch.index.directory import read_error, read_file
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of one release."""
    run_ingest(write_releases(tmp_path / "s", een=release_text("Een fregat.")), tmp_path / "index")
    return tmp_path / "index"


def refusing(code: int, ending: str) -> Callable[..., int]:
    """An ``os.open`` that refuses the files with this ending."""
    opener = os.open

    def refuse(path: Any, *args: Any, **kwargs: Any) -> int:
        if str(path).endswith(ending):
            raise OSError(code, os.strerror(code), str(path))
        return opener(path, *args, **kwargs)

    return refuse


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.EMFILE, "when fewer programs are running"),
        (errno.ENFILE, "when fewer programs are running"),
        (errno.ENOMEM, "when fewer programs are running"),
        (errno.ESTALE, "mount it again"),
        (errno.ETIMEDOUT, "mount it again"),
        (errno.EIO, "Check the disk first"),
        (errno.ELOOP, "this path is not valid"),
        (errno.ENAMETOOLONG, "this path is not valid"),
        (errno.EACCES, "for read access"),
        (errno.EPERM, "for read access"),
        (errno.ENOTSUP, "Try again"),
    ],
)
def test_a_refusal_that_says_nothing_of_the_index_advises_no_rebuild(
    index: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    """Neither when it is searched nor when it is checked; found when a failing disk was to be mended by a rebuild."""
    monkeypatch.setattr(os, "open", refusing(code, ".words"))
    with pytest.raises(IndexUnreadableError, match=r"cannot be read: .*\.words: ") as caught:
        open_snapshot(index)
    assert caught.value.exit_code == 3
    assert advice in str(remedy(caught.value))
    assert "--rebuild" not in str(remedy(caught.value))
    assert check_advice(check(index)).remedies == (remedy(caught.value),)


def test_what_no_ingest_writes_is_damage_and_a_rebuild_mends_it(tmp_path: Path) -> None:
    """Gone, a link, a folder, larger than it can be: the index is at fault."""
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"12345")
    for name, why in (
        ("none", "is missing"),
        ("link", "is a symbolic link"),
        ("folder", "is not a plain file"),
        ("large", "is larger than such a file can be"),
    ):
        with pytest.raises(OSError, match=name) as caught:
            read_file(tmp_path / name, 4)
        error = read_error(caught.value, tmp_path)
        assert isinstance(error, IndexDamagedError)
        assert error.message == f"The index is damaged: {tmp_path / name} {why}."
        assert "--rebuild" in str(remedy(error))


def test_whose_index_it_is_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner is the one to ask, also of what is hidden in a closed folder; one's own can be opened by a command."""
    closed = tmp_path / "my index"
    closed.mkdir()
    owner = pwd.getpwuid(closed.stat().st_uid).pw_name
    denied = PermissionError(errno.EACCES, "Permission denied", str(closed / "none" / "x"))
    monkeypatch.setattr(os, "geteuid", lambda: closed.stat().st_uid + 1)
    assert f"Ask its owner ({owner})" in str(remedy(read_error(denied, closed)))
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    real = Path.stat

    def owned(path: Path, **kwargs: Any) -> Any:
        state = list(real(path, **kwargs))
        state[4] = 1234
        return os.stat_result(state)

    monkeypatch.setattr(Path, "stat", owned)
    denied = PermissionError(errno.EACCES, "Permission denied", str(closed))
    hint = f"It is your own; make it readable with: chmod u+rwX '{closed}'"
    assert remedy(read_error(denied, closed)) == hint


def test_a_folder_that_cannot_be_listed_cannot_be_checked(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is no fault of an index: nobody has seen one."""

    def refuse(path: Any) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(IndexUnreadableError, match="permission denied"):
        check(index)
