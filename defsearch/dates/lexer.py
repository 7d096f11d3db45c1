"""The text of a date to its shape: each word and number becomes one letter, some with a value.

``lex`` turns ``25 sep. 2025`` into the shape ``n m y`` with the values 25, 9 and 2025. Not here: what a shape means
(``grammar``).

The letters of a shape:
  n  number of one or two digits     y  number of four digits, '18         c  number of three or five digits
  d  number of eight digits          o  ordinal (3e, derde)                k  counting word (twee, a)
  m  month     u  unit (week)        W  w12     Q  q3     H  h2            r  vandaag, gisteren, morgen
  t  deze      p  vorige             l  afgelopen, last                    s  laatste, past
  f  van, of   g  geleden            b  voor, before                       a  article
  e  begin, zomer (a part of a year or month)                              h  helft     w  maandag
  Z  jaren 90, 1990s
Those that only free text uses:
  i  sinds     j  na     x  tot, t/m     v  tussen     z  en, +     q  op     P  periode
  A  later     E  eerder     O  onwards    N  nu     T  a clock time     R  ..     ?  what is not part of a date
Those that only a date that is asked for uses:
  F  komende, volgende     B  weekend     N  nu
A space and ``- / . ,`` are their own letters. Only the letters n y c d o k m u W Q H r e w Z have a value.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from defsearch.dates.period import Unit
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    "dertien thirteen",
    "veertien fourteen",
    "vijftien fifteen",
    "zestien sixteen",
    "zeventien seventeen",
    "achttien eighteen",
    "negentien nineteen",
    "twintig twenty",
)
_ORDINAL_WORDS = ("eerste first", "tweede second", "derde third", "vierde fourth")
_DAY_WORDS = ("overmorgen", "morgen tomorrow", "vandaag today", "gisteren yesterday", "eergisteren")
_UNIT_WORDS = {
    Unit.DAY: "dag dagen day days",
    Unit.WEEK: "week weken weeks wk weeknr weeknummer",
    Unit.MONTH: "maand maanden month months",
    Unit.QUARTER: "kwartaal kwartalen kw quarter quarters",
    Unit.YEAR: "jaar jaren year years",
}
# Parts of a year or a month: the spellings of the values 0, 1, 2 … (``grammar`` has their months and days).
_PART_WORDS = (
    "begin early",
    "midden medio halverwege mid",
    "eind einde late end",
    "lente voorjaar spring",
    "zomer summer",
    "herfst najaar autumn fall",
    "winter",
)
_WEEKDAY_WORDS = (
    "maandag monday ma",
    "dinsdag tuesday di",
    "woensdag wednesday wo",
    "donderdag thursday do",
    "vrijdag friday vr",
    "zaterdag saturday za",
    "zondag sunday zo",
)
WEEKDAYS = tuple(line.split()[1].capitalize() for line in _WEEKDAY_WORDS)
_WORDS_WITHOUT_VALUE = {
    "h": "helft half halfjaar semester",
    "t": "deze dit this",
    "p": "vorige vorig previous",
    "l": "afgelopen last",
    "s": "laatste past",
    "f": "van of",
    "g": "geleden ago",
    "b": "voor v\u00f3\u00f3r before",
    "a": "de het the",
    "i": "sinds sedert vanaf since from",
    "j": "na after",
    "x": "tot until till through to tm tem uiterlijk",
    "v": "tussen between",
    "z": "en and or",
    "q": "op on",
    "P": "periode period",
    "A": "later daarna nieuwer",
    "O": "onwards onward",
    "E": "eerder daarvoor ervoor ouder earlier",
    "N": "nu heden now present",
    "F": "komende komend aankomende aankomend coming volgende volgend next",
    "B": "weekend weekeinde",
}
# Spellings of several words or with signs in them; the first that fits counts.
_PHRASES = (
    (r"(?:niet eerder dan|niet voor|not before|no earlier than)(?!\w)", "i"),
    (r"(?:later dan|nieuwer dan|recenter dan|later than|newer than)(?!\w)", "j"),
    (r"(?:eerder dan|vroeger dan|ouder dan|earlier than|older than|prior to)(?!\w)", "b"),
    (
        r"(?:tot en met|tot aan|t/m|t[.]?e[.]?m[.]|niet later dan|niet na|not after|no later than|up to)(?!\w)",
        "x",
    ),
    (r"(?:op heden|nu toe)(?!\w)", "N"),
    (r"[.]{2}(?![.])|\u2026(?=\w)", "R"),
    ("[+&]", "z"),
)
_DIGIT_LETTERS = {1: "n", 2: "n", 3: "c", 4: "y", 5: "c", 8: "d"}

MAX_LENGTH = 60  # characters of a date; longer text is not looked at

_HOUR = r"(?:[01]?[0-9]|2[0-3])"
_MINUTES = r"[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_TIME = (
    rf"(?:(?:om|at) )?{_HOUR}:{_MINUTES}(?: ?- ?{_HOUR}:{_MINUTES})?(?: uur)?(?![\w:])"
    rf"|(?:(?:om|at) )?{_HOUR}(?:[.]{_MINUTES})? uur(?!\w)|(?:om|at) {_HOUR}[.]{_MINUTES}(?![\w.])"
    rf"|(?<=[0-9])t{_HOUR}:{_MINUTES}(?:z|[+-][0-9]{{2}}:?[0-9]{{2}})?(?!\w)"
)
_QUOTES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_TENS = ("tien", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_TOKEN = re.compile(
    rf"(?P<T>{_TIME})|"
    + "|".join(f"(?P<{letter}>{spelling})" for spelling, letter in _PHRASES)
    + rf"|(?:jaren ['{_QUOTES}]?(?P<decade>[12][0-9][0-9]0|[0-9]0|{'|'.join(_TENS)})(?!\w))"
    rf"|(?P<decades>[12][0-9][0-9]0['{_QUOTES}]?s|['{_QUOTES}][0-9]0s)(?!\w)"
    r"|(?P<ordinal>[0-9]+)(?:ste|de|e|st|nd|rd|th)(?![^\W_])"
    r"|(?P<coded>[wqh][0-9]{1,2})(?![0-9])"
    rf"|['{_QUOTES}](?P<short>[0-9]{{2}})(?!\w)"
    r"|(?P<digits>[0-9]+)"
    r"|(?P<word>[^\W\d_]+)(?:\.(?!\.))?"
    r"|(?P<mark>[-/., ])"
)
_DASHES = str.maketrans(dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}", "-"))
UNKNOWN = "?"
_FIRST_SHORT_YEAR = 30  # '30 is 1930, '29 is 2029


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
        ("r", -2, _DAY_WORDS),
        ("e", 0, _PART_WORDS),
        ("w", 0, _WEEKDAY_WORDS),
    ):
        for value, line in enumerate(lines, first):
            words.update(dict.fromkeys(line.split(), (letter, value)))
    words.update((tens, ("k", number)) for number, tens in zip(range(30, 100, 10), _TENS[2:], strict=True))
    for unit, line in _UNIT_WORDS.items():
        words.update(dict.fromkeys(line.split(), ("u", int(unit))))
    for letter, line in _WORDS_WITHOUT_VALUE.items():
        words.update(dict.fromkeys(line.split(), (letter, None)))
    return words


_VOCABULARY = _vocabulary()


def is_word_of_date(word: str) -> bool:
    """Return whether a word in lower case can be a part of a date."""
    return word in _VOCABULARY


def lex(text: str) -> LexedDate | None:
    """Return the shape and values of ``text``; None where any part of it is not part of a date.

    Case and the width of a space make no difference.
    """
    shape: list[str] = []
    values: list[int] = []
    for letter, value, _, _ in scan(_normalize(text)):
        if letter == UNKNOWN:
            return None
        shape.append(letter)
        if value is not None:
            values.append(value)
    return LexedDate("".join(shape), tuple(values))


def scan(text: str) -> Iterator[tuple[str, int | None, int, int]]:
    """Yield the letter, the value, the start and the end of each token of a normalized text."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        letter, value = _read(match) if match else (UNKNOWN, None)
        end = match.end() if match else at
        if letter == UNKNOWN:  # the whole word: there is no date in F-16
            space = text.find(" ", at)
            end = len(text) if space < 0 else space
        yield letter, value, at, end
        at = end


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
    return fold(line)


def fold(text: str) -> str:
    """Return ``text`` in lower case and NFC, with plain hyphens."""
    return unicodedata.normalize("NFC", text).lower().translate(_DASHES)


def _read(match: re.Match[str]) -> tuple[str, int | None]:
    """Return the letter and value of one token."""
    kind = match.lastgroup or ""
    typed = match[kind]
    if kind == "mark":
        return typed, None
    if kind == "word":
        return _VOCABULARY.get(typed, (UNKNOWN, None))
    if kind == "digits":
        letter = _DIGIT_LETTERS.get(len(typed), UNKNOWN)
        return letter, None if letter == UNKNOWN else int(typed)
    if kind == "coded":
        return typed[0].upper(), int(typed[1:])
    if kind == "short":
        return "y", _full_year(int(typed))
    if kind.startswith("decade"):
        return "Z", _full_year(
            10 * _TENS.index(typed) + 10 if typed in _TENS else int(re.sub(r"[^0-9]", "", typed))
        )
    if kind == "ordinal":
        return ("o", int(typed)) if len(typed) <= 2 else (UNKNOWN, None)
    return kind, None  # its name is its letter


def _full_year(number: int) -> int:
    """Return the year of its last two digits."""
    return number if number >= 100 else number + (1900 if number >= _FIRST_SHORT_YEAR else 2000)


def _is_one_edit(word: str, other: str) -> bool:
    """Return whether two different words are one insertion, deletion, substitution or transposition apart."""
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) == 1 or (len(word) == 2 and word == other[::-1])
