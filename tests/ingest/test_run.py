"""One ingest from its sources to its report: what it takes in, what it leaves alone, what it says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from safety.workshop import LANGUAGE, WORDS, SmallAnalyzer, content, counts, release, run, snapshot, write

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
    return write(
        tmp_path / "s",
        een=release("Een fregat."),
        twee=release("Twee F-16's."),
        sub__drie=release("Drie drones."),
    )


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    """Their index."""
    run(source, tmp_path / "index")
    return tmp_path / "index"


def ids(index: Path) -> set[str]:
    """What is in an index."""
    return set(content(index)["releases"])


def test_the_report_counts_what_was_done(tmp_path: Path, source: Path) -> None:
    """Added, changed, removed, unchanged, and what is in the index then."""
    report = run(source, tmp_path / "index")
    assert (counts(report), report.releases, report.written) == ((3, 0, 0, 0), 3, True)
    write(source, een=release("Een ander fregat."), vier=release("Vier."))
    (source / "twee.txt").unlink()
    report = run(source, tmp_path / "index")
    assert (counts(report), report.releases, report.written) == ((1, 1, 1, 1), 3, True)
    assert ids(tmp_path / "index") == {"een", "sub/drie", "vier"}


def test_nothing_changed_writes_nothing_at_all(source: Path, index: Path) -> None:
    """No file is made, renamed or touched, and no dictionary is loaded."""

    def never(*_: object) -> Any:
        raise AssertionError

    before = snapshot(index)
    folder = index.stat().st_mtime_ns
    report = ingest([source], index, IngestOptions(), language=Language(never, never))
    assert (counts(report), report.written) == ((0, 0, 0, 3), False)
    assert snapshot(index) == before
    assert index.stat().st_mtime_ns == folder


def test_nothing_changed_with_files_that_cannot_be_used_writes_nothing_either(
    source: Path, index: Path
) -> None:
    """They are reported each time; a new one among them is remembered."""
    write(source, leeg="")
    assert run(source, index).written
    assert [Path(one.path).name for one in content(index)["skipped"]] == ["leeg.txt"]
    before = snapshot(index)
    report = run(source, index)
    assert (len(report.skipped), report.written) == (1, False)
    assert snapshot(index) == before
    (source / "leeg.txt").unlink()
    assert run(source, index).written
    assert content(index)["skipped"] == ()


def test_a_touched_file_is_read_and_not_indexed_again(source: Path, index: Path) -> None:
    """Its new time is remembered, so that the next ingest need not read it."""
    os.utime(source / "een.txt", ns=(1, 1))
    report = run(source, index)
    assert (counts(report), report.written) == ((0, 0, 0, 3), True)
    before = snapshot(index)
    assert not run(source, index).written
    assert snapshot(index) == before


def test_a_clock_that_was_set_back_hides_no_change(source: Path, index: Path) -> None:
    """Another time is another time, earlier or later; a state made in the past is still the newest."""
    write(source, een=release("Een ander fregat."))
    os.utime(source / "een.txt", ns=(5, 5))
    assert counts(run(source, index)) == (0, 1, 0, 2)
    assert content(index)["releases"]["een"][0].body.strip() == "Een ander fregat."


def test_removal_is_only_ever_below_a_named_source(tmp_path: Path, source: Path, index: Path) -> None:
    """What came from elsewhere stays, though its files are gone."""
    other = write(tmp_path / "other", elders=release("Elders."))
    run(other, index)
    (source / "een.txt").unlink()
    (other / "elders.txt").unlink()
    write(other, nieuw=release("Nieuw."))
    assert counts(run(other, index)) == (1, 0, 1, 0)
    assert ids(index) == {"een", "twee", "sub/drie", "nieuw"}
    assert content(index)["sources"] == (str(other), str(source))
    assert counts(run([other, source], index)) == (0, 0, 1, 3)
    assert ids(index) == {"twee", "sub/drie", "nieuw"}


def test_the_second_file_of_an_id_is_skipped_with_that_reason(tmp_path: Path, source: Path) -> None:
    """In one ingest and in two."""
    other = write(tmp_path / "other", een=release("Een tweede een."))
    report = run([source, other], tmp_path / "both")
    assert (report.added, len(report.skipped)) == (3, 1)
    run(source, tmp_path / "later")
    again = run(other, tmp_path / "later")
    assert (counts(again), len(again.skipped)) == ((0, 0, 0, 0), 1)
    for skipped in (*report.skipped, *again.skipped):
        assert skipped.path == str(other / "een.txt")
        assert "'een' is already that of" in skipped.reason
        assert str(source / "een.txt") in skipped.reason
    shutil.rmtree(source)
    assert counts(run(other, tmp_path / "later")) == (0, 1, 0, 0)


def test_a_source_given_in_other_ways_is_the_same(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In full, relative, from inside, with dots."""
    before = snapshot(index)
    monkeypatch.chdir(source.parent)
    for variant in (Path("s"), Path("./s/"), Path("s/../s")):
        assert counts(run(variant, index)) == (0, 0, 0, 3)
    monkeypatch.chdir(source)
    assert counts(run(Path(), index)) == (0, 0, 0, 3)
    assert snapshot(index) == before


def test_a_source_may_be_one_file(source: Path, index: Path) -> None:
    """Only that file can change or go by it."""
    write(source, een=release("Een ander fregat."), twee=release("Anders."))
    assert counts(run(source / "een.txt", index)) == (0, 1, 0, 0)
    assert content(index)["releases"]["twee"][0].body.strip() == "Twee F-16's."


def test_strict_changes_nothing_when_a_file_is_skipped(source: Path, index: Path) -> None:
    """And everything when none is."""
    before = snapshot(index)
    write(source, vier=release("Vier."), leeg="")
    report = run(source, index, strict=True)
    assert (len(report.skipped), report.written) == (1, False)
    assert snapshot(index) == before
    (source / "leeg.txt").unlink()
    assert run(source, index, strict=True).written
    assert "vier" in ids(index)


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path: Path, source: Path, index: Path) -> None:
    """Neither into an index nor a folder for one, nor a lock."""
    write(source, een=release("Een ander fregat."), vier=release("Vier."), leeg="", twee="")
    os.utime(source / "sub" / "drie.txt", ns=(1, 1))
    before = snapshot(index)
    dry = run(source, index, dry_run=True)
    assert snapshot(index) == before
    assert not dry.written
    real = run(source, index)
    assert (counts(dry), dry.releases, dry.skipped) == (counts(real), real.releases, real.skipped)
    assert counts(real) == (1, 1, 1, 1)
    assert run(source, tmp_path / "none", dry_run=True).added == 3
    assert not (tmp_path / "none").exists()


def test_a_file_that_cannot_be_used_any_more_leaves_the_index(source: Path, index: Path) -> None:
    """As if it had never been there, and is reported; it comes back when it is whole again."""
    (source / "een.txt").write_bytes(b"\xff\xfe")
    report = run(source, index)
    assert (counts(report), len(report.skipped)) == ((0, 0, 1, 2), 1)
    assert ids(index) == {"twee", "sub/drie"}
    write(source, een=release("Een fregat."))
    assert counts(run(source, index)) == (1, 0, 0, 2)


@pytest.mark.parametrize("variant", ["vanishes", "grows", "becomes a folder", "becomes a pipe"])
def test_a_file_that_changes_while_it_is_read_is_reported(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, variant: str
) -> None:
    """The others are indexed; of this one what was known stays, unless it is now known to be no release."""
    write(source, een=release("Een nieuw fregat."), vier=release("Vier."))

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
    report = run(source, index)
    gone = int(variant.startswith("becomes"))
    assert (counts(report), [Path(one.path).name for one in report.skipped]) == ((1, 0, gone, 2), ["een.txt"])
    assert ids(index) == {"twee", "sub/drie", "vier", "een"} - ({"een"} if gone else set())


def test_an_index_inside_its_source_is_no_release(source: Path) -> None:
    """Nor does it disturb, in the very folder or below it; releases with names like ours stay."""
    write(
        source, lexicon_2024=release("Woorden."), manifest_7=release("Lijst."), MAIN_brief=release("Brief.")
    )
    for index in (source / "index", source):
        assert run(source, index).added == 6
        assert counts(run(source, index)) == (0, 0, 0, 6)
        assert run(source, index, rebuild=True).added == 6
    assert len(list(source.rglob("*.txt"))) == 6


def test_a_source_that_was_emptied_is_empty_in_the_index_too(
    tmp_path: Path, source: Path, index: Path
) -> None:
    """Beside one that is not; it is reported as a folder without releases, each time."""
    other = write(tmp_path / "other", elders=release("Elders."))
    run([source, other], index)
    (other / "elders.txt").unlink()
    report = run([source, other], index)
    assert (counts(report), len(report.skipped)) == ((0, 0, 1, 3), 1)
    assert not run([source, other], index).written
    assert ids(index) == {"een", "twee", "sub/drie"}


def test_a_source_that_is_not_there_changes_nothing(tmp_path: Path, source: Path, index: Path) -> None:
    """One that was moved away, or a disk that is not there and left an empty folder."""
    before = snapshot(index)
    source.rename(tmp_path / "moved")
    with pytest.raises(SourceError):
        run(source, index)
    source.mkdir()
    with pytest.raises(SourceError):
        run(source, index)
    assert snapshot(index) == before


def test_a_folder_in_whose_place_a_file_stands_is_said_so(tmp_path: Path, source: Path) -> None:
    """The index itself, or a folder above it."""
    (tmp_path / "file").touch()
    for index in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(IndexWriteError) as caught:
            run(source, index)
        assert str(tmp_path / "file") in caught.value.message


def test_another_dictionary_is_a_mismatch_until_a_rebuild(source: Path, index: Path) -> None:
    """The lemmas of one index come from one analysis."""

    class Other(SmallAnalyzer):
        def analyze(self, form: str) -> Any:
            return super().analyze(form)._replace(stem="x")

    other = Language(lambda: WORDS, Other)
    assert not ingest([source], index, IngestOptions(), language=other).written
    write(source, vier=release("Nieuwe woorden."))
    before = snapshot(index)
    with pytest.raises(IndexMismatchError) as caught:
        ingest([source], index, IngestOptions(), language=other)
    assert "--rebuild" in str(remedy(caught.value))
    assert snapshot(index) == before
    assert ingest([source], index, IngestOptions(rebuild=True), language=other).written


def test_progress_runs_from_nothing_to_all(source: Path, tmp_path: Path) -> None:
    """Of the files that are read."""
    seen: list[tuple[int, int]] = []
    ingest(
        [source], tmp_path / "i", IngestOptions(), lambda done, total: seen.append((done, total)), LANGUAGE
    )
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_an_interrupted_ingest_leaves_the_old_state(source: Path, index: Path) -> None:
    """And no files of the new one."""
    write(source, vier=release("Vier."), vijf=release("Vijf."))
    before = snapshot(index)

    def interrupt(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([source], index, IngestOptions(), interrupt, LANGUAGE)
    assert snapshot(index) == before
