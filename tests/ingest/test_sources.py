"""The sources of an ingest: no release of an index is removed in silence."""

from __future__ import annotations

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
from defsearch.ingest import ingest as running
from defsearch.releases import finder
from defsearch.releases.finder import FoundFile, find_releases
from defsearch.releases.reader import read_release
from defsearch.releases.release import MISSING, FileState, Problem

if TYPE_CHECKING:
    import os
    from typing import Any


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

    monkeypatch.setattr(running, "find_releases", walk)
    with suppress(SourcesHeldBackError):
        assert run_ingest([], index, rebuild=rebuild).removed == 0
    assert index_contents(index)["releases"] == before


def test_a_source_without_any_file_that_comes_back_loses_nothing(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk said of five files that they are gone before it was mounted again."""
    answers = iter([True] * 5)
    archive = str(tmp_path / "archive")
    monkeypatch.setattr(running, "find_releases", lambda *_, **__: [])
    monkeypatch.setattr(
        "defsearch.ingest.diff.is_missing", lambda path: path.startswith(archive) and next(answers, False)
    )
    report = run_ingest([], index)
    assert [Path(held.source).name for held in report.held] == ["archive"]
    assert (report.releases, report.removed) == (31, 0)


def test_a_rebuild_keeps_what_cannot_be_read_now(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails and the index is unchanged; --remove-missing goes on without the release."""

    def read(path: str, *args: Any, **kwargs: Any) -> Any:
        return Problem.at(path, None, MISSING) if "r07" in path else read_release(path, *args, **kwargs)

    monkeypatch.setattr("defsearch.ingest.batch.read_release", read)
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
