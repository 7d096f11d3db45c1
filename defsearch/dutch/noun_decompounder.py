"""Compound splitting by the nouns of the word list, for compounds that the part words do not cover.

``Decompounder`` knows the words that are common in compounds, and where they occur in them. Most other compounds have
one of those words and one other noun (``brokkenpiloot``, ``straaljagerpiloot``), so here any noun of the word list can
be the first or the last part. Both parts then have four letters or more, and a form that can be a derivation
(``bondgenootschap``) or a verb stays whole.

Not here: splits by part words (``decompounder``), and names and words that are never split (``Decompounder.is_whole``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.dutch.decompounder import CompoundPart
from defsearch.dutch.morphology import PARTICLES, is_diminutive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from defsearch.dutch.decompounder import Decompounder
    from defsearch.dutch.stemmer import Stemmer

_MIN_LENGTH = 4  # of a part
_MIN_UNCOMMON_LENGTH = 5  # of a last part that is not a part word
_LINKS = ("", "s", "en")
# Source of these three: from general knowledge of Dutch word formation.
_DERIVED_ENDINGS = (
    "schap", "schappen", "heid", "heden", "lijk", "lijke", "lijks", "ig", "ige", "isch", "ische", "end", "ende",
    "enden", "aal", "ale", "baar", "bare", "achtig", "achtige", "loos", "loze", "zaam", "zame", "matig", "matige",
    "waarts", "vormig", "vormige",
)  # fmt: skip
_NOT_FIRST = PARTICLES | {"anti", "inter", "super", "semi", "over", "meer", "vice", "oude", "elke"}
_NOT_LAST = frozenset({
    "aard", "aarde", "aarden", "aars", "appers", "aren", "baarder", "baars", "baarst", "baarste", "baarsten",
    "chap", "elen", "eler", "enaar", "ende", "enis", "eren", "erij", "este", "eter", "gene", "hard", "lende",
    "ling", "ment", "ring", "ster", "tier", "ting",
})  # fmt: skip


class NounDecompounder:
    """A splitter of normalized forms into a first part, which may be a compound, and a last part."""

    def __init__(self, stemmer: Stemmer, decompounder: Decompounder) -> None:
        self._stemmer = stemmer
        self._decompounder = decompounder
        self._nouns: dict[str, str] = {}

    def split(self, form: str) -> tuple[CompoundPart, ...]:
        """Return the two or more parts that cover ``form``, in order; an empty tuple if it is not a compound.

        Of several splits, that with the most part words counts, then that with the fewest parts, then that with the
        longest shorter half.
        """
        if (
            len(form) < 2 * _MIN_LENGTH
            or form.endswith(_DERIVED_ENDINGS)
            or self._decompounder.is_whole(form)
        ):
            return ()
        splits = [
            (*first, last)
            for last in self._last_parts(form)
            if (first := self._first_parts(form, last.start))
        ]
        if not splits or self._stemmer.is_verb(form):
            return ()
        return max(splits, key=lambda parts: self._quality(form, parts))

    def _quality(self, form: str, parts: tuple[CompoundPart, ...]) -> tuple[int, int, int]:
        start = parts[-1].start
        known = bool(self._decompounder.can_end(form[start:])) + bool(
            self._decompounder.can_start(form[:start])
        )
        return known, -len(parts), min(start, len(form) - start)

    def _last_parts(self, form: str) -> Iterator[CompoundPart]:
        for start in range(_MIN_LENGTH - 1, len(form) - _MIN_LENGTH + 1):
            tail = form[start:]
            word = "" if tail in _NOT_LAST or is_diminutive(tail) else self._noun(tail)
            if word[:1] == tail[0] and (
                len(tail) >= _MIN_UNCOMMON_LENGTH or self._decompounder.can_end(tail)
            ):
                yield CompoundPart(start, len(form), word)

    def _first_parts(self, form: str, end: int) -> tuple[CompoundPart, ...]:
        """Return the parts of the text before ``end``: one noun, or those of a compound; () if it is neither."""
        head = form[:end]
        word = "" if head in _NOT_FIRST else self._first_word(head)
        if word:
            return (CompoundPart(0, end, word),)
        parts = self._decompounder.split(head) or (
            self._decompounder.split(head[:-1]) if head[-1] == "s" else ()
        )
        return (*parts[:-1], parts[-1]._replace(end=end)) if parts else ()

    def _first_word(self, head: str) -> str:
        """Return the noun that ``head`` is, with or without linking letters, or in the plural."""
        known = self._decompounder.can_start(head)
        if known:
            return known
        for link in _LINKS:
            noun = head.removesuffix(link)
            if (
                head.endswith(link)
                and len(noun) >= _MIN_LENGTH
                and self._noun(noun) == noun
                and noun not in _NOT_FIRST
            ):
                return noun
        return self._noun(head) if len(head) > _MIN_LENGTH and head.endswith(("en", "s")) else ""

    def _noun(self, form: str) -> str:
        """Return the noun of which ``form`` is the singular or the plural; an empty string if there is none."""
        noun = self._nouns.get(form)
        if noun is None:
            noun = self._nouns[form] = self._decompounder.can_end(form) or self._stemmer.noun(form)
        return noun
