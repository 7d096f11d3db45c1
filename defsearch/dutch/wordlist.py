"""The Dutch word list (form → lemma): simplemma's dictionary in folded spelling, and the project's exceptions.

The exceptions correct what the dictionary or the rules get wrong and no rule can know.

``data/dictionary.z`` contains the dictionary in compressed blocks, so that a look-up reads one block. Two lines come
before the blocks: the first form of each block, separated by tabs, and the size of each block, separated by spaces. A
block is lines of ``form<TAB>lemma``, sorted by form. ``tests/support/make_dictionary.py`` makes the file.

Not here: whether the lemma in the list is the right one, and the lemmas of other forms (``lemmatizer``).
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    _Default = TypeVar("_Default")

_DATA = Path(__file__).with_name("data")
_EXCEPTIONS = _DATA / "exceptions.tsv"
DICTIONARY = _DATA / "dictionary.z"
_PIECE = 512  # characters: a look-up searches one piece of a block


class Exceptions(NamedTuple):
    """The exceptions. ``lemmas``: form → lemma. ``stems``: lemma → stem, where the rules would give another word."""

    lemmas: dict[str, str]
    stems: dict[str, str]


def load_exceptions(path: Path = _EXCEPTIONS) -> Exceptions:
    """Read lines of ``form<TAB>lemma[<TAB>stem]``, all folded; lines that start with # are comments."""
    exceptions = Exceptions({}, {})
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            form, lemma, *stem = line.split("\t")
            exceptions.lemmas[form] = lemma
            if stem:
                exceptions.stems[lemma] = stem[0]
    return exceptions


class WordList(Mapping[str, str]):
    """About 370,000 folded forms with their folded lemmas; a block of them is read when a form in it is looked up.

    It is kept in pieces of some dozens of forms, because each look-up searches the text of one.

    Exceptions override the dictionary.
    """

    def __init__(self, path: Path = DICTIONARY, exceptions: Path = _EXCEPTIONS) -> None:
        firsts, sizes, self._data = path.read_bytes().split(b"\n", 2)
        self._firsts = firsts.decode().split("\t")
        # Where each block is in the data; a block that was read is replaced by its pieces, here and in ``_firsts``.
        self._blocks: list[str | tuple[int, int]] = []
        self._blocks += pairwise(accumulate(map(int, sizes.split()), initial=0))
        self._exceptions = load_exceptions(exceptions).lemmas

    @overload
    def get(self, form: str, /) -> str | None: ...
    @overload
    def get(self, form: str, default: str | _Default, /) -> str | _Default: ...
    def get(self, form: str, default: str | _Default | None = None, /) -> str | _Default | None:
        """Return the lemma of a form, or ``default``."""
        lemma = self._exceptions.get(form)
        if lemma is not None:
            return lemma
        number = bisect_right(self._firsts, form) - 1
        if number < 0:
            return default
        block = self._blocks[number]
        if not isinstance(block, str):
            self._read(number)
            return self.get(form, default)
        at = block.find(f"\n{form}\t")
        if at < 0:
            return default
        start = at + len(form) + 2
        return block[start : block.index("\n", start)]

    def _read(self, number: int) -> None:
        """Replace a block by its pieces. As a dictionary it would take six times the memory."""
        text = self._text(number)
        pieces: list[str] = []
        start = 0
        while start < len(text) - 1:
            end = text.find("\n", start + _PIECE)
            end = len(text) - 1 if end < 0 else end
            pieces.append(text[start : end + 1])
            start = end
        self._firsts[number : number + 1] = [piece[1 : piece.index("\t")] for piece in pieces]
        self._blocks[number : number + 1] = pieces

    def _text(self, number: int) -> str:
        """Return a block or piece, with a line end at both sides."""
        block = self._blocks[number]
        if isinstance(block, str):
            return block
        start, end = block
        return f"\n{zlib.decompress(self._data[start:end]).decode()}\n"

    def __getitem__(self, form: str) -> str:
        lemma = self.get(form)
        if lemma is None:
            raise KeyError(form)
        return lemma

    def __contains__(self, form: object) -> bool:
        return isinstance(form, str) and self.get(form) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.load())

    def __len__(self) -> int:
        return len(self.load())

    def load(self) -> dict[str, str]:
        """Return the whole list, which takes about 0.2 s and makes look-ups several times faster."""
        words: dict[str, str] = {}
        lemmas: dict[str, str] = {}  # one text for all forms of a lemma: a sixth less memory
        for number in range(len(self._blocks)):
            for line in self._text(number)[1:-1].split("\n"):
                form, _, lemma = line.partition("\t")
                words[form] = lemmas.setdefault(lemma, lemma)
        words.update(self._exceptions)
        return words
