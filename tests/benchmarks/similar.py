"""How often is what ``defsearch similar`` lists about the same thing? The first five hits of 30 judged releases.

  python tests/benchmarks similar                     the figures
  python tests/benchmarks similar --per-seed          and a line for every seed, with its hits and their grades

The corpus is always ``make_corpus.py --n 3000 --seed 1``; the head of ``judged/similar.tsv`` says how the hits were
judged. Hits that nobody judged are counted, and left out of the shares.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.commands import NOTHING_MATCHES, defsearch_command
from benchmarks.judgements import ABOUT, TOUCHES, read_sources
from benchmarks.ranking import RELEASES, bring_up_to_date
from benchmarks.workspace import add_work_option, reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JUDGED = Path(__file__).with_name("judged") / "similar.tsv"
DEPTH = 5
NONE_FOUND = "-"


class Found(NamedTuple):
    """What was found for one seed: source ids, the best first, and the grade of each (None: not judged)."""

    seed: str
    hits: tuple[str, ...]
    grades: tuple[int | None, ...]


def main() -> None:
    """Ask for every seed and print the shares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--per-seed", action="store_true", help="a line for every seed")
    add_work_option(parser)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    releases = reader(options.work, RELEASES)
    index = options.work / f"index-{RELEASES}"
    bring_up_to_date(index, releases.folder)
    source_of = {id_: sources[0] for id_, sources in read_sources(releases.manifest).items()}
    found = ask(read_grades(), source_of, index)
    for one in found if options.per_seed else ():
        hits = zip(one.hits, one.grades, strict=True)
        print(one.seed, *(f"{hit}:{'?' if grade is None else grade}" for hit, grade in hits), sep="\t")
    print("\n".join(figures(found)))


def read_grades(path: Path = JUDGED) -> dict[str, dict[str, int]]:
    """Return seed -> hit -> grade, all as source ids; a seed for which nothing was found has no hits."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        grades: dict[str, dict[str, int]] = {}
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            of_seed = grades.setdefault(row["seed"], {})
            if row["hit"] != NONE_FOUND:
                of_seed[row["hit"]] = int(row["grade"])
    return grades


def ask(grades: Mapping[str, Mapping[str, int]], source_of: Mapping[str, str], index: Path) -> list[Found]:
    """Return the first hits of every seed, each with its grade; ``source_of`` is release id -> source id."""
    release_of = {source: id_ for id_, source in source_of.items()}
    found = []
    for seed, judged in grades.items():
        command = [*defsearch_command(), "--index", str(index), "similar", release_of[seed]]
        answer = subprocess.run(
            [*command, "--limit", str(DEPTH), "--json"], check=False, stdout=subprocess.PIPE, text=True
        )
        if answer.returncode != NOTHING_MATCHES:  # which is an answer too
            answer.check_returncode()
        hits = tuple(source_of[hit["id"]] for hit in json.loads(answer.stdout)["hits"])
        found.append(Found(seed, hits, tuple(judged.get(hit) for hit in hits)))
    return found


def figures(found: Sequence[Found]) -> list[str]:
    """Return the lines to print: shares of the judged hits, and how many were not judged."""
    first = [one.grades[0] for one in found if one.grades and one.grades[0] is not None]
    every = [grade for one in found for grade in one.grades]
    judged = [grade for grade in every if grade is not None]
    silent = sum(not one.hits for one in found)
    return [
        f"{len(found)} releases, {len(every)} hits among their first {DEPTH}; nothing like it: {silent}",
        f"first hit on the same subject    {_share(first, ABOUT)}",
        f"first hit the same or related    {_share(first, TOUCHES)}",
        f"first {DEPTH} the same or related      {_share(judged, TOUCHES)}",
        f"not judged                       {len(every) - len(judged)}",
    ]


def _share(grades: Sequence[int], least: int) -> str:
    good = sum(grade >= least for grade in grades)
    return f"{good / len(grades):.2f} ({good} of {len(grades)})" if grades else "none judged"


if __name__ == "__main__":
    main()
