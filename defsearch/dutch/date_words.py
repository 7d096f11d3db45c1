"""The words of a date: month names, units, ordinals and numbers, Dutch and English, each as one letter.

``lex`` turns ``25 sep. 2025`` into the shape ``n m y`` with the values 25, 9 and 2025. What a shape means is
not here (``date_rules``).

The letters of a shape:
  n  number of one or two digits     y  number of four digits     c  number of three or five digits
  d  number of eight digits          o  ordinal (3e, derde)       k  counting word (twee, a)
  m  month     u  unit (week)        W  w12     Q  q3             r  vandaag, gisteren, eergisteren
  t  deze      p  vorige             l  afgelopen, last           s  laatste, past
  f  van, of   g  geleden            b  before                    a  article
A space and ``- / . ,`` stand for themselves. Letters without a value only shape: t p l s f g b a.
"""

from __future__ import annotations

import re
import unicodedata

from defsearch.dutch.period import Unit
from defsearch.records import NamedTuple

# Each line: the letter, then the spellings of value 1, 2, 3 … (of no value when the letter only shapes).
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
MONTHS = tuple(line.split()[0] for line in _MONTH_WORDS)  # as they are shown
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
_SHAPING_WORDS = {
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

MAX_LENGTH = 60  # no date is longer: what is not looked at cannot take time

_LEXEME = re.compile(
    r"(?P<ordinal>[0-9]+)(?:ste|de|e|st|nd|rd|th)(?![^\W_])"
    r"|(?P<coded>[wq])(?P<code>[0-9]{1,2})(?![0-9])"
    r"|(?P<digits>[0-9]+)"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<mark>[-/., ])"
)


class Lexed(NamedTuple):
    """A text as the letters of its words (see the module's list) and the values of those that have one."""

    shape: str
    values: tuple[int, ...]


def _vocabulary() -> dict[str, tuple[str, int | None]]:
    words: dict[str, tuple[str, int | None]] = {}
    for letter, first, lines in (
        ("m", 1, _MONTH_WORDS),
        ("k", 1, _COUNT_WORDS),
        ("o", 1, _ORDINAL_WORDS),
        ("r", 0, _DAY_WORDS),
    ):
        for value, line in enumerate(lines, first):
            words.update(dict.fromkeys(line.split(), (letter, value)))
    for unit, line in _UNIT_WORDS.items():
        words.update(dict.fromkeys(line.split(), ("u", int(unit))))
    for letter, line in _SHAPING_WORDS.items():
        words.update(dict.fromkeys(line.split(), (letter, None)))
    return words


_VOCABULARY = _vocabulary()


def lex(text: str) -> Lexed | None:
    """The shape and values of ``text``, None when it holds anything that has no place in a date.

    Case and the width of a space do not matter.
    """
    tidied = _tidy(text)
    shape: list[str] = []
    values: list[int] = []
    at = 0
    while at < len(tidied):
        match = _LEXEME.match(tidied, at)
        letter, value = _read(match) if match else ("", None)
        if match is None or not letter:
            return None
        shape.append(letter)
        if value is not None:
            values.append(value)
        at = match.end()
    return Lexed("".join(shape), tuple(values))


def misspelt(text: str) -> tuple[str, str] | None:
    """The first unknown word that is one slip away from a known one of four letters or more, and that one."""
    for word in re.findall(r"[^\W\d_]+", _tidy(text)):
        if word not in _VOCABULARY:
            for known in _VOCABULARY:
                if len(known) >= 4 and _is_one_slip(word, known):
                    return word, known
    return None


def _tidy(text: str) -> str:
    """``text`` in lower case, composed, with single spaces and plain hyphens; "" when it is too long.

    Its length is judged first: composing can take a time that grows with the square of the length.
    """
    line = " ".join(text.split())
    if len(line) > MAX_LENGTH:
        return ""
    lowered = unicodedata.normalize("NFC", line).lower()
    return lowered.replace("\N{HYPHEN}", "-").replace("\N{NON-BREAKING HYPHEN}", "-")


def _read(match: re.Match[str]) -> tuple[str, int | None]:
    """The letter and value of one lexeme; no letter when it is unknown. int() sees eight digits at most."""
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


def _is_one_slip(word: str, other: str) -> bool:
    """Whether two different words differ by one letter more, less, other, or by two swapped neighbours."""
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) == 1 or (len(word) == 2 and word == other[::-1])
