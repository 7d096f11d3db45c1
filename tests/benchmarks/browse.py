"""How long after a key press ``defsearch browse`` shows the hits, and how long it takes to start.

  python tests/benchmarks browse --releases 10000

Keys of the queries in ``queries.txt`` are pressed one after the other in the real app without a terminal. A key counts
from the moment that it is pressed until the screen with its answer is drawn. Where no release matches (yet), the answer
is the near misses; the last hits stay until then.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks import workspace
from benchmarks.warm import read_log

if TYPE_CHECKING:
    from pathlib import Path

    from defsearch.browse.app import BrowseApp

SIZE = (120, 40)
PAUSE = 0.15  # seconds between two keys, as of a person who types fast


async def key_times(index: Path, queries: list[str]) -> tuple[float, list[float], list[float]]:
    """Return the seconds until the first screen, until the hits of each key, and until near misses without hits."""
    started = time.perf_counter()
    os.environ.setdefault("TEXTUAL_FPS", "120")  # as the command does
    from support.full_screen import FakeDesk

    from defsearch.archive import open_archive
    from defsearch.browse.app import BrowseApp, Question

    app = BrowseApp(lambda: open_archive(index), FakeDesk(), Question())
    with_hits: list[float] = []
    without: list[float] = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        while app.workers:
            await asyncio.sleep(0)
        start_up = time.perf_counter() - started
        for query in queries:
            app.input.value = ""
            await pilot.pause(PAUSE)
            for at in range(1, len(query) + 1):
                pressed = time.perf_counter()
                app.input.value = query[:at]
                await _drawn(app, query[:at])
                taken = time.perf_counter() - pressed
                (with_hits if app.hits.result and app.hits.result.total else without).append(taken)
                await pilot.pause(PAUSE)
    return start_up, with_hits, without


async def _drawn(app: BrowseApp, query: str) -> None:
    """Wait until the hits of a query are drawn, or what is wrong with it."""
    done = asyncio.Event()
    while app.question.query != query or (app.shown != app.question and app.workers):
        await asyncio.sleep(0.0005)
    app.call_after_refresh(done.set)
    await done.wait()


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--releases", type=int, default=10_000, metavar="N")
    parser.add_argument("--queries", type=int, default=12, metavar="N", help="of the log (default: 12)")
    workspace.add_work_option(parser)
    options = parser.parse_args()
    corpus = workspace.reader(options.work, options.releases)
    index = options.work / f"browse-index-{options.releases}"
    command = [
        sys.executable,
        "-m",
        "defsearch",
        "ingest",
        "--quiet",
        "--index",
        str(index),
        str(corpus.folder),
    ]
    subprocess.run(command, check=True)
    start_up, *both = asyncio.run(key_times(index, read_log()[: options.queries]))
    for what, taken in zip(("hits", "near misses only"), both, strict=True):
        middle, p95 = median(taken) * 1000, quantiles(taken, n=20)[-1] * 1000
        print(f"{what}: {len(taken)} keys, median {middle:.0f} ms, p95 {p95:.0f} ms")
    print(f"first screen with hits, imports included: {start_up:.2f} s")


if __name__ == "__main__":
    main()
