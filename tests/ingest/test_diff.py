"""The comparison of the files on disk with the files of the index."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from defsearch.index.source_files import IndexedFile
from defsearch.ingest.diff import diff, full_path, next_sources
from defsearch.releases.finder import FoundFile
from defsearch.releases.release import FileState

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def found(id_: str, path: str | None = None, size: int = 1, mtime: int = 1) -> FoundFile:
    """Return a file on disk."""
    return FoundFile(id_, path or f"/s/{id_}.txt", FileState(size, mtime, mtime, 7))


def indexed(id_: str, path: str | None = None, size: int = 1, mtime: int = 1) -> IndexedFile:
    """Return a file in the index."""
    where = path or f"/s/{id_}.txt"
    return IndexedFile(id_, where, where, FileState(size, mtime, mtime, 7), "d", "MAIN_x", 0)


def by_id(*files: IndexedFile) -> dict[str, IndexedFile]:
    """Return the files by their ids."""
    return {file.id: file for file in files}


def test_files_are_new_changed_gone_or_unchanged() -> None:
    """Size and modification time decide; an earlier time is a change too."""
    known = by_id(indexed("same"), indexed("larger"), indexed("older", mtime=5), indexed("gone"))
    on_disk = [found("new"), found("same"), found("larger", size=2), found("older", mtime=4)]
    changes = diff(on_disk, known, ["/s"])
    assert [file.id for file in changes.to_read] == ["new", "larger", "older"]
    assert [file.id for file in changes.gone] == ["gone"]
    assert [file.id for file in changes.kept] == ["same"]
    assert (changes.unchanged, changes.duplicates) == (1, ())


def test_only_files_below_a_named_source_can_be_gone() -> None:
    """A folder whose name only begins with the same letters is another folder."""
    known = by_id(
        indexed("a"), indexed("b", "/s2/b.txt"), indexed("c", "/other/c.txt"), indexed("d", "/s/x/d.txt")
    )
    changes = diff([], known, ["/s"])
    assert [file.id for file in changes.gone] == ["a", "d"]
    assert [file.id for file in changes.kept] == ["b", "c"]
    assert [file.id for file in diff([], known, ["/"]).gone] == ["a", "b", "c", "d"]
    assert [file.id for file in diff([], known, ["/s/a.txt"]).gone] == ["a"]


def test_an_id_belongs_to_its_first_file(tmp_path: Path) -> None:
    """The second file is a duplicate until the first one is gone."""
    first = tmp_path / "a" / "x.txt"
    first.parent.mkdir()
    first.touch()
    known = by_id(indexed("x", str(first)))
    second = found("x", str(tmp_path / "b" / "x.txt"))
    changes = diff([second], known, [str(tmp_path / "b")])
    assert (changes.to_read, changes.gone, changes.unchanged) == ((), (), 0)
    assert [file.id for file in changes.kept] == ["x"]
    (clash,) = changes.duplicates
    assert clash.path == second.path
    assert str(first) in clash.reason
    first.unlink()
    changes = diff([second], known, [str(tmp_path / "b")])
    assert (changes.to_read, changes.duplicates, changes.kept) == ((second,), (), ())


def test_a_path_may_be_written_in_several_ways(tmp_path: Path) -> None:
    """Relative, with dots, or absolute: it is the same file."""
    here = os.getcwd()  # noqa: PTH109
    known = by_id(indexed("x", f"{here}/s/x.txt"))
    for path in ("s/x.txt", "./s/x.txt", "s/../s/x.txt", f"{here}/s/x.txt"):
        changes = diff([found("x", path)], known, [full_path("s")])
        assert (changes.to_read, changes.unchanged) == ((), 1), path


def test_sources_are_kept_as_long_as_they_have_files() -> None:
    """A source inside a source that is named now becomes part of it."""
    remaining = ["/a/x.txt", "/b/y.txt", "/c/d/z.txt"]
    assert next_sources([], ["/b", "/a"], remaining) == ("/a", "/b")
    assert next_sources(["/a", "/b"], ["/b"], remaining) == ("/a", "/b")
    assert next_sources(["/a", "/e"], ["/b"], remaining) == ("/a", "/b")
    assert next_sources(["/c/d"], ["/c"], remaining) == ("/c",)
    assert next_sources(["/c"], ["/c/d"], remaining) == ("/c/d",)
    assert next_sources(["/c"], ["/c/d"], [*remaining, "/c/w.txt"]) == ("/c", "/c/d")


def test_only_files_that_do_not_exist_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there stays in the index, also if the system refuses to look at it; a refused one does not."""
    (tmp_path / "there.txt").touch()
    known = by_id(indexed("there", str(tmp_path / "there.txt")), indexed("gone", str(tmp_path / "gone.txt")))
    changes = diff([], known, [str(tmp_path)])
    assert ([file.id for file in changes.gone], [file.id for file in changes.kept]) == (["gone"], ["there"])
    refused = [str(tmp_path / "there.txt")]
    assert [file.id for file in diff([], known, [str(tmp_path)], refused).gone] == ["there", "gone"]

    def refuse(path: str) -> os.stat_result:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "stat", refuse)
    assert diff([], known, [str(tmp_path)]).gone == ()
