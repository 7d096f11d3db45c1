"""What a word form is indexed under, as values: its lemma, its stem and its parts. Not here: how they are found."""

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


# The version of the Dutch analysis: by this an index knows that it was made with another one. A constant, because a
# query compares it before anything else and must not load a dictionary for that. The tests compute it anew
# (``analyzer.digest``) and fail where it was not kept up.
FINGERPRINT = "441cab1c"
