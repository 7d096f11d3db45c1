"""Where benchmarks keep what they make: corpora and indexes below one folder, made when first asked for.

Corpora are written by ``make_corpus.py``, which gives the same files for the same options on every machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

HERE = Path(__file__).parent
WORK = HERE / ".work"
SEED = 1


class Corpus(NamedTuple):
    """A folder of releases and the manifest that says what each is made of."""

    folder: Path
    manifest: Path

    def files(self) -> Iterator[Path]:
        """Return the releases in no order, one at a time: a list of 100,000 would be seen in what is measured."""
        with os.scandir(self.folder) as entries:
            yield from (Path(entry.path) for entry in entries if entry.name.endswith(".txt"))

    def size(self) -> int:
        """Return the bytes of all releases."""
        return sum(file.stat().st_size for file in self.files())


def add_work_option(parser: argparse.ArgumentParser) -> None:
    """Give ``parser`` the option that every benchmark has."""
    parser.add_argument(
        "--work", type=Path, default=WORK, metavar="DIR", help="corpora and indexes go here (default: .work)"
    )


def reader(work: Path, releases: int) -> Corpus:
    """Return the corpus of that many releases below ``work``; write it when it is not there yet."""
    folder = work / f"corpus-{releases}"
    manifest = work / f"corpus-{releases}.manifest.tsv"
    made = Corpus(folder, manifest)
    if not (folder.is_dir() and manifest.is_file() and sum(1 for _ in made.files()) == releases):
        command = [
            *(sys.executable, str(HERE / "make_corpus.py")),
            *("--n", str(releases), "--seed", str(SEED), "--out", str(folder)),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return made


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below ``folder``."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
