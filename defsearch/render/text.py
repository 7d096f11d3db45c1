"""Untrusted text (releases, file names, queries) made safe to print, and small pieces of wording.

A release can contain escape sequences, a file name can contain a newline, and a bidirectional override can make a
line read as something else. Such characters are never sent to the terminal; they are shown as visible escapes.
Not here: colours and layout.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from defsearch.dates.period import Period

DERIVED = "(first sentence)"  # beside a title that the file does not have

# Controls (C0, DEL, C1); bidirectional marks, embeddings, overrides and isolates; line and paragraph separators;
# interlinear annotations; invisible tags; surrogates (Python's form of undecodable bytes); and the two noncharacters
# that XML does not allow.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    "\ud800-\udfff]"
)
MAX_SENTENCE = 240  # characters; a longer sentence is not read to its end
# A place where a formula starts: at the start of a cell, or after a semicolon, where a Dutch spreadsheet divides
# cells; spaces and quotes may come first. "hap;=1+1" has one, before "=1+1"; "drones - en meer" has none. Some
# spreadsheets accept the full-width operators too.
_FORMULA = '(^|;)(?=[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])'


def visible(text: str) -> str:
    r"""Return ``text`` with every character that could steer a terminal replaced by a visible escape.

    Controls become their control picture (ESC is ``␛``), all others their Python escape (``\x9b``, ``\u202e``).
    The result contains no newline: layout is up to the caller.
    """
    return text if text.isprintable() else _unsafe_pattern().sub(_visible_escape, text)


def shortened(text: str, length: int = MAX_SENTENCE) -> str:
    """Return ``text`` with its middle cut out if it is longer than ``length``; both ends are kept.

    A message may quote a query or a file name of any length.
    """
    if len(text) <= length:
        return text
    head = (length - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (length - 1 - head) :]}"


def plural(number: int, noun: str) -> str:
    """Return ``1 release``, ``2 releases``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def json_safe(encoded: str) -> str:
    r"""Escape every unsafe character in one line of JSON; the value stays the same.

    Such characters occur only inside strings, where ``\uXXXX`` means the same.
    """
    return encoded if encoded.isprintable() else _unsafe_pattern().sub(_json_escape, encoded)


def csv_safe(cell: str) -> str:
    """Return ``cell`` made visible, with an apostrophe before everything that a spreadsheet would run as a formula."""
    return visible(re.sub(_FORMULA, r"\1'", cell))


@cache  # compiled on first use: this takes longer than loading the rest of the module
def _unsafe_pattern() -> re.Pattern[str]:
    return re.compile(_UNSAFE)


def _visible_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)  # the control picture
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    return match[0].encode("unicode_escape").decode("ascii")


def _json_escape(match: re.Match[str]) -> str:
    utf16 = match[0].encode("utf-16-be", "surrogatepass").hex(" ", 2)  # "d83d de00": two units of two bytes
    return "".join(rf"\u{unit}" for unit in utf16.split())


def date_label(date: Period | None) -> str:
    """Return a date as a list shows it: ``2026-01-20``, ``2024-05``, ``2019`` or ``undated``."""
    return "undated" if date is None else date.iso()


class CsvStyle(NamedTuple):
    """How a table is written: the character between values, and whether a byte order mark comes first."""

    delimiter: str = ","
    bom: bool = False

    def decimal(self, number: float) -> str:
        """Return a number as a spreadsheet reads it that separates values by this character."""
        return f"{number:.4f}".replace(".", "," if self.delimiter == ";" else ".")


PLAIN_CSV = CsvStyle()
