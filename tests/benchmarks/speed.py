"""Everything that is promised about speed, size and memory, measured in one run and set beside its budget.

  python tests/benchmarks speed            corpora of 1,000 and 10,000 releases; some minutes
  python tests/benchmarks speed --large    100,000 too; much longer, and some GB on disk
  python tests/benchmarks speed --no-naive without the yardstick's ingest, which takes minutes by itself

Nearly all figures are ratios within the run, because machines differ: commands take turns, and the median of
the rounds counts. The run is kept in ``runs/`` under its date.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import commands, figures
from benchmarks.figures import MEGABYTE, Figure
from benchmarks.processes import Run, median_ratio, median_seconds, peak_memory, run, take_turns
from benchmarks.systems import is_installed
from benchmarks.workspace import HERE, add_work_option, folder_size, reader

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.processes import Command

SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
WORD = "minister"
CHANGES = 3
VARIANTS: dict[str, tuple[str, ...]] = {
    "three words": ("minister", "gemeente", "besluit"),
    "phrase": ('"minister van financiën"',),
    "prefix": ("minist*",),
    "period": (WORD, "--from", "2015", "--to", "2019-06"),
    "--sort newest": (WORD, "--sort", "newest"),
    "page 5": (WORD, "--page", "5"),
}


class Benchmark:
    """One run: the figures so far, and the samples behind them."""

    def __init__(self, work: Path, rounds: int) -> None:
        """Keep corpora and indexes below ``work``; time each query ``rounds`` times."""
        self.work = work
        self.rounds = rounds
        self.figures: list[Figure] = []
        self.samples: dict[str, Any] = {}

    def index(self, releases: int) -> Path:
        """Return the folder of the index over that many releases."""
        return self.work / f"index-{releases}"

    def add(self, name: str, value: float, target: figures.Target) -> None:
        """Note a figure, and say so at once: a whole run is long."""
        print(f"{name}: {value:.4g} {target.unit}", file=sys.stderr, flush=True)
        self.figures.append(Figure(name, value, target))

    def ingest(self, releases: int) -> Run:
        """Make the index over that many releases from nothing."""
        made_of = reader(self.work, releases)
        index = self.index(releases)
        shutil.rmtree(index, ignore_errors=True)
        took = run(commands.ingest(index, made_of.folder), watch_family=True)
        self.samples[f"ingest {releases}"] = took._asdict()
        self.add(f"ingest {releases:,}", took.seconds, figures.SECONDS)
        memory = figures.INGEST_MEMORY if releases == LARGE else figures.MEGABYTES
        self.add(f"ingest {releases:,}, peak memory", took.peak / MEGABYTE, memory)
        return took

    def changes(self, releases: int) -> None:
        """Measure an ingest with nothing changed, and with one file changed."""
        files = sorted(reader(self.work, releases).files())
        again = commands.ingest(self.index(releases), files[0].parent)
        bare = median([run(commands.import_typer()).seconds for _ in range(CHANGES)])
        unchanged = [run(again).seconds for _ in range(CHANGES)]
        changed = []
        for file in files[:: len(files) // CHANGES][:CHANGES]:
            text, times = file.read_bytes(), file.stat()
            try:
                file.write_bytes(text + b"\n\nDaar kwam later nog een zin bij.")
                changed.append(run(again).seconds)
            finally:
                file.write_bytes(text)
                os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        run(again)
        self.samples["ingest, unchanged"], self.samples["ingest, one changed"] = unchanged, changed
        self.add("ingest, nothing changed ÷ import typer", median(unchanged) / bare, figures.UNCHANGED)
        self.add("ingest, one changed ÷ import typer", median(changed) / bare, figures.ONE_CHANGED)

    def size(self, releases: int) -> None:
        """Measure the index against the releases it is made of."""
        ratio = folder_size(self.index(releases)) / reader(self.work, releases).size()
        self.add(f"index size ÷ releases, {releases:,}", ratio, figures.SIZE)

    def naive_ingest(self, releases: int, ours: Run) -> None:
        """Make the yardstick's index and set ``ours`` against it."""
        index = self.work / f"naive-{releases}"
        shutil.rmtree(index, ignore_errors=True)
        took = run(commands.naive_ingest(index, reader(self.work, releases).folder))
        self.samples[f"naive ingest {releases}"] = took._asdict()
        self.add(f"naive ingest {releases:,}", took.seconds, figures.SECONDS)
        self.add("ingest ÷ naive", ours.seconds / took.seconds, figures.INGEST)

    def others(self, releases: int) -> None:
        """Make the indexes of other systems over the same files."""
        for name in ("fts5", "tantivy"):
            if is_installed(name):
                took = run(commands.other_ingest(name, reader(self.work, releases).folder))
                self.add(f"{name}, the same releases in memory", took.seconds, figures.SECONDS)

    def queries(self, releases: int) -> None:
        """Measure whole processes that take turns: a bare import, the yardstick, and every kind of query."""
        index = self.index(releases)
        turns: dict[str, Command] = {
            "import typer": commands.import_typer(),
            WORD: commands.query(index, WORD),
            "terminal": commands.query(index, WORD, terminal=True),
            "bare": commands.query(index, WORD, "--passages", "0"),
            **{name: commands.query(index, *words) for name, words in VARIANTS.items()},
        }
        naive = self.work / f"naive-{releases}"
        if naive.is_dir():
            turns["naive"] = commands.naive_query(naive, WORD)
        runs = dict(zip(turns, take_turns(list(turns.values()), self.rounds), strict=True))
        self.samples[f"queries {releases}"] = {
            name: [each.seconds for each in taken] for name, taken in runs.items()
        }
        plain, bare = runs[WORD], runs["import typer"]
        self.add(f"query {WORD}, {releases:,}", median_seconds(plain), figures.SECONDS)
        self.add(f"query {WORD} ÷ import typer", median_ratio(plain, bare), figures.START)
        if "naive" in runs:
            self.add(f"query {WORD} ÷ naive", median_ratio(plain, runs["naive"]), figures.AGAINST_NAIVE)
        self.add(
            "passages, share of the whole query", 1 - median_ratio(runs["bare"], plain), figures.PASSAGES
        )
        self.add("the same in colour ÷ import typer", median_ratio(runs["terminal"], bare), figures.TERMINAL)
        for name in VARIANTS:
            self.add(f"{name} ÷ {WORD}", median_ratio(runs[name], plain), figures.VARIANT)

    def warm(self, releases: int) -> None:
        """Measure the query log inside one process."""
        result = self.work / "warm.json"
        run(commands.warm(self.index(releases), result))
        taken: dict[str, tuple[float, float]] = json.loads(result.read_text(encoding="utf-8"))
        self.samples[f"warm {releases}"] = taken
        full = [with_passages for with_passages, _ in taken.values()]
        self.add(f"warm search, median of {len(full)} queries", median(full), figures.WARM)
        self.add("warm search, slowest query", max(full), figures.MILLISECONDS)
        bare = [without for _, without in taken.values()]
        self.add("warm search without passages, median", median(bare), figures.MILLISECONDS)

    def growth(self, releases: int) -> None:
        """Measure the query over that many releases against the smallest corpus."""
        sizes = (SMALL, releases)
        turns = [commands.query(self.index(size), WORD) for size in sizes]
        small, large = take_turns(turns, self.rounds)
        target = figures.GROWTH if releases == LARGE else figures.Target("×", None, None)
        self.add(f"query {releases:,} ÷ {SMALL:,}", median_ratio(large, small), target)
        memory = figures.QUERY_MEMORY if releases == LARGE else figures.MEGABYTES
        self.add(f"query {releases:,}, peak memory", peak_memory(turns[1]) / MEGABYTE, memory)


def main() -> None:
    """Read the options, measure, print the table and keep the run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--large", action="store_true", help=f"measure {LARGE:,} releases too")
    parser.add_argument("--no-naive", action="store_true", help="leave the yardstick's ingest out")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each query (default: 15)")
    parser.add_argument("--label", default="speed", help="goes into the name of the kept run")
    add_work_option(parser)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    benchmark = Benchmark(options.work, options.rounds)
    benchmark.ingest(SMALL)
    first = benchmark.ingest(MIDDLE)
    if not options.no_naive:
        benchmark.naive_ingest(MIDDLE, first)
    benchmark.others(MIDDLE)
    benchmark.changes(MIDDLE)
    benchmark.size(MIDDLE)
    benchmark.queries(MIDDLE)
    benchmark.warm(MIDDLE)
    benchmark.growth(MIDDLE)
    if options.large:
        benchmark.ingest(LARGE)
        benchmark.size(LARGE)
        benchmark.growth(LARGE)
    print(figures.table(benchmark.figures))
    print(figures.keep(HERE / "runs", options.label, benchmark.figures, benchmark.samples))


if __name__ == "__main__":
    main()
