"""What cannot be read for the moment is not lost: the index keeps what it has of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from safety.workshop import release, run, write

from defsearch.releases import reader
from defsearch.store.index_dir import open_index

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _ids(index: Path) -> list[str]:
    with open_index(index) as opened:
        return [file.id for file in opened.files.all()]


def test_a_folder_that_cannot_be_read_keeps_its_releases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is not there for once does not empty the index."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write(sources, a=release("boot"), map__b=release("zee"))
    run(sources, index)
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("map"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = run(sources, index)
    assert (report.removed, len(report.skipped)) == (0, 1)
    assert _ids(index) == ["a", "map/b"]


def test_a_file_that_cannot_be_read_keeps_its_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permission withdrawn: the old release stays, and the next run that can read it brings the new one."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write(sources, a=release("boot"), b=release("zee"))
    run(sources, index)
    write(sources, a=release("andere woorden"))
    real = reader._open_at_once

    def refusing(path: str, flags: int) -> int:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags)

    with monkeypatch.context() as patched:
        patched.setattr(reader, "_open_at_once", refusing)
        report = run(sources, index)
    assert (report.removed, report.changed, len(report.skipped)) == (0, 0, 1)
    assert _ids(index) == ["a", "b"]
    assert run(sources, index).changed == 1


def test_a_file_that_is_no_release_any_more_is_taken_out(tmp_path: Path) -> None:
    """It was read, and what it holds now cannot be indexed: the index says so and follows."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write(sources, a=release("boot"), b=release("zee"))
    run(sources, index)
    write(sources, a="geen datum hier")
    report = run(sources, index)
    assert (report.removed, len(report.skipped)) == (1, 1)
    assert _ids(index) == ["b"]
