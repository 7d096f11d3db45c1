"""How long after a key press ``defsearch browse`` shows the hits, and how long it takes to start.

  python tests/benchmarks browse --releases 10000

Keys of the queries in ``queries.txt`` are pressed one after the other in the real app without a terminal. A key counts
from the moment that it is pressed until the screen with its answer is drawn: the hits, near misses included.
"""

from __future__ import annotations

import argparse
import asyncio
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


async def key_times(index: Path, queries: list[str]) -> tuple[float, list[float]]:
    """Return the seconds until the first screen, and until the answer to each key."""
    started = time.perf_counter()
    from support.full_screen import FakeDesk

    from defsearch.archive import open_archive
    from defsearch.browse.app import BrowseApp, Question

    app = BrowseApp(lambda: open_archive(index), FakeDesk(), Question())
    taken: list[float] = []
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
                taken.append(time.perf_counter() - pressed)
                await pilot.pause(PAUSE)
    return start_up, taken


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
    start_up, taken = asyncio.run(key_times(index, read_log()[: options.queries]))
    p95 = quantiles(taken, n=20)[-1]
    print(
        f"{options.releases} releases, {len(taken)} keys: median {median(taken) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms"
    )
    print(f"first screen with hits, imports included: {start_up:.2f} s")


if __name__ == "__main__":
    main()
