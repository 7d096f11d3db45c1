"""Text → tokens, and token → normalized token: its form, and its subwords.

A token is a slice of the text. Its form depends on that slice alone, so a word has the same form in a release, in a
query and in a snippet. These are one token:

- a word with its hyphens, apostrophes and ampersands: ``risico's``, ``Zuid-Korea``, ``F16-toestel``, ``AT&T``,
  ``covid-19``;
- a number or a time: ``50.000``, ``50 000``, ``3,5``, ``10:30``, ``2025-09-25``, ``25mm``, ``2e``;
- a percent sign after a number;
- a designation with a space, if it cannot be anything else: ``F 16``, ``MH 17``;
- initials, abbreviations and ship prefixes, without the last point: ``A.M``, ``d.w.z``, ``Zr. Ms``;
- an e-mail address, or the host of a web address (``https://www.defensie.nl``; its path becomes ordinary words).

Slashes, underscores and em dashes separate words. A hyphen or point at the edge of a word does not belong to it.

Not here: the rules for forms (``normalization``). No dictionary is used.
"""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from defsearch.dutch.normalization import APOSTROPHES, DASHES, INVISIBLE, SPACES, fold, normalize_characters
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Only the first characters of a longer token count for its form.
MAX_TOKEN_LENGTH = 200

LONG_TEXT = 100_000  # characters
_BATCH = 10_000  # tokens of such a text at a time


class Token(NamedTuple):
    """A word of a text: ``text == source[start:end]``."""

    text: str
    start: int
    end: int


class Subword(NamedTuple):
    """A part of a hyphenated token, or the whole of another token: its form, and its offsets in the raw token."""

    form: str
    start: int
    end: int


class NormalizedToken(NamedTuple):
    """The form of a raw token, and its subwords.

    ``form`` is the forms of the subwords, joined by hyphens (by ``@`` in an e-mail address).
    """

    form: str
    subwords: tuple[Subword, ...]


# Combining marks, and invisible characters.
_INSIDE = f"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u3099\u309a{INVISIBLE}]"
# A word, or a number with its points and commas. Repeats that can backtrack are bounded.
_PIECE = rf"(?:\d+[.,](?=\d)){{0,20}}[^\W_]+(?:{_INSIDE}{{1,9}}[^\W_]*){{0,99}}"
_GLUE = f"[{re.escape(APOSTROPHES + DASHES)}&]"

# Prefixes of words after a count: in "F 16 miljoen", "F 16" is not a designation.
_AFTER_COUNT = (
    "milj|ml[dnj]|duiz|hond|proc|pct|euro|gulden|dollar|cent|ja[an]|feb|maa[lnr]|apr|mei|ju[nl]|aug|sep|okt|nov|dec"
    "|week|weken|dag|uur|uren|min|sec|keer|kilo|meter|[ckm]m|kg|ton|gra|lit|punt"
)
# One capital letter, or one of these two-letter types of aircraft and vehicles; longer names are words.
_DESIGNATION = (
    r"(?:[A-HJ-Z]|[ACEMNU]H|C[HV]|E[CF]|KC|M[DKQ]|R[CQ]|VC|YP)[ \xa0]\d{2,3}[A-Z]{0,2}(?!\w)"
    rf"(?![%°]|[.,:/]\d|,-|[ \xa0](?:%|\d{{3}}(?!\w)|{_AFTER_COUNT}))"
)
_GROUPED = rf"[1-9]\d{{0,2}}(?:[{SPACES}]\d{{3}}){{1,6}}(?!\w)(?:,\d{{1,20}}(?!\w))?"
_TIME = r"(?<!:)\d{1,2}:[0-5]\d(?![\w:])"
_SHIP = r"[ZzHh][Rr]\.?[ \xa0]?[Mm][Ss](?!\w)"
_INITIALS = r"[^\W\d_](?:\.[^\W\d_]){1,20}(?!\w)"
_HOST = r"[^\W_][\w-]{0,62}(?:\.[^\W_][\w-]{0,62}){1,6}"
_ADDRESS = (
    rf"(?:https?://|www\.|[^\W_][\w.+-]{{0,63}}@){_HOST}"
    r"|(?:[^\W_][\w-]{1,62}\.){1,5}(?:nl|com|org|net|eu|int|be|uk|gov|mil|info|edu)(?![\w-])"
)
_OPENING = r"['’‘](?=[sS]-[^\W\d_])"  # 's-Hertogenbosch: the only word that starts with its apostrophe
# Most words are plain letters before a space or a comma: for those, the rest of the pattern is not tried.
_PLAIN_END = r"(?=[\s,;?!)]|[.:](?:\s|\Z))"


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a token. Compiled at first use: a query of plain words does not need it."""
    return re.compile(
        rf"(?=[^\W_]|{_OPENING}|(?<=\d)%|(?<=\d[ \xa0])%)"
        rf"(?:[a-z]{{2,38}}{_PLAIN_END}|{_SHIP}|[A-Z][a-z]{{1,38}}{_PLAIN_END}|{_INITIALS}"
        rf"|(?=[\w+-]{{1,63}}[.@:][\w/])(?:{_ADDRESS})"
        rf"|%|(?:(?=[^\W_])|.)(?:{_DESIGNATION}|{_GROUPED}|{_TIME})?(?:{_GLUE}?{_PIECE}){{0,60}})"
    )


def tokenize(text: str, *, is_query: bool = False) -> Iterator[Token]:
    """Yield the tokens of ``text`` in order.

    In a query, designations may be in lower case: "f 16", "zr. ms.".
    """
    words = text.split(" ")
    if all(map(is_plain_word, words)):
        start = 0
        for word in words:
            yield Token(word, start, start + len(word))
            start += len(word) + 1
        return
    capitalized = re.sub(_LOWER_DESIGNATION, lambda match: match[0].upper(), text) if is_query else text
    for match in _pattern().finditer(capitalized):
        start, end = match.span()
        yield Token(text[start:end], start, end)


def is_plain_word(word: str) -> bool:
    """Whether a word between spaces is a token, whatever the words next to it.

    A word of one or two letters could be part of ``F 16`` or ``Zr. Ms.``
    """
    return len(word) > len("Zr") and word.isalpha() and word.isascii()


# In a query "f 16" means the designation; in running text only "F 16" does.
_LOWER_DESIGNATION = r"\b(?:[a-z]{1,2}(?=[ \xa0]\d{2})|[zh]r(?=\.?[ \xa0]?ms\b))"


def token_matches(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """Yield the tokens of ``text[start:end]`` as matches, with offsets into ``text``."""
    return _pattern().finditer(text, start, end)


def token_texts(text: str) -> list[str]:
    """Return only the raw texts of ``tokenize(text)``: faster than the other two."""
    return _pattern().findall(text)


def token_batches(text: str) -> Iterator[list[str]]:
    """Yield ``token_texts(text)`` in pieces: for a text of many megabytes it would take ten times its size."""
    if len(text) <= LONG_TEXT:
        yield _pattern().findall(text)
        return
    tokens = _pattern().finditer(text)
    while batch := [match[0] for match in islice(tokens, _BATCH)]:
        yield batch


# No token passes a space, except before these. Nor does a look at what follows a token, except after "F 16".
_SPACE = r" (?![\d%]|[Mm][Ss])"
_DESIGNATION_START = r"[A-Z][ \xa0]\d"
_SPACE_BESIDE_DESIGNATIONS = rf"{_SPACE}(?<!\d )(?<!\d[A-Z] )(?<!\d[A-Z][A-Z] )"


def text_pieces(text: str) -> list[str]:
    """Return the pieces of a text between spaces that have the same tokens in any text: most of them are one word.

    ``token_texts`` of each with a space after it gives the tokens of ``text``; so the tokens of a piece can be cached.
    """
    is_near = re.search(_DESIGNATION_START, text) is not None
    return re.split(_SPACE_BESIDE_DESIGNATIONS if is_near else _SPACE, text)


def normalize_token(raw: str) -> NormalizedToken:
    """Return the form and subwords of a raw token; characters after ``MAX_TOKEN_LENGTH`` are ignored."""
    return _normalize(raw if len(raw) <= MAX_TOKEN_LENGTH else raw[:MAX_TOKEN_LENGTH])


@lru_cache(maxsize=1 << 14)
def _normalize(raw: str) -> NormalizedToken:
    if _is_plain(raw):
        form = raw.lower()
        return NormalizedToken(form, subwords_of(form) if "-" in form else (Subword(form, 0, len(raw)),))
    if raw.isalpha() and len(form := fold(raw)) == len(raw) and form.isalpha():
        return NormalizedToken(
            form, (Subword(form, 0, len(raw)),)
        )  # letters with accents: the rules are about signs
    mapped = normalize_characters(raw)
    if not mapped:
        return NormalizedToken(raw, (Subword(raw, 0, len(raw)),))
    form = "".join(one.character for one in mapped)
    return NormalizedToken(
        form,
        tuple(
            Subword(one.form, mapped[one.start].start, mapped[one.end - 1].end) for one in subwords_of(form)
        ),
    )


def _is_plain(raw: str) -> bool:
    """Whether the form of ``raw`` is ``raw.lower()``, with the same offsets."""
    if not raw.isascii():
        return False
    solid = raw.replace("-", "")
    return (solid.isalpha() or solid.isdigit()) and "-" not in raw[0] + raw[-1] and "--" not in raw


_SUBWORD = re.compile("[^-@]+")


def subwords_of(form: str) -> tuple[Subword, ...]:
    """Return the subwords of a form, with their offsets in the form itself."""
    return tuple(Subword(match.group(), match.start(), match.end()) for match in _SUBWORD.finditer(form))


def form_offsets(raw: str) -> tuple[tuple[int, int], ...]:
    """Return, for each character of the form of ``raw``, its offsets [start, end) in ``raw``.

    To highlight ``form[a:b]``, use ``raw[offsets[a][0] : offsets[b - 1][1]]``.
    """
    raw = raw[:MAX_TOKEN_LENGTH]
    mapped = () if _is_plain(raw) else normalize_characters(raw)
    if not mapped:
        return tuple((offset, offset + 1) for offset in range(len(raw)))
    return tuple((one.start, one.end) for one in mapped)
