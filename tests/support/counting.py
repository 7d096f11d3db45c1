"""How often words and phrases stand in one paragraph of tokens: counting, and nothing else."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TypeAlias

from support.reference_documents import ReferenceToken, stem

from defsearch.search.plan import MatchKind

Paragraph: TypeAlias = list[ReferenceToken]
Element: TypeAlias = tuple[str, bool]  # a unit of a phrase, and whether it is meant in this form only


def alike(form: str, paragraph: Paragraph) -> Counter[MatchKind]:
    """How often a word stands in its own form, and in others of its stem."""
    exact = sum(token.form == form for token in paragraph)
    alike = sum(token.form != form and stem(token.form) == stem(form) for token in paragraph)
    return Counter({MatchKind.EXACT: exact, MatchKind.STEM: alike})


def units_of(paragraph: Paragraph) -> list[str]:
    """The units of all tokens."""
    return [unit for token in paragraph for unit in token.units]


def _fits(unit: str, wanted: Element, *, own_stem_only: bool = False) -> bool:
    form, exact = wanted
    return (unit == form and not own_stem_only) or (not exact and stem(unit) == stem(form))


def adjacent(units: list[str], wanted: list[Element], *, own_stem_only: bool = False) -> int:
    """How often the units stand next to each other in this order."""
    return sum(
        bool(wanted)
        and all(_fits(units[at + step], one, own_stem_only=own_stem_only) for step, one in enumerate(wanted))
        for at in range(len(units) - len(wanted) + 1)
    )


def near(units: list[str], wanted: list[Element], slop: int) -> int:
    """From how many places, each that of one of the units, all stand within ``slop``, at places of their own."""
    slop = max(slop, len(wanted) - 1)
    places = [[at for at, unit in enumerate(units) if _fits(unit, one)] for one in wanted]
    return sum(
        any(
            len(set(chosen)) == len(chosen) and start <= min(chosen) and max(chosen) <= start + slop
            for chosen in product(*places)
        )
        for start in {place for element in places for place in element}
    )
