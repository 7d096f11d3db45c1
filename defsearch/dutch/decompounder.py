"""Splits Dutch compounds into the words they are made of: ``luchtverdedigingsfregat`` = lucht + verdediging + fregat.

It is not a stemmer and not a spelling checker: it knows which words commonly stand in compounds and in which shape, and
answers only for words that those shapes cover from the first letter to the last. Whatever it cannot cover stays
whole, because a wrong part finds wrong releases, where a missed part only finds fewer.

``data/part_words.tsv`` holds the words; ``data/never_split.txt`` names and words that merely look like compounds.
The answer depends on the form alone, never on an archive.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA = Path(__file__).with_name("data")
PART_WORDS = DATA / "part_words.tsv"
NEVER_SPLIT = DATA / "never_split.txt"

MIN_PART_LENGTH = 3  # bos, wet, zee: every word this short in the data was chosen by hand
MIN_COMPOUND_LENGTH = 2 * MIN_PART_LENGTH
MAX_COMPOUND_LENGTH = 60  # longer "words" are lines without spaces: not worth the work

# What a part costs. A part more outweighs everything else, so the fewest and therefore longest parts win; among splits
# into as many parts, the more frequent ones do.
_PART = 1000
_HIGHEST_RANK = 9  # each step of frequency below it costs one
_BEGINNING = 2  # letters by which the words in the data are found


class CompoundPart(NamedTuple):
    """One part of a compound: ``form[start:end]``, linking letters included.

    ``word`` is what a dictionary has for it, without linking letters and plural: mijn for ``mijnen`` in
    ``mijnenjager``, systeem for ``systemen`` in ``wapensystemen``.
    """

    start: int
    end: int
    word: str


class PartWord(NamedTuple):
    """A word that occurs in compounds: before other parts in the shapes ``first``, at the end in the shapes ``last``.

    ``rank`` is 0 (rare) to 9 (frequent). A word without shapes is one that stays whole though its letters are those
    of other words (``netwerk``).
    """

    word: str
    rank: int
    first: tuple[str, ...]
    last: tuple[str, ...]


class Decompounder:
    """Splits folded word forms; it holds no state besides its words.

    ``waiting`` are lines of part words by their first two letters, which are those of all their shapes: they are read
    when a form is to be split that has these letters. A query splits one form or none, and all words take longer to
    read than the rest of its analysis.
    """

    def __init__(
        self,
        words: Iterable[PartWord],
        never: Iterable[str] = (),
        waiting: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        self._last: dict[str, tuple[int, str]] = {}
        self._whole = set(never)
        self._waiting = dict(waiting or {})
        self._add(words)

    def _add(self, words: Iterable[PartWord]) -> None:
        for word, rank, first, last in words:
            self._whole.add(word)
            cost = _PART + _HIGHEST_RANK - rank
            for shapes, table in ((first, self._first), (last, self._last)):
                self._whole.update(shapes)
                for shape in shapes:
                    if shape not in table or (cost, word) < table[shape]:
                        table[shape] = (cost, word)

    @classmethod
    def load(cls) -> Decompounder:
        """The splitter with the words that come with the package."""
        now, _, later = PART_WORDS.read_text(encoding="utf-8").partition("\n\n")
        waiting: defaultdict[str, list[str]] = defaultdict(list)
        for line in _content(later):
            waiting[line[:_BEGINNING]].append(line)
        return cls(map(_part_word, _content(now)), read_never_split(), waiting)

    def _read_words_for(self, form: str) -> None:
        """Read the waiting words that can stand in ``form``."""
        for at in range(len(form) - 1) if self._waiting else ():
            self._add(map(_part_word, self._waiting.pop(form[at : at + _BEGINNING], ())))

    def split(self, form: str) -> tuple[CompoundPart, ...]:
        """The parts of ``form`` in order, two or more, covering it without a gap; none when it is not a compound."""
        size = len(form)
        if not MIN_COMPOUND_LENGTH <= size <= MAX_COMPOUND_LENGTH:
            return ()
        self._read_words_for(form)
        if form in self._whole:
            return ()
        last = self._last
        ends = [start for start in range(MIN_PART_LENGTH, size - MIN_PART_LENGTH + 1) if form[start:] in last]
        if not ends:
            return ()
        # The cheapest way to reach each position: its cost, where its last part began, and that part's word.
        reached: dict[int, tuple[int, int, str]] = {0: (0, 0, "")}
        furthest = ends[-1]
        for start in range(furthest):
            if start not in reached:
                continue
            so_far = reached[start][0]
            for end in range(start + MIN_PART_LENGTH, furthest + 1):
                found = self._first.get(form[start:end])
                if found is None:
                    continue
                step = (so_far + found[0], start, found[1])
                if end not in reached or step < reached[end]:
                    reached[end] = step
        candidates = [
            (reached[start][0] + last[form[start:]][0], start) for start in ends if start in reached
        ]
        if not candidates:
            return ()
        _, start = min(candidates)
        return (*_trace(reached, start), CompoundPart(start, size, last[form[start:]][1]))


def _trace(reached: dict[int, tuple[int, int, str]], end: int) -> list[CompoundPart]:
    """The parts that led to ``end``, in order."""
    pieces: list[CompoundPart] = []
    while end:
        _, start, word = reached[end]
        pieces.append(CompoundPart(start, end, word))
        end = start
    pieces.reverse()
    return pieces


def read_part_words(path: Path = PART_WORDS) -> Iterator[PartWord]:
    """The lines of a file of part words: word, rank, first shapes, last shapes, divided by tabs.

    A shape is written out, or ``+x`` for the word and x behind it; ``+`` alone is the word itself.
    """
    return map(_part_word, _lines(path))


def _part_word(line: str) -> PartWord:
    word, rank, first, last = line.split("\t")
    # No shape holds a plus besides the one it may begin with.
    return PartWord(
        word,
        int(rank),
        tuple(first.replace("+", word).split()),
        tuple(last.replace("+", word).split()),
    )


def read_never_split(path: Path = NEVER_SPLIT) -> Iterator[str]:
    """The words of a file of words to be left whole: any number a line, divided by spaces."""
    for line in _lines(path):
        yield from line.split()


def _lines(path: Path) -> Iterator[str]:
    return _content(path.read_text(encoding="utf-8"))


def _content(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            yield line
