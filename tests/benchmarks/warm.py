"""Search the query log inside one process and write how long each query took, with passages and without, as JSON.

  python tests/benchmarks/warm.py INDEX RESULT.json

A process of its own, so that its memory is not added to that of what ``speed`` measures. The log is read once
before the clock runs: what a first search loads is part of the figures of whole processes, not of these.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from pathlib import Path
from statistics import median

from defsearch.search.results import SearchRequest
from defsearch.search.searcher import Searcher, open_searcher

LOG = Path(__file__).with_name("queries.txt")
ROUNDS = 5
TODAY = datetime.date(2026, 6, 30)  # the last day of the corpora: the log is the same search every day


def read_log(path: Path = LOG) -> list[str]:
    """Return the queries of the log, in its order."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    """Time every query ``ROUNDS`` times in either way and keep the medians, in milliseconds."""
    index, result = map(Path, sys.argv[1:])
    requests = [SearchRequest(query=text) for text in read_log()]
    milliseconds: dict[str, tuple[float, float]] = {}
    with open_searcher(index) as searcher:
        for request in requests:
            searcher.search(request, TODAY)
        for request in requests:
            variants = (request, request._replace(passages=0))
            rounds = [[_seconds(searcher, variant) for variant in variants] for _ in range(ROUNDS)]
            full, bare = (median(taken) * 1000 for taken in zip(*rounds, strict=True))
            milliseconds[request.query] = full, bare
    result.write_text(json.dumps(milliseconds, ensure_ascii=False, indent=1), encoding="utf-8")


def _seconds(searcher: Searcher, request: SearchRequest) -> float:
    started = time.perf_counter()
    searcher.search(request, TODAY)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
