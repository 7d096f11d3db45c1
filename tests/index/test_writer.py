"""From one state to the next: everything is written before the switch, nothing is undone after it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archive import release_text, run_ingest, write_releases
from support.index_contents import file_states, index_contents, stray_files

from defsearch.errors import IndexWriteError
from defsearch.index import writer as index_writer
from defsearch.index.check import check
from defsearch.index.directory import latest_generation
from defsearch.index.snapshot import open_snapshot
from defsearch.index.whoosh_codec import ArchiveSegment
from defsearch.index.writer import IndexWriter, _choose


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Write a folder with one release."""
    return write_releases(tmp_path / "s", een=release_text("Een fregat."))


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    """Return its index."""
    run_ingest(source, tmp_path / "index")
    return tmp_path / "index"


def record_calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Record the calls of the system from now on: (call, name of the file or folder)."""
    calls: list[tuple[str, str]] = []
    names: dict[int, str] = {}
    real = {name: getattr(os, name) for name in ("open", "write", "fsync", "rename", "unlink")}

    def opened(path: Any, *args: Any, **kwargs: Any) -> int:
        descriptor: int = real["open"](path, *args, **kwargs)
        names[descriptor] = Path(path).name
        return descriptor

    def noted(call: str) -> Any:
        def function(*args: Any, **kwargs: Any) -> Any:
            result = real[call](*args, **kwargs)
            first = args[0]
            calls.append((call, names.get(first, "?") if isinstance(first, int) else Path(args[-1]).name))
            return result

        return function

    monkeypatch.setattr(os, "open", opened)
    for call in ("write", "fsync", "rename", "unlink"):
        monkeypatch.setattr(os, call, noted(call))
    return calls


@pytest.mark.parametrize("rebuild", [False, True])
def test_everything_is_synced_before_the_switch(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, rebuild: bool
) -> None:
    """Each new file is synced after its last write, then the folder; after the rename the folder again.

    Only then old files are removed.
    """
    write_releases(source, twee=release_text("Twee kanonnen."))
    before = set(file_states(index))
    calls = record_calls(monkeypatch)
    run_ingest(source, index, rebuild=rebuild)
    monkeypatch.undo()
    (switch,) = [at for at, (call, _) in enumerate(calls) if call == "rename"]
    assert calls[switch] == ("rename", "_MAIN_2.toc")
    assert calls[switch - 1] == calls[switch + 1] == ("fsync", "index")
    written = {name for call, name in calls if call == "write" and name != "write.lock"}
    assert written == (set(file_states(index)) - before - {"_MAIN_2.toc"}) | {"_MAIN_2.toc.new"}
    for name in written:
        last_write = max(at for at, call in enumerate(calls) if call == ("write", name))
        assert ("fsync", name) in calls[last_write:switch]
    assert not [name for call, name in calls[:switch] if call == "unlink"]
    assert {name for call, name in calls[switch:] if call == "write"} <= {"write.lock"}


def test_every_file_is_private(tmp_path: Path, source: Path) -> None:
    """The folder has mode 0700 and its files 0600, whatever the umask is."""
    before = os.umask(0)
    try:
        run_ingest(source, tmp_path / "deep" / "index")
        write_releases(source, twee=release_text("Twee kanonnen."))
        run_ingest(source, tmp_path / "deep" / "index")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "deep" / "index").stat().st_mode) == 0o700
    for path in (tmp_path / "deep" / "index").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_an_existing_folder_keeps_its_mode(tmp_path: Path, source: Path) -> None:
    """It may be shared on purpose, and contain other files."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index").chmod(0o755)
    (tmp_path / "index" / ".gitignore").write_text("*\n")
    run_ingest(source, tmp_path / "index")
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o755
    assert (tmp_path / "index" / ".gitignore").read_text() == "*\n"


def failing_after_switch(monkeypatch: pytest.MonkeyPatch, call: str, error: BaseException) -> None:
    """Let ``call`` raise ``error`` after the switch."""
    real, rename = getattr(os, call), os.rename
    switched: list[bool] = []

    def renamed(*args: Any) -> None:
        rename(*args)
        switched.append(True)

    def fail(*args: Any) -> Any:
        if switched:
            raise error
        return real(*args)

    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, call, fail)


def test_a_disk_that_fails_after_the_switch_undoes_nothing(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new state is whole, and the error says so. The next ingest removes the old files."""
    write_releases(source, twee=release_text("Twee kanonnen."))
    failing_after_switch(monkeypatch, "fsync", OSError(errno.EIO, "Input/output error"))
    with pytest.raises(IndexWriteError, match="is in place"):
        run_ingest(source, index)
    monkeypatch.undo()
    assert set(index_contents(index)["releases"]) == {"een", "twee"}
    assert stray_files(index)
    assert not run_ingest(source, index).written
    assert not stray_files(index)


def test_old_files_that_cannot_be_removed_are_no_error(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next ingest removes them."""
    write_releases(source, twee=release_text("Twee kanonnen."))
    failing_after_switch(monkeypatch, "unlink", PermissionError(errno.EACCES, "Permission denied"))
    assert run_ingest(source, index).added == 1
    monkeypatch.undo()
    assert stray_files(index)
    run_ingest(source, index)
    assert not stray_files(index)


@pytest.mark.parametrize("call", ["fsync", "unlink"])
def test_an_interrupt_after_the_switch_undoes_nothing(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Even after a part of the old files was removed."""
    write_releases(source, twee=release_text("Twee kanonnen."))
    failing_after_switch(monkeypatch, call, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        run_ingest(source, index)
    monkeypatch.undo()
    assert set(index_contents(index)["releases"]) == {"een", "twee"}


def test_a_rollback_removes_all_new_files(index: Path) -> None:
    """Even finished files. The old state does not change."""
    before = file_states(index)
    with open_snapshot(index) as current:
        writer = IndexWriter(index, current)
        segment = writer.new_segment()
        segment.finish()
        writer.write_words({})
        assert file_states(index) != before
        writer.rollback()
    assert file_states(index) == before


def test_the_files_of_a_killed_ingest_are_removed(source: Path, index: Path) -> None:
    """Even by an ingest that finds nothing to do. No other file is removed."""
    left = ["_MAIN_9.toc.new", "manifest_9.json", "lexicon_9.words", "MAIN_0123456789abcdef.terms"]
    mine = ["lexicon_2024.txt", "manifest_van_de_marine.txt", "notes", "MAIN_brief.txt"]
    for name in (*left, *mine):
        (index / name).write_text("x")
    assert not run_ingest(source, index).written
    assert stray_files(index) == set(mine)


def test_a_rebuild_keeps_the_old_state_until_the_switch(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If it fails, the old state answers as before."""
    before = index_contents(index)

    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises(IndexWriteError, match="no space left"):
        run_ingest(source, index, rebuild=True)
    monkeypatch.undo()
    assert index_contents(index) == before
    assert latest_generation(index) == 1
    assert not stray_files(index)


def test_a_new_state_has_a_number_that_no_file_name_contains(source: Path, index: Path) -> None:
    """A folder with the name of an index file does not stop the ingest."""
    for taken in (2, 3, 5, 999_999_999):
        (index / f"lexicon_{taken}.words").mkdir()
    run_ingest(source, index, rebuild=True)
    assert latest_generation(index) == 4


def test_an_interrupt_right_after_the_switch_undoes_nothing(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new manifest must not be removed."""
    rename = os.rename

    def renamed(*args: Any, **more: Any) -> None:
        rename(*args, **more)
        raise KeyboardInterrupt

    write_releases(source, twee=release_text("Twee kanonnen."))
    monkeypatch.setattr(os, "rename", renamed)
    with pytest.raises(KeyboardInterrupt):
        run_ingest(source, index)
    monkeypatch.undo()
    assert check(index).faults == ()
    assert check(index).releases == 2


def test_a_manifest_above_the_limit_is_not_written(
    source: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index with it could not be opened."""
    write_releases(source, twee=release_text("Twee kanonnen."))
    before = file_states(index)
    monkeypatch.setattr(index_writer, "LIMIT", 100)
    with pytest.raises(IndexWriteError, match="cannot be described"):
        run_ingest(source, index)
    assert file_states(index) == before


def segment(releases: int, deleted: int = 0) -> ArchiveSegment:
    """Return a segment of this size."""
    one = ArchiveSegment()
    one.set_doc_count(releases)
    for number in range(deleted):
        one.delete_document(number)
    return one


sizes = st.lists(st.tuples(st.integers(1, 100_000), st.floats(0, 0.99)), max_size=14)


@given(sizes)
def test_a_merge_leaves_few_segments_and_few_deletions(parts: list[tuple[int, float]]) -> None:
    """At most six segments, each with at most 30 % deleted releases."""
    segments = [segment(min(count, 500), int(min(count, 500) * share)) for count, share in parts]
    chosen = _choose(segments)
    left = [one for one in segments if one not in chosen]
    assert len(left) + bool(chosen) <= 6
    assert all(one.deleted_count() <= 0.3 * one.doc_count_all() for one in left)
    assert [one for one in segments if one in chosen] == chosen


def test_small_segments_do_not_cause_a_merge_of_large_ones() -> None:
    """Small segments are merged with each other."""
    large = [segment(50_000), segment(9_000)]
    small = [segment(count) for count in (3, 1, 2, 4, 3)]
    chosen = _choose([*large, *small])
    assert chosen
    assert not set(map(id, chosen)) & set(map(id, large))


def test_few_segments_are_not_merged() -> None:
    """Up to six."""
    assert _choose([segment(count) for count in (1, 2, 3, 4, 5, 6)]) == []
    assert _choose([]) == []


def test_many_small_ingests_give_the_same_index_as_one(tmp_path: Path) -> None:
    """With few segments, and no stray files."""
    source = tmp_path / "s"
    for number in range(12):
        write_releases(
            source, **{f"r{number}": release_text(f"Bericht {number} over een F-16 en schepen{number % 3}.")}
        )
        if number % 4 == 3:
            (source / f"r{number - 2}.txt").unlink()
        run_ingest(source, tmp_path / "index")
    run_ingest(source, tmp_path / "fresh")
    with open_snapshot(tmp_path / "index") as opened:
        assert 1 < len(opened.segments) <= 6
    assert index_contents(tmp_path / "index") == index_contents(tmp_path / "fresh")
    assert not stray_files(tmp_path / "index")


@pytest.mark.parametrize("change", ["remove", "change"])
def test_a_segment_with_many_deletions_is_rewritten(tmp_path: Path, change: str) -> None:
    """Deleted releases do not take space for long."""
    source = write_releases(
        tmp_path / "s", **{f"r{number}": release_text(f"Bericht {number}.") for number in range(6)}
    )
    run_ingest(source, tmp_path / "index")
    for number in range(3):
        if change == "remove":
            (source / f"r{number}.txt").unlink()
        else:
            write_releases(source, **{f"r{number}": release_text(f"Ander bericht {number}.")})
    run_ingest(source, tmp_path / "index")
    run_ingest(source, tmp_path / "fresh")
    with open_snapshot(tmp_path / "index") as opened:
        assert [len(one.deleted) for one in opened.segments] == [0] * len(opened.segments)
    assert index_contents(tmp_path / "index") == index_contents(tmp_path / "fresh")
