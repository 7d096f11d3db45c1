"""Words that a text writes apart: ``in te zetten`` is *inzetten*, ``land- en luchtmacht`` is also *landmacht*.

- A separable verb with te: particle, te and infinitive next to each other. Particles that are also prepositions with
  an infinitive of their own (``om te zetten``, ``door te werken``) do not count.
- A suspended compound: a word that ends in a hyphen, and after a comma, *en*, *of* and the like the compound from
  which it takes its end. Each part of that compound can be the end: ``zee- en luchtstrijdkrachten`` is
  *zeestrijdkrachten*, and *zeekrachten*, which nobody looks for.

Not here: which of them a query looks for (``search.expansion``). No dictionary is used: the caller knows the parts.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from defsearch.dutch.morphology import PARTICLES
from defsearch.dutch.tokenizer import normalize_token
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from defsearch.dutch.analysis import Part

_SEPARABLE = PARTICLES - {"om", "door", "tot", "tussen", "zeker", "goed", "groot", "waar", "weer"}
_LONGEST = max(map(len, _SEPARABLE))
_TE_INFINITIVE = re.compile(r" te ([a-zà-ÿ]{2,}n)\b")
_LAST_WORD = re.compile(r"[^\W_]+\Z")
_MIN_END_LENGTH = 3
# The first words of pairs such as binnen- en buitenland, where no compound part is known.
_FIRST_WORDS = (
    "binnen",
    "buiten",
    "noord",
    "zuid",
    "oost",
    "west",
    "heen",
    "hoofd",
    "neven",
    "voor",
    "midden",
)


class ApartWord(NamedTuple):
    """A word and where a text writes it apart: ``text[start:end]``."""

    form: str
    start: int
    end: int


def words_written_apart(
    text: str, parts_of: Callable[[str], tuple[Part, ...]], start: int = 0, end: int | None = None
) -> Iterator[ApartWord]:
    """Yield the words that ``text[start:end]`` writes apart. ``parts_of`` returns the parts of a form."""
    end = len(text) if end is None else end
    for match in _TE_INFINITIVE.finditer(text, start, end):
        before = _LAST_WORD.search(text, max(start, match.start() - _LONGEST - 1), match.start())
        if before and before[0].lower() in _SEPARABLE:
            yield ApartWord(before[0].lower() + match[1], before.start(), match.end())
    if "- " in text or "-," in text:
        for match in _suspended().finditer(text, start, end):
            yield from _completed(match, parts_of)


@cache
def _suspended() -> re.Pattern[str]:
    first = r"\b[^\W_]{2,}-"
    between = r"(?:,? (?:en/of|en|of|als|noch|tot|dan wel|and) (?:de |het |een )?|, )"
    return re.compile(rf"({first}(?:, {first}){{0,5}}){between}([^\W_][\w-]*[^\W_])\b")


def _completed(match: re.Match[str], parts_of: Callable[[str], tuple[Part, ...]]) -> Iterator[ApartWord]:
    """Yield each word before the compound, with each end that the compound can give."""
    compound = normalize_token(match[2]).form
    ends = dict.fromkeys(_ends(compound, parts_of(compound)))
    for word in re.finditer(r"[^\W_]+", match[1]):
        first = normalize_token(word[0]).form
        for last in ends:
            yield ApartWord(first + last, match.start() + word.start(), match.end())


def _ends(compound: str, parts: tuple[Part, ...]) -> Iterator[str]:
    starts = {part.start for part in parts if part.start and part.end == len(compound)}
    if not starts:
        starts = {
            len(first)
            for first in (*PARTICLES, *_FIRST_WORDS)
            if compound.startswith(first) and len(compound) - len(first) >= _MIN_END_LENGTH
        }
    for start in sorted(starts):
        yield compound[start:]
