"""The text of a date to its shape: each word and number becomes one letter, some with a value.

``lex`` turns ``25 sep. 2025`` into the shape ``n m y`` with the values 25, 9 and 2025. Not here: what a shape means
(``grammar``).

The letters of a shape:
  n  number of one or two digits     y  number of four digits     c  number of three or five digits
  d  number of eight digits          o  ordinal (3e, derde)       k  counting word (twee, a)
  m  month     u  unit (week)        W  w12     Q  q3             r  vandaag, gisteren, eergisteren
  t  deze      p  vorige             l  afgelopen, last           s  laatste, past
  f  van, of   g  geleden            b  before                    a  article
  e  begin, zomer (a part of a year or month)                     h  helft          H  h2
A space and ``- / . ,`` are their own letters. The letters t p l s f g b a have no value.
"""

from __future__ import annotations

import re
import unicodedata

from defsearch.dates.period import Unit
from defsearch.records import NamedTuple

# The spellings of the values 1, 2, 3 …, a line each.
_MONTH_WORDS = (
    "januari january jan",
    "februari february febr feb",
    "maart march mrt maa mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "augustus august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "december dec",
)
MONTHS = tuple(line.split()[0] for line in _MONTH_WORDS)  # as they are displayed
_COUNT_WORDS = (
    "een één a an one",
    "twee two",
    "drie three",
    "vier four",
    "vijf five",
    "zes six",
    "zeven seven",
    "acht eight",
    "negen nine",
    "tien ten",
    "elf eleven",
    "twaalf twelve",
)
_ORDINAL_WORDS = ("eerste first", "tweede second", "derde third", "vierde fourth")
_DAY_WORDS = ("vandaag today", "gisteren yesterday", "eergisteren")
_UNIT_WORDS = {
    Unit.DAY: "dag dagen day days",
    Unit.WEEK: "week weken weeks wk",
    Unit.MONTH: "maand maanden month months",
    Unit.QUARTER: "kwartaal kwartalen quarter quarters",
    Unit.YEAR: "jaar jaren year years",
}
# Parts of a year or a month: the spellings of the values 0, 1, 2 … (``grammar`` has their months and days).
_PART_WORDS = (
    "begin early",
    "midden medio mid",
    "eind einde late",
    "lente voorjaar spring",
    "zomer summer",
    "herfst najaar autumn",
    "winter",
)
_WORDS_WITHOUT_VALUE = {
    "h": "helft half",
    "t": "deze dit this",
    "p": "vorige vorig previous",
    "l": "afgelopen last",
    "s": "laatste past",
    "f": "van of",
    "g": "geleden ago",
    "b": "voor before",
    "a": "de het the",
}
_DIGIT_LETTERS = {1: "n", 2: "n", 3: "c", 4: "y", 5: "c", 8: "d"}

MAX_LENGTH = 60  # characters of a date; longer text is not looked at

_TOKEN = re.compile(
    r"(?P<ordinal>[0-9]+)(?:ste|de|e|st|nd|rd|th)(?![^\W_])"
    r"|(?P<coded>[wqh])(?P<code>[0-9]{1,2})(?![0-9])"
    r"|(?P<digits>[0-9]+)"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<mark>[-/., ])"
)


class LexedDate(NamedTuple):
    """The letters of a text (see the module docstring), and the values of those that have one."""

    shape: str
    values: tuple[int, ...]


def _vocabulary() -> dict[str, tuple[str, int | None]]:
    words: dict[str, tuple[str, int | None]] = {}
    for letter, first, lines in (
        ("m", 1, _MONTH_WORDS),
        ("k", 1, _COUNT_WORDS),
        ("o", 1, _ORDINAL_WORDS),
        ("r", 0, _DAY_WORDS),
        ("e", 0, _PART_WORDS),
    ):
        for value, line in enumerate(lines, first):
            words.update(dict.fromkeys(line.split(), (letter, value)))
    for unit, line in _UNIT_WORDS.items():
        words.update(dict.fromkeys(line.split(), ("u", int(unit))))
    for letter, line in _WORDS_WITHOUT_VALUE.items():
        words.update(dict.fromkeys(line.split(), (letter, None)))
    return words


_VOCABULARY = _vocabulary()


def lex(text: str) -> LexedDate | None:
    """Return the shape and values of ``text``; None where any part of it is not part of a date.

    Case and the width of a space make no difference.
    """
    normalized = _normalize(text)
    shape: list[str] = []
    values: list[int] = []
    at = 0
    while at < len(normalized):
        match = _TOKEN.match(normalized, at)
        letter, value = _read(match) if match else ("", None)
        if match is None or not letter:
            return None
        shape.append(letter)
        if value is not None:
            values.append(value)
        at = match.end()
    return LexedDate("".join(shape), tuple(values))


def lex_without_article(text: str) -> LexedDate | None:
    """Return the shape and values of ``text`` without an article at its start (``het 3e kwartaal 2025``)."""
    lexed = lex(text)
    return lexed and lexed._replace(shape=lexed.shape.removeprefix("a "))


def correct_spelling(text: str) -> tuple[str, str] | None:
    """Return the first unknown word one edit from a known one of four letters or more, and the known one."""
    for word in re.findall(r"[^\W\d_]+", _normalize(text)):
        if word not in _VOCABULARY:
            for known in _VOCABULARY:
                if len(known) >= 4 and _is_one_edit(word, known):
                    return word, known
    return None


def _normalize(text: str) -> str:
    """Return ``text`` in lower case and NFC, with single spaces and plain hyphens; "" where it is too long.

    The length is checked first: NFC can take a time that grows with the square of the length.
    """
    line = " ".join(text.split())
    if len(line) > MAX_LENGTH:
        return ""
    lowered = unicodedata.normalize("NFC", line).lower()
    return lowered.replace("\N{HYPHEN}", "-").replace("\N{NON-BREAKING HYPHEN}", "-")


def _read(match: re.Match[str]) -> tuple[str, int | None]:
    """Return the letter and value of one token; no letter where it is unknown."""
    if match["mark"]:
        return match["mark"], None
    if match["word"]:
        return _VOCABULARY.get(match["word"], ("", None))
    if match["coded"]:
        return match["coded"].upper(), int(match["code"])
    if match["ordinal"]:
        return ("o", int(match["ordinal"])) if len(match["ordinal"]) <= 2 else ("", None)
    letter = _DIGIT_LETTERS.get(len(match["digits"]), "")
    return letter, int(match["digits"]) if letter else None


def _is_one_edit(word: str, other: str) -> bool:
    """Return whether two different words are one insertion, deletion, substitution or transposition apart."""
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) == 1 or (len(word) == 2 and word == other[::-1])
