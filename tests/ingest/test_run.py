"""One ingest from its sources to its report: what it takes in, what it leaves alone, what it says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.archive import (
    TOY_LANGUAGE,
    TOY_WORD_LIST,
    ToyAnalyzer,
    release_text,
    report_counts,
    run_ingest,
    write_releases,
)
from support.index_contents import file_states, index_contents

from defsearch.cli.remedies import remedy
from defsearch.errors import IndexMismatchError, IndexWriteError, SourceError
from defsearch.ingest import builder as build
from defsearch.ingest.indexer import Language
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.releases.reader import read_release
from defsearch.releases.release import Problem


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three releases."""
    return write_releases(
        tmp_path / "s",
        een=release_text("Een fregat."),
        twee=release_text("Twee F-16's."),
        sub__drie=release_text("Drie drones."),
    )


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    """Their index."""
    run_ingest(source, tmp_path / "index")
    return tmp_path / "index"


def ids(index: Path) -> set[str]:
    """What is in an index."""
    return set(index_contents(index)["releases"])


def test_the_report_counts_what_was_done(tmp_path: Path, source: Path) -> None:
    """Added, changed, removed, unchanged, and what is in the index then."""
    report = run_ingest(source, tmp_path / "index")
    assert (report_counts(report), report.releases, report.written) == ((3, 0, 0, 0), 3, True)
    write_releases(source, een=release_text("Een ander fregat."), vier=release_text("Vier."))
    (source / "twee.txt").unlink()
    report = run_ingest(source, tmp_path / "index")
    assert (report_counts(report), report.releases, report.written) == ((1, 1, 1, 1), 3, True)
    assert ids(tmp_path / "index") == {"een", "sub/drie", "vier"}


def test_nothing_changed_writes_nothing_at_all(source: Path, index: Path) -> None:
    """No file is made, renamed or touched, and no dictionary is loaded."""

    def never(*_: object) -> Any:
        raise AssertionError

    before = file_states(index)
    folder = index.stat().st_mtime_ns
    report = ingest([source], index, IngestOptions(), language=Language(never, never))
    assert (report_counts(report), report.written) == ((0, 0, 0, 3), False)
    assert file_states(index) == before
    assert index.stat().st_mtime_ns == folder


def test_nothing_changed_with_files_that_cannot_be_used_writes_nothing_either(
    source: Path, index: Path
) -> None:
    """They are reported each time; a new one among them is remembered."""
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


def test_a_touched_file_is_read_and_not_indexed_again(source: Path, index: Path) -> None:
    """Its new time is remembered, so that the next ingest need not read it."""
    os.utime(source / "een.txt", ns=(1, 1))
    report = run_ingest(source, index)
    assert (report_counts(report), report.written) == ((0, 0, 0, 3), True)
    before = file_states(index)
    assert not run_ingest(source, index).written
    assert file_states(index) == before


def test_a_clock_that_was_set_back_hides_no_change(source: Path, index: Path) -> None:
    """Another time is another time, earlier or later; a state made in the past is still the newest."""
    write_releases(source, een=release_text("Een ander fregat."))
    os.utime(source / "een.txt", ns=(5, 5))
    assert report_counts(run_ingest(source, index)) == (0, 1, 0, 2)
    assert index_contents(index)["releases"]["een"][0].body.strip() == "Een ander fregat."


def test_removal_is_only_ever_below_a_named_source(tmp_path: Path, source: Path, index: Path) -> None:
    """What came from elsewhere stays, though its files are gone."""
    other = write_releases(tmp_path / "other", elders=release_text("Elders."))
    run_ingest(other, index)
    (source / "een.txt").unlink()
    (other / "elders.txt").unlink()
    write_releases(other, nieuw=release_text("Nieuw."))
    assert report_counts(run_ingest(other, index)) == (1, 0, 1, 0)
    assert ids(index) == {"een", "twee", "sub/drie", "nieuw"}
    assert index_contents(index)["sources"] == (str(other), str(source))
    assert report_counts(run_ingest([other, source], index)) == (0, 0, 1, 3)
    assert ids(index) == {"twee", "sub/drie", "nieuw"}


def test_the_second_file_of_an_id_is_skipped_with_that_reason(tmp_path: Path, source: Path) -> None:
    """In one ingest and in two."""
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


def test_a_source_given_in_other_ways_is_the_same(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In full, relative, from inside, with dots."""
    before = file_states(index)
    monkeypatch.chdir(source.parent)
    for variant in (Path("s"), Path("./s/"), Path("s/../s")):
        assert report_counts(run_ingest(variant, index)) == (0, 0, 0, 3)
    monkeypatch.chdir(source)
    assert report_counts(run_ingest(Path(), index)) == (0, 0, 0, 3)
    assert file_states(index) == before


def test_a_source_may_be_one_file(source: Path, index: Path) -> None:
    """Only that file can change or go by it."""
    write_releases(source, een=release_text("Een ander fregat."), twee=release_text("Anders."))
    assert report_counts(run_ingest(source / "een.txt", index)) == (0, 1, 0, 0)
    assert index_contents(index)["releases"]["twee"][0].body.strip() == "Twee F-16's."


def test_strict_changes_nothing_when_a_file_is_skipped(source: Path, index: Path) -> None:
    """And everything when none is."""
    before = file_states(index)
    write_releases(source, vier=release_text("Vier."), leeg="")
    report = run_ingest(source, index, strict=True)
    assert (len(report.skipped), report.written) == (1, False)
    assert file_states(index) == before
    (source / "leeg.txt").unlink()
    assert run_ingest(source, index, strict=True).written
    assert "vier" in ids(index)


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path, source: Path, index: Path) -> None:
    """Neither into an index nor a folder for one, nor a lock."""
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


def test_a_file_that_cannot_be_used_any_more_leaves_the_index(source: Path, index: Path) -> None:
    """As if it had never been there, and is reported; it comes back when it is whole again."""
    (source / "een.txt").write_bytes(b"\xff\xfe")
    report = run_ingest(source, index)
    assert (report_counts(report), len(report.skipped)) == ((0, 0, 1, 2), 1)
    assert ids(index) == {"twee", "sub/drie"}
    write_releases(source, een=release_text("Een fregat."))
    assert report_counts(run_ingest(source, index)) == (1, 0, 0, 2)


@pytest.mark.parametrize("variant", ["vanishes", "grows", "becomes a folder", "becomes a pipe"])
def test_a_file_that_changes_while_it_is_read_is_reported(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, variant: str
) -> None:
    """The others are indexed; of this one what was known stays, unless it is now known to be no release."""
    write_releases(source, een=release_text("Een nieuw fregat."), vier=release_text("Vier."))

    def change_first(path: str, **kwargs: Any) -> Any:
        if path.endswith("een.txt"):
            if variant == "grows":
                return Problem.at(path, None, "changed while it was read")
            Path(path).unlink(missing_ok=True)
            if variant == "becomes a folder":
                Path(path).mkdir()
            elif variant == "becomes a pipe":
                os.mkfifo(path)
        return read_release(path, **kwargs)

    monkeypatch.setattr(build, "read_release", change_first)
    report = run_ingest(source, index)
    gone = int(variant.startswith("becomes"))
    assert (report_counts(report), [Path(one.path).name for one in report.skipped]) == (
        (1, 0, gone, 2),
        ["een.txt"],
    )
    assert ids(index) == {"twee", "sub/drie", "vier", "een"} - ({"een"} if gone else set())


def test_an_index_inside_its_source_is_no_release(source: Path) -> None:
    """Nor does it disturb, in the very folder or below it; releases with names like ours stay."""
    write_releases(
        source,
        lexicon_2024=release_text("Woorden."),
        manifest_7=release_text("Lijst."),
        MAIN_brief=release_text("Brief."),
    )
    for index in (source / "index", source):
        assert run_ingest(source, index).added == 6
        assert report_counts(run_ingest(source, index)) == (0, 0, 0, 6)
        assert run_ingest(source, index, rebuild=True).added == 6
    assert len(list(source.rglob("*.txt"))) == 6


def test_a_source_that_was_emptied_is_empty_in_the_index_too(
    tmp_path: Path, source: Path, index: Path
) -> None:
    """Beside one that is not; it is reported as a folder without releases, each time."""
    other = write_releases(tmp_path / "other", elders=release_text("Elders."))
    run_ingest([source, other], index)
    (other / "elders.txt").unlink()
    report = run_ingest([source, other], index)
    assert (report_counts(report), len(report.skipped)) == ((0, 0, 1, 3), 1)
    assert not run_ingest([source, other], index).written
    assert ids(index) == {"een", "twee", "sub/drie"}


def test_a_source_that_is_not_there_changes_nothing(tmp_path: Path, source: Path, index: Path) -> None:
    """One that was moved away, or a disk that is not there and left an empty folder."""
    before = file_states(index)
    source.rename(tmp_path / "moved")
    with pytest.raises(SourceError):
        run_ingest(source, index)
    source.mkdir()
    with pytest.raises(SourceError):
        run_ingest(source, index)
    assert file_states(index) == before


def test_a_folder_in_whose_place_a_file_stands_is_said_so(tmp_path: Path, source: Path) -> None:
    """The index itself, or a folder above it."""
    (tmp_path / "file").touch()
    for index in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(IndexWriteError) as caught:
            run_ingest(source, index)
        assert str(tmp_path / "file") in caught.value.message


def test_another_dictionary_is_a_mismatch_until_a_rebuild(source: Path, index: Path) -> None:
    """The lemmas of one index come from one analysis."""

    class Other(ToyAnalyzer):
        def analyze(self, form: str) -> Any:
            return super().analyze(form)._replace(stem="x")

    other = Language(lambda: TOY_WORD_LIST, Other)
    assert not ingest([source], index, IngestOptions(), language=other).written
    write_releases(source, vier=release_text("Nieuwe woorden."))
    before = file_states(index)
    with pytest.raises(IndexMismatchError) as caught:
        ingest([source], index, IngestOptions(), language=other)
    assert "--rebuild" in str(remedy(caught.value))
    assert file_states(index) == before
    assert ingest([source], index, IngestOptions(rebuild=True), language=other).written


def test_progress_runs_from_nothing_to_all(source: Path, tmp_path: Path) -> None:
    """Of the files that are read."""
    seen: list[tuple[int, int]] = []
    ingest(
        [source],
        tmp_path / "i",
        IngestOptions(),
        lambda done, total: seen.append((done, total)),
        TOY_LANGUAGE,
    )
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_an_interrupted_ingest_leaves_the_old_state(source: Path, index: Path) -> None:
    """And no files of the new one."""
    write_releases(source, vier=release_text("Vier."), vijf=release_text("Vijf."))
    before = file_states(index)

    def interrupt(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([source], index, IngestOptions(), interrupt, TOY_LANGUAGE)
    assert file_states(index) == before
