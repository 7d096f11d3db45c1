"""Text of others (releases, file names, queries) made safe: what would steer a terminal is made visible.

A release can hold escape sequences, a file name can hold a newline, and a bidirectional override can make a
line read as something else. None of it is ever sent; all of it can be seen. Not here: colours and layout.
"""

from __future__ import annotations

import re
from functools import cache

# Controls (C0, DEL, C1), bidirectional marks, embeddings, overrides and isolates, line and paragraph
# separators, interlinear annotations, invisible tags, surrogates (how Python carries undecodable bytes), and the two
# that are no characters and that XML cannot hold.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    "\ud800-\udfff]"
)
LONGEST = 240  # characters of a sentence that anyone reads to its end
# A formula begins a cell, behind spaces or quotes perhaps; some spreadsheets take the wide forms for it too. Those
# set to Dutch divide cells at semicolons, so a formula can begin behind each of them.
_FORMULA = '(^|;)(?=[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])'


def visible(text: str) -> str:
    r"""Return ``text`` with every character that could steer a terminal replaced by something readable.

    Controls become their control picture (ESC is ``␛``), everything else its Python escape (``\x9b``,
    ``\u202e``). The result holds no newline either: layout is the caller's.
    """
    return text if text.isprintable() else _unsafe().sub(_shown, text)


def shortened(text: str, length: int = LONGEST) -> str:
    """Return ``text`` without its middle where it is longer than ``length``: what it says stands at its ends.

    A sentence may name what a user typed, or what a file is called, and both can be as long as anyone likes.
    """
    if len(text) <= length:
        return text
    head = (length - 1) * 2 // 3
    return f"{text[:head]}…{text[len(text) - (length - 1 - head) :]}"


def json_safe(encoded: str) -> str:
    r"""Escape in one line of JSON what ``json`` leaves as it is: the same value, safe to print.

    Such characters stand only inside strings, where ``\uXXXX`` means the same.
    """
    return encoded if encoded.isprintable() else _unsafe().sub(_json_escape, encoded)


def csv_safe(cell: str) -> str:
    """Return ``cell`` made visible, with an apostrophe before what a spreadsheet would run as a formula."""
    return visible(re.sub(_FORMULA, r"\1'", cell))


@cache
def _unsafe() -> re.Pattern[str]:
    """Compiled when first needed: so large a class takes longer than the rest of this module together."""
    return re.compile(_UNSAFE)


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
