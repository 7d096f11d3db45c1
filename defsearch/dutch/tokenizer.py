"""Text → tokens, token → its form, and form → its subwords.

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

Normalization gives one form for every way to write the same word, number or designation. ``fold`` maps a text to lower
case without accents, in compatibility characters (``ﬁ`` and ``ĳ`` become two letters). It folds each character on its
own, so that an offset in the folded text leads back to an offset in the text. ``normalize_characters`` does more, for
one raw token: ``F-16``, ``F16``, ``F 16`` and ``F-16's`` become ``f16``; ``50.000`` and ``50 000`` become ``50000``;
``Zr. Ms.`` becomes ``zrms``. It folds the token and applies a list of replacement rules; each character of the result
keeps its offsets in the raw token. It takes some tens of microseconds, so it is called only for tokens that need it,
and the results are cached.

No dictionary is used.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Every character that keyboards, word processors and web pages use as an apostrophe.
APOSTROPHES = "'`´‘’‛′＇ʹʻʼʽˈꞋꞌ\u0374"
# Dashes that join two words. Not the em dash, which separates clauses.
DASHES = "-‐‑‒–−﹣－"
# Soft hyphen, zero-width space and joiners, word joiner, byte order mark.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
SPACES = " \u00a0\u2007\u2009\u202f"

# Letters without a Unicode decomposition.
_FOREIGN_LETTERS = dict(
    zip("øœæłđðþħŧŋıĸ", ("o", "oe", "ae", "l", "d", "d", "th", "h", "t", "n", "i", "k"), strict=True)
)
FOREIGN_LETTERS = "øœæłđðþħŧŋıĸØŒÆŁĐÐÞĦŦŊßẞ"  # without a plain letter of their own


def _without_accents(text: str) -> str:
    # Only the accents of Latin, Greek and Cyrillic: in other scripts a mark can be an essential part of the letter.
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")


def is_word_character(character: str) -> bool:
    """Whether it is a letter, a digit or a combining mark. Unicode's letter apostrophes (ʼ) do not count."""
    return (character.isalnum() and character not in APOSTROPHES) or unicodedata.combining(character) > 0


def _fold_character(character: str) -> str:
    if character in APOSTROPHES or character in INVISIBLE:
        return ""
    plain = _without_accents(_without_accents(character).casefold())
    folded = "".join(_FOREIGN_LETTERS.get(c, c) for c in plain)
    if character.isalnum():
        # A few letters and numbers decompose into text with spaces, brackets or a fraction slash (½ into 1⁄2).
        folded = folded.replace("⁄", "/")
        return "".join(c for c in folded if is_word_character(c) or c == "/")
    return "".join("-" if c in DASHES else c for c in folded if c not in APOSTROPHES)


class _FoldTable(dict[int, str]):
    """A ``str.translate`` table that computes the fold of a character at its first use."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


FOLD_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents and apostrophes, with plain hyphens and compatibility characters.

    Other signs, such as ``*``, stay. ``fold(fold(text)) == fold(text)``, and ``fold(a + b) == fold(a) + fold(b)``.
    """
    if text.isascii() and "'" not in text and "`" not in text:
        return text.lower()
    return text.translate(FOLD_TABLE)


# Latin-1 in lower case without accents, one byte for each character; other characters are signs here.
_PLAIN = bytes.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿªº".encode("latin-1"),
    b"abcdefghijklmnopqrstuvwxyzaaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyao",
)
ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum() and code != ord("\n"))


def plain_bytes(text: str) -> bytes:
    """Return ``text`` to search in, one byte for each character: Latin-1 letters without accents, in lower case."""
    return text.encode("latin-1", "replace").translate(_PLAIN)


def plain_letters(text: str) -> bytes:
    """Return ``plain_bytes`` without signs, except line ends."""
    return text.encode("latin-1", "replace").translate(_PLAIN, ASCII_SIGNS)


class MappedCharacter(NamedTuple):
    """One character of a form, and its offsets [start, end) in the raw token."""

    character: str
    start: int
    end: int


class Rule(NamedTuple):
    """A replacement rule.

    ``replacement`` replaces the group of each match of ``pattern``; without a group, each of ``signs`` in the match.
    The rule is skipped for a word without any of ``signs`` (0 means any digit): most words skip most rules.

    In a pattern, L is any letter, and < and > are the start and end of a subword. Example:
    ``Rule(r"<L(')LL", "'", "-")`` replaces the apostrophe of d'Artagnan by a hyphen.
    """

    pattern: str
    signs: str
    replacement: str = ""


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    # At first use, because a search needs few of the rules.
    return re.compile(
        pattern.replace("<", r"(?:^|(?<=-))").replace(">", r"(?![^-])").replace("L", r"[^\W\d_]")
    )


# Units of measurement that can follow a number without a space: "25mm" becomes "25-mm".
_MEASURES = "[mck]m2?|m[23]|[km]g|[km]wh?|[kmg]?hz|[mgt]b|ml|ha"

_ABBREVIATION_RULES = (
    Rule(r"^[zh]r\.? ?ms$", ". "),  # the ship prefixes Zr.Ms. and Hr.Ms.
    Rule(r"^L(?:\.L)+$", "."),  # initials and abbreviations: A.M., d.w.z.
    Rule(r"^%$", "%", "procent"),
    # Contractions that would otherwise become another word ("zon" is the sun).
    Rule(r"^zo'n$", "'", "ee"),
    Rule(r"^[mz]'n$", "'", "ij"),
)
_ADDRESS_SIGN = r"://|^www\.|@|\.[a-z]{2,}$"
_ADDRESS_RULES = (Rule(r"^((?:https?:[/]+)?(?:www\.)?)", "."),)
_WORD_RULES = (
    # Thousands separators: points or spaces in Dutch, commas in English (a single comma is a decimal comma).
    Rule(r"(?:^|[^\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![.\d])", "."),
    Rule(r"^[1-9]\d{0,2}(?: \d{3})+(?!\d)", " "),
    Rule(r"(?:^|[^\d.,])[1-9]\d{0,2}(?:,\d{3}){2,}(?![,\d])", ","),
    Rule(r"\dL?('s)>", "'"),  # F-16's
    Rule(r"<L(')LL", "'", "-"),  # d'Artagnan, O'Brien
    # The apostrophe stays before the ending of a name or acronym: China's has nothing to do with "Chinas".
    Rule(r"<'|'(?!(?:s|ers?|t?jes?)>)", "'"),
    # An ampersand stays between initials (AT&T, R&D); between longer words it becomes a hyphen.
    Rule(r"(?:L{4}|\d)(&)", "&", "-"),
    Rule(r"(&)(?!L{1,3}(?![^-&']))", "&", "-"),
    Rule(r"^L+( )\d", " ", "-"),  # F 16
    # A designation of one or two letters and a number is one subword, unless the number is a year (WK-2026).
    Rule(r"<(?:L|LL(?!-(?:19|20)\d\d>))(-)\d{1,4}L{0,3}>", "0"),
    # After a longer name the number is a subword: covid19 becomes covid-19, Leopard2A6 becomes Leopard-2A6.
    Rule(r"<(?:L{2,}(?=L)|L(?=L(?:19|20)\d\d>))L()\d{1,4}(?:L{0,3}|L\d{1,2})>", "0", "-"),
    Rule(rf"<\d+(?:[.,]\d+)*()(?:{_MEASURES})>", "0", "-"),
    # A decimal point is a decimal comma, and so is the sign in a time: 5.56, 10.30 and 10:30.
    Rule(r"<\d{1,3}([.:])\d{1,2}>", ".:", ","),
    Rule(r"<\d{1,3}(de|ste)>", "0", "e"),  # 13de, 20ste
)
_INNER_SIGNS = "-.,@/&'"  # signs that a form may have between letters and digits


def normalize_characters(raw: str) -> list[MappedCharacter]:
    """Return the form of a raw token, character by character; empty only if ``raw`` has no letter or digit."""
    mapped = _apply(_ABBREVIATION_RULES, _fold_token(raw))
    mapped = _apply(_ADDRESS_RULES if re.search(_ADDRESS_SIGN, _joined_text(mapped)) else _WORD_RULES, mapped)
    return _strip_signs([m for m in mapped if m.character in _INNER_SIGNS or is_word_character(m.character)])


def _joined_text(mapped: list[MappedCharacter]) -> str:
    return "".join([one.character for one in mapped])


def _fold_token(raw: str) -> list[MappedCharacter]:
    """Fold each character; apostrophes become ``'``, spaces a plain space."""
    mapped: list[MappedCharacter] = []
    for offset, character in enumerate(raw):
        if character in APOSTROPHES:
            folded = "'"
        elif character in SPACES:
            folded = " "
        else:
            folded = FOLD_TABLE[ord(character)]
        if folded:
            mapped += [MappedCharacter(c, offset, offset + 1) for c in folded]
        elif mapped:
            # A combining mark or an invisible character belongs to the character before it.
            mapped[-1] = mapped[-1]._replace(end=offset + 1)
    return mapped


def _apply(rules: tuple[Rule, ...], mapped: list[MappedCharacter]) -> list[MappedCharacter]:
    text = _joined_text(mapped)
    signs = {"0" if c.isdigit() else c for c in text if not c.isalpha()}
    for rule in rules:
        spans = [] if signs.isdisjoint(rule.signs) else _spans_to_replace(rule, text)
        for start, end in reversed(spans):
            # An empty span inserts the replacement; its offsets are then empty as well.
            raw_start = mapped[start].start
            raw_end = mapped[end - 1].end if end > start else raw_start
            mapped[start:end] = [MappedCharacter(c, raw_start, raw_end) for c in rule.replacement]
        if spans:
            text = _joined_text(mapped)
    return mapped


def _spans_to_replace(rule: Rule, text: str) -> list[tuple[int, int]]:
    pattern = _compile(rule.pattern)
    if pattern.groups:
        return [match.span(1) for match in pattern.finditer(text)]
    return [
        (offset, offset + 1)
        for match in pattern.finditer(text)
        for offset in range(match.start(), match.end())
        if text[offset] in rule.signs
    ]


def _strip_signs(mapped: list[MappedCharacter]) -> list[MappedCharacter]:
    """Remove signs at the start, at the end and after another sign."""
    kept: list[MappedCharacter] = []
    for one in mapped:
        if one.character not in _INNER_SIGNS or (kept and kept[-1].character not in _INNER_SIGNS):
            kept.append(one)
    while kept and kept[-1].character in _INNER_SIGNS:
        kept.pop()
    return kept


# Only the first characters of a longer token count for its form.
MAX_TOKEN_LENGTH = 200

LONG_TEXT = 100_000  # characters
_BATCH = 10_000  # tokens of such a text at a time
Span: TypeAlias = tuple[int, int]  # [start, end)


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


def token_spans(text: str, *, is_query: bool = False) -> Iterator[Span]:
    """Yield the offsets of the tokens of ``text`` in order.

    In a query, designations may be in lower case: "f 16", "zr. ms.".
    """
    words = text.split(" ")
    if all(map(is_plain_word, words)):
        start = 0
        for word in words:
            yield start, start + len(word)
            start += len(word) + 1
        return
    capitalized = re.sub(_LOWER_DESIGNATION, lambda match: match[0].upper(), text) if is_query else text
    for match in _pattern().finditer(capitalized):
        yield match.span()


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
    """Return only the texts of the tokens: faster than the other two."""
    return _pattern().findall(text)


_SIGNS_BEFORE_SPACE = frozenset(",.;:?!)")


def piece_tokens(piece: str) -> list[str]:
    """Return ``token_texts`` of a piece of text before a space; most pieces are a plain word, often with a comma."""
    word = piece[:-1] if piece[-1:] in _SIGNS_BEFORE_SPACE else piece
    return [word] if is_plain_word(word) else token_texts(piece + " ")


def token_batches(text: str) -> Iterator[list[str]]:
    """Yield ``token_texts(text)`` in pieces: for a text of many megabytes it would take ten times its size."""
    if len(text) <= LONG_TEXT:
        yield _pattern().findall(text)
        return
    tokens = _pattern().finditer(text)
    while batch := [match[0] for match in islice(tokens, _BATCH)]:
        yield batch


# No token passes a space, except before these. Nor does a look at what follows a token, except after "F 16".
_JOIN = r" [\d%]| [Mm][Ss]"
_PIECE_END = r" (?![\d%]|[Mm][Ss])"
_DESIGNATION_START = r"[A-Z][ \xa0]\d"
_SPACE_BESIDE_DESIGNATIONS = rf"{_PIECE_END}(?<!\d )(?<!\d[A-Z] )(?<!\d[A-Z][A-Z] )"


def text_pieces(text: str) -> list[str]:
    """Return the pieces of a text between spaces that have the same tokens in any text: most of them are one word.

    ``token_texts`` of each with a space after it gives the tokens of ``text``; so the tokens of a piece can be cached.
    """
    join, near, between, between_beside_designations = _piece_patterns()
    if join.search(text) is None:
        return text.split(" ")
    return (between if near.search(text) is None else between_beside_designations).split(text)


@cache
def _piece_patterns() -> list[re.Pattern[str]]:
    return [
        re.compile(pattern) for pattern in (_JOIN, _DESIGNATION_START, _PIECE_END, _SPACE_BESIDE_DESIGNATIONS)
    ]


def normalize_token(raw: str) -> str:
    """Return the form of a raw token; characters after ``MAX_TOKEN_LENGTH`` are ignored."""
    if len(raw) > MAX_TOKEN_LENGTH:
        raw = raw[:MAX_TOKEN_LENGTH]
    # Most tokens: they are not worth a place in the cache.
    return raw.lower() if raw.isascii() and raw.isalpha() else _normalize(raw)


@lru_cache(maxsize=1 << 14)
def _normalize(raw: str) -> str:
    if _is_plain(raw):
        return raw.lower()
    if raw.isalpha() and len(form := fold(raw)) == len(raw) and form.isalpha():
        return form  # letters with accents: the rules are about signs
    return _joined_text(normalize_characters(raw)) or raw


def _is_plain(raw: str) -> bool:
    """Whether the form of ``raw`` is ``raw.lower()``, with the same offsets."""
    if not raw.isascii():
        return False
    solid = raw.replace("-", "")
    return (solid.isalpha() or solid.isdigit()) and "-" not in raw[0] + raw[-1] and "--" not in raw


_SUBWORD = re.compile("[^-@]+")


def subwords_of(form: str) -> list[str]:
    """Return the subwords of a form: what is between its hyphens, or the signs ``@`` of an e-mail address."""
    return _SUBWORD.findall(form) or [form]


def subword_spans(form: str) -> list[Span]:
    """Return the offsets of the subwords of a form in it."""
    return [match.span() for match in _SUBWORD.finditer(form)] or [(0, len(form))]


def form_with_offsets(raw: str) -> tuple[str, Sequence[Span]]:
    """Return the form of ``raw``, and for each character of the form its offsets in ``raw``.

    To highlight ``form[a:b]``, use ``raw[offsets[a][0] : offsets[b - 1][1]]``.
    """
    raw = raw[:MAX_TOKEN_LENGTH]
    mapped = () if _is_plain(raw) else normalize_characters(raw)
    if not mapped:
        return _normalize(raw), [(offset, offset + 1) for offset in range(len(raw))]
    return _joined_text(mapped), [(one.start, one.end) for one in mapped]
