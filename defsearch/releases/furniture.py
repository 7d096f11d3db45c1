"""Furniture: which blocks of a text are left over from a web page (captions, credits, share and menu words).

The patterns are data (``data/furniture.tsv``). Not here: what is a title or a sub-heading (``layout``).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "furniture.tsv"
_ENLARGE = re.compile(r"Vergroot\s+afbeelding\b\s*")
# A caption without "foto", "beeld" or © in it begins or ends with one of these.
_CAPTION_BEGINNINGS = ("photo", "graphic", "infographic", "illustratie")
_CAPTION_ENDS = ("getty images", "epa-efe", "mediacentrum defensie", "hollandse hoogte")
_LONGEST_CAPTION = 240  # characters of alternative text and caption; what is longer contains a paragraph
_LONGEST_BLOCK = 400  # no furniture is longer
_LONGEST_LEFTOVER = 120
_LONGEST_LINE = 80
_LONGEST_FACT = 40


@cache
def _patterns(*kinds: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of ``kinds`` as two: for a block in lower case, and for one as it is."""
    rows = (
        line.split("\t")
        for line in _DATA.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
    )
    patterns = [f"(?:{row[1]})" for row in rows if row[0] in kinds]
    # To ignore case takes three times as long.
    of_lower = [pattern for pattern in patterns if "(?-i:" not in pattern]
    others = [pattern for pattern in patterns if "(?-i:" in pattern] or ["(?!)"]
    return re.compile("|".join(of_lower)), re.compile("|".join(others), re.IGNORECASE)


def _matches(folded: str, lower: str, *kinds: str) -> bool:
    """Return whether one of the patterns of ``kinds`` matches a whole block."""
    of_lower, others = _patterns(*kinds)
    return of_lower.fullmatch(lower) is not None or others.fullmatch(folded) is not None


def is_furniture(block: str) -> bool:
    """Return whether a whole block is left over from a web page."""
    if len(block) > _LONGEST_BLOCK:
        return False
    if block.startswith("V") and (marker := _ENLARGE.match(block)) is not None:
        return len(block) - marker.end() <= _LONGEST_CAPTION
    folded, lower = _fold(block)
    if _may_be_caption(lower) and _matches(folded, lower, "caption"):
        return True
    if len(folded) <= _LONGEST_LEFTOVER and _matches(folded, lower, "leftover", "section"):
        return True
    return "\n" in block and (_is_menu(block) or _is_fact_box(block) or _is_repeated_line(block))


def is_furniture_title(text: str) -> bool:
    """Return whether a text, no furniture elsewhere, is only a word of the page in the place of the title."""
    return _matches(*_fold(text), "heading")


def starts_section(block: str) -> bool:
    """Return whether the links below a text begin with ``block``."""
    return len(block) <= _LONGEST_LINE and _matches(*_fold(block), "section")


def leftover_length(block: str) -> int:
    """Return how many characters at the beginning of a block of text are left over from the page."""
    length = 0
    while block.startswith("V", length) and (marker := _ENLARGE.match(block, length)) is not None:
        length = marker.end()
    return length


def _fold(block: str) -> tuple[str, str]:
    """Return a block with single spaces as its only white space, and the same in lower case."""
    folded = block.strip() if block.isprintable() and "  " not in block else " ".join(block.split())
    # As a pattern that ignores case takes these letters; in lower case they are still other ones.
    return folded, folded.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()


def _may_be_caption(lower: str) -> bool:
    """Return whether a block in lower case has what every caption has: the patterns for captions are slow."""
    return (
        "foto" in lower
        or "beeld" in lower
        or "©" in lower
        or "ⓒ" in lower
        or lower.lstrip("(").startswith(_CAPTION_BEGINNINGS)
        or lower.rstrip(")").endswith(_CAPTION_ENDS)
    )


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
