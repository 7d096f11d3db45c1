"""A quotation and its speaker, as values.

Not here: how they are found (``spans``, ``attribution``, ``extractor``).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from defsearch.records import NamedTuple

RULES = 1  # raise it if other quotations or speakers are found: kept ones are then found anew

Confidence: TypeAlias = Literal["high", "mid", "low"]
Where: TypeAlias = Literal["body", "title"]


class Quote(NamedTuple):
    """One quotation: ``text`` is ``body[start:end]`` (or the slice of the title), without its marks.

    ``speaker`` is the name as fully as the release gives it, None where nobody is named; ``speaker_as_written`` is
    what names the speaker beside the quotation ("de minister", "hij"). ``confidence`` is how sure the speaker is, not
    how sure the quotation is. The parts of an interrupted quotation share a ``group``; groups count from 0.
    """

    start: int
    end: int
    text: str
    speaker: str | None
    speaker_as_written: str | None
    role: str | None
    confidence: Confidence
    where: Where
    group: int
    heading: str | None
