"""What cannot be read for the moment is not lost: the index keeps what it has of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.archive import TOY_LANGUAGE, release_text, run_ingest, write_releases

from defsearch.errors import SourceError
from defsearch.index.snapshot import open_snapshot
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.releases import reader
from defsearch.releases.release import OUTSIDE

if TYPE_CHECKING:
    from pathlib import Path


def _ids(index: Path) -> list[str]:
    with open_snapshot(index) as opened:
        return [file.id for file in opened.files.all()]


def _close(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody look into folders of this name: permissions would keep out anybody but an administrator."""
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_that_cannot_be_read_keeps_its_releases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is not there for once does not empty the index."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), map__b=release_text("zee"))
    run_ingest(sources, index)
    _close("map", monkeypatch)
    report = run_ingest(sources, index)
    assert (report.removed, len(report.skipped)) == (0, 1)
    assert _ids(index) == ["a", "map/b"]


@pytest.mark.parametrize("call", ["stat", "scandir"])
def test_a_source_that_cannot_be_read_keeps_its_releases_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Closed, or below what is closed: the others are indexed. Found when one such source stopped the whole run."""
    one, other, index = write_releases(tmp_path / "s", a=release_text("boot")), tmp_path / "t", tmp_path / "i"
    run_ingest(one, index)
    write_releases(other, b=release_text("zee"))
    real = getattr(os, call)

    def refusing(path: object, **kwargs: object) -> object:
        if str(path).startswith(str(one)):
            raise PermissionError(13, "Permission denied", path)
        return real(path, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(os, call, refusing)
        report = run_ingest([one, other], index)
        assert (report.added, report.removed, len(report.skipped)) == (1, 0, 1)
        assert _ids(index) == ["a", "b"]
        with pytest.raises(SourceError, match="no permission to read it"):
            run_ingest(one, index)
        with pytest.raises(SourceError, match="a rebuild would forget"):
            run_ingest([one, other], index, rebuild=True)
        assert _ids(index) == ["a", "b"]
        assert run_ingest([one, other], tmp_path / "new", rebuild=True).added == 1
    assert run_ingest([one, other], index).unchanged == 2


def test_a_file_that_cannot_be_read_keeps_its_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permission withdrawn: the old release stays, and the next run that can read it brings the new one."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), b=release_text("zee"))
    run_ingest(sources, index)
    write_releases(sources, a=release_text("andere woorden"))
    real = reader._open_nonblocking

    def refusing(path: str, flags: int) -> int:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags)

    with monkeypatch.context() as patched:
        patched.setattr(reader, "_open_nonblocking", refusing)
        report = run_ingest(sources, index)
    assert (report.removed, report.changed, len(report.skipped)) == (0, 0, 1)
    assert _ids(index) == ["a", "b"]
    assert run_ingest(sources, index).changed == 1


def test_a_file_that_is_no_release_any_more_is_taken_out(tmp_path: Path) -> None:
    """It was read, and what it holds now cannot be indexed: the index says so and follows."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), b=release_text("zee"))
    run_ingest(sources, index)
    write_releases(sources, a="geen datum hier")
    report = run_ingest(sources, index)
    assert (report.removed, len(report.skipped)) == (1, 1)
    assert _ids(index) == ["b"]


def test_a_file_that_is_refused_now_is_taken_out(tmp_path: Path) -> None:
    """Found when what had become a link out of its source, too large or no file stayed in the index for ever."""
    sources, index, outside = tmp_path / "s", tmp_path / "i", tmp_path / "outside.txt"
    write_releases(
        sources,
        a=release_text("boot"),
        b=release_text("zee"),
        c=release_text("drone"),
        d=release_text("tank"),
    )
    run_ingest(sources, index)
    (sources / "a.txt").rename(outside)
    (sources / "a.txt").symlink_to(outside)
    (sources / "b.txt").write_text(release_text("zee " * 3_000_000))
    (sources / "c.txt").unlink()
    os.mkfifo(sources / "c.txt")
    report = run_ingest(sources, index)
    assert (report.removed, len(report.skipped)) == (3, 3)
    assert _ids(index) == ["d"]
    assert run_ingest(sources, index).written is False


def test_what_was_followed_is_taken_out_when_links_are_not(tmp_path: Path) -> None:
    """``--follow-links`` once does not mean for ever."""
    sources, index = write_releases(tmp_path / "s", a=release_text("boot")), tmp_path / "i"
    (sources / "more").symlink_to(write_releases(tmp_path / "outside", b=release_text("zee")))
    run_ingest(sources, index, follow_links=True)
    assert _ids(index) == ["a", "more/b"]
    run_ingest(sources, index)
    assert _ids(index) == ["a"]


@pytest.mark.parametrize("back_again", [False, True])
def test_a_folder_swapped_for_a_link_behind_the_walk_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back_again: bool
) -> None:
    """What was found inside the source was read wherever the path led by then."""
    sources, index, outside = tmp_path / "s", tmp_path / "i", tmp_path / "outside"
    write_releases(sources, a=release_text("boot"), map__b=release_text("zee"))
    write_releases(outside, b=release_text("geheim"))
    inside = sources / "map"
    realpath = os.path.realpath

    def swap(_done: int, _total: int) -> None:
        if not inside.is_symlink():
            inside.rename(tmp_path / "elsewhere")
            inside.symlink_to(outside)

    def swap_back(path: str) -> str:
        if back_again and inside.is_symlink():
            inside.unlink()
            (tmp_path / "elsewhere").rename(inside)
        return realpath(path)

    monkeypatch.setattr(os.path, "realpath", swap_back)
    report = ingest([sources], index, IngestOptions(), swap, TOY_LANGUAGE)
    assert [problem.reason for problem in report.skipped] == [OUTSIDE]
    assert _ids(index) == ["a"]


def test_a_link_that_stays_inside_is_read(tmp_path: Path) -> None:
    """Neither a source that is a link itself nor a link within it leads outside."""
    write_releases(tmp_path / "s", map__b=release_text("zee"))
    (tmp_path / "s" / "c.txt").symlink_to(tmp_path / "s" / "map" / "b.txt")
    (tmp_path / "link").symlink_to(tmp_path / "s")
    assert run_ingest(tmp_path / "link", tmp_path / "i").skipped == ()
    assert _ids(tmp_path / "i") == ["c", "map/b"]


def test_names_without_end_do_not_fill_the_manifest(tmp_path: Path) -> None:
    """Found when a thousand skipped files with names of escapes made a manifest that nobody could open any more."""
    sources, index = write_releases(tmp_path / "s", a=release_text("boot")), tmp_path / "i"
    folder = sources.joinpath(*["\x01" * 250] * 8)
    folder.mkdir(parents=True)
    for number in range(500):
        (folder / f"{number}{chr(1) * 200}.txt").touch()
    report = run_ingest(sources, index)
    assert (report.added, len(report.skipped)) == (1, 500)
    assert _ids(index) == ["a"]
    assert (index / "manifest_1.json").stat().st_size < 2 << 20
    assert run_ingest(sources, index).written is False


def test_a_rebuild_does_not_forget_a_folder_below_a_source_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a source as a whole was guarded: the releases of a closed folder in it were gone, and that with success."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), map__b=release_text("zee"))
    run_ingest(sources, index)
    _close("map", monkeypatch)
    with pytest.raises(SourceError, match="a rebuild would forget what the index has of it"):
        run_ingest(sources, index, rebuild=True)
    assert _ids(index) == ["a", "map/b"]
