"""Where in a text a word could stand: most of the text is passed over at the speed of a string search.

A token is worth reading only where a piece of a wanted form stands, or a sign that can hide one: an apostrophe, an
accent, a point inside a word. Those places are found first, and from each of them tokens are read as they would be
in the whole text. So every token of ``tokenize`` that could have a wanted form comes out, and few others.

Not here: which form a token has (``dutch.tokens``), what that form means for a query (``lighting``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, TypeAlias

from defsearch.dutch.tokens import is_plain_word, iter_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Pieces: TypeAlias = "tuple[str, ...] | None"  # None: anything could be one of the forms

_RUN = re.compile(r"[a-z]+|[0-9]+")
_SHORTEST = 3  # letters; shorter pieces stand in every line
_MOST_PIECES = 64
_AROUND = '.,:;!?()"'  # what may stand around a word and is never part of it
_SPACED = ("zrms", "hrms")  # the only letters that are also written with a space between them: Zr. Ms.

# In a word that is spelled without any of these signs, the letters of its form stand side by side.
_HIDING = re.compile("[^\x00-\x26\x28-\x5f\x61-\x7f]")  # apostrophe, backtick, all that is not ASCII
_INNER_POINT = re.compile(r"\.[^\W_]")


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
        low = text.lower()
        self._low = low if len(low) == len(text) else None  # a letter or two grow when they are small
        self._hiding = sorted(
            match.start() for pattern in (_HIDING, _INNER_POINT) for match in pattern.finditer(text)
        )

    def tokens(self, pieces: Pieces, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """The tokens in each of ``spans``, a text by itself, that could have a form with these ``pieces``.

        Each as its place and its raw text. Spans rise and do not overlap.
        """
        if pieces is None or self._low is None:
            for start, end in spans:
                for token in iter_chunks(self.text, start, end):
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
        hiding = self._hiding
        found = hiding[bisect_left(hiding, start) : bisect_left(hiding, end)]
        if self._low is not None:
            find = self._low.find
            for piece in pieces:
                at = find(piece, start, end)
                while at >= 0:
                    found.append(at)
                    at = find(piece, at + 1, end)
        return sorted(found)

    def _read_at(self, places: Sequence[int], start: int, end: int) -> Iterator[tuple[int, str]]:
        """The tokens that hold one of ``places``, which rise."""
        text = self.text
        read = start  # so far tokens are read
        for place in places:
            if place < read:
                continue
            border = text.rfind(" ", read, place) + 1 or read
            stop = text.find(" ", place, end)
            chunk = text[border : stop if stop >= 0 else end]
            word = chunk.strip(_AROUND)
            if is_plain_word(word):
                at = border + chunk.index(word)
                read = at + len(word)
                if place < read:
                    yield at, word
                continue
            for token in iter_chunks(text, self._token_border(read, border), end):
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
