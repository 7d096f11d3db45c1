"""A plain judge of queries: reads every release word by word and decides, without any index.

Written apart from the search and from how it works: no posting lists, no plan, no numbers. It shares the tokens,
the toy analysis and the tree with it, for those are what a query means.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from support.archive import ToyAnalyzer

from defsearch.dutch.tokens import fold, read_token, tokenize
from defsearch.search.tree import (
    And,
    DateWords,
    Fuzzy,
    InPeriod,
    InZone,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.archive import Item

ANALYZER = ToyAnalyzer()
analyse = lru_cache(maxsize=None)(ANALYZER.analyse)


class PlainToken(NamedTuple):
    """One token of a paragraph: its form and the forms of its units."""

    form: str
    units: tuple[str, ...]


class PlainRelease:
    """A release as lists of paragraphs of tokens, by zone."""

    def __init__(self, item: Item) -> None:
        self.id, release = item
        self.date = release.date
        body = [release.body[part.start : part.end] for part in release.paragraphs]
        headings = [release.body[part.start : part.end] for part in release.paragraphs if part.is_heading]
        self.zones = {
            "title": [_tokens(release.title)],
            "heading": [_tokens(text) for text in headings],
            "body": [_tokens(text) for text in body],
        }


def _tokens(text: str) -> list[PlainToken]:
    readings = (read_token(token.text) for token in tokenize(text))
    return [PlainToken(reading.form, tuple(unit.form for unit in reading.units)) for reading in readings]


class Judge:
    """Decides which releases of an archive match a tree."""

    def __init__(self, items: Sequence[Item], *, compounds: bool = True) -> None:
        self.releases = [PlainRelease(item) for item in items]
        self.compounds = compounds
        tokens = [
            token for one in self.releases for zone in one.zones.values() for part in zone for token in part
        ]
        self.vocabulary = {token.form for token in tokens} | {
            unit for token in tokens for unit in token.units
        }

    def ids(self, tree: Node | None) -> set[str]:
        """The ids of the releases that match."""
        return {one.id for one in self.releases if tree is None or self.holds(tree, one, ("title", "body"))}

    def holds(self, node: Node, release: PlainRelease, zones: tuple[str, ...]) -> bool:
        """Whether one release matches."""
        if isinstance(node, InZone):
            return self.holds(node.child, release, (node.zone.value,))
        if isinstance(node, InPeriod):
            return node.period.contains(release.date)
        if isinstance(node, DateWords):
            phrase = Phrase(node.words, 0, node.span)
            return node.period.contains(release.date) or self.holds(phrase, release, zones)
        if isinstance(node, Not):
            return not self.holds(node.child, release, zones)
        if isinstance(node, Or):
            return any(self.holds(child, release, zones) for child in node.children)
        if isinstance(node, And):
            return self._holds_all(node, release, zones)
        paragraphs = [paragraph for zone in zones for paragraph in release.zones[zone]]
        return any(self._in_paragraph(node, paragraph) for paragraph in paragraphs)

    def _holds_all(self, node: And, release: PlainRelease, zones: tuple[str, ...]) -> bool:
        """All children; two plain words side by side may also stand there as one solid word."""
        at = 0
        while at < len(node.children):
            solid = self._solid(node, at)
            if solid is not None:
                apart = all(self.holds(child, release, zones) for child in node.children[at : at + 2])
                if not apart and not self._stands_solid(solid, release, zones):
                    return False
                at += 2
                continue
            if not self.holds(node.children[at], release, zones):
                return False
            at += 1
        return True

    def _solid(self, node: And, at: int) -> str | None:
        pair = node.children[at : at + 2]
        if not node.implicit or len(pair) < 2:
            return None
        first, second = pair
        if not isinstance(first, Word) or not isinstance(second, Word) or first.exact or second.exact:
            return None
        solid = read_token(first.text).form + read_token(second.text).form
        return solid if solid in self.vocabulary else None

    @staticmethod
    def _stands_solid(solid: str, release: PlainRelease, zones: tuple[str, ...]) -> bool:
        stem = analyse(solid).stem
        return any(
            token.form == solid or analyse(token.form).stem == stem
            for zone in zones
            for paragraph in release.zones[zone]
            for token in paragraph
        )

    def _in_paragraph(self, node: Node, paragraph: list[PlainToken]) -> bool:
        if isinstance(node, Word):
            return self._word(node, paragraph)
        if isinstance(node, Phrase):
            return self._phrase(node, paragraph)
        if isinstance(node, Pattern):
            expression = "".join(
                ".*" if piece == "*" else "." if piece == "?" else re.escape(fold(piece))
                for piece in re.split(r"([*?])", node.text)
            )
            return any(re.fullmatch(expression, token.form, re.DOTALL) for token in paragraph)
        assert isinstance(node, Fuzzy)
        wanted = read_token(node.text).form
        return any(edit_distance(wanted, token.form) <= node.distance for token in paragraph)

    def _word(self, node: Word, paragraph: list[PlainToken]) -> bool:
        reading = read_token(node.text)
        if node.exact:
            return any(token.form == reading.form for token in paragraph)
        wanted = analyse(reading.form)
        for token in paragraph:
            found = analyse(token.form)
            if token.form == reading.form or found.stem == wanted.stem:
                return True
            if self.compounds and any(part.stem == wanted.stem for part in found.parts):
                return True
        return self._open_spelling(reading.form, paragraph)

    @staticmethod
    def _open_spelling(form: str, paragraph: list[PlainToken]) -> bool:
        """The parts of a compound or hyphenated word as words or units of their own, one after the other."""
        units = [unit for token in paragraph for unit in token.units]
        if "-" in form:
            pieces = [analyse(piece).stem for piece in form.split("-")]
        else:
            pieces = [part.stem for part in analyse(form).parts]
        runs = (units[at : at + len(pieces)] for at in range(len(units) - len(pieces) + 1))
        return bool(pieces) and any([analyse(unit).stem for unit in run] == pieces for run in runs)

    def _phrase(self, node: Phrase, paragraph: list[PlainToken]) -> bool:
        wanted = [(unit.form, word.exact) for word in node.words for unit in read_token(word.text).units]
        units = [unit for token in paragraph for unit in token.units]
        readings = [wanted, *self._other_spellings(wanted)]
        if node.slop:
            return any(_near(units, one, node.slop) for one in readings)
        if any(_adjacent(units, one) for one in readings):
            return True
        # Two words written as one, hyphen or not: a token with that stem, whatever its units are.
        return len(wanted) == 2 and any(
            len(one) == 1 and any(analyse(token.form).stem == analyse(one[0][0]).stem for token in paragraph)
            for one in readings
        )

    def _other_spellings(self, wanted: list[tuple[str, bool]]) -> list[list[tuple[str, bool]]]:
        """The same words with one pair written solid, or one word written with hyphens, as the archive does."""
        others = []
        for at in range(len(wanted) - 1):
            (one, exact), (two, exact_too) = wanted[at : at + 2]
            if not exact and not exact_too and one + two in self.vocabulary:
                others.append([*wanted[:at], (one + two, False), *wanted[at + 2 :]])
        for at, (unit, exact) in enumerate(wanted):
            if exact:
                continue
            for form in self.vocabulary:
                if "-" in form and analyse(form).stem == analyse(unit).stem:
                    apart = [(piece, False) for piece in form.split("-")]
                    others.append([*wanted[:at], *apart, *wanted[at + 1 :]])
        return others


def _fits(unit: str, wanted: tuple[str, bool]) -> bool:
    form, exact = wanted
    return unit == form or (not exact and analyse(unit).stem == analyse(form).stem)


def _adjacent(units: list[str], wanted: list[tuple[str, bool]]) -> bool:
    return any(
        all(_fits(units[at + step], one) for step, one in enumerate(wanted))
        for at in range(len(units) - len(wanted) + 1)
    )


def _near(units: list[str], wanted: list[tuple[str, bool]], slop: int) -> bool:
    places = [[at for at, unit in enumerate(units) if _fits(unit, one)] for one in wanted]
    return any(
        len(set(chosen)) == len(chosen) and max(chosen) - min(chosen) <= max(slop, len(wanted) - 1)
        for chosen in product(*places)
    )


def edit_distance(one: str, other: str) -> int:
    """Levenshtein, by its definition."""

    @cache
    def distance(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        change = distance(i - 1, j - 1) + (one[i - 1] != other[j - 1])
        return min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, change)

    return distance(len(one), len(other))
