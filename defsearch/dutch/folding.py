"""Folding: one plain spelling for every way a character can be written.

A character becomes lower case, without accent, in its compatibility form (``ﬁ`` and ``ĳ`` are two letters);
each on its own, so that a place in the folded text leads back to a place in the text. Not here: where a word
begins and ends (``tokens``), and how words are spelled (``spelling``).
"""

from __future__ import annotations

import unicodedata

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
