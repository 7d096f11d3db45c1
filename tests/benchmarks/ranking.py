"""How good is the order? nDCG@10, MRR and success@1 of defsearch and three other searches.

  python tests/benchmarks ranking                     the half that weights may be chosen on
  python tests/benchmarks ranking --half test         the other half: only to report, at the end
  python tests/benchmarks ranking --per-query FILE    what each system found, query by query (develop only)

Every system is asked for releases with all words of a query and for releases with any of them. The corpus is
always ``make_corpus.py --n 3000 --seed 1``; ``judged/README.md`` says how the queries were made.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.commands import defsearch_command
from benchmarks.judgements import HALVES, grades_of, read_judged, read_sources, score, summarise
from benchmarks.systems import BASELINES, Defsearch, System, is_installed, read_documents
from benchmarks.workspace import add_work_option, reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.judgements import JudgedQuery, Score

RELEASES = 3000
DEFSEARCH = "defsearch"


def main() -> None:
    """Read the options, run every system, print two lines for each."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    releases = reader(options.work, RELEASES)
    sources = read_sources(releases.manifest)
    queries = read_judged(options.half)
    grades = [grades_of(query, sources) for query in queries]
    print(f"{len(queries)} queries of the {options.half} half over {len(sources)} releases")
    print(f"{'':22}{'nDCG@10':>16}{'MRR':>9}{'success@1':>11}")
    rows: list[str] = []
    for name, system in _systems(options, releases.folder):
        for any_word, label in _searches(name, system):
            lists = [system.search(query.text, any_word) for query in queries]
            scores = [score(ranked, graded) for ranked, graded in zip(lists, grades, strict=True)]
            mean = summarise(scores)
            figures = f"{mean.ndcg:.3f} ± {mean.ndcg_error:.3f}"
            print(f"{label:22}{figures:>16}{mean.mrr:>9.3f}{mean.success:>11.3f}", flush=True)
            rows += _rows(label, queries, lists, scores, grades)
    if options.per_query:
        head = "system\tquery\tndcg\tfound (id:grade)"
        options.per_query.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def _searches(name: str, system: System) -> Iterator[tuple[bool, str]]:
    """Yield whether any word will do, and a label, for each way to search; set the system to it."""
    yield False, f"{name}, all words"
    if isinstance(system, Defsearch):
        system.near_misses = True
        yield False, f"{name}, page filled"
        system.near_misses = False
    yield True, f"{name}, any word"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [DEFSEARCH, *BASELINES]
    parser.add_argument("--half", choices=HALVES, default=HALVES[0])
    parser.add_argument("--only", action="append", choices=names, default=[], help="may be repeated")
    parser.add_argument("--per-query", type=Path, metavar="FILE", help="a TSV of every list (develop only)")
    add_work_option(parser)
    options = parser.parse_args()
    if options.per_query and options.half != HALVES[0]:
        parser.error("--per-query is for the develop half: the test half is only for totals")
    return options


def _systems(options: argparse.Namespace, folder: Path) -> Iterator[tuple[str, System]]:
    """Yield each system that was asked for, ready to search; say which is not there."""
    wanted = options.only or [DEFSEARCH, *BASELINES]
    if DEFSEARCH in wanted:
        index = options.work / f"index-{RELEASES}"
        bring_up_to_date(index, folder)
        yield DEFSEARCH, Defsearch(index)
    documents = list(read_documents(folder))
    for name, make in BASELINES.items():
        if name not in wanted:
            continue
        if is_installed(name):
            yield name, make(documents)
        else:
            print(f"{name}: not installed")


def bring_up_to_date(index: Path, folder: Path) -> None:
    """Ingest what changed; where the index is of another analysis or version, make it anew."""
    command = [*defsearch_command(), "--index", str(index), "ingest", "--quiet", str(folder)]
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode != 0:
        shutil.rmtree(index, ignore_errors=True)
        subprocess.run(command, check=True)


def _rows(
    label: str,
    queries: Sequence[JudgedQuery],
    lists: Sequence[Sequence[str]],
    scores: Sequence[Score],
    grades: Sequence[Mapping[str, int]],
) -> Iterator[str]:
    """Yield a line per query: what the system found and how each hit was judged."""
    for query, ranked, got, graded in zip(queries, lists, scores, grades, strict=True):
        found = " ".join(f"{id_}:{graded.get(id_, 0)}" for id_ in ranked)
        yield f"{label}\t{query.text}\t{got.ndcg:.3f}\t{found}"


if __name__ == "__main__":
    main()
