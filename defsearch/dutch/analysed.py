"""What a word form is indexed under, as values: its lemma, its stem and its parts. Not here: how they are found.

``analysis`` finds them. Every query reads them from the lexicon, and hardly one needs what it takes to find them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


# An index and the version of the analysis are told by the ``repr`` of these: their names are part of the format.
class Part(NamedTuple):
    """A part of a form: the stem it is found by, and its place ``form[start:end]``, without linking letters."""

    stem: str
    start: int
    end: int


class Analysis(NamedTuple):
    """What a form is indexed under. ``parts`` stand in order of their place and never span the whole form."""

    lemma: str
    stem: str
    parts: tuple[Part, ...]

    def part_stems(self) -> Iterable[str]:
        """The stems of its parts, each once."""
        return dict.fromkeys(part.stem for part in self.parts)
