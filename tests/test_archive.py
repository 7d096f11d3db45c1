"""The door for Python: it answers as the searcher does, and loads nothing of the command line."""

from __future__ import annotations

import datetime
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.archive import release_text, run_ingest, write_releases

import defsearch
from defsearch.dates.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from defsearch.search.results import SearchResult


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[defsearch.Archive]:
    """Return an open archive of twelve releases, one a month; every third is about drones."""
    texts = {
        f"r{month:02}": release_text(
            "Een drone." if month % 3 == 0 else "Een boot.", date=f"2025-{month:02}-01"
        )
        for month in range(1, 13)
    }
    run_ingest(write_releases(tmp_path / "s", **texts), tmp_path / "index")
    with defsearch.open(tmp_path / "index") as opened:
        yield opened


def ids(result: SearchResult) -> list[str]:
    """Return the ids of the hits of a result."""
    return [hit.id for hit in result.hits]


def test_a_search_has_typed_hits_and_passages(archive: defsearch.Archive) -> None:
    """The offsets are into the text of the passage."""
    result = archive.search("drone", date="2025-03")
    assert (result.total, ids(result)) == (1, ["r03"])
    (passage,) = result.hits[0].passages
    assert [passage.text[start:end] for start, end in passage.matches] == ["drone"]


@pytest.mark.parametrize(
    "date",
    ["2025-03", "maart 2025", "2025-03-01..2025-03-01", datetime.date(2025, 3, 1),
     Period(datetime.date(2025, 3, 1), datetime.date(2025, 3, 9))],
    ids=str,
)  # fmt: skip
def test_a_date_is_text_a_day_or_a_period(
    archive: defsearch.Archive, date: str | datetime.date | Period
) -> None:
    """All of these are in March."""
    assert ids(archive.search(date=date)) == ["r03"]


def test_pages_orders_and_limits(archive: defsearch.Archive) -> None:
    """Without a query the newest come first; no limit means all."""
    assert len(archive) == 12
    assert ids(archive.search("drone", sort="oldest")) == ["r03", "r06", "r09", "r12"]
    assert ids(archive.search("drone", sort="oldest", limit=2, page=2)) == ["r09", "r12"]
    assert ids(archive.search(limit=1)) == ["r12"]
    assert len(archive.search(limit=None).hits) == 12
    assert archive.search("drone boot", any_word=True, limit=None).total == 12
    assert archive.search("drones", exact=True).total == 0


def test_the_other_answers(archive: defsearch.Archive) -> None:
    """Explanation, similar releases, timeline, one release, export."""
    (word,) = archive.explain("drone").words
    assert word.releases == 4
    assert "r03" not in ids(archive.similar("r03"))
    quarters = archive.timeline("drone", "boot", per="month", date="2025-01..2025-03").periods
    assert [(one.period, one.matching) for one in quarters] == [
        ("2025-01", (0, 1)), ("2025-02", (0, 1)), ("2025-03", (1, 0)),
    ]  # fmt: skip
    assert archive.release("r03").body == "Een drone."
    exported = list(archive.export("drone"))
    assert [one["id"] for one in exported] == ["r03", "r06", "r09", "r12"]
    assert exported[0]["body"] == "Een drone."


def test_a_later_ingest_is_seen_after_a_refresh(archive: defsearch.Archive, tmp_path: Path) -> None:
    """Until then an archive stays as it was opened."""
    assert not archive.refresh()
    run_ingest(write_releases(tmp_path / "s", later=release_text("Een drone.")), tmp_path / "index")
    assert (len(archive), archive.is_current()) == (12, False)
    assert archive.refresh()
    assert (len(archive), archive.is_current()) == (13, True)
    assert archive.search("drone").total == 5


def test_mistakes_are_errors_of_defsearch(archive: defsearch.Archive, tmp_path: Path) -> None:
    """An impossible date, a broken query, an unknown release, a folder without an index."""
    for mistake in (
        lambda: archive.search("drone", date="2025-13"),
        lambda: archive.search("(drone"),
        lambda: archive.release("nee"),
        lambda: defsearch.open(tmp_path),
    ):
        with pytest.raises(defsearch.DefsearchError):
            mistake()


def test_nothing_of_the_command_line_is_loaded(tmp_path: Path) -> None:
    """Neither Typer nor Rich, nor Whoosh for a search."""
    run_ingest(write_releases(tmp_path / "s", a=release_text("Een boot.")), tmp_path / "index")
    program = (
        "import sys, defsearch; archive = defsearch.open('index'); archive.search('boot', date='2025');"
        " list(archive.export('boot')); archive.timeline('boot');"
        " print({'typer', 'rich', 'click', 'whoosh', 'defsearch.cli'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout == "set()\n"


def test_the_package_has_few_names() -> None:
    """All that are listed exist, and others do not."""
    assert sorted(defsearch.__all__) == ["Archive", "DefsearchError", "DutchAnalyzer", "open"]
    assert all(getattr(defsearch, name) for name in defsearch.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        defsearch.nothing  # noqa: B018
