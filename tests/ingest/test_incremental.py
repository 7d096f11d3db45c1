"""An index that grew and shrank says what one says that was built at once."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import release_text, report_counts, run_ingest
from support.index_contents import file_states, index_contents, stray_files

from defsearch.index.check import check
from defsearch.index.snapshot import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from defsearch.ingest.ingest import IngestReport

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


def stamp(path: Path) -> None:
    """A modification time that no file had before: clocks tick too slowly for a test."""
    now = next(_times)
    os.utime(path, ns=(now, now))


def apply(folder: Path, step: tuple[str, str, str | None]) -> None:
    """One change of an archive."""
    kind, id_, other = step
    path = folder / f"{id_}.txt"
    if kind == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(other), encoding="utf-8", newline="")
        stamp(path)
    elif not path.exists():
        return
    elif kind == "remove":
        path.unlink()
    elif kind == "touch":
        stamp(path)
    else:
        target = folder / f"{other}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def agree(report: IngestReport, sources: Sequence[Path], index: Path) -> None:
    """The index says what a fresh one says, is whole and clean, and has nothing more to do."""
    fresh = index.with_name(f"{index.name}-fresh-{next(_times)}")
    fresh_report = run_ingest(sources, fresh)
    assert index_contents(index) == index_contents(fresh)
    assert report.releases == fresh_report.releases == report.added + report.changed + report.unchanged
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


@settings(max_examples=30)
@given(st.lists(steps, min_size=1, max_size=4))
def test_any_history_ends_as_a_fresh_start_does(history: list[list[tuple[str, str, str | None]]]) -> None:
    """Adding, changing, removing, renaming, touching and breaking files, in any order over several ingests."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "s"
        apply(source, ("write", "always", release_text("Altijd een fregat.")))
        for step in itertools.chain.from_iterable([("ingest", "", None), *batch] for batch in history):
            if step[0] == "ingest":
                run_ingest(source, folder / "index")
            else:
                apply(source, step)
        agree(run_ingest(source, folder / "index"), [source], folder / "index")


@settings(max_examples=15)
@given(st.lists(st.tuples(steps, steps, st.booleans()), min_size=1, max_size=3))
def test_two_sources_end_as_a_fresh_start_of_both_does(
    history: list[tuple[list[tuple[str, str, str | None]], list[tuple[str, str, str | None]], bool]],
) -> None:
    """Whatever ids they share, and though the ingests between named one or both, in either order."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / "s1", folder / "s2"]
        apply(sources[0], ("write", "first", release_text("Een.")))
        apply(sources[1], ("write", "second", release_text("Twee.")))
        for first, second, both in history:
            for step in first:
                apply(sources[0], step)
            for step in second:
                apply(sources[1], step)
            run_ingest(sources[::-1] if both else sources[1:], folder / "index")
        agree(run_ingest(sources, folder / "index"), sources, folder / "index")


def test_a_word_leaves_with_the_last_release_that_holds_it(tmp_path: Path) -> None:
    """Also a unit of a hyphenated word; a word that another release holds stays."""
    source = tmp_path / "s"
    for id_, text in (("a", "Zuid-Korea en een fregat."), ("b", "Een fregat."), ("c", "korea.")):
        apply(source, ("write", id_, release_text(text, title="Kort")))
    run_ingest(source, tmp_path / "index")
    assert {"zuid-korea", "zuid", "korea", "fregat"} <= set(index_contents(tmp_path / "index")["forms"])
    apply(source, ("remove", "a", None))
    run_ingest(source, tmp_path / "index")
    assert set(index_contents(tmp_path / "index")["forms"]) == {"korea", "een", "fregat", "kort"}
    apply(source, ("write", "c", release_text("Niets.", title="Kort")))
    run_ingest(source, tmp_path / "index")
    assert set(index_contents(tmp_path / "index")["forms"]) == {"een", "fregat", "kort", "niets"}


def test_a_rebuild_says_the_same(tmp_path: Path) -> None:
    """In other files, under a higher number."""
    source = tmp_path / "s"
    for id_ in ("a", "b"):
        apply(source, ("write", id_, release_text(f"Bericht {id_} over een F-16.")))
    run_ingest(source, tmp_path / "index")
    before, names = index_contents(tmp_path / "index"), set(file_states(tmp_path / "index"))
    assert run_ingest(source, tmp_path / "index", rebuild=True).added == 2
    assert index_contents(tmp_path / "index") == before
    assert names.isdisjoint(file_states(tmp_path / "index"))
    assert not stray_files(tmp_path / "index")


def test_an_archive_that_was_moved_is_where_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found when every file of it stood as gone and as new for ever, and each ingest read all of them again."""
    apply(tmp_path / "here" / "s", ("write", "a", release_text("Een fregat.")))
    monkeypatch.chdir(tmp_path / "here")
    run_ingest(Path("s"), Path("index"))
    (tmp_path / "here").rename(tmp_path / "there")
    monkeypatch.chdir(tmp_path / "there")
    assert report_counts(run_ingest(Path("s"), Path("index"))) == (0, 0, 0, 1)
    report = check(Path("index"))
    assert (report.faults, report.agrees, report.sources) == ((), True, (f"{tmp_path}/there/s",))
    assert run_ingest(Path("s"), Path("index")).written is False


def test_many_small_changes_end_as_a_fresh_start_does(tmp_path: Path) -> None:
    """A release a day: the words lie in few layers, the segments are few, and the index says what a fresh one says."""
    source, index = tmp_path / "s", tmp_path / "index"
    text = " ".join(f"woord{number}" for number in range(2_000))
    apply(source, ("write", "first", release_text(text)))
    run_ingest(source, index)
    deepest = 0
    for day in range(9):
        apply(
            source, ("write", f"day{day}", release_text(f"Op dag{day} voer fregat{day} uit, met woord{day}."))
        )
        if day > 2:
            apply(source, ("remove", f"day{day - 3}", None))
        report = run_ingest(source, index)
        with open_snapshot(index) as opened:
            deepest = max(deepest, len(opened.manifest.tables["words"]))
            assert len(opened.manifest.tables["words"]) <= 4
            assert len(opened.segments) <= 6
        agree(report, [source], index)
    assert deepest > 1
