"""Which words does the stemmer take for one? Pairs joined and pairs kept apart, beside simpler chains, and its cost.

  python tests/benchmarks/inflection.py              all chains, on each list of pairs
  python tests/benchmarks/inflection.py --errors     what goes wrong in the pairs that may be tuned on

The chains: Snowball's two Dutch stemmers as they are; simplemma's lemma and then Snowball; the stemmer of this package.
``joined`` is the share of the ``same`` pairs with one stem (hoped for: 98), ``wrong`` that of the ``different`` pairs
(at most 2). ``test`` is the half that was not read before the rules were done.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simplemma import lemmatize
from snowballstemmer.dutch_porter_stemmer import DutchPorterStemmer
from snowballstemmer.dutch_stemmer import DutchStemmer

from defsearch.dutch.normalization import fold
from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.tokenizer import normalize_token
from defsearch.dutch.wordlist import WordList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

PAIRS = Path(__file__).parent.parent / "dutch"
LISTS = ("given", "develop", "test")
ROUNDS = 5


class Pair(NamedTuple):
    """Two words that are to share a stem, or not to."""

    same: bool
    word: str
    other: str


class Score(NamedTuple):
    """``joined`` of ``same`` pairs, and ``wrong`` of ``different`` ones that share a stem all the same."""

    joined: int
    same: int
    wrong: int
    different: int

    @property
    def joined_share(self) -> float:
        """The share of the same pairs that are joined."""
        return self.joined / self.same

    @property
    def wrong_share(self) -> float:
        """The share of the different pairs that are joined too."""
        return self.wrong / self.different


def read_pairs(name: str) -> list[Pair]:
    """The pairs of a list of `LISTS`: the given ones, or a half of our own."""
    path = PAIRS / ("pairs.tsv" if name == "given" else "more_pairs.tsv")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = [line.split("\t") for line in lines[1:]]
    return [
        Pair(relation == "same", word, other) for relation, word, other, *half in rows if half in ([], [name])
    ]


def score(stem: Callable[[str], str], pairs: Iterable[Pair]) -> Score:
    """How the pairs fare with ``stem``, which takes a word as it is spelled."""
    joined = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for pair in pairs:
        total[pair.same] += 1
        joined[pair.same] += stem(pair.word) == stem(pair.other)
    return Score(joined[True], total[True], joined[False], total[False])


def stem_of_spelling(stemmer: Stemmer) -> Callable[[str], str]:
    """The stem of a word as it is spelled; a hyphenated one as its units."""
    return lambda word: "-".join(stemmer.stem(unit.form) for unit in normalize_token(word).subwords)


def chains(stemmer: Stemmer) -> dict[str, Callable[[str], str]]:
    """The chains that are compared, each from a word as it is spelled to its stem."""
    kraaij_pohlmann, porter = DutchStemmer(), DutchPorterStemmer()
    return {
        "Snowball dutch": lambda word: fold(kraaij_pohlmann.stemWord(word.lower())),
        "Snowball dutch_porter": lambda word: fold(porter.stemWord(word.lower())),
        "lemma": lambda word: fold(lemmatize(word.lower(), "nl")),
        "lemma, dutch_porter": lambda word: fold(porter.stemWord(lemmatize(word.lower(), "nl"))),
        "defsearch": stem_of_spelling(stemmer),
    }


def microseconds(words: Mapping[str, str], forms: Sequence[str]) -> float:
    """The time that the stem of a new form takes on average, in the fastest of some rounds, each with a new stemmer."""
    best = float("inf")
    for _ in range(ROUNDS):
        stemmer = Stemmer(words)
        start = time.process_time()
        for form in forms:
            stemmer.stem(form)
        best = min(best, time.process_time() - start)
    return best / len(forms) * 1e6


def report(words: Mapping[str, str], stemmer: Stemmer) -> Iterable[str]:
    """The table, line by line."""
    yield f"{'':<22}" + "".join(f"{name:>18}" for name in LISTS)
    yield f"{'':<22}" + "    joined   wrong" * len(LISTS)
    lists = [read_pairs(name) for name in LISTS]
    for name, stem in chains(stemmer).items():
        scores = [score(stem, pairs) for pairs in lists]
        yield f"{name:<22}" + "".join(
            f"{100 * one.joined_share:>9.1f}%{100 * one.wrong_share:>7.1f}%" for one in scores
        )
    yield f"{'pairs':<22}" + "".join(f"{one.same:>10}{one.different:>8}" for one in scores)
    forms = sorted({fold(word) for pairs in lists for _, *both in pairs for word in both})
    yield f"{microseconds(words, forms):.1f} µs a new word"


def errors(stemmer: Stemmer) -> Iterable[str]:
    """The errors in the lists that may be tuned on: the pair, and the lemma and stem of both words."""
    stem = stem_of_spelling(stemmer)
    for name in LISTS[:2]:
        for pair in read_pairs(name):
            if (stem(pair.word) == stem(pair.other)) != pair.same:
                both = ", ".join(f"{word} ({stemmer.lemma(fold(word))}, {stem(word)})" for word in pair[1:])
                yield f"{name}: {'same' if pair.same else 'different'}: {both}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="list the errors that may be read")
    chosen = parser.parse_args(arguments)
    start = time.perf_counter()
    words = WordList().load()
    stemmer = Stemmer(words)
    loading = time.perf_counter() - start
    for line in errors(stemmer) if chosen.errors else report(words, stemmer):
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{loading:.2f} s to load the word list\n")


if __name__ == "__main__":
    main()
