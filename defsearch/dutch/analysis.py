"""The result of analyzing a word form: its lemma, its stem and its parts.

Queries read these from the index. Not here: how they are computed (``analyzer``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


# Fingerprints are computed from the ``repr`` of these two classes, so the names are part of the index format.
class Part(NamedTuple):
    """The stem of one part of a form, and its offsets: ``form[start:end]``, without linking letters."""

    stem: str
    start: int
    end: int


class Analysis(NamedTuple):
    """The index terms of a form. ``parts`` are sorted by offset.

    A part that spans the whole form is the other word that the form can be (``namen``: naam beside nemen).
    """

    lemma: str
    stem: str
    parts: tuple[Part, ...]

    def part_stems(self) -> Iterable[str]:
        """Return the stems of the parts, each once."""
        return dict.fromkeys(part.stem for part in self.parts)


# The version of the analysis that an index was built with. A constant, because every query compares it and must not
# load a dictionary for that. A test computes it (``analyzer.fingerprint``) and fails if this value is out of date.
FINGERPRINT = "c5022ba9"
