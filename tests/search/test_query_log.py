"""The hits of a fixed query log and their order do not change by accident, such as by an optimization.

``query_log.tsv`` has the expected hits: a query a line, how many releases match, the first ten with their scores.
After an intended change of the order: KEEP_HITS=1 python -m pytest tests/search/test_query_log.py
"""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from benchmarks.warm import read_log

from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.search.results import SearchRequest, Sort
from defsearch.search.searcher import Searcher, open_searcher

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = Path(__file__).with_name("query_log.tsv")
MAKE_CORPUS = Path(__file__).parents[1] / "benchmarks" / "make_corpus.py"
RELEASES = 600
TODAY = datetime.date(2026, 6, 30)
VARIANTS = {
    "": SearchRequest(),
    "any": SearchRequest(any_word=True),
    "recent": SearchRequest(recent=True),
    "newest": SearchRequest(sort=Sort.NEWEST),
}


@pytest.fixture(scope="module")
def searchers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Searcher]]:
    """Open two indexes of one corpus: ingested at once, and in three steps with changes in between."""
    folder = tmp_path_factory.mktemp("log")
    reader = folder / "corpus"
    command = [sys.executable, str(MAKE_CORPUS), "--n", str(RELEASES), "--seed", "3", "--out", str(reader)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ingest([reader], folder / "whole", IngestOptions())
    grow(reader, folder / "grown")
    opened = [open_searcher(folder / name) for name in ("whole", "grown")]
    yield opened
    for searcher in opened:
        searcher.close()


def grow(reader: Path, index: Path) -> None:
    """Ingest a corpus in steps: some files first with another text, one that is deleted again."""
    files = sorted(reader.glob("*.txt"))
    kept = {file: file.read_bytes() for file in files}
    for file in files[::2]:
        file.unlink()
    for file in files[1::6]:
        file.write_bytes(kept[file] + b"\n\nEn nog een zin over de minister van defensie en drones.\n")
    (reader / "gone.txt").write_text(" date 2020-01-01 De minister\n\nEen drone van de minister.\n")
    ingest([reader], index, IngestOptions())
    for file in files[::4]:
        file.write_bytes(kept[file])
    ingest([reader], index, IngestOptions())
    (reader / "gone.txt").unlink()
    for file, data in kept.items():
        file.write_bytes(data)
    ingest([reader], index, IngestOptions())


def answers(searcher: Searcher) -> Iterator[str]:
    """Yield a line for every query of the log, with each set of options."""
    for query in read_log():
        for name, variant in VARIANTS.items():
            result = searcher.search(variant._replace(query=query, passages=0), TODAY)
            hits = " ".join(f"{hit.id}:{hit.score:.3f}" for hit in result.hits)
            yield f"{query}\t{name}\t{result.total}\t{hits}"


@pytest.mark.slow
def test_hits_and_order_are_as_expected(searchers: list[Searcher]) -> None:
    """From an index ingested at once, and from one that was updated to the same archive."""
    whole, grown = ([*answers(searcher)] for searcher in searchers)
    if os.environ.get("KEEP_HITS"):
        KEPT.write_text("\n".join(whole) + "\n", encoding="utf-8")
    assert whole == KEPT.read_text(encoding="utf-8").splitlines()
    assert grown == whole
