"""What each thing that a query names is in a text: how often a paragraph holds it, in which way of reading, and where.

Written apart from the search and from how it works. It shares the tokens, the toy analysis, the synonyms and the tree
with it, for those are what a query means.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from support.counting import Element, Paragraph, adjacent, alike, near, units_of
from support.reference_documents import analyze, edit_distance, stem

from defsearch.dutch.normalization import fold
from defsearch.dutch.tokenizer import normalize_token
from defsearch.query.ast import (
    And,
    DateClause,
    DateOrWords,
    FieldScope,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
)
from defsearch.search.plan import MatchKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from defsearch.dutch.synonyms import Synonyms

Fields: TypeAlias = tuple[str, ...]
ANY_FIELD = ("title", "body")


class QueryTerm(NamedTuple):
    """One thing that a query names, and the zones it is looked for in.

    It is a leaf of the tree; or ``words`` typed side by side, meant as one word or under their other ``names``.
    """

    node: Node | None
    fields: Fields
    words: tuple[Word, ...] = ()
    names: tuple[tuple[str, ...], ...] | None = None
    conditions: tuple[tuple[Node, Fields], ...] = ()  # it counts only in releases that hold all of these


class Named(NamedTuple):
    """The things that a query names and a hit may hold, and which of them were typed one behind the other."""

    things: list[QueryTerm]
    pairs: list[tuple[QueryTerm, QueryTerm]]


class ReferenceTerms:
    """Reads the things of a query in the words of an archive."""

    def __init__(
        self, vocabulary: Collection[str], *, compounds: bool = True, synonyms: Synonyms | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.compounds = compounds
        self.synonyms = synonyms

    # What is named

    def named(self, tree: Node | None) -> Named:
        """Everything that ``tree`` names, in the order it was typed; not what must be absent."""
        found = Named([], [])
        if tree is not None:
            self._name(tree, ANY_FIELD, found, ())
        return found

    def _name(
        self, node: Node, fields: Fields, found: Named, conditions: tuple[tuple[Node, Fields], ...]
    ) -> QueryTerm | None:
        """Add what ``node`` names; the thing that it is, where it is one."""
        if isinstance(node, Word | Phrase | Wildcard | Fuzzy):
            found.things.append(QueryTerm(node, fields, conditions=conditions))
            return found.things[-1]
        if isinstance(node, FieldScope):
            return self._name(node.child, (node.field.value,), found, conditions)
        if isinstance(node, DateOrWords):
            self._name(Phrase(node.words, 0, node.span), fields, found, conditions)
        elif isinstance(node, And | Or):
            typed: list[QueryTerm | None] = []
            for group in self.groups(node):
                for child in group.children:
                    more = (
                        (*conditions, (child, fields))
                        if isinstance(node, Or) and _is_all(child)
                        else conditions
                    )
                    typed.append(self._name(child, fields, found, more))
                if group.joined is not None:
                    found.things.append(group.joined._replace(fields=fields, conditions=conditions))
            found.pairs.extend(pairwise(thing for thing in typed if thing is not None))
        else:
            assert isinstance(node, Not | DateClause)
        return None

    def groups(self, node: And | Or) -> list[Group]:
        """The children of a node; words side by side that are one name or one word together are one group."""
        groups = []
        at = 0
        while at < len(node.children):
            run: list[Word] = []
            for child in node.children[at:] if isinstance(node, And) and node.implicit else ():
                if not isinstance(child, Word) or child.exact:
                    break
                run.append(child)
            joined = self._joined(run)
            size = 1 if joined is None else len(joined.words)
            groups.append(Group(node.children[at : at + size], joined))
            at += size
        return groups

    def _joined(self, run: list[Word]) -> QueryTerm | None:
        """The longest beginning of ``run`` that is a name; else its first two words, where they are also one."""
        forms = [normalize_token(word.text).form for word in run]
        size = self.synonyms.longest_match(forms) if self.synonyms is not None else 0
        if size > 1 and self.synonyms is not None:
            typed = " ".join(word.text for word in run[:size])
            return QueryTerm(None, (), tuple(run[:size]), self.synonyms.lookup(forms[:size], typed))
        if len(run) > 1 and forms[0] + forms[1] in self.vocabulary:
            return QueryTerm(None, (), tuple(run[:2]))
        return None

    # How often a paragraph holds it

    def counts(self, thing: QueryTerm, paragraph: Paragraph) -> Counter[MatchKind]:
        """How often a paragraph holds a thing, by the ways it is read; a token in its closest way only."""
        node = thing.node
        if isinstance(node, Word):
            return self._word(node, paragraph)
        if isinstance(node, Phrase):
            return self._phrase(node, paragraph)
        if node is None:
            return self._together(thing, paragraph)
        found: Counter[MatchKind] = Counter()
        for token in paragraph:
            how = self._alike(node, token.form)
            if how is not None:
                found[how] += 1
        return found

    def _together(self, thing: QueryTerm, paragraph: Paragraph) -> Counter[MatchKind]:
        """Words as they were typed, and by the other names that they have together or as one word."""
        units = [(unit.form, False) for word in thing.words for unit in normalize_token(word.text).subwords]
        found = Counter({MatchKind.STEM: adjacent(units_of(paragraph), units)})
        if thing.names is not None:
            return found + self._other_names(thing.names, paragraph)
        solid = stem("".join(normalize_token(word.text).form for word in thing.words))
        found[MatchKind.PART] = sum(stem(token.form) == solid for token in paragraph)
        return found

    @staticmethod
    def _alike(node: Node, form: str) -> MatchKind | None:
        """How a form is what a pattern or a fuzzy word stands for."""
        if isinstance(node, Wildcard):
            pieces = re.split(r"([*?])", node.text)
            wild = {"*": ".*", "?": "."}
            expression = "".join(wild.get(piece) or re.escape(fold(piece)) for piece in pieces)
            return MatchKind.PATTERN if re.fullmatch(expression, form, re.DOTALL) else None
        assert isinstance(node, Fuzzy)
        edits = edit_distance(normalize_token(node.text).form, form)
        return None if edits > node.distance else MatchKind.FUZZY if edits else MatchKind.EXACT

    def _word(self, word: Word, paragraph: Paragraph) -> Counter[MatchKind]:
        reading = normalize_token(word.text)
        if word.exact:
            return Counter({MatchKind.EXACT: sum(token.form == reading.form for token in paragraph)})
        found = alike(reading.form, paragraph)
        if self.compounds:
            wanted = stem(reading.form)
            found[MatchKind.PART] = sum(
                stem(token.form) != wanted and any(part.stem == wanted for part in analyze(token.form).parts)
                for token in paragraph
            )
        found[MatchKind.STEM] += adjacent(units_of(paragraph), self._open_spelling(reading.form))
        if self.synonyms is not None:
            names = self.synonyms.lookup([unit.form for unit in reading.subwords], word.text)
            found += self._other_names(names, paragraph)
        return found

    @staticmethod
    def _open_spelling(form: str) -> list[Element]:
        """The parts of a compound or hyphenated word as words or units of their own."""
        pieces = (
            form.split("-") if "-" in form else [form[part.start : part.end] for part in analyze(form).parts]
        )
        return [(piece, False) for piece in pieces]

    @staticmethod
    def _other_names(names: Iterable[tuple[str, ...]], paragraph: Paragraph) -> Counter[MatchKind]:
        total = 0
        for name in names:
            if len(name) == 1:
                total += sum(stem(token.form) == stem(name[0]) for token in paragraph)
            else:
                total += adjacent(units_of(paragraph), [(form, False) for form in name], own_stem_only=True)
        return Counter({MatchKind.SYNONYM: total})

    def _phrase(self, phrase: Phrase, paragraph: Paragraph) -> Counter[MatchKind]:
        wanted = [
            (unit.form, word.exact) for word in phrase.words for unit in normalize_token(word.text).subwords
        ]
        units = units_of(paragraph)
        found: Counter[MatchKind] = Counter()
        for reading in (wanted, *self._other_spellings(wanted)):
            if len(reading) == 1 and len(wanted) == 2:
                # Two words written as one, hyphen or not: a token with that stem, whatever its units are.
                found[MatchKind.EXACT] += sum(stem(token.form) == stem(reading[0][0]) for token in paragraph)
            elif phrase.slop:
                found[MatchKind.EXACT] += near(units, reading, phrase.slop)
            else:
                found[MatchKind.EXACT] += adjacent(units, reading)
        if self.synonyms is not None and not phrase.slop:
            names = self.synonyms.lookup(
                [unit for unit, _ in wanted], " ".join(word.text for word in phrase.words)
            )
            found += self._other_names(names, paragraph)
        return found

    def _other_spellings(self, wanted: list[Element]) -> list[list[Element]]:
        """The same words with one pair written solid, or one word written with hyphens, as the archive does."""
        others = []
        for at in range(len(wanted) - 1):
            (one, exact), (two, exact_too) = wanted[at : at + 2]
            if not exact and not exact_too and one + two in self.vocabulary:
                others.append([*wanted[:at], (one + two, False), *wanted[at + 2 :]])
        for at, (unit, exact) in enumerate(wanted):
            hyphenated = [form for form in self.vocabulary if "-" in form and stem(form) == stem(unit)]
            spellings = {tuple(map(self._forms_like, form.split("-"))): form for form in hyphenated}
            for form in spellings.values() if not exact else ():
                apart = [(piece, False) for piece in form.split("-")]
                others.append([*wanted[:at], *apart, *wanted[at + 1 :]])
        return others

    def _forms_like(self, unit: str) -> frozenset[str]:
        return frozenset({unit, *(form for form in self.vocabulary if stem(form) == stem(unit))})

    # Where

    def places(self, thing: QueryTerm, paragraph: Paragraph) -> list[int]:
        """The units of a paragraph at which a thing stands, for how near things are; none for a phrase of words."""
        places = []
        at = 0
        for token in paragraph:
            if self._stands(thing.node, token.form):
                places.append(at)
            if len(token.units) > 1:
                places += [
                    at + step for step, unit in enumerate(token.units) if self._stands(thing.node, unit)
                ]
            at += len(token.units)
        return sorted(set(places))

    def _stands(self, node: Node | None, form: str) -> bool:
        if isinstance(node, Word):
            wanted = normalize_token(node.text).form
            return form == wanted or (not node.exact and stem(form) == stem(wanted))
        if isinstance(node, Phrase):
            units = [unit.form for word in node.words for unit in normalize_token(word.text).subwords]
            exact = any(word.exact for word in node.words)
            solid = "".join(units)
            return len(units) == 2 and not exact and solid in self.vocabulary and stem(form) == stem(solid)
        return node is not None and self._alike(node, form) is not None


def _is_all(node: Node) -> bool:
    return _is_all(node.child) if isinstance(node, FieldScope) else isinstance(node, And)


class Group(NamedTuple):
    """Children of a node that stand for one thing together, or one child by itself."""

    children: tuple[Node, ...]
    joined: QueryTerm | None
