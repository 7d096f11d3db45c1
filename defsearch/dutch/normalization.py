"""Normalization: one form for every way to write the same word, number or designation.

``fold`` maps a text to lower case without accents, in compatibility characters (``ﬁ`` and ``ĳ`` become two letters).
It folds each character on its own, so that an offset in the folded text leads back to an offset in the text.

``normalize_characters`` does more, for one raw token: ``F-16``, ``F16``, ``F 16`` and ``F-16's`` become ``f16``;
``50.000`` and ``50 000`` become ``50000``; ``Zr. Ms.`` becomes ``zrms``. It folds the token and applies a list of
replacement rules; each character of the result keeps its offsets in the raw token. It takes some tens of microseconds,
so ``tokenizer`` calls it only for tokens that need it, and caches the results.

Not here: where a word starts and ends (``tokenizer``). No dictionary is used.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from defsearch.records import NamedTuple

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
_ADDRESS = re.compile(r"://|^www\.|@|\.[a-z]{2,}$")
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
    mapped = _apply(_ADDRESS_RULES if _ADDRESS.search(_text(mapped)) else _WORD_RULES, mapped)
    return _strip_signs([m for m in mapped if m.character in _INNER_SIGNS or is_word_character(m.character)])


def _text(mapped: list[MappedCharacter]) -> str:
    return "".join(one.character for one in mapped)


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
            mapped.extend(MappedCharacter(c, offset, offset + 1) for c in folded)
        elif mapped:
            # A combining mark or an invisible character belongs to the character before it.
            mapped[-1] = mapped[-1]._replace(end=offset + 1)
    return mapped


def _apply(rules: tuple[Rule, ...], mapped: list[MappedCharacter]) -> list[MappedCharacter]:
    text = _text(mapped)
    signs = {"0" if c.isdigit() else c for c in text if not c.isalpha()}
    for rule in rules:
        spans = [] if signs.isdisjoint(rule.signs) else _spans_to_replace(rule, text)
        for start, end in reversed(spans):
            # An empty span inserts the replacement; its offsets are then empty as well.
            raw_start = mapped[start].start
            raw_end = mapped[end - 1].end if end > start else raw_start
            mapped[start:end] = [MappedCharacter(c, raw_start, raw_end) for c in rule.replacement]
        if spans:
            text = _text(mapped)
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
