"""For tests of the command line: an ingest, a status and a check that only report, and a small archive."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from defsearch.index.check import CheckReport, Fault, StatusReport
from defsearch.ingest.ingest import IngestOptions, IngestReport
from defsearch.releases.release import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PROBLEMS = (
    Problem("seeds/leeg.txt", None, "is empty"),
    Problem("seeds/fout\n\x1b[2J.txt", 1, "begins with no date"),
)


def ingest(
    sources: Sequence[Path],
    index: Path,
    options: IngestOptions,
    on_progress: Callable[[int, int], None] | None = None,
) -> IngestReport:
    """Adds two releases and skips two files."""
    if on_progress is not None:
        on_progress(1, 2)
    return IngestReport(
        added=2,
        changed=0,
        removed=1,
        unchanged=3,
        releases=5,
        skipped=PROBLEMS,
        warnings=(Problem("seeds/017.txt", 1, "has no title"),),
        seconds=0.42,
        written=not options.dry_run,
    )


def status(index: Path) -> StatusReport:
    """An index of five releases."""
    return StatusReport(
        index=index,
        releases=5,
        first=datetime.date(2024, 1, 3),
        last=datetime.date(2025, 3, 1),
        empty_months=("2024-02", "2024-03", "2024-04", "2024-08", "2024-12", "2025-01"),
        bytes=4_140_000,
        segments=1,
        generation=7,
        analysis="1d2b8bd2",
        made_at=datetime.datetime(2025, 3, 1, 12, 30, tzinfo=datetime.timezone.utc),
        sources=("/archief/seeds",),
        skipped=PROBLEMS,
    )


def check(index: Path) -> CheckReport:
    """An index that is whole but behind, or with two faults."""
    faults: tuple[Fault, ...] = ()
    if index.name == "faulty":
        what = "is not as it was written: its checksum differs from that in the manifest of this generation."
        faults = (
            Fault(what, "faulty/MAIN_1.seg", "defsearch ingest --rebuild"),
            Fault("cannot be read: input/output error", "faulty/lexicon.7", "defsearch ingest --rebuild"),
        )
    new = tuple(f"seeds/2025/{number:03}.txt" for number in range(23))
    return CheckReport(
        index=index,
        files=12,
        releases=5,
        faults=faults,
        changed=("seeds/a\x1b.txt",),
        new=new,
        update="defsearch ingest",
    )


def write_releases(folder: Path) -> None:
    """Make an archive of twelve releases in ``folder``."""
    (folder / "seeds").mkdir()
    body = "De bemanning oefende een week lang met drones boven de Noordzee. " * 4
    for day in range(1, 13):
        text = f" date 2024-05-{day:02} Marine oefent met drones\n\n{body}\n"
        (folder / "seeds" / f"{day:03}.txt").write_text(text, encoding="utf-8")
