"""Spelling: one form for every way to write the same word, number or designation.

``F-16``, ``F16``, ``F 16`` and ``F-16's`` become ``f16``; ``50.000`` and ``50 000`` become ``50000``;
``Zr. Ms.`` becomes ``zrms``. A token's characters pass through a list of rewriting rules, and each character
of the result remembers where it came from. Pure, without dictionaries, and slow (tens of microseconds):
``tokens`` calls it once for a word that needs it and remembers the answer.

Folding: one plain spelling for every way a character can be written.

A character becomes lower case, without accent, in its compatibility form (``ﬁ`` and ``ĳ`` are two letters);
each on its own, so that a place in the folded text leads back to a place in the text. Not here: where a word
begins and ends (``tokens``), and how words are spelled (``spelling``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from defsearch.records import NamedTuple

# Every mark that keyboards, word processors and web pages put where Dutch has an apostrophe.
APOSTROPHES = "'`´‘’‛′＇ʹʻʼʽˈꞋꞌ\u0374"
# Dashes that join words when they stand between them. The em dash is not among them: it parts sentences.
DASHES = "-‐‑‒–−﹣－"
# Characters that show nothing: soft hyphen, zero-width space and joiners, word joiner, byte order mark.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
SPACES = " \u00a0\u2007\u2009\u202f"

# Letters that Unicode sees as letters of their own and a Dutch keyboard does not have.
_FOREIGN_LETTERS = dict(
    zip("øœæłđðþħŧŋıĸ", ("o", "oe", "ae", "l", "d", "d", "th", "h", "t", "n", "i", "k"), strict=True)
)


def _without_accents(text: str) -> str:
    # The accents of Latin, Greek and Cyrillic only: in other scripts a mark can be half of the letter.
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")


def is_word_character(character: str) -> bool:
    """Whether it is a letter, a digit or a mark on one, and not an apostrophe that Unicode calls a letter."""
    return (character.isalnum() and character not in APOSTROPHES) or unicodedata.combining(character) > 0


def _fold_character(character: str) -> str:
    if character in APOSTROPHES or character in INVISIBLE:
        return ""
    plain = _without_accents(_without_accents(character).casefold())
    folded = "".join(_FOREIGN_LETTERS.get(c, c) for c in plain)
    if character.isalnum():
        # A few letters and numbers decompose into text with spaces or brackets (one half into 1⁄2): only what
        # makes a word is kept.
        folded = folded.replace("⁄", "/")
        return "".join(c for c in folded if is_word_character(c) or c == "/")
    return "".join("-" if c in DASHES else c for c in folded if c not in APOSTROPHES)


class _FoldTable(dict[int, str]):
    """A ``str.translate`` table that works out a character when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


FOLD_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Lower case, no accents or apostrophes, plain hyphens, compatibility forms; ``*`` and the like stay.

    Folding twice changes nothing more, and a text folds to what its characters fold to, one after another.
    """
    if text.isascii() and "'" not in text and "`" not in text:
        return text.lower()
    return text.translate(FOLD_TABLE)


class Glyph(NamedTuple):
    """One character of a form, and the characters [start, end) of the raw token that it stands for."""

    character: str
    start: int
    end: int


class Rule(NamedTuple):
    """``put`` replaces the group of each match of ``where``; without a group, each character of ``signs`` in it.

    A word without any of ``signs`` (0 for any digit) is left alone, which saves most rules for most words.
    """

    where: str
    signs: str
    put: str = ""


@cache
def _compiled(where: str) -> re.Pattern[str]:
    # In these patterns L is any letter, < and > are the edges of a hyphenated part. Compiled when first needed:
    # a search meets few of them.
    return re.compile(where.replace("<", r"(?:^|(?<=-))").replace(">", r"(?![^-])").replace("L", r"[^\W\d_]"))


# Units of measurement that are also written against their number: "25mm" becomes "25-mm".
_MEASURES = "[mck]m2?|m[23]|[km]g|[km]wh?|[kmg]?hz|[mgt]b|ml|ha"

_SHORT_FORMS = (
    Rule(r"^[zh]r\.? ?ms$", ". "),  # the ship prefixes Zr.Ms. and Hr.Ms.
    Rule(r"^L(?:\.L)+$", "."),  # initials and abbreviations: A.M., d.w.z.
    # Contractions that would otherwise read as another word ("zon" is the sun).
    Rule(r"^zo'n$", "'", "ee"),
    Rule(r"^[mz]'n$", "'", "ij"),
)
_ADDRESS = re.compile(r"://|^www\.|@|\.[a-z]{2,}$")
_ADDRESS_RULES = (Rule(r"^((?:https?:[/]+)?(?:www\.)?)", "."),)
_WORD_RULES = (
    # Grouped thousands, in Dutch with points or spaces, in English with commas (one comma is a decimal one).
    Rule(r"(?:^|[^\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![.\d])", "."),
    Rule(r"^[1-9]\d{0,2}(?: \d{3})+(?!\d)", " "),
    Rule(r"(?:^|[^\d.,])[1-9]\d{0,2}(?:,\d{3}){2,}(?![,\d])", ","),
    Rule(r"\dL?('s)>", "'"),  # F-16's
    Rule(r"<L(')LL", "'", "-"),  # d'Artagnan, O'Brien
    Rule(r"'", "'"),
    # An ampersand belongs to initials (AT&T, R&D); between longer words it is as good as a hyphen.
    Rule(r"(?:L{4}|\d)(&)", "&", "-"),
    Rule(r"(&)(?!L{1,3}(?![^-&]))", "&", "-"),
    Rule(r"^L+( )\d", " ", "-"),  # F 16
    # Designations of one or two letters and a number are one unit, unless the number is a year (WK-2026).
    Rule(r"<(?:L|LL(?!-(?:19|20)\d\d>))(-)\d{1,4}L{0,3}>", "0"),
    # Longer names keep their number as a part of its own: covid19 is covid-19, Leopard2A6 is Leopard-2A6.
    Rule(r"<(?:L{2,}(?=L)|L(?=L(?:19|20)\d\d>))L()\d{1,4}(?:L{0,3}|L\d{1,2})>", "0", "-"),
    Rule(rf"<\d+(?:[.,]\d+)*()(?:{_MEASURES})>", "0", "-"),
)
_KEPT = "-.,@/&"  # what a form may hold between its letters and digits


def spell(raw: str) -> list[Glyph]:
    """The form of a raw token, character by character. Empty only where ``raw`` holds no letter or digit."""
    glyphs = _fold_glyphs(raw)
    glyphs = _rewrite(glyphs, _SHORT_FORMS)
    glyphs = _rewrite(glyphs, _ADDRESS_RULES if _ADDRESS.search(_text(glyphs)) else _WORD_RULES)
    kept = [g for g in glyphs if g.character in _KEPT or is_word_character(g.character)]
    return _trimmed(kept)


def _text(glyphs: list[Glyph]) -> str:
    return "".join(glyph.character for glyph in glyphs)


def _fold_glyphs(raw: str) -> list[Glyph]:
    """Fold each character; apostrophes, dashes and spaces become ``'``, ``-`` and a plain space."""
    glyphs: list[Glyph] = []
    for at, character in enumerate(raw):
        if character in APOSTROPHES:
            folded = "'"
        elif character in SPACES:
            folded = " "
        else:
            folded = FOLD_TABLE[ord(character)]
        if folded:
            glyphs.extend(Glyph(c, at, at + 1) for c in folded)
        elif glyphs:
            # A mark on a letter, or something unseen: it belongs to the character before it.
            glyphs[-1] = glyphs[-1]._replace(end=at + 1)
    return glyphs


def _rewrite(glyphs: list[Glyph], rules: tuple[Rule, ...]) -> list[Glyph]:
    text = _text(glyphs)
    signs = {"0" if c.isdigit() else c for c in text if not c.isalpha()}
    for rule in rules:
        spans = [] if signs.isdisjoint(rule.signs) else _places(rule, text)
        for start, end in reversed(spans):
            first, last = glyphs[start], glyphs[max(start, end - 1)]
            origin = (first.start, last.end if end > start else first.start)
            glyphs[start:end] = [Glyph(c, *origin) for c in rule.put]
        if spans:
            text = _text(glyphs)
    return glyphs


def _places(rule: Rule, text: str) -> list[tuple[int, int]]:
    """What ``rule`` replaces in ``text``, in order."""
    where = _compiled(rule.where)
    if where.groups:
        return [match.span(1) for match in where.finditer(text)]
    return [
        (at, at + 1)
        for match in where.finditer(text)
        for at in range(match.start(), match.end())
        if text[at] in rule.signs
    ]


def _trimmed(glyphs: list[Glyph]) -> list[Glyph]:
    """Without separators at either end or twice in a row."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.character not in _KEPT or (kept and kept[-1].character not in _KEPT):
            kept.append(glyph)
    while kept and kept[-1].character in _KEPT:
        kept.pop()
    return kept
