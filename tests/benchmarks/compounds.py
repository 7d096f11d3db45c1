"""How well are compounds split? Precision and recall on the judged list, and what a split costs.

  python tests/benchmarks/compounds.py              both halves, by source
  python tests/benchmarks/compounds.py --errors     what goes wrong in the half that may be tuned on

A split counts as right only when all of it is right. Precision is the share of right ones among the splits that were
made, recall the share of right ones among the splits that should have been made.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.wordlist import WordList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dutch.decompounder import CompoundPart

JUDGED = Path(__file__).parent.parent / "dutch" / "compounds.tsv"
HALVES = ("develop", "test")
SOURCES = ("corpus", "defence")
ROUNDS = 20


class Splitter(Protocol):
    """An analyzer, or a decompounder alone."""

    def split(self, form: str) -> tuple[CompoundPart, ...]:
        """Return the parts of ``form``, in order."""
        ...


class Judgement(NamedTuple):
    """A word, its right parts with linking letters to the left (none for a word to leave whole), and its half."""

    word: str
    parts: tuple[str, ...]
    source: str
    half: str


class Score(NamedTuple):
    """``made`` splits, of which ``right``, where there should have been ``wanted``."""

    made: int
    right: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of right ones among the splits that were made."""
        return self.right / self.made

    @property
    def recall(self) -> float:
        """The share of right ones among the splits that should have been made."""
        return self.right / self.wanted


def read_judged(path: Path = JUDGED) -> list[Judgement]:
    """Return the judged words in the order of the file."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    return [
        Judgement(word, () if split == "-" else tuple(split.split("|")), source, half)
        for word, split, source, half in rows
    ]


def parts_of(splitter: Splitter, word: str) -> tuple[str, ...]:
    """Return the parts of a word as they stand in it."""
    return tuple(word[piece.start : piece.end] for piece in splitter.split(word))


def score(splitter: Splitter, judged: Iterable[Judgement]) -> Score:
    """Return how the splits of the judged words compare with the right ones."""
    made = right = wanted = 0
    for judgement in judged:
        parts = parts_of(splitter, judgement.word)
        made += bool(parts)
        wanted += bool(judgement.parts)
        right += bool(parts) and parts == judgement.parts
    return Score(made, right, wanted)


def microseconds(splitter: Splitter, words: Sequence[str]) -> float:
    """Return the time that one split takes on average, in the fastest of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for word in words:
            splitter.split(word)
        best = min(best, time.perf_counter() - start)
    return best / len(words) * 1e6


def report(splitter: Splitter, judged: Sequence[Judgement]) -> Iterable[str]:
    """Return the table, line by line."""
    yield "half     source   words whole splits right precision recall"
    for half in HALVES:
        for sources in (*((source,) for source in SOURCES), SOURCES):
            chosen = [one for one in judged if one.half == half and one.source in sources]
            got = score(splitter, chosen)
            yield (
                f"{half:<8} {sources[0] if len(sources) == 1 else 'all':<8} {len(chosen):>5}"
                f" {len(chosen) - got.wanted:>5} {got.made:>6} {got.right:>5} {got.precision:>9.3f} {got.recall:>6.3f}"
            )
    yield f"{microseconds(splitter, [one.word for one in judged]):.1f} µs a word"


def errors(splitter: Splitter, judged: Iterable[Judgement]) -> Iterable[str]:
    """Return the develop half's errors: the word, its right split, the split made."""
    for one in judged:
        made = parts_of(splitter, one.word)
        if one.half == HALVES[0] and made != one.parts:
            yield f"{one.word}: {'|'.join(one.parts) or 'whole'}, not {'|'.join(made) or 'whole'}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="list the errors of the develop half")
    chosen = parser.parse_args(arguments)
    splitter, judged = Analyzer(WordList()), read_judged()
    for line in (errors if chosen.errors else report)(splitter, judged):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
