"""The reader: a release with the state of its file, or one clear problem."""

from __future__ import annotations

import hashlib
import os
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from defsearch.releases.reader import SIZE_LIMIT, FileContent, ReadRelease, read_content, read_release
from defsearch.releases.release import OUTSIDE, FileState, Problem, ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"date 2025-09-25 Titel\n\nTekst.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a valid release."""
    path = tmp_path / "release.txt"
    path.write_bytes(TEXT)
    return path


def test_a_release_has_the_state_of_its_file(file: Path) -> None:
    """Size, time and digest are those of the file; the value can be pickled."""
    read = read_release(str(file))
    assert isinstance(read, ReadRelease)
    assert read.release.title == "Titel"
    assert read.digest == hashlib.blake2b(TEXT, digest_size=16).hexdigest()
    assert read.state == FileState.of(file.stat())
    assert read.warnings == ()
    assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301 - its own pickle


def test_a_warning_has_the_path_of_its_file(file: Path) -> None:
    """A release without text gives a warning with path and line."""
    file.write_text("date 2025-09-25 Titel")
    read = read_release(str(file))
    assert isinstance(read, ReadRelease)
    assert read.warnings == (Problem(str(file), 1, "no text below the title"),)


def test_a_format_error_is_a_problem_with_its_line(file: Path) -> None:
    """What is no text gives path, line and reason."""
    file.write_bytes(b"date 2025-09-25 Titel\n\n\0")
    assert read_release(str(file)) == Problem(str(file), 3, "not text: it contains a NUL byte")


def test_a_file_above_the_limit_is_not_read(file: Path) -> None:
    """The reason names the limit; a file of exactly the limit is read."""
    os.truncate(file, 50 * 1024 * 1024)
    reason = "52,428,800 bytes: larger than the limit of 10 MB"
    assert read_content(str(file)) == Problem(str(file), None, reason)
    os.truncate(file, SIZE_LIMIT)
    assert isinstance(read_content(str(file)), FileContent)
    assert isinstance(read_content(str(file), limit=SIZE_LIMIT - 1), Problem)


def test_what_is_not_a_regular_file_is_a_problem(tmp_path: Path) -> None:
    """A missing file, a folder, a loop of symlinks, a pipe without a writer, an impossible path."""
    (tmp_path / "map.txt").mkdir()
    (tmp_path / "lus.txt").symlink_to("lus.txt")
    os.mkfifo(tmp_path / "pijp.txt")
    reasons = {
        "weg.txt": "does not exist (any more)",
        "map.txt": "not a regular file",
        "lus.txt": "a loop of symlinks",
        "pijp.txt": "not a regular file",
        "nul\0.txt": "not a path that can exist",
    }
    for name, reason in reasons.items():
        path = str(tmp_path / name)
        kind = ProblemKind.MISSING if name == "weg.txt" else ProblemKind.UNUSABLE
        assert read_release(path) == Problem(path, None, reason, kind)


def test_the_path_of_a_problem_can_be_encoded(tmp_path: Path) -> None:
    """It contains no lone surrogate, which no output could write."""
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    problem = read_release(path)
    assert isinstance(problem, Problem)
    assert problem.path.endswith(r"caf\udce9.txt")


def _unreadable(file: Path, reason: str) -> Problem:
    """Return the problem of a file that is there and could not be read."""
    return Problem(str(file), None, reason, ProblemKind.UNREADABLE)


def test_an_unreadable_file_is_a_problem(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing permission has its own reason; other errors have the reason of the system."""

    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("defsearch.releases.reader.os.open", deny)
    assert read_release(str(file)) == _unreadable(file, "no permission to read it")
    monkeypatch.setattr("defsearch.releases.reader.os.open", fail)
    assert read_release(str(file)) == _unreadable(file, "cannot be read: Input/output error")


@pytest.mark.parametrize("change", ["grow", "shrink", "touch"])
def test_a_file_that_changes_while_it_is_read_is_a_problem(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A mix of old and new content is never a release."""
    real_fstat = os.fstat
    calls = 0

    def fstat_then_change(descriptor: int) -> os.stat_result:
        nonlocal calls
        state = real_fstat(descriptor)
        calls += state.st_ino == file.stat().st_ino
        if calls % 2 and change == "grow":
            with file.open("ab") as handle:
                handle.write(b"meer")
        if calls % 2 and change == "shrink":
            os.truncate(file, 20 - calls)
        if calls % 2 and change == "touch":
            os.utime(file, ns=(1, calls))
        return state

    monkeypatch.setattr("defsearch.releases.reader.os.fstat", fstat_then_change)
    assert read_content(str(file)) == _unreadable(file, "changed while it was read")


def test_a_file_that_changed_while_it_was_read_is_read_once_more(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor that had not finished saving has finished then."""
    real_fstat = os.fstat
    calls = 0

    def fstat_then_grow(descriptor: int) -> os.stat_result:
        nonlocal calls
        state = real_fstat(descriptor)
        calls += 1
        if calls == 1:
            file.write_bytes(TEXT + b"meer")
        return state

    monkeypatch.setattr("defsearch.releases.reader.os.fstat", fstat_then_grow)
    content = read_content(str(file))
    assert isinstance(content, FileContent)
    assert content.data == TEXT + b"meer"


def test_a_file_of_the_same_size_and_time_has_another_state(file: Path, tmp_path: Path) -> None:
    """Swapped by mv, for example: its inode and its change time are part of the state."""
    other = tmp_path / "other"
    other.write_bytes(file.read_bytes())
    states = []
    for path in (file, other):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        states.append(FileState.of(path.stat()))
    one, two = states
    assert (one.size, one.mtime_ns) == (two.size, two.mtime_ns)
    assert one.inode != two.inode
    assert one.ctime_ns == file.stat().st_ctime_ns


def test_a_file_that_is_replaced_while_it_is_read_is_read_to_its_end(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors and rsync save under another name and rename: it is no link, and the new file has another state."""
    real_fstat = os.fstat

    def replace_then_fstat(descriptor: int) -> os.stat_result:
        new = tmp_path / "new"
        if not new.exists() and file.read_bytes() == TEXT:
            new.write_bytes(TEXT.replace(b"Tekst", b"Nieuw"))
            new.rename(file)
        return real_fstat(descriptor)

    monkeypatch.setattr("defsearch.releases.reader.os.fstat", replace_then_fstat)
    content = read_content(str(file), within=str(tmp_path.resolve()))
    assert isinstance(content, FileContent)
    assert content.data == TEXT
    assert content.state.inode != file.stat().st_ino


@pytest.mark.parametrize("can_name_open_files", [True, False])
def test_a_file_outside_its_folder_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_name_open_files: bool
) -> None:
    """A link, or a file in a linked folder, that leads out of it; one that stays inside is read."""
    outside, inside = tmp_path / "buiten", tmp_path / "bron"
    for target in (outside / "a.txt", inside / "map" / "a.txt"):
        target.parent.mkdir(parents=True)
        target.write_bytes(TEXT)
    (inside / "uit.txt").symlink_to(outside / "a.txt")
    (inside / "mapuit").symlink_to(outside)
    (inside / "in.txt").symlink_to("map/a.txt")
    (tmp_path / "bron2").symlink_to(inside)
    if not can_name_open_files:
        readlink = os.readlink

        def readlink_without_proc(path: str) -> str:
            if path.startswith("/proc"):
                raise FileNotFoundError(path)
            return readlink(path)

        monkeypatch.setattr(os, "readlink", readlink_without_proc)
    for name, is_inside in {"uit": False, "mapuit/a": False, "in": True, "map/a": True}.items():
        for folder in ("bron", "bron2"):
            path = str(tmp_path / folder / f"{name}.txt")
            content = read_content(path, within=os.path.realpath(inside))
            assert isinstance(content, FileContent) == is_inside
            assert is_inside or content == Problem(path, None, OUTSIDE)


def test_a_file_that_is_read_in_parts_is_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems give less than was asked for."""
    read = os.read
    monkeypatch.setattr("defsearch.releases.reader.os.read", lambda file, size: read(file, min(size, 7)))
    content = read_content(str(file))
    assert isinstance(content, FileContent)
    assert content.data == TEXT


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_release_or_a_problem(file: Path, data: bytes) -> None:
    """Reading raises no error for any content."""
    file.write_bytes(data)
    assert isinstance(read_release(str(file)), ReadRelease | Problem)
