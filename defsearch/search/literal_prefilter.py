"""Where in a text a word could stand: most of the text is passed over at the speed of a string search.

A token is worth reading only where a piece of a wanted form stands, or a sign that can hide one: an apostrophe, an
accent, a point inside a word. Those places are found first, and from each of them tokens are read as they would be
in the whole text. So every token of ``tokenize`` that could have a wanted form comes out, and few others.

Not here: which form a token has (``dutch.tokens``), what that form means for a query (``lighting``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.tokenizer import token_matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Pieces: TypeAlias = "tuple[str, ...] | None"  # None: anything could be one of the forms

_RUN = re.compile(r"[a-z]+|[0-9]+")
_SHORTEST = 3  # letters; shorter pieces stand in every line
_MOST_PIECES = 64
_SPACED = ("zrms", "hrms")  # the only letters that are also written with a space between them: Zr. Ms.

# In a word that is spelled without any of these signs, the letters of its form stand side by side. What is not
# ASCII is a question mark in the text that is looked through, so a real one is taken for a sign, too.
_HIDING = (b"'", b"`", b"?")
_INNER_POINT = re.compile(rb"\.[0-9a-z?]")
_LONGEST_WORD = 64  # what is longer between spaces is read from where the last token ended


def pieces_of(forms: Iterable[str], shortest: int = _SHORTEST) -> Pieces:
    """Strings of which at least one stands in every plainly spelled token that has one of ``forms``.

    ``shortest`` is the least number of letters in one. None where there are no such strings, or too many.
    """
    pieces: list[str] = []
    for form in sorted(forms, key=len):
        if form in _SPACED:
            return None
        if any(piece in form for piece in pieces if piece.isalpha()):
            continue
        piece = _piece(form, shortest)
        if piece is None or len(pieces) == _MOST_PIECES:
            return None
        pieces.append(piece)
    return tuple(dict.fromkeys(pieces))


def _piece(form: str, shortest: int) -> str | None:
    """The longest run of letters in ``form``; else of digits, of which only three are sure to stand together."""
    runs = sorted(_RUN.findall(form), key=len, reverse=True)
    letters = next((run for run in runs if run.isalpha()), "")
    if len(letters) >= shortest:
        return letters
    digits = next((run for run in runs if run.isdecimal()), "")
    return digits[-3:] if len(digits) > 1 else None


class SearchedText:
    """A text that is looked through for several things."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Bytes, each in the place of its character, are made small and looked through many times faster.
        self._low = text.encode("ascii", "replace").lower()

    def tokens(self, pieces: Pieces, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """The tokens in each of ``spans``, a text by itself, that could have a form with these ``pieces``.

        Each as its place and its raw text. Spans rise and do not overlap.
        """
        if pieces is None:
            for start, end in spans:
                for token in token_matches(self.text, start, end):
                    yield token.start(), token.group()
            return
        places = self._places(pieces, spans[0][0], spans[-1][1]) if spans else []
        upto = 0
        for start, end in spans:
            first = bisect_left(places, start, upto)
            upto = bisect_left(places, end, first)
            if first < upto:
                yield from self._read_at(places[first:upto], start, end)

    def _places(self, pieces: Sequence[str], start: int, end: int) -> list[int]:
        """Where in ``text[start:end]`` a piece begins or a sign stands that can hide one, rising."""
        found = self._hiding[bisect_left(self._hiding, start) : bisect_left(self._hiding, end)]
        for piece in pieces:
            found += _occurrences(self._low, piece.encode(), start, end)
        return sorted(found)

    @cached_property
    def _hiding(self) -> list[int]:
        signs = (_occurrences(self._low, sign, 0, len(self._low)) for sign in _HIDING)
        points = (match.start() for match in _INNER_POINT.finditer(self._low))
        return sorted(chain(points, *signs))

    def _read_at(self, places: Sequence[int], start: int, end: int) -> Iterator[tuple[int, str]]:
        """The tokens that hold one of ``places``, which rise, and some beside them."""
        text = self.text
        read = start  # so far tokens are read
        for place in places:
            if place < read:
                continue
            border = text.rfind(" ", max(read, place - _LONGEST_WORD), place) + 1 or read
            limit = min(end, border + _LONGEST_WORD)
            stop = text.find(" ", place, limit)
            if stop < 0 and limit == end:
                stop = end
            tokens = _alone(text[border:stop]) if stop >= 0 else None
            if tokens is not None:
                read = stop
                for at, raw in tokens:
                    yield border + at, raw
                continue
            for token in token_matches(text, self._token_border(read, border), end):
                if token.end() > place:
                    read = token.end() if token.start() <= place else token.start()
                    if token.start() <= place:
                        yield token.start(), token.group()
                    break
            else:
                return

    def _token_border(self, earliest: int, at: int) -> int:
        """``at``, which stands behind a space, or a place before it that no token runs across.

        No token runs across a space but ``F 16``, ``50 000`` and ``Zr. Ms.``: behind it stands a digit or Ms.
        """
        text = self.text
        while at > earliest and (text[at].isdigit() or text[at : at + 2].lower() == "ms"):
            at = text.rfind(" ", earliest, at - 1) + 1 or earliest
        return at


def _occurrences(text: bytes, piece: bytes, start: int, end: int) -> list[int]:
    found: list[int] = []
    at = text.find(piece, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(piece, at + 1, end)
    return found


@lru_cache(maxsize=1 << 14)
def _alone(chunk: str) -> tuple[tuple[int, str], ...] | None:
    """The tokens of what stands between two spaces; None where what stands beyond them could have a say.

    That is where a token may run across a space: ``F 16``, ``50 000``, ``Zr. Ms.``
    """
    if chunk[:2].lower() == "ms" or any(map(str.isdigit, chunk)):
        return None
    tokens = tuple((token.start(), token.group()) for token in token_matches(chunk))
    return tokens if not tokens or len(tokens[-1][1]) > len("Zr") else None
