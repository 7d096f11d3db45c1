"""Tokens: where the words of a text are, and the form and units of each. No dictionaries, and fast.

A token is a slice of the text; everything else follows from that slice alone, so that a word means the same
in a release, in a query and in a passage. What is one token:

- a word with what is glued into it: ``risico's``, ``Zuid-Korea``, ``F16-toestel``, ``AT&T``, ``covid-19``;
- a number: ``50.000``, ``50 000``, ``3,5``, ``2025-09-25``, ``25mm``, ``2e``;
- a designation written with a space, where nothing else can be meant: ``F 16``, ``MH 17``;
- initials, abbreviations and ship prefixes, without their last point: ``A.M``, ``d.w.z``, ``Zr. Ms``;
- an e-mail address, or the host of a web address (``https://www.defensie.nl``; its path is ordinary words).

A slash, an underscore and an em dash part words. A hyphen or a point at the edge of a word is not part of it.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from defsearch.dutch.normalization import APOSTROPHES, DASHES, INVISIBLE, SPACES, spell
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters of a token that its form is made of: two longer words that begin alike share a form.
MAX_TOKEN_LENGTH = 200


class Token(NamedTuple):
    """A word as it stands: ``text == source[start:end]``."""

    text: str
    start: int
    end: int


class Subword(NamedTuple):
    """A unit of a token: its form, and the characters [start, end) of the raw token that it stands for."""

    form: str
    start: int
    end: int


class NormalizedToken(NamedTuple):
    """What a raw token says: the form of the whole, and its units (one for a plain word, else one a part).

    ``form`` is the units' forms joined by hyphens (by ``@`` in an e-mail address).
    """

    form: str
    subwords: tuple[Subword, ...]


# Marks that some keyboards write as characters of their own, and characters that show nothing.
_INSIDE = f"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u3099\u309a{INVISIBLE}]"
# A word, or a number with its points and commas. Every repeat that could be tried again is bounded.
_PIECE = rf"(?:\d+[.,](?=\d)){{0,20}}[^\W_]+(?:{_INSIDE}{{1,9}}[^\W_]*){{0,99}}"
_GLUE = f"[{re.escape(APOSTROPHES + DASHES)}&]"

# How words begin that say that the number before them counts something: it is no part of a designation then.
_COUNTED = (
    "milj|ml[dnj]|duiz|hond|proc|pct|euro|gulden|dollar|cent|ja[an]|feb|maa[lnr]|apr|mei|ju[nl]|aug|sep|okt|nov|dec"
    "|week|weken|dag|uur|uren|min|sec|keer|kilo|meter|[ckm]m|kg|ton|gra|lit|punt"
)
# One capital needs no list; of two, these are types of aircraft and vehicles; longer names are words.
_DESIGNATION = (
    r"(?:[A-HJ-Z]|[ACEMNU]H|C[HV]|E[CF]|KC|M[DKQ]|R[CQ]|VC|YP)[ \xa0]\d{2,3}[A-Z]{0,2}(?!\w)"
    rf"(?![%°]|[.,:/]\d|,-|[ \xa0](?:%|\d{{3}}(?!\w)|{_COUNTED}))"
)
_GROUPED = rf"[1-9]\d{{0,2}}(?:[{SPACES}]\d{{3}}){{1,6}}(?!\w)(?:,\d{{1,20}}(?!\w))?"
_SHIP = r"[ZzHh][Rr]\.?[ \xa0]?[Mm][Ss](?!\w)"
_INITIALS = r"[^\W\d_](?:\.[^\W\d_]){1,20}(?!\w)"
_HOST = r"[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){1,6}"
_ADDRESS = (
    rf"(?:https?://|www\.|[^\W_][\w.+-]{{0,63}}@){_HOST}"
    r"|(?:[^\W_][\w-]{1,62}\.){1,5}(?:nl|com|org|net|eu|int|be|uk|gov|mil|info|edu)(?![\w-])"
)
_OPENING = r"['’‘](?=[sS]-[^\W\d_])"  # 's-Hertogenbosch: the only word that starts with its apostrophe
# Most words are plain letters with a space or a comma behind them: those need none of the rest.
_PLAIN_END = r"(?=[\s,;?!)]|[.:](?:\s|\Z))"


@cache
def _pattern() -> re.Pattern[str]:
    """What a token is. Made when it is first needed: that takes longer than reading a query of plain words."""
    return re.compile(
        rf"(?=[^\W_]|{_OPENING})"
        rf"(?:[a-z]{{2,38}}{_PLAIN_END}|{_SHIP}|[A-Z][a-z]{{1,38}}{_PLAIN_END}|{_INITIALS}"
        rf"|(?=[\w+-]{{1,63}}[.@:][\w/])(?:{_ADDRESS})"
        rf"|(?:(?=[^\W_])|.)(?:{_DESIGNATION}|{_GROUPED})?(?:{_GLUE}?{_PIECE}){{0,60}})"
    )


def tokenize(text: str, *, is_query: bool = False) -> Iterator[Token]:
    """The tokens of ``text`` in order.

    ``typed`` says that the text is a query, where designations may be in lower case: "f 16", "zr. ms.".
    """
    words = text.split(" ")
    if all(map(is_plain_word, words)):
        at = 0
        for word in words:
            yield Token(word, at, at + len(word))
            at += len(word) + 1
        return
    spelled = re.sub(_TYPED_DESIGNATION, _in_capitals, text) if is_query else text
    for match in _pattern().finditer(spelled):
        start, end = match.span()
        yield Token(text[start:end], start, end)


def is_plain_word(word: str) -> bool:
    """True for what is a token by itself between spaces, whatever stands beyond them.

    One or two letters could be the beginning of ``F 16``, or a half of ``Zr. Ms.``
    """
    return len(word) > len("Zr") and word.isalpha() and word.isascii()


# Who types "f 16" in a search means the designation; in running text lower case is another matter.
_TYPED_DESIGNATION = r"\b(?:[a-z]{1,2}(?=[ \xa0]\d{2})|[zh]r(?=\.?[ \xa0]?ms\b))"


def _in_capitals(match: re.Match[str]) -> str:
    return match.group().upper()


def token_matches(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """The tokens of ``text[start:end]`` as bare matches, with offsets into ``text``."""
    return _pattern().finditer(text, start, end)


def token_texts(text: str) -> list[str]:
    """Only the raw texts of ``tokenize(text)``: the fastest of the three."""
    return _pattern().findall(text)


def normalize_token(raw: str) -> NormalizedToken:
    """The form and units of a raw token. Any text has a reading; what is past ``LONGEST`` has no say."""
    return _read(raw if len(raw) <= MAX_TOKEN_LENGTH else raw[:MAX_TOKEN_LENGTH])


@lru_cache(maxsize=1 << 16)
def _read(raw: str) -> NormalizedToken:
    if _is_plain(raw):
        form = raw.lower()
        return NormalizedToken(form, subwords_of(form) if "-" in form else (Subword(form, 0, len(raw)),))
    glyphs = spell(raw)
    if not glyphs:
        return NormalizedToken(raw, (Subword(raw, 0, len(raw)),))
    form = "".join(glyph.character for glyph in glyphs)
    return NormalizedToken(
        form,
        tuple(
            Subword(unit.form, glyphs[unit.start].start, glyphs[unit.end - 1].end)
            for unit in subwords_of(form)
        ),
    )


def _is_plain(raw: str) -> bool:
    """Nothing to rewrite, and every character of the form stands where it stands in the raw token."""
    if not raw.isascii():
        return False
    solid = raw.replace("-", "")
    return (solid.isalpha() or solid.isdigit()) and "-" not in raw[0] + raw[-1] and "--" not in raw


_UNIT = re.compile("[^-@]+")


def subwords_of(form: str) -> tuple[Subword, ...]:
    """The units of a form, with their places [start, end) in the form itself."""
    return tuple(Subword(match.group(), match.start(), match.end()) for match in _UNIT.finditer(form))


def form_offsets(raw: str) -> tuple[tuple[int, int], ...]:
    """For each character of the form of ``raw``, the characters [start, end) of ``raw`` that it stands for.

    To light ``form[a:b]``: ``raw[offsets[a][0] : offsets[b - 1][1]]``.
    """
    raw = raw[:MAX_TOKEN_LENGTH]
    glyphs = () if _is_plain(raw) else spell(raw)
    if not glyphs:
        return tuple((at, at + 1) for at in range(len(raw)))
    return tuple((glyph.start, glyph.end) for glyph in glyphs)
