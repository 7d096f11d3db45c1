"""Which words does the stemmer take for one? Pairs joined and pairs kept apart, beside simpler chains, and its cost.

  python tests/benchmarks/inflection.py              all chains, on each list of pairs
  python tests/benchmarks/inflection.py --errors     what goes wrong, where that may be read

The chains: Snowball's two Dutch stemmers as they are; simplemma's lemma and then Snowball; the stemmer of this package.
``joined`` is the share of the ``same`` pairs with one stem (hoped for: 98), ``wrong`` that of the ``different`` pairs
(at most 2). ``test`` is the half that was not read before the rules were done.

Then two yardsticks, each class with its count: a random part of word lists that others made (``outside_pairs.tsv``),
and queries with the texts that they are to find or not (``classes.tsv``), each text a release of its own.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simplemma import lemmatize
from snowballstemmer.dutch_porter_stemmer import DutchPorterStemmer
from snowballstemmer.dutch_stemmer import DutchStemmer

from defsearch.dutch.analyzer import Analyzer
from defsearch.dutch.stemmer import Stemmer
from defsearch.dutch.tokenizer import fold, normalize_token, subwords_of
from defsearch.dutch.wordlist import WordList
from defsearch.ingest.ingest import IngestOptions, ingest
from defsearch.search.results import SearchRequest
from defsearch.search.searcher import open_searcher

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
    return lambda word: "-".join(stemmer.stem(unit) for unit in subwords_of(normalize_token(word)))


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


def read_rows(name: str) -> list[list[str]]:
    """The rows of a list, without comments and header."""
    lines = (PAIRS / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def outside_errors(analyzer: Analyzer) -> dict[str, tuple[list[str], int]]:
    """The pairs of ``outside_pairs.tsv`` that are not joined, and how many there are, by source and class.

    A compound is joined if a query for each of its parts finds it.
    """
    found: dict[str, tuple[list[str], int]] = {}
    for source, kind, lemma, form in read_rows("outside_pairs.tsv"):
        stem, *parts = _stems(analyzer, form)
        reached = {stem, *parts}
        wrong = [word for word in lemma.split("|") if reached.isdisjoint(_stems(analyzer, word)[:1])]
        errors, count = found.get(f"{source} {kind}", ([], 0))
        found[f"{source} {kind}"] = ([*errors, f"{lemma} {form}"] if wrong else errors, count + 1)
    return found


def _stems(analyzer: Analyzer, word: str) -> list[str]:
    analysis = analyzer.analyze(normalize_token(word))
    return [analysis.stem, *analysis.part_stems()]


def query_errors(folder: Path) -> dict[str, tuple[list[str], int]]:
    """What is wrong in ``classes.tsv``, and how many queries and texts there are, by class. ``folder`` is empty."""
    rows = read_rows("classes.tsv")
    ids = {text: f"{number:04}" for number, text in enumerate(dict.fromkeys(row[2] for row in rows))}
    (folder / "releases").mkdir()
    for text, id_ in ids.items():
        lines = f" date 2025-01-01 Bericht {id_}\n\nEr staat {text}.\n"
        (folder / "releases" / f"{id_}.txt").write_text(lines, encoding="utf-8")
    ingest([folder / "releases"], folder / "index", IngestOptions())
    found: dict[str, tuple[list[str], int]] = {}
    hits: dict[str, set[str]] = {}
    with open_searcher(folder / "index") as searcher:
        for kind, query, text, finds in rows:
            if query not in hits:
                request = SearchRequest(query=query, limit=len(ids), passages=0)
                hits[query] = {hit.id for hit in searcher.search(request, datetime.date(2026, 1, 1)).hits}
            errors, count = found.get(kind, ([], 0))
            is_right = (ids[text] in hits[query]) == (finds == "yes")
            found[kind] = (errors if is_right else [*errors, f"{query}: {text}"], count + 1)
    return found


def yardsticks(analyzer: Analyzer) -> dict[str, tuple[list[str], int]]:
    """Both of them."""
    with tempfile.TemporaryDirectory() as folder:
        return {**outside_errors(analyzer), **query_errors(Path(folder))}


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
    for kind, (wrong, count) in yardsticks(Analyzer(words)).items():
        sys.stdout.write(f"{kind:<32}{count - len(wrong):>6} of {count:>4}\n")
        if chosen.errors:
            sys.stdout.write("".join(f"  {one}\n" for one in wrong))
    sys.stdout.write(f"{loading:.2f} s to load the word list\n")


if __name__ == "__main__":
    main()
