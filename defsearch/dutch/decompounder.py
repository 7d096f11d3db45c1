"""Compound splitting: ``luchtverdedigingsfregat`` = lucht + verdediging + fregat.

``Decompounder`` knows which words are common in compounds, and their shapes there. It splits a form only if such
shapes cover it from the first letter to the last; every other form stays whole, because a wrong part finds wrong
releases, while a missed part only finds fewer. The result depends on the form alone, never on the archive.
``data/part_words.tsv`` contains the words, ``data/never_split.txt`` names and words that only look like compounds.

Most other compounds have one of those words and one other noun (``brokkenpiloot``, ``straaljagerpiloot``).
``NounDecompounder`` splits them: any noun of the word list can be the first or the last part. Both parts then have four
letters or more, and a form that can be a derivation (``bondgenootschap``) or a verb stays whole.

Not here: stems, and spelling.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.dutch.morphology import PARTICLES, is_diminutive
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from defsearch.dutch.stemmer import Stemmer

_DATA = Path(__file__).with_name("data")
PART_WORDS = _DATA / "part_words.tsv"
NEVER_SPLIT = _DATA / "never_split.txt"

MIN_PART_LENGTH = 3  # bos, wet, zee: words of this length were chosen by hand
MIN_COMPOUND_LENGTH = 2 * MIN_PART_LENGTH
MAX_COMPOUND_LENGTH = 60  # a longer "word" is a line without spaces

# The cost of a part: so high that fewer parts always win; among splits with as many parts, frequent words win.
_PART_COST = 1000
_MAX_RANK = 9
_PREFIX_LENGTH = 2
_MANY_FORMS = 200


class CompoundPart(NamedTuple):
    """One part of a compound: ``form[start:end]``, with linking letters.

    ``word`` is the dictionary word, without linking letters or plural: mijn for ``mijnen`` in ``mijnenjager``,
    systeem for ``systemen`` in ``wapensystemen``.
    """

    start: int
    end: int
    word: str


class PartWord(NamedTuple):
    """A word that occurs in compounds, with its shapes before another part and its shapes at the end.

    ``rank`` is 0 (rare) to 9 (frequent). A part word is never split (``netwerk``), unless ``is_compound``.
    """

    word: str
    rank: int
    first_shapes: tuple[str, ...]
    last_shapes: tuple[str, ...]
    is_compound: bool = False


class Decompounder:
    """A splitter of normalized word forms.

    ``unread`` contains lines of part words by their first two letters; the shapes of these words start with the same
    two letters. ``split`` reads the lines whose two letters occur in the form. A query splits at most one or two
    forms, and reading all 5,800 lines takes about 20 ms. Who splits many forms reads all lines soon.
    """

    def __init__(
        self,
        words: Iterable[PartWord],
        never_split: Iterable[str] = (),
        unread: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._first: dict[str, tuple[int, str]] = {}  # shape → cost, word
        self._last: dict[str, tuple[int, str]] = {}
        self._whole = set(never_split)
        self._unread = dict(unread or {})
        self._forms_read_for = 0
        self._add(words)

    @classmethod
    def load(cls) -> Decompounder:
        """Return a decompounder with the bundled words."""
        # The words before the empty line have a shape with other first letters (oog, ogen): they are read at once.
        irregular, _, regular = PART_WORDS.read_text(encoding="utf-8").partition("\n\n")
        unread: defaultdict[str, list[str]] = defaultdict(list)
        for line in _content_lines(regular):
            unread[line[:_PREFIX_LENGTH]].append(line)
        return cls(map(_parse_part_word, _content_lines(irregular)), read_words(), unread)

    def split(self, form: str) -> tuple[CompoundPart, ...]:
        """Return the two or more parts that cover ``form``, in order; an empty tuple if it is not a compound."""
        size = len(form)
        if not MIN_COMPOUND_LENGTH <= size <= MAX_COMPOUND_LENGTH:
            return ()
        if self._unread:
            self._read_words_for(form)
        if form in self._whole:
            return ()
        first, last = self._first, self._last
        starts = [
            start for start in range(MIN_PART_LENGTH, size - MIN_PART_LENGTH + 1) if form[start:] in last
        ]
        # Fewer parts always win, and nearly all compounds have two.
        of_two = [
            (first[form[:start]][0] + last[form[start:]][0], start)
            for start in starts
            if form[:start] in first
        ]
        if of_two:
            _, start = min(of_two)
            before = [CompoundPart(0, start, first[form[:start]][1])]
        else:
            before = self._parts_before_last(form, starts) if starts else []
        if not before:
            return ()
        start = before[-1].end
        return (*before, CompoundPart(start, size, last[form[start:]][1]))

    def _parts_before_last(self, form: str, starts: list[int]) -> list[CompoundPart]:
        """Return the cheapest parts that cover ``form`` up to one of ``starts`` of a last part, in order."""
        # The cheapest way to reach each offset: its cost, the start of its last part, and the word of that part.
        best: dict[int, tuple[int, int, str]] = {0: (0, 0, "")}
        for start in range(starts[-1]):
            if start not in best:
                continue
            cost_so_far = best[start][0]
            for end in range(start + MIN_PART_LENGTH, starts[-1] + 1):
                found = self._first.get(form[start:end])
                if found is None:
                    continue
                step = (cost_so_far + found[0], start, found[1])
                if end not in best or step < best[end]:
                    best[end] = step
        candidates = [
            (best[start][0] + self._last[form[start:]][0], start) for start in starts if start in best
        ]
        parts: list[CompoundPart] = []
        end = min(candidates)[1] if candidates else 0
        while end:
            _, start, word = best[end]
            parts.append(CompoundPart(start, end, word))
            end = start
        return parts[::-1]

    def is_whole(self, form: str) -> bool:
        """Whether ``form`` is never split: it is in the list, or a shape of one part word."""
        if self._unread:
            self._read_words_for(form)
        return form in self._whole

    def can_start(self, shape: str) -> str:
        """Return the part word that has this shape before another part; an empty string if there is none.

        The shape must be a piece of a form that was already split, as the words for that form are read then.
        """
        return self._first.get(shape, (0, ""))[1]

    def can_end(self, shape: str) -> str:
        """Return the part word that has this shape at the end, like ``can_start``."""
        return self._last.get(shape, (0, ""))[1]

    @property
    def last_shapes(self) -> Collection[str]:
        """The shapes at the end of which the words are read, like ``can_end``."""
        return self._last

    def _read_words_for(self, form: str) -> None:
        self._forms_read_for += 1
        if self._forms_read_for > _MANY_FORMS:
            for lines in self._unread.values():
                self._add(map(_parse_part_word, lines))
            self._unread.clear()
        else:
            for start in range(len(form) - 1):
                lines = self._unread.pop(form[start : start + _PREFIX_LENGTH], ())
                self._add(map(_parse_part_word, lines))

    def _add(self, words: Iterable[PartWord]) -> None:
        for word, rank, first_shapes, last_shapes, is_compound in words:
            if not is_compound:
                self._whole.update((word, *first_shapes, *last_shapes))
            cost = _PART_COST + _MAX_RANK - rank
            for shapes, table in ((first_shapes, self._first), (last_shapes, self._last)):
                for shape in shapes:
                    if shape not in table or (cost, word) < table[shape]:
                        table[shape] = (cost, word)


def read_part_words(path: Path = PART_WORDS) -> Iterator[PartWord]:
    """Yield the words of a file of part words: word, rank, first shapes, last shapes, separated by tabs.

    A shape is written in full, or as ``+x``: the word followed by x. ``+`` alone is the word itself. A word with ``|``
    is a compound that is split there.
    """
    return map(_parse_part_word, read_lines(path))


def _parse_part_word(line: str) -> PartWord:
    written, rank, first, last = line.split("\t")
    word = written.replace("|", "")
    return PartWord(
        word,
        int(rank),
        tuple(first.replace("+", word).split()),
        tuple(last.replace("+", word).split()),
        written != word,
    )


def read_words(path: Path = NEVER_SPLIT) -> Iterator[str]:
    """Yield the words of a file such as ``never_split.txt``; the words of a line are separated by spaces."""
    for line in read_lines(path):
        yield from line.split()


def _content_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            yield line


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a data file, without comments and empty lines."""
    return _content_lines(path.read_text(encoding="utf-8"))


_MIN_LENGTH = 4  # of a part
_MIN_UNCOMMON_LENGTH = 5  # of a last part that is not a part word
_LINKS = ("", "s", "en")
# Source of these three: from general knowledge of Dutch word formation.
_DERIVED_ENDINGS = (
    "schap", "schappen", "heid", "heden", "lijk", "lijke", "lijks", "ig", "ige", "isch", "ische", "end", "ende",
    "enden", "aal", "ale", "baar", "bare", "achtig", "achtige", "loos", "loze", "zaam", "zame", "matig", "matige",
    "waarts", "vormig", "vormige",
)  # fmt: skip
_NOT_FIRST = PARTICLES | {"anti", "inter", "super", "semi", "over", "meer", "vice", "oude", "elke"}
_NOT_LAST = frozenset({
    "aard", "aarde", "aarden", "aars", "appers", "aren", "baarder", "baars", "baarst", "baarste", "baarsten",
    "chap", "elen", "eler", "enaar", "ende", "enis", "eraan", "erbij", "erdoor", "eren", "erij", "ermee", "erop",
    "erover", "eruit", "ervan", "ervoor", "este", "eter", "gene", "hard", "lende", "ling", "man", "mans", "ment",
    "ring", "ster", "tier", "ting", "vanaf",
})  # fmt: skip
# The last words of place names, whose first word may look like a verb (Rijswijk), and -lijken.
_PLACE_ENDINGS = frozenset({
    "beek", "berg", "bergen", "burg", "dijk", "dorp", "hoek", "horst", "huis", "kerk", "lijken", "stad", "wijk",
})  # fmt: skip


class NounDecompounder:
    """A splitter of normalized forms into a first part, which may be a compound, and a last part."""

    def __init__(self, stemmer: Stemmer, decompounder: Decompounder) -> None:
        self._stemmer = stemmer
        self._decompounder = decompounder
        self._nouns: dict[str, str] = {}

    def split(self, form: str) -> tuple[CompoundPart, ...]:
        """Return the two or more parts that cover ``form``, in order; an empty tuple if it is not a compound.

        Of several splits, that with the most part words counts, then that with the fewest parts, then that with the
        longest shorter half.
        """
        if (
            len(form) < 2 * _MIN_LENGTH
            or form.endswith(_DERIVED_ENDINGS)
            or self._decompounder.is_whole(form)
        ):
            return ()
        splits = [
            (*first, last)
            for last in self._last_parts(form)
            if (first := self._first_parts(form, last.start))
        ]
        if not splits or self._stemmer.is_verb(form):
            return ()
        return max(splits, key=lambda parts: self._quality(form, parts))

    def _quality(self, form: str, parts: tuple[CompoundPart, ...]) -> tuple[int, int, int]:
        start = parts[-1].start
        known = bool(self._decompounder.can_end(form[start:])) + bool(
            self._decompounder.can_start(form[:start])
        )
        return known, -len(parts), min(start, len(form) - start)

    def _last_parts(self, form: str) -> Iterator[CompoundPart]:
        if is_diminutive(form):
            return
        words, part_words = self._stemmer.words, self._decompounder.last_shapes
        size = len(form)
        for start in range(_MIN_LENGTH - 1, size - MIN_PART_LENGTH + 1):
            tail = form[start:]
            if tail in part_words or (len(tail) >= _MIN_UNCOMMON_LENGTH and tail in words):
                word = "" if tail in _NOT_LAST else self._noun(tail)
                if word[:1] == tail[0]:
                    yield CompoundPart(start, size, word)

    def _first_parts(self, form: str, end: int) -> tuple[CompoundPart, ...]:
        """Return the parts of the text before ``end``: one word, or those of a compound; () if it is neither.

        The word is a noun, or the first person of a verb before a part word: ``streefdatum``, ``oplaadpunt``.
        """
        head = form[:end]
        word = "" if head in _NOT_FIRST else self._first_word(head) or self._first_verb(head, form[end:])
        if word:
            return (CompoundPart(0, end, word),)
        parts = self._decompounder.split(head) or (
            self._decompounder.split(head[:-1]) if head[-1] == "s" else ()
        )
        return (*parts[:-1], parts[-1]._replace(end=end)) if parts else ()

    def _first_verb(self, head: str, tail: str) -> str:
        """Return ``head`` if it is the first person of a verb and ``tail`` is a part word; else an empty string."""
        is_compound = (
            len(head) >= _MIN_LENGTH
            and self._decompounder.can_end(tail) != ""
            and tail not in _PLACE_ENDINGS
            and self._stemmer.is_first_person(head)
        )
        return head if is_compound else ""

    def _first_word(self, head: str) -> str:
        """Return the noun that ``head`` is, with or without linking letters, or in the plural."""
        known = self._decompounder.can_start(head)
        if known:
            return known
        for link in _LINKS:
            noun = head.removesuffix(link)
            if (
                head.endswith(link)
                and len(noun) >= _MIN_LENGTH
                and self._noun(noun) == noun
                and noun not in _NOT_FIRST
            ):
                return noun
        if head.endswith("ings") and self._stemmer.is_verb(head.removesuffix("ings") + "en"):
            return head[:-1]
        return self._noun(head) if len(head) > _MIN_LENGTH and head.endswith(("en", "s")) else ""

    def _noun(self, form: str) -> str:
        """Return the noun of which ``form`` is the singular or the plural; an empty string if there is none."""
        noun = self._nouns.get(form)
        if noun is None:
            noun = self._nouns[form] = self._decompounder.can_end(form) or self._stemmer.noun(form)
        return noun
