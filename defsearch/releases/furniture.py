"""Furniture: which blocks of a text are left over from a web page (captions, credits, share and menu words).

The patterns are data (``data/furniture.tsv``). Not here: what is a title or a sub-heading (``layout``).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "furniture.tsv"
_ENLARGE = re.compile(r"Vergroot\s+afbeelding\b\s*")
# One of these is in every caption: most blocks have none, and the patterns are slow.
_CREDITS = (
    *("©", "ⓒ", "foto", "beeld", "photo", "graphic", "getty images", "epa-efe", "mediacentrum"),
    *("hollandse hoogte", "illustrati"),
)
_LONGEST_CAPTION = 240  # characters of alternative text and caption; what is longer contains a paragraph
_LONGEST_BLOCK = 400  # no furniture is longer
_LONGEST_LEFTOVER = 120
_LONGEST_LINE = 80
_LONGEST_FACT = 40


@cache
def _patterns(*kinds: str) -> re.Pattern[str]:
    """Return the patterns of ``kinds`` as one."""
    rows = (
        line.split("\t")
        for line in _DATA.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
    )
    return re.compile("|".join(f"(?:{row[1]})" for row in rows if row[0] in kinds), re.IGNORECASE)


def is_furniture(block: str) -> bool:
    """Return whether a whole block is left over from a web page."""
    if len(block) > _LONGEST_BLOCK:
        return False
    if (marker := _ENLARGE.match(block)) is not None:
        return len(block) - marker.end() <= _LONGEST_CAPTION
    folded = _fold(block)
    lower = folded.lower()
    if any(map(lower.__contains__, _CREDITS)) and _patterns("caption").fullmatch(folded):
        return True
    if len(folded) <= _LONGEST_LEFTOVER and _patterns("leftover", "section").fullmatch(folded):
        return True
    return "\n" in block and (_is_menu(block) or _is_fact_box(block) or _is_repeated_line(block))


def is_furniture_title(text: str) -> bool:
    """Return whether the text in the place of the title is only a word of the page (a section, a place)."""
    return is_furniture(text) or _patterns("heading").fullmatch(_fold(text)) is not None


def starts_section(block: str) -> bool:
    """Return whether the links below a text begin with ``block``."""
    return len(block) <= _LONGEST_LINE and _patterns("section").fullmatch(_fold(block)) is not None


def leftover_length(block: str) -> int:
    """Return how many characters at the beginning of a block of text are left over from the page."""
    length = 0
    while (marker := _ENLARGE.match(block, length)) is not None:
        length = marker.end()
    return length


def _fold(block: str) -> str:
    return " ".join(block.split())


def _is_menu(block: str) -> bool:
    """Return whether a block is a menu: three or more lines in capitals."""
    lines = block.splitlines()
    return len(lines) > 2 and all(line.isupper() and len(line) <= _LONGEST_LINE for line in lines)


def _is_repeated_line(block: str) -> bool:
    """Return whether a block is an alternative text and its caption in the same words, on two lines.

    Two sentences are no caption but text.
    """
    first, _, second = block.partition("\n")
    return first.strip() == second.strip() != "" and re.search(r"[.!?]\s+\S", first.strip()) is None


def _is_fact_box(block: str) -> bool:
    """Return whether a block is a box of labels and figures: short lines, some with digits and some without."""
    lines = block.splitlines()
    if len(lines) < 4 or any(len(line) > _LONGEST_FACT or line.rstrip()[-1:] in ".!?:;,”" for line in lines):
        return False
    figures = sum(any(map(str.isdigit, line)) for line in lines)
    return 2 <= figures <= len(lines) - 2
