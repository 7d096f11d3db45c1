"""The comparison of the files on disk with the files of the index."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, report_counts, run_ingest, write_releases
from support.forge_index import change_manifest
from support.index_contents import file_states, index_contents

from defsearch.errors import IndexMismatchError, SourceError, SourcesHeldBackError
from defsearch.index.check import status
from defsearch.index.snapshot import open_snapshot
from defsearch.index.source_files import IndexedFile
from defsearch.ingest import diff as differ
from defsearch.ingest.diff import diff, full_path, next_sources
from defsearch.releases import finder
from defsearch.releases.finder import FoundFile, find_releases
from defsearch.releases.reader import read_release
from defsearch.releases.release import MISSING, FileState, Problem, ProblemKind

if TYPE_CHECKING:
    from typing import Any


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


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Write thirty releases."""
    return write_releases(
        tmp_path / "archive", **{f"r{number:02}": release_text(f"Boot {number}.") for number in range(30)}
    )


@pytest.fixture
def index(tmp_path: Path, archive: Path) -> Path:
    """Index the thirty releases, and a second source with one."""
    run_ingest(archive, tmp_path / "index")
    run_ingest(write_releases(tmp_path / "demo", demo=release_text("Demo.")), tmp_path / "index")
    return tmp_path / "index"


def sources_of(index: Path) -> list[str]:
    """Return the names of the sources of an index."""
    return [Path(source).name for source in index_contents(index)["sources"]]


def _set_version(index: Path, number: int) -> None:
    def change(facts: dict[str, Any]) -> None:
        facts["fingerprint"] = f"{number}.{facts['fingerprint'].partition('.')[2]}"

    change_manifest(index, change)


def test_without_a_source_those_of_the_index_are_read(tmp_path: Path, index: Path) -> None:
    """A second ingest once mixed the demo releases into the archive."""
    write_releases(tmp_path / "archive", nieuw=release_text("Nieuw."))
    assert report_counts(run_ingest([], index)) == (1, 0, 0, 31)


def test_a_rebuild_keeps_every_source(tmp_path: Path, index: Path) -> None:
    """It once left 2 of 1,002 releases; a named source is added."""
    assert report_counts(run_ingest([], index, rebuild=True)) == (0, 0, 0, 31)
    extra = write_releases(tmp_path / "extra", extra=release_text("Extra."))
    assert run_ingest(extra, index, rebuild=True).releases == 32
    assert sources_of(index) == ["archive", "demo", "extra"]


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("loss", ["missing", "emptied", "most"])
def test_what_a_source_lost_is_held_back(tmp_path: Path, index: Path, loss: str, rebuild: bool) -> None:
    """The other source is brought up to date; --remove-missing removes."""
    archive = tmp_path / "archive"
    if loss == "missing":
        shutil.rmtree(archive)
    else:
        for path in sorted(archive.iterdir())[: 30 if loss == "emptied" else 20]:
            path.unlink()
    write_releases(tmp_path / "demo", nieuw=release_text("Nieuw."))
    report = run_ingest([], index, rebuild=rebuild)
    assert [Path(held.source).name for held in report.held] == ["archive"]
    assert (report.releases, report.added, report.removed) == (32, 1, 0)
    assert sources_of(index) == ["archive", "demo"]
    assert run_ingest([], index, remove_missing=True).releases == (12 if loss == "most" else 2)
    assert run_ingest([], index).held == ()


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("seen", [0, 1, 25, 29, 30])
def test_a_source_that_vanishes_while_it_is_read_loses_nothing(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch, seen: int, rebuild: bool, back: bool
) -> None:
    """Nor when it comes back before the ingest asks the disk: a few files that were not seen were once removed."""
    archive, away = tmp_path / "archive", tmp_path / "away"
    before = index_contents(index)["releases"]
    left = [seen]

    class Vanishing(FileState):
        @classmethod
        def of(cls, state: os.stat_result) -> FileState:
            if left[0] == 0:
                archive.rename(away)
            left[0] -= 1
            return FileState.of(state)

    def walk(*args: Any, **kwargs: Any) -> list[FoundFile | Problem]:
        with monkeypatch.context() as patch:
            patch.setattr(finder, "FileState", Vanishing)
            items = list(find_releases(*args, **kwargs))
        if away.exists() and back:
            away.rename(archive)
        return items

    monkeypatch.setattr(differ, "find_releases", walk)
    with suppress(SourcesHeldBackError):
        assert run_ingest([], index, rebuild=rebuild).removed == 0
    assert index_contents(index)["releases"] == before


def test_a_source_without_any_file_that_comes_back_loses_nothing(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk said of five files that they are gone before it was mounted again."""
    answers = iter([True] * 5)
    archive = str(tmp_path / "archive")
    monkeypatch.setattr(differ, "find_releases", lambda *_, **__: [])
    monkeypatch.setattr(
        "defsearch.ingest.diff.is_missing", lambda path: path.startswith(archive) and next(answers, False)
    )
    report = run_ingest([], index)
    assert [Path(held.source).name for held in report.held] == ["archive"]
    assert (report.releases, report.removed) == (31, 0)


def test_a_rebuild_keeps_what_cannot_be_read_now(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails and the index is unchanged; --remove-missing goes on without the release."""

    def read(path: str, *args: Any, **kwargs: Any) -> Any:
        if "r07" in path:
            return Problem.at(path, None, MISSING, ProblemKind.MISSING)
        return read_release(path, *args, **kwargs)

    monkeypatch.setattr("defsearch.ingest.workers.read_release", read)
    before = file_states(index)
    with pytest.raises(SourcesHeldBackError, match=r"r07\.txt: does not exist"):
        run_ingest([], index, rebuild=True)
    assert file_states(index) == before
    assert run_ingest([], index, rebuild=True, remove_missing=True).releases == 30


@pytest.mark.parametrize("removed", [1, 10])
def test_a_few_removed_files_are_removed(tmp_path: Path, index: Path, removed: int) -> None:
    """Up to ten, or up to half of a source."""
    for path in sorted((tmp_path / "archive").iterdir())[:removed]:
        path.unlink()
    report = run_ingest([], index)
    assert (report.removed, report.held) == (removed, ())


def test_renamed_files_are_not_held_back(tmp_path: Path, index: Path) -> None:
    """Sorted into a folder of the same source, they have other ids and the same content."""
    archive = tmp_path / "archive"
    (archive / "2025").mkdir()
    for path in archive.glob("*.txt"):
        path.rename(archive / "2025" / path.name)
    report = run_ingest([], index)
    assert (report.releases, report.held) == (31, ())


def test_a_moved_source_can_be_named_at_its_new_place(tmp_path: Path, index: Path) -> None:
    """Also by a rebuild; the old place is no source any more."""
    (tmp_path / "archive").rename(tmp_path / "moved")
    assert len(run_ingest([], index).held) == 1
    assert run_ingest(tmp_path / "moved", index, rebuild=True).held == ()
    assert run_ingest(tmp_path / "moved", index).releases == 31


def test_forget_takes_a_source_out(tmp_path: Path, index: Path) -> None:
    """With its releases; an unknown one is an error that lists the sources."""
    report = run_ingest([], index, forget=(tmp_path / "demo",))
    assert (report.releases, report.removed, sources_of(index)) == (30, 1, ["archive"])
    with pytest.raises(SourceError, match="is not a source of this index"):
        run_ingest([], index, forget=(tmp_path / "demo",))
    assert run_ingest([], index, forget=(tmp_path / "archive",)).releases == 0


def test_a_source_is_not_read_and_forgotten_at_once(tmp_path: Path, index: Path) -> None:
    """One of the two would be ignored silently."""
    with pytest.raises(SourceError, match="demo is named, and is to be forgotten") as caught:
        run_ingest(tmp_path / "demo", index, forget=(tmp_path / "demo",))
    assert caught.value.hint == "Leave out one of the two"


def test_forget_takes_the_skipped_files_of_a_source_out(tmp_path: Path, index: Path) -> None:
    """The status lists those of the other sources only, and those of a source inside of another one."""
    for folder in ("archive", "archive/inside", "demo"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "empty.txt").touch()
    run_ingest([], index)
    assert len(status(index).skipped) == 3
    run_ingest([], index, forget=(tmp_path / "demo",))
    paths = [Path(one.path).relative_to(tmp_path) for one in status(index).skipped]
    assert sorted(map(str, paths)) == ["archive/empty.txt", "archive/inside/empty.txt"]


def test_an_index_of_an_older_version_is_rebuilt(tmp_path: Path, index: Path) -> None:
    """From all of its sources, and the report says so; its status is known before."""
    _set_version(index, 1)
    with pytest.raises(IndexMismatchError, match="an older version"):
        open_snapshot(index)
    report = status(index)
    assert (report.releases, len(report.sources), bool(report.outdated)) == (31, 2, True)
    done = run_ingest([], index)
    assert (done.releases, "older version" in done.rebuilt) == (31, True)
    assert status(index).outdated is None


def test_an_older_index_is_untouched_while_a_source_is_missing(tmp_path: Path, index: Path) -> None:
    """The missing one is named; when it is back the index is rebuilt."""
    _set_version(index, 1)
    (tmp_path / "archive").rename(tmp_path / "away")
    before = file_states(index)
    with pytest.raises(SourcesHeldBackError, match="archive: does not exist"):
        run_ingest([], index)
    assert file_states(index) == before
    assert run_ingest([], index, remove_missing=True, dry_run=True).releases == 1
    (tmp_path / "away").rename(tmp_path / "archive")
    assert run_ingest([], index).releases == 31


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_index_of_a_newer_version_is_never_rebuilt(index: Path, rebuild: bool) -> None:
    """It is untouched, and its status is known."""
    _set_version(index, 999)
    before = file_states(index)
    with pytest.raises(IndexMismatchError, match="a newer version"):
        run_ingest([], index, rebuild=rebuild)
    assert file_states(index) == before
    assert status(index).releases == 31


def test_links_stay_followed_without_being_asked_again(tmp_path: Path) -> None:
    """For the sources out of which links were followed."""
    elsewhere = write_releases(tmp_path / "elsewhere", boot=release_text("Boot."))
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "link").symlink_to(elsewhere)
    run_ingest(tmp_path / "s", tmp_path / "index", follow_links=True)
    assert run_ingest([], tmp_path / "index").releases == 1
    assert run_ingest([], tmp_path / "index", rebuild=True).releases == 1


def test_the_report_names_what_came_in(tmp_path: Path, index: Path) -> None:
    """And what changed, moved and was removed; the same content under another id is a move."""
    archive = tmp_path / "archive"
    write_releases(archive, nieuw=release_text("Nieuw."), r01=release_text("Anders."))
    (archive / "r02.txt").rename(archive / "verplaatst.txt")
    (archive / "r03.txt").unlink()
    report = run_ingest([], index)
    assert (report.added_ids, report.changed_ids) == (("nieuw",), ("r01",))
    assert (report.moved_ids, report.removed_ids) == (("verplaatst",), ("r03",))
    assert report.unchanged == 28


def test_when_a_release_came_in_survives(tmp_path: Path, index: Path) -> None:
    """A change, a move, a rebuild, and an index of an older version."""
    archive = tmp_path / "archive"
    before = added(index)
    write_releases(archive, r01=release_text("Anders."), nieuw=release_text("Nieuw."))
    (archive / "r02.txt").rename(archive / "verplaatst.txt")
    run_ingest([], index)
    new = added(index)
    assert new.pop("nieuw") > max(before.values())
    assert new.pop("verplaatst") == before.pop("r02")
    assert new == before
    after = added(index)
    report = run_ingest([], index, rebuild=True)
    assert (added(index), report_counts(report)) == (after, (0, 0, 0, 32))
    archive.rename(tmp_path / "moved")
    assert run_ingest(tmp_path / "moved", index).moved == 31
    _set_version(index, 1)
    run_ingest([], index)
    assert added(index) == after


def added(index: Path) -> dict[str, int]:
    """Return when each release came in."""
    with open_snapshot(index) as opened:
        return {file.id: file.added for file in opened.files.all()}
