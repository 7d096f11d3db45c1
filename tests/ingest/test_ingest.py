"""An ingest, from its sources to its report: what it indexes, what it keeps, what it says."""

from __future__ import annotations

import errno
import gc
import itertools
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import (
    TOY_WORD_LIST,
    ToyAnalyzer,
    make_toy_analyzer,
    release_text,
    report_counts,
    run_ingest,
    write_releases,
)
from support.index_contents import file_states, index_contents, stray_files

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexWriteError, SourceError
from defsearch.index.check import check
from defsearch.index.lock import LOCK_NAME, WriteLock
from defsearch.index.snapshot import open_snapshot
from defsearch.ingest import workers
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.releases import finder, reader
from defsearch.releases.finder import find_releases
from defsearch.releases.reader import read_release
from defsearch.releases.release import OUTSIDE, Problem, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from defsearch.ingest.ingest import IngestReport


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write three releases."""
    return write_releases(
        tmp_path / "s",
        een=release_text("Een fregat."),
        twee=release_text("Twee F-16's."),
        sub__drie=release_text("Drie drones."),
    )


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    """Index the three releases."""
    run_ingest(source, tmp_path / "index")
    return tmp_path / "index"


def ids_in(index: Path) -> set[str]:
    """Return the ids in an index."""
    return set(index_contents(index)["releases"])


def test_the_report_counts_the_changes(tmp_path: Path, source: Path) -> None:
    """The report counts added, changed, removed and unchanged releases, and the releases in the index."""
    report = run_ingest(source, tmp_path / "index")
    assert (report_counts(report), report.releases, report.written) == ((3, 0, 0, 0), 3, True)
    write_releases(source, een=release_text("Een ander fregat."), vier=release_text("Vier."))
    (source / "twee.txt").unlink()
    report = run_ingest(source, tmp_path / "index")
    assert (report_counts(report), report.releases, report.written) == ((1, 1, 1, 1), 3, True)
    assert ids_in(tmp_path / "index") == {"een", "sub/drie", "vier"}


def test_without_changes_nothing_is_written(source: Path, index: Path) -> None:
    """No file is created, renamed or touched, and no dictionary is loaded."""

    def never() -> Any:
        raise AssertionError

    before = file_states(index)
    folder = index.stat().st_mtime_ns
    report = ingest([source], index, IngestOptions(), make_analyzer=never)
    assert (report_counts(report), report.written) == ((0, 0, 0, 3), False)
    assert file_states(index) == before
    assert index.stat().st_mtime_ns == folder


def test_the_same_skipped_files_write_nothing(source: Path, index: Path) -> None:
    """A skipped file is reported by each ingest, but only a new one changes the index."""
    write_releases(source, leeg="")
    assert run_ingest(source, index).written
    assert [Path(one.path).name for one in index_contents(index)["skipped"]] == ["leeg.txt"]
    before = file_states(index)
    report = run_ingest(source, index)
    assert (len(report.skipped), report.written) == (1, False)
    assert file_states(index) == before
    (source / "leeg.txt").unlink()
    assert run_ingest(source, index).written
    assert index_contents(index)["skipped"] == ()


def test_a_touched_file_is_read_but_not_indexed(source: Path, index: Path) -> None:
    """Its new time is stored, so the next ingest does not read it."""
    os.utime(source / "een.txt", ns=(1, 1))
    report = run_ingest(source, index)
    assert (report_counts(report), report.written) == ((0, 0, 0, 3), True)
    before = file_states(index)
    assert not run_ingest(source, index).written
    assert file_states(index) == before


def test_an_earlier_modification_time_is_a_change(source: Path, index: Path) -> None:
    """A file with an earlier time is read, and the new state is the newest."""
    write_releases(source, een=release_text("Een ander fregat."))
    os.utime(source / "een.txt", ns=(5, 5))
    assert report_counts(run_ingest(source, index)) == (0, 1, 0, 2)
    assert index_contents(index)["releases"]["een"][0].body.strip() == "Een ander fregat."


def test_only_releases_below_a_named_source_are_removed(tmp_path: Path, source: Path, index: Path) -> None:
    """Releases of other sources stay, although their files are gone."""
    other = write_releases(tmp_path / "other", elders=release_text("Elders."))
    run_ingest(other, index)
    (source / "een.txt").unlink()
    (other / "elders.txt").unlink()
    write_releases(other, nieuw=release_text("Nieuw."))
    assert report_counts(run_ingest(other, index)) == (1, 0, 1, 0)
    assert ids_in(index) == {"een", "twee", "sub/drie", "nieuw"}
    assert index_contents(index)["sources"] == (str(other), str(source))
    assert report_counts(run_ingest([other, source], index)) == (0, 0, 1, 3)
    assert ids_in(index) == {"twee", "sub/drie", "nieuw"}


def test_a_second_file_with_the_same_id_is_skipped(tmp_path: Path, source: Path) -> None:
    """The reason names both files, in one ingest and in two."""
    other = write_releases(tmp_path / "other", een=release_text("Een tweede een."))
    report = run_ingest([source, other], tmp_path / "both")
    assert (report.added, len(report.skipped)) == (3, 1)
    run_ingest(source, tmp_path / "later")
    again = run_ingest(other, tmp_path / "later")
    assert (report_counts(again), len(again.skipped)) == ((0, 0, 0, 0), 1)
    for skipped in (*report.skipped, *again.skipped):
        assert skipped.path == str(other / "een.txt")
        assert "'een' is already that of" in skipped.reason
        assert str(source / "een.txt") in skipped.reason
    shutil.rmtree(source)
    assert report_counts(run_ingest(other, tmp_path / "later")) == (0, 1, 0, 0)


def test_a_source_may_be_written_in_several_ways(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Absolute, relative, with dots: it is the same source."""
    before = file_states(index)
    monkeypatch.chdir(source.parent)
    for variant in (Path("s"), Path("./s/"), Path("s/../s")):
        assert report_counts(run_ingest(variant, index)) == (0, 0, 0, 3)
    monkeypatch.chdir(source)
    assert report_counts(run_ingest(Path(), index)) == (0, 0, 0, 3)
    assert file_states(index) == before


def test_a_source_may_be_one_file(source: Path, index: Path) -> None:
    """Only that file can change or be removed."""
    write_releases(source, een=release_text("Een ander fregat."), twee=release_text("Anders."))
    assert report_counts(run_ingest(source / "een.txt", index)) == (0, 1, 0, 0)
    assert index_contents(index)["releases"]["twee"][0].body.strip() == "Twee F-16's."


def test_strict_changes_nothing_if_a_file_is_skipped(source: Path, index: Path) -> None:
    """Without skipped files, a strict ingest writes."""
    before = file_states(index)
    write_releases(source, vier=release_text("Vier."), leeg="")
    report = run_ingest(source, index, strict=True)
    assert (len(report.skipped), report.written) == (1, False)
    assert file_states(index) == before
    (source / "leeg.txt").unlink()
    assert run_ingest(source, index, strict=True).written
    assert "vier" in ids_in(index)


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path, source: Path, index: Path) -> None:
    """It writes no index, no folder and no lock."""
    write_releases(
        source, een=release_text("Een ander fregat."), vier=release_text("Vier."), leeg="", twee=""
    )
    os.utime(source / "sub" / "drie.txt", ns=(1, 1))
    before = file_states(index)
    dry = run_ingest(source, index, dry_run=True)
    assert file_states(index) == before
    assert not dry.written
    real = run_ingest(source, index)
    assert (report_counts(dry), dry.releases, dry.skipped) == (
        report_counts(real),
        real.releases,
        real.skipped,
    )
    assert report_counts(real) == (1, 1, 1, 1)
    assert run_ingest(source, tmp_path / "none", dry_run=True).added == 3
    assert not (tmp_path / "none").exists()


def test_a_file_that_became_invalid_is_removed(source: Path, index: Path) -> None:
    """It is reported, and comes back after it is repaired."""
    (source / "een.txt").write_bytes(b"\0")
    report = run_ingest(source, index)
    assert (report_counts(report), len(report.skipped)) == ((0, 0, 1, 2), 1)
    assert ids_in(index) == {"twee", "sub/drie"}
    write_releases(source, een=release_text("Een fregat."))
    assert report_counts(run_ingest(source, index)) == (1, 0, 0, 2)


@pytest.mark.parametrize("variant", ["vanishes", "grows", "becomes a folder", "becomes a pipe"])
def test_a_file_that_changes_during_the_ingest_is_reported(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, variant: str
) -> None:
    """Its old release stays, unless the file is known not to be a release; the other files are indexed."""
    write_releases(source, een=release_text("Een nieuw fregat."), vier=release_text("Vier."))

    def change_first(path: str, id_: str, **kwargs: Any) -> Any:
        if path.endswith("een.txt"):
            if variant == "grows":
                return Problem.at(path, None, "changed while it was read", ProblemKind.UNREADABLE)
            Path(path).unlink(missing_ok=True)
            if variant == "becomes a folder":
                Path(path).mkdir()
            elif variant == "becomes a pipe":
                os.mkfifo(path)
        return read_release(path, id_, **kwargs)

    monkeypatch.setattr(workers, "read_release", change_first)
    report = run_ingest(source, index)
    gone = int(variant.startswith("becomes"))
    assert (report_counts(report), [Path(one.path).name for one in report.skipped]) == (
        (1, 0, gone, 2),
        ["een.txt"],
    )
    assert ids_in(index) == {"twee", "sub/drie", "vier", "een"} - ({"een"} if gone else set())


def test_an_index_may_be_inside_its_source(source: Path) -> None:
    """Its files are not releases, and releases with similar names stay."""
    write_releases(
        source,
        lexicon_2024=release_text("Woorden."),
        manifest_7=release_text("Lijst."),
        MAIN_brief=release_text("Brief."),
    )
    for index in (source / "index", source):
        assert run_ingest(source, index).added == 6
        assert report_counts(run_ingest(source, index)) == (0, 0, 0, 6)
        assert run_ingest(source, index, rebuild=True).unchanged == 6
    assert len(list(source.rglob("*.txt"))) == 6


def test_an_emptied_source_can_lose_its_releases(tmp_path: Path, source: Path, index: Path) -> None:
    """Beside a source with releases, it is reported as a folder without releases."""
    other = write_releases(tmp_path / "other", elders=release_text("Elders."))
    run_ingest([source, other], index)
    (other / "elders.txt").unlink()
    report = run_ingest([source, other], index, remove_missing=True)
    assert (report_counts(report), len(report.skipped)) == ((0, 0, 1, 3), 1)
    assert not run_ingest([source, other], index).written
    assert ids_in(index) == {"een", "twee", "sub/drie"}


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_web_page_that_was_indexed_as_text_leaves_the_index(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch, rebuild: bool
) -> None:
    """The page is there and is no release: nothing is held back, and each ingest says why it is skipped."""
    page = tmp_path / "page.html"
    page.write_text("<html><p>Een tank.</p></html>", encoding="utf-8")
    with monkeypatch.context() as older_version:
        older_version.setattr(finder, "_WEB_PAGES", ())
        assert run_ingest(page, index).added == 1
    for removed in (("page.html",), ()):
        report = run_ingest([], index, rebuild=rebuild)
        assert (report.held, report.removed_ids, report.releases) == ((), removed, 3)
        assert [problem.reason for problem in report.skipped] == ["a web page"]


def test_a_web_page_that_is_gone_is_held_back(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every source that does not exist."""
    page = tmp_path / "page.html"
    page.write_text("<html><p>Een tank.</p></html>", encoding="utf-8")
    with monkeypatch.context() as older_version:
        older_version.setattr(finder, "_WEB_PAGES", ())
        run_ingest(page, index)
    page.unlink()
    assert [one.reason for one in run_ingest([], index).held] == ["does not exist"]


def test_a_missing_source_changes_nothing(tmp_path: Path, source: Path, index: Path) -> None:
    """A folder that was moved away, and an empty mount point, are held back; an unknown one is an error."""
    before = file_states(index)
    source.rename(tmp_path / "moved")
    with pytest.raises(SourceError):
        run_ingest(tmp_path / "unknown", index)
    assert run_ingest(source, index).held
    source.mkdir()
    assert run_ingest(source, index).held
    assert file_states(index) == before


def test_a_file_in_the_place_of_the_index_folder_is_named(tmp_path: Path, source: Path) -> None:
    """Also if it is in the place of a parent folder."""
    (tmp_path / "file").touch()
    for index in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(IndexWriteError) as caught:
            run_ingest(source, index)
        assert str(tmp_path / "file") in caught.value.message


def test_another_stemmer_leads_to_a_rebuild(source: Path, index: Path) -> None:
    """All lemmas of an index come from the same analysis."""

    class Other(ToyAnalyzer):
        def analyze(self, form: str) -> Any:
            return super().analyze(form)._replace(stem="x")

    def other() -> Other:
        return Other(TOY_WORD_LIST)

    assert not ingest([source], index, IngestOptions(), make_analyzer=other).written
    write_releases(source, vier=release_text("Nieuwe woorden."))
    report = ingest([source], index, IngestOptions(), make_analyzer=other)
    assert (report.added, "another Dutch stemmer" in report.rebuilt) == (1, True)


def test_progress_counts_the_files_to_read(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs from 0 to the number of files, piece by piece."""
    monkeypatch.setattr(workers, "_PIECE_FILES", 2)
    seen: list[tuple[int, int]] = []
    ingest(
        [source],
        tmp_path / "i",
        IngestOptions(),
        lambda done, total: seen.append((done, total)),
        make_toy_analyzer,
    )
    assert seen == [(0, 3), (2, 3), (3, 3)]


def test_an_interrupted_ingest_keeps_the_old_state(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of the new state remains."""
    monkeypatch.setattr(workers, "_PIECE_FILES", 1)
    write_releases(source, vier=release_text("Vier."), vijf=release_text("Vijf."))
    before = file_states(index)

    def interrupt(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([source], index, IngestOptions(), interrupt, make_toy_analyzer)
    assert file_states(index) == before


# Files that cannot be read for the moment, or are not releases any more


def _refuse_to_list(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make listing folders with this name fail; permissions would not stop root."""
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_that_cannot_be_read_keeps_its_releases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is missing for once does not empty the index."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), map__b=release_text("zee"))
    run_ingest(sources, index)
    _refuse_to_list("map", monkeypatch)
    report = run_ingest(sources, index)
    assert (report.removed, len(report.skipped)) == (0, 1)
    assert ids_in(index) == {"a", "map/b"}


@pytest.mark.parametrize("call", ["stat", "scandir"])
def test_an_unreadable_source_keeps_its_releases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The other sources are indexed. One unreadable source once stopped the whole run."""
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
        assert ids_in(index) == {"a", "b"}
        assert [held.source for held in run_ingest(one, index).held] == [str(one)]
        assert [held.source for held in run_ingest([one, other], index, rebuild=True).held] == [str(one)]
        assert ids_in(index) == {"a", "b"}
        assert run_ingest([one, other], tmp_path / "new", rebuild=True).added == 1
    assert run_ingest([one, other], index).unchanged == 2


def test_a_file_that_cannot_be_read_keeps_its_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next ingest that can read the file indexes its new text."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), b=release_text("zee"))
    run_ingest(sources, index)
    write_releases(sources, a=release_text("andere woorden"))
    real = reader._open_nonblocking

    def refusing(path: str) -> int:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    with monkeypatch.context() as patched:
        patched.setattr(reader, "_open_nonblocking", refusing)
        report = run_ingest(sources, index)
    assert (report.removed, report.changed, len(report.skipped)) == (0, 0, 1)
    assert ids_in(index) == {"a", "b"}
    assert run_ingest(sources, index).changed == 1


def test_a_file_that_is_not_a_release_any_more_is_removed(tmp_path: Path) -> None:
    """The file was read, and the index follows it."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), b=release_text("zee"))
    run_ingest(sources, index)
    write_releases(sources, a="\0")
    report = run_ingest(sources, index)
    assert (report.removed, len(report.skipped)) == (1, 1)
    assert ids_in(index) == {"b"}


def test_a_file_that_is_refused_now_is_removed(tmp_path: Path) -> None:
    """A file that became an outward symlink, too large or a pipe once stayed in the index for ever."""
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
    assert ids_in(index) == {"d"}
    assert run_ingest(sources, index).written is False


def test_following_symlinks_once_does_not_last(tmp_path: Path) -> None:
    """Without ``follow_links``, the next ingest removes the releases outside the source."""
    sources, index = write_releases(tmp_path / "s", a=release_text("boot")), tmp_path / "i"
    (sources / "more").symlink_to(write_releases(tmp_path / "outside", b=release_text("zee")))
    run_ingest(sources, index, follow_links=True)
    assert ids_in(index) == {"a", "more/b"}
    run_ingest(sources, index)
    assert ids_in(index) == {"a"}


def test_a_folder_replaced_by_a_symlink_after_the_walk_is_not_followed(tmp_path: Path) -> None:
    """A file was once read wherever its path led by then, also outside the source."""
    sources, index, outside = tmp_path / "s", tmp_path / "i", tmp_path / "outside"
    write_releases(sources, a=release_text("boot"), map__b=release_text("zee"))
    write_releases(outside, b=release_text("geheim"))
    inside = sources / "map"

    def swap(_done: int, _total: int) -> None:
        if not inside.is_symlink():
            inside.rename(tmp_path / "elsewhere")
            inside.symlink_to(outside)

    report = ingest([sources], index, IngestOptions(), swap, make_toy_analyzer)
    assert [problem.reason for problem in report.skipped] == [OUTSIDE]
    assert ids_in(index) == {"a"}


def test_a_file_changed_within_the_clock_of_its_file_system_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same size, same modification time: what is as young as the reading is not trusted until it has settled."""
    monkeypatch.setattr("defsearch.releases.reader._SETTLING_NS", 2_000_000_000)
    source, index = tmp_path / "s", tmp_path / "i"
    write_releases(source, a=release_text("Een tank."), b=release_text("Een boot."))
    times = (source / "a.txt").stat()
    run_ingest(source, index)
    assert not run_ingest(source, index).written
    (source / "a.txt").write_text(release_text("Een zeef."), encoding="utf-8")
    os.utime(source / "a.txt", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run_ingest(source, index).changed == 1
    monkeypatch.setattr("defsearch.releases.reader._SETTLING_NS", 0)
    before = file_states(index)
    settled = run_ingest(source, index)
    assert (settled.changed, settled.unchanged, settled.written) == (0, 2, True)
    assert not run_ingest(source, index).written
    parts = {name.partition(".")[2] for name in before.keys() - file_states(index).keys()}
    assert not parts & {"terms", "postings", "documents", "words"}


def test_two_files_that_change_places_are_read_again(tmp_path: Path) -> None:
    """``mv`` keeps size and modification time; the inode and the change time tell."""
    source, index = tmp_path / "s", tmp_path / "i"
    write_releases(source, a=release_text("Een tank."), b=release_text("Een boot."))
    for file in source.iterdir():
        os.utime(file, ns=(1, 1))
    run_ingest(source, index)
    (source / "a.txt").rename(source / "c")
    (source / "b.txt").rename(source / "a.txt")
    (source / "c").rename(source / "b.txt")
    assert run_ingest(source, index).changed == 2


def test_a_file_that_is_there_is_not_removed_when_the_walk_missed_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rename during the walk can hide a file from it; the disk is asked before anything is removed."""
    source, index = tmp_path / "s", tmp_path / "i"
    write_releases(source, a=release_text("Een tank."), b=release_text("Een boot."))
    run_ingest(source, index)

    def without_b(*args: Any, **kwargs: Any) -> Iterator[Any]:
        return (one for one in find_releases(*args, **kwargs) if getattr(one, "id", "") != "b")

    monkeypatch.setattr("defsearch.ingest.diff.find_releases", without_b)
    assert run_ingest(source, index).removed == 0
    assert ids_in(index) == {"a", "b"}


def test_a_symlink_that_stays_inside_is_read(tmp_path: Path) -> None:
    """Neither a source that is a symlink nor a symlink inside it leads outside."""
    write_releases(tmp_path / "s", map__b=release_text("zee"))
    (tmp_path / "s" / "c.txt").symlink_to(tmp_path / "s" / "map" / "b.txt")
    (tmp_path / "link").symlink_to(tmp_path / "s")
    assert run_ingest(tmp_path / "link", tmp_path / "i").skipped == ()
    assert ids_in(tmp_path / "i") == {"c", "map/b"}


def test_very_long_names_do_not_fill_the_manifest(tmp_path: Path) -> None:
    """A thousand skipped files with long names once made a manifest that could not be opened."""
    sources, index = write_releases(tmp_path / "s", a=release_text("boot")), tmp_path / "i"
    folder = sources.joinpath(*["\x01" * 250] * 8)
    folder.mkdir(parents=True)
    for number in range(500):
        (folder / f"{number}{chr(1) * 200}.txt").touch()
    report = run_ingest(sources, index)
    assert (report.added, len(report.skipped)) == (1, 500)
    assert ids_in(index) == {"a"}
    assert (index / "manifest_1.json").stat().st_size < 2 << 20
    assert run_ingest(sources, index).written is False


def test_a_rebuild_becomes_a_refresh_if_a_folder_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only whole sources were protected once: the releases of the unreadable folder were lost."""
    sources, index = tmp_path / "s", tmp_path / "i"
    write_releases(sources, a=release_text("boot"), map__b=release_text("zee"))
    run_ingest(sources, index)
    _refuse_to_list("map", monkeypatch)
    report = run_ingest(sources, index, rebuild=True)
    assert "no permission to read it" in report.held[0].reason
    assert ids_in(index) == {"a", "map/b"}


# Writes that fail


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "Free some disk space or choose another folder"),
        (errno.EFBIG, "Free some disk space or choose another folder"),
        (errno.EROFS, "change the permissions of this one"),
        (errno.EACCES, "change the permissions of this one"),
        (errno.EIO, "Try again, or choose another folder"),
        (errno.ENOENT, "run the ingest again"),
    ],
)
def test_each_write_error_has_its_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    """The advice fits the error of the system, at the lock and at a later write."""
    source = write_releases(tmp_path / "s", een=release_text("Een."))
    for call in ("open", "fsync"):
        real = getattr(os, call)

        def refuse(what: Any, *args: Any, real: Any = real, call: str = call, **kwargs: Any) -> Any:
            if call == "fsync" or str(what).endswith(LOCK_NAME):
                raise OSError(code, os.strerror(code))
            return real(what, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, refuse)
            with pytest.raises(IndexWriteError) as caught:
                run_ingest(source, tmp_path / "index")
        assert advice in str(remedy(caught.value))


def test_an_ingest_that_wrote_while_this_one_waited_is_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it wrote is unchanged after this ingest fails."""
    source, index = write_releases(tmp_path / "s", een=release_text("Een.")), tmp_path / "index"
    acquire = WriteLock._acquire

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def run_first(lock: WriteLock) -> bool:
        monkeypatch.setattr(WriteLock, "_acquire", acquire)
        run_ingest(write_releases(tmp_path / "t", twee=release_text("Twee.")), index)
        monkeypatch.setattr(os, "fsync", full)
        return acquire(lock)

    monkeypatch.setattr(WriteLock, "_acquire", run_first)
    with pytest.raises(IndexWriteError) as caught:
        run_ingest(source, index)
    assert str(remedy(caught.value)).startswith("The index that was there before is unchanged.")


def advice_after_full_disk(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, *first: Callable[[], object]
) -> str:
    """Return the advice of an ingest on a full disk, which does ``first`` in the middle."""
    error = OSError(errno.ENOSPC, "No space left on device")

    def full(descriptor: int) -> None:
        if (index / "write.lock").exists():  # the folder itself was synced before
            for act in first:
                act()
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(IndexWriteError, match="no space left on device") as caught:
            run_ingest(source, index)
    return str(remedy(caught.value))


def test_a_write_error_says_that_the_old_index_is_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old index is mentioned before the advice."""
    source, index = write_releases(tmp_path / "s", een=release_text("Een.")), tmp_path / "index"
    run_ingest(source, index)
    write_releases(source, twee=release_text("Twee."))
    hint = advice_after_full_disk(source, index, monkeypatch)
    assert hint == (
        "The index that was there before is unchanged. Free some disk space or choose another folder with --index."
    )


def test_a_failed_first_ingest_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its message mentions no old index; a folder that existed stays, with only the lock in it."""
    source = write_releases(tmp_path / "s", een=release_text("Een."))
    hint = advice_after_full_disk(source, tmp_path / "new" / "index", monkeypatch)
    assert hint == "Free some disk space or choose another folder with --index."
    assert not (tmp_path / "new").exists()
    (tmp_path / "index").mkdir()
    advice_after_full_disk(source, tmp_path / "index", monkeypatch)
    assert set(os.listdir(tmp_path / "index")) <= {"write.lock", ".defsearch"}  # noqa: PTH208


def test_a_strict_first_ingest_that_writes_nothing_leaves_no_folder(tmp_path: Path) -> None:
    """A first ingest that is refused creates nothing."""
    source = write_releases(tmp_path / "s", een=release_text("Een."), leeg="")
    assert not run_ingest(source, tmp_path / "index", strict=True).written
    assert not (tmp_path / "index").exists()


def test_a_write_error_says_that_the_index_was_removed_or_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message describes what is there after the error."""
    source, index, other = (
        write_releases(tmp_path / "s", een=release_text("Een.")),
        tmp_path / "index",
        tmp_path / "other",
    )
    for replaced, said in (
        (False, "has been removed meanwhile."),
        (True, "Another index has replaced it"),
    ):
        run_ingest(source, index)
        run_ingest(write_releases(tmp_path / "t", twee=release_text("Twee.")), other)
        write_releases(source, **{f"drie{replaced}": release_text("Drie.")})
        acts: list[Callable[[], object]] = [lambda: shutil.rmtree(index)]
        if replaced:
            acts.append(lambda: shutil.copytree(other, index))
        hint = advice_after_full_disk(source, index, monkeypatch, *acts)
        assert said in hint
        assert "unchanged" not in hint


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_in_the_place_of_the_index_is_an_error_at_once(tmp_path: Path, dry_run: bool) -> None:
    """A dry run once said what it would add to it."""
    write_releases(tmp_path / "s", a=release_text("boot"))
    (tmp_path / "f").write_text("notes")
    with pytest.raises(IndexWriteError, match="f is a file, not a folder"):
        run_ingest(tmp_path / "s", tmp_path / "f", dry_run=dry_run)
    assert (tmp_path / "f").read_text() == "notes"


# Any history of ingests gives the index of one fresh ingest

IDS = ("a", "b", "c", "sub/a", "sub/b", "deep/er/a")
WORDS = (
    "fregat",
    "fregatten",
    "F-16",
    "f16",
    "Zuid-Korea",
    "zuid",
    "3,5-inch",
    "drones",
    "Drones",
    "risico\u2019s",
)
texts = st.one_of(
    st.builds(
        release_text,
        st.lists(st.sampled_from((*WORDS, ".", "\n\nKop\n\n")), max_size=8).map(" ".join),
        st.sampled_from(WORDS),
        st.sampled_from(("2025-09-25", "2024-02-29", "2025-02-30")),
    ),
    st.sampled_from(("", "no release", "\ufeff date 2025-01-01 Kort\r\n\r\nMet \x1b en \u202e.")),
)
write_file = st.tuples(st.just("write"), st.sampled_from(IDS), texts)
remove_file = st.tuples(st.just("remove"), st.sampled_from(IDS), st.none())
rename_file = st.tuples(st.just("rename"), st.sampled_from(IDS), st.sampled_from(IDS))
touch_file = st.tuples(st.just("touch"), st.sampled_from(IDS), st.none())
steps = st.lists(
    st.one_of(write_file, write_file, remove_file, rename_file, touch_file), min_size=1, max_size=6
)

_times = itertools.count(1_700_000_000_000_000_000, 1_000_003)


def set_new_time(path: Path) -> None:
    """Set a modification time that no file had before: clocks tick too slowly for a test."""
    now = next(_times)
    os.utime(path, ns=(now, now))


def apply_step(folder: Path, step: tuple[str, str, str | None]) -> None:
    """Make one change to an archive."""
    kind, id_, other = step
    path = folder / f"{id_}.txt"
    if kind == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(other), encoding="utf-8", newline="")
        set_new_time(path)
    elif not path.exists():
        return
    elif kind == "remove":
        path.unlink()
    elif kind == "touch":
        set_new_time(path)
    else:
        target = folder / f"{other}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def check_equals_fresh_index(report: IngestReport, sources: Sequence[Path], index: Path) -> None:
    """Check that the index equals a fresh one, has no fault or stray file, and needs no further ingest."""
    fresh = index.with_name(f"{index.name}-fresh-{next(_times)}")
    fresh_report = run_ingest(sources, fresh)
    assert index_contents(index) == index_contents(fresh)
    assert (
        report.releases
        == fresh_report.releases
        == sum((report.added, report.changed, report.moved, report.unchanged))
    )
    assert sorted(report.skipped) == sorted(fresh_report.skipped)
    assert sorted(set(fresh_report.warnings) - set(report.warnings)) == [] or report.unchanged
    found = check(index)
    assert (found.faults, found.agrees) == ((), True)
    assert not stray_files(index)
    before = file_states(index)
    again = run_ingest(sources, index)
    assert not again.written
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert again.unchanged == report.releases
    assert file_states(index) == before


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(steps, min_size=1, max_size=4))
def test_any_history_gives_the_index_of_a_fresh_ingest(
    history: list[list[tuple[str, str, str | None]]],
) -> None:
    """Files are added, changed, removed, renamed, touched and broken in any order, over several ingests."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "s"
        apply_step(source, ("write", "always", release_text("Altijd een fregat.")))
        for step in itertools.chain.from_iterable([("ingest", "", None), *batch] for batch in history):
            if step[0] == "ingest":
                run_ingest(source, folder / "index")
            else:
                apply_step(source, step)
        check_equals_fresh_index(run_ingest(source, folder / "index"), [source], folder / "index")


@pytest.mark.slow
@settings(max_examples=15)
@given(st.lists(st.tuples(steps, steps, st.booleans()), min_size=1, max_size=3))
def test_two_sources_give_the_index_of_a_fresh_ingest_of_both(
    history: list[tuple[list[tuple[str, str, str | None]], list[tuple[str, str, str | None]], bool]],
) -> None:
    """They share ids, and each ingest names one or both, in either order."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / "s1", folder / "s2"]
        apply_step(sources[0], ("write", "first", release_text("Een.")))
        apply_step(sources[1], ("write", "second", release_text("Twee.")))
        for first, second, both in history:
            for step in first:
                apply_step(sources[0], step)
            for step in second:
                apply_step(sources[1], step)
            run_ingest(sources[::-1] if both else sources[1:], folder / "index")
        check_equals_fresh_index(run_ingest(sources, folder / "index"), sources, folder / "index")


def test_a_word_leaves_with_the_last_release_that_contains_it(tmp_path: Path) -> None:
    """Also a subword of a hyphenated word; a word of another release stays."""
    source = tmp_path / "s"
    for id_, text in (("a", "Zuid-Korea en een fregat."), ("b", "Een fregat."), ("c", "korea.")):
        apply_step(source, ("write", id_, release_text(text, title="Kort")))
    run_ingest(source, tmp_path / "index")
    assert {"zuid-korea", "zuid", "korea", "fregat"} <= set(index_contents(tmp_path / "index")["forms"])
    apply_step(source, ("remove", "a", None))
    run_ingest(source, tmp_path / "index")
    assert set(index_contents(tmp_path / "index")["forms"]) == {"korea", "een", "fregat", "kort"}
    apply_step(source, ("write", "c", release_text("Niets.", title="Kort")))
    run_ingest(source, tmp_path / "index")
    assert set(index_contents(tmp_path / "index")["forms"]) == {"een", "fregat", "kort", "niets"}


def test_a_rebuild_gives_the_same_index(tmp_path: Path) -> None:
    """Its files are new and have a higher generation number."""
    source = tmp_path / "s"
    for id_ in ("a", "b"):
        apply_step(source, ("write", id_, release_text(f"Bericht {id_} over een F-16.")))
    run_ingest(source, tmp_path / "index")
    before, names = index_contents(tmp_path / "index"), set(file_states(tmp_path / "index"))
    assert run_ingest(source, tmp_path / "index", rebuild=True).unchanged == 2
    assert index_contents(tmp_path / "index") == before
    assert names.isdisjoint(file_states(tmp_path / "index"))
    assert not stray_files(tmp_path / "index")


def test_a_moved_archive_has_its_new_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file of it once counted as gone and as new for ever, and was read by each ingest."""
    apply_step(tmp_path / "here" / "s", ("write", "a", release_text("Een fregat.")))
    monkeypatch.chdir(tmp_path / "here")
    run_ingest(Path("s"), Path("index"))
    (tmp_path / "here").rename(tmp_path / "there")
    monkeypatch.chdir(tmp_path / "there")
    assert report_counts(run_ingest(Path("s"), Path("index"))) == (0, 0, 0, 1)
    report = check(Path("index"))
    assert (report.faults, report.agrees, report.sources) == ((), True, (f"{tmp_path}/there/s",))
    assert run_ingest(Path("s"), Path("index")).written is False


@pytest.mark.slow
def test_many_small_ingests_give_the_index_of_a_fresh_one(tmp_path: Path) -> None:
    """With a release a day, the vocabulary has few tables and the index few segments."""
    source, index = tmp_path / "s", tmp_path / "index"
    text = " ".join(f"woord{number}" for number in range(300))
    apply_step(source, ("write", "first", release_text(text)))
    run_ingest(source, index)
    deepest = 0
    for day in range(9):
        apply_step(
            source, ("write", f"day{day}", release_text(f"Op dag{day} voer fregat{day} uit, met woord{day}."))
        )
        if day > 2:
            apply_step(source, ("remove", f"day{day - 3}", None))
        report = run_ingest(source, index)
        with open_snapshot(index) as opened:
            deepest = max(deepest, len(opened.manifest.tables["words"]))
            assert len(opened.manifest.tables["words"]) <= 4
            assert len(opened.segments) <= 6
        check_equals_fresh_index(report, [source], index)
    assert deepest > 1


def test_garbage_collection_is_on_after_an_ingest(source: Path, index: Path) -> None:
    """Whether it succeeded or failed."""

    def fail() -> Any:
        raise OSError

    assert gc.isenabled()
    write_releases(source, vijf=release_text("Splinternieuwe woorden."))
    with pytest.raises(IndexWriteError):
        ingest([source], index, IngestOptions(rebuild=True), make_analyzer=fail)
    assert gc.isenabled()
    assert run_ingest(source, index).written
    assert gc.isenabled()
