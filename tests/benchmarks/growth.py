"""How cost grows with the archive: ingest time, query time, memory and index size, and a chart of them.

  python tests/benchmarks growth                             1,000, 10,000 and 100,000 releases; long
  python tests/benchmarks growth --sizes 1000 3000 10000     smaller

Prints a table with the fitted exponents (1 is in step with the number of releases, 0 is no growth), and keeps
the figures and the chart in ``runs/`` under the date.
"""

from __future__ import annotations

import argparse
import shutil
from typing import TYPE_CHECKING

from benchmarks import commands, figures
from benchmarks.chart import Panel, fit, page, readable
from benchmarks.figures import MEGABYTE, Figure
from benchmarks.processes import median_seconds, peak_memory, run, take_turns
from benchmarks.workspace import HERE, add_work_option, folder_size, reader

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
WORD = "minister"
HEADING = "What an archive costs as it grows"


def main() -> None:
    """Measure every size, fit, print, and keep figures and chart."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="two sizes at least")
    parser.add_argument("--rounds", type=int, default=15, help="runs of the query at each size (default: 15)")
    add_work_option(parser)
    options = parser.parse_args()
    sizes = sorted(set(options.sizes))
    if len(sizes) < 2:
        parser.error("a line needs two sizes at least")
    options.work.mkdir(parents=True, exist_ok=True)
    panels = measure(options.work, sizes, options.rounds)
    print(_table(panels))
    measured = [
        Figure(f"{panel.title}, {size:,}", value, figures.Target(panel.unit, None, None))
        for panel in panels
        for size, value in panel.points
    ]
    exponents = {panel.title: fit(panel.points).exponent for panel in panels}
    file = figures.keep(HERE / "runs", "growth", measured, {"exponents": exponents})
    chart = file.with_suffix(".svg")
    chart.write_text(page(HEADING, "releases", panels), encoding="utf-8")
    print(file, chart, sep="\n")


def measure(work: Path, sizes: Sequence[int], rounds: int) -> list[Panel]:
    """Ingest a corpus of each size from nothing and search it."""
    ingests = []
    stored = []
    for size in sizes:
        index = work / f"index-{size}"
        releases = reader(work, size)
        shutil.rmtree(index, ignore_errors=True)
        ingests.append(run(commands.ingest(index, releases.folder), watch_family=True))
        stored.append(folder_size(index) / MEGABYTE)
    queries = [commands.query(work / f"index-{size}", WORD) for size in sizes]
    searches = take_turns(queries, rounds)
    columns: dict[tuple[str, str], list[float]] = {
        ("Ingest", "s"): [each.seconds for each in ingests],
        ("Query, whole process", "ms"): [1000 * median_seconds(runs) for runs in searches],
        ("Peak memory of an ingest", "MB"): [each.peak / MEGABYTE for each in ingests],
        ("Peak memory of a query", "MB"): [peak_memory(command) / MEGABYTE for command in queries],
        ("Index on disk", "MB"): stored,
    }
    return [
        Panel(title, unit, list(zip(sizes, values, strict=True))) for (title, unit), values in columns.items()
    ]


def _table(panels: Sequence[Panel]) -> str:
    """Return a line per panel: its values by size and the fitted exponent."""
    sizes = [size for size, _ in panels[0].points]
    lines = [f"{'':30}" + "".join(f"{size:>12,}" for size in sizes) + "   exponent"]
    for panel in panels:
        values = "".join(f"{readable(value):>12}" for _, value in panel.points)
        lines.append(f"{panel.title + ', ' + panel.unit:30}{values}{fit(panel.points).exponent:>11.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
