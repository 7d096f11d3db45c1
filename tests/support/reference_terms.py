"""The terms of a query, and how often and where each one occurs in a paragraph; a reference for the search.

It works differently from the search: it reads every token and uses no index. It shares the tokenizer, the toy
analysis, the synonyms, the spellings of a pattern and the AST with it, because these define what a query means.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from support.reference_documents import (
    ReferenceCase,
    ReferenceParagraph,
    analyze,
    edit_distance,
    stem,
    vocabulary_of,
)

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import fold, normalize_token, subwords_of
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
from defsearch.search.expansion import AFTER_ORDINAL, MIN_SYNONYM_PART
from defsearch.search.plan import MatchKind
from defsearch.search.query_analyzer import pattern_spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from support.reference_documents import ReferenceRelease

    from defsearch.dutch.synonyms import Synonyms

Paragraph: TypeAlias = ReferenceParagraph
Element: TypeAlias = tuple[str, bool]  # a subword of a phrase, and whether only this form matches
Fields: TypeAlias = tuple[str, ...]
ANY_FIELD = ("title", "body")


class QueryTerm(NamedTuple):
    """One term of a query, and the fields in which it is searched.

    It is a leaf of the AST, or adjacent ``words`` that are also one compound or have other ``names`` (synonyms).
    """

    node: Node | None
    fields: Fields
    words: tuple[Word, ...] = ()
    names: tuple[tuple[str, ...], ...] | None = None
    conditions: tuple[tuple[Node, Fields], ...] = ()  # it counts only in releases that match all of these


class Group(NamedTuple):
    """Children of a node that are one term together, or a single child."""

    children: tuple[Node, ...]
    joined: QueryTerm | None


class QueryTerms(NamedTuple):
    """The terms of a query that a hit may contain, and the pairs of adjacent ones."""

    terms: list[QueryTerm]
    pairs: list[tuple[QueryTerm, QueryTerm]]


class ReferenceTerms:
    """The terms of queries over an archive of these releases."""

    def __init__(
        self,
        releases: Sequence[ReferenceRelease],
        *,
        compounds: bool = True,
        synonyms: Synonyms | None = None,
    ) -> None:
        self.vocabulary = vocabulary_of(releases)
        self.case = ReferenceCase(releases)
        self.compounds = compounds
        self.synonyms = synonyms

    # The terms of a query

    def terms_of(self, tree: Node | None) -> QueryTerms:
        """Return the terms in the order in which they were typed, without excluded ones."""
        found = QueryTerms([], [])
        if tree is not None:
            self._add_terms(tree, ANY_FIELD, found, ())
        return found

    def _add_terms(
        self, node: Node, fields: Fields, found: QueryTerms, conditions: tuple[tuple[Node, Fields], ...]
    ) -> QueryTerm | None:
        """Add the terms of a node, and return the term if the node is one."""
        if isinstance(node, Word | Phrase | Wildcard | Fuzzy):
            found.terms.append(QueryTerm(node, fields, conditions=conditions))
            return found.terms[-1]
        if isinstance(node, FieldScope):
            return self._add_terms(node.child, (node.field.value,), found, conditions)
        if isinstance(node, DateOrWords):
            self._add_terms(Phrase(node.words, 0, node.span), fields, found, conditions)
        elif isinstance(node, And | Or):
            typed: list[QueryTerm | None] = []
            for group in self.groups(node):
                for child in group.children:
                    more = (
                        (*conditions, (child, fields))
                        if isinstance(node, Or) and _is_all(child)
                        else conditions
                    )
                    typed.append(self._add_terms(child, fields, found, more))
                if group.joined is not None:
                    found.terms.append(group.joined._replace(fields=fields, conditions=conditions))
            found.pairs.extend(pairwise(term for term in typed if term is not None))
        else:
            assert isinstance(node, Not | DateClause)
        return None

    def groups(self, node: And | Or) -> list[Group]:
        """Group the children of a node: adjacent words that are a name or a compound together are one group."""
        groups = []
        at = 0
        while at < len(node.children):
            run: list[Word] = []
            for child in node.children[at:] if node.implicit else ():
                if not isinstance(child, Word) or child.exact:
                    break
                run.append(child)
            joined = self._joined(run)
            size = 1 if joined is None else len(joined.words)
            groups.append(Group(node.children[at : at + size], joined))
            at += size
        return groups

    def _joined(self, run: list[Word]) -> QueryTerm | None:
        """Return the longest prefix of ``run`` that is a name, else its first two words if they are a compound."""
        forms = [normalize_token(word.text) for word in run]
        size = self.synonyms.longest_match(forms) if self.synonyms is not None else 0
        if size > 1 and self.synonyms is not None:
            typed = " ".join(word.text for word in run[:size])
            return QueryTerm(None, (), tuple(run[:size]), self.synonyms.lookup(forms[:size], typed))
        if len(run) > 1 and self._solid_spellings(*forms[:2]):
            return QueryTerm(None, (), tuple(run[:2]))
        return None

    def _solid_spellings(self, one: str, other: str) -> list[str]:
        """Return a form of the archive for each stem that the two words have when they are written as one."""
        stems = {start + stem(other) for start in (one, one + "s", stem(one))}
        solid = {stem(form): form for form in sorted(self.vocabulary, reverse=True) if stem(form) in stems}
        if one + other in self.vocabulary:
            solid[stem(one + other)] = one + other
        return list(solid.values())

    # How often a term occurs in a paragraph

    def count(self, term: QueryTerm, paragraph: Paragraph) -> Counter[MatchKind]:
        """Count a term by the kinds of match; each token counts as its closest kind only."""
        node = term.node
        if isinstance(node, Word):
            return self._word(node, paragraph)
        if isinstance(node, Phrase):
            return self._phrase(node, paragraph)
        if node is None:
            return self._together(term, paragraph)
        found: Counter[MatchKind] = Counter()
        for token in paragraph:
            how = self._match_kind(node, token.form)
            if how is not None:
                found[how] += 1
        return found

    def _together(self, term: QueryTerm, paragraph: Paragraph) -> Counter[MatchKind]:
        """Count adjacent words as typed, and as their synonyms or as one compound."""
        units = [(unit, False) for word in term.words for unit in subwords_of(normalize_token(word.text))]
        found = Counter({MatchKind.STEM: self.adjacent(self.units_of(paragraph), units)})
        if term.names is not None:
            return found + self._other_names(term.names, paragraph)
        one, other = (normalize_token(word.text) for word in term.words)
        found[MatchKind.PART] = sum(
            self.is_same_word(token.form, solid)
            for token in paragraph
            for solid in self._solid_spellings(one, other)
        )
        return found

    @staticmethod
    def _match_kind(node: Node, form: str) -> MatchKind | None:
        """Return how a form matches a wildcard or a fuzzy word."""
        if isinstance(node, Wildcard):
            wild = {"*": ".*", "?": "."}
            for pattern in pattern_spellings(node.text):
                pieces = re.split(r"([*?])", pattern)
                expression = "".join(wild.get(piece) or re.escape(fold(piece)) for piece in pieces)
                if re.fullmatch(expression, form, re.DOTALL):
                    return MatchKind.PATTERN
            return None
        assert isinstance(node, Fuzzy)
        edits = edit_distance(normalize_token(node.text), form)
        return None if edits > node.distance else MatchKind.FUZZY if edits else MatchKind.EXACT

    def _word(self, word: Word, paragraph: Paragraph) -> Counter[MatchKind]:
        form = normalize_token(word.text)
        if word.capitals:
            named = sum(token.form == form and token.text.isupper() for token in paragraph)
            return Counter({MatchKind.EXACT: named})
        if word.exact:
            return Counter({MatchKind.EXACT: sum(token.form == form for token in paragraph)})
        found = self.count_solid(word.text, paragraph)
        found[MatchKind.STEM] += self.adjacent(self.units_of(paragraph), self._open_spelling(form))
        names = [] if self.synonyms is None else self.synonyms.lookup([form], word.text)
        for ordinal in (form, *("".join(name) for name in names if len(name) == 1)):
            if re.fullmatch(r"\d+e", ordinal):
                found[MatchKind.SYNONYM] += sum(
                    one == ordinal[:-1] and other in AFTER_ORDINAL
                    for one, other in pairwise(self.units_of(paragraph))
                )
        return found

    def count_solid(self, text: str, paragraph: Paragraph) -> Counter[MatchKind]:
        """Count a word and its synonyms, but not its parts apart."""
        form = normalize_token(text)
        found = self._same_stem(form, paragraph)
        found[MatchKind.STEM] += paragraph.apart.count(stem(form))
        found[MatchKind.SPLIT] = paragraph.split.count(stem(form))
        if self.compounds:
            found[MatchKind.PART] = self._parts(stem(form), paragraph)
        if self.synonyms is not None:
            names = self.synonyms.lookup(subwords_of(form), text)
            is_known = any(stem(one) == stem(form) for one in self.vocabulary)
            found += self._other_names(names, paragraph, in_compounds=self.compounds and not is_known)
        return found

    @staticmethod
    def _parts(wanted: str, paragraph: Paragraph) -> int:
        """Count the compounds with a part that has this stem."""
        return sum(
            stem(token.form) != wanted and any(part.stem == wanted for part in analyze(token.form).parts)
            for token in paragraph
        )

    @staticmethod
    def _open_spelling(form: str) -> list[Element]:
        """Return the parts of a compound or hyphenated word as separate words."""
        pieces = (
            form.split("-") if "-" in form else [form[part.start : part.end] for part in analyze(form).parts]
        )
        return [(piece, False) for piece in pieces]

    def _other_names(
        self, names: Iterable[tuple[str, ...]], paragraph: Paragraph, *, in_compounds: bool = False
    ) -> Counter[MatchKind]:
        total = inside = 0
        for name in names:
            if len(name) == 1:
                total += sum(self.is_same_word(token.form, name[0]) for token in paragraph)
                if in_compounds and len(name[0]) >= MIN_SYNONYM_PART:
                    inside += self._parts(stem(name[0]), paragraph)
            else:
                total += self.adjacent(
                    self.units_of(paragraph), [(form, False) for form in name], own_stem_only=True
                )
        return Counter({MatchKind.SYNONYM: total, MatchKind.SYNONYM_PART: inside})

    def _phrase(self, phrase: Phrase, paragraph: Paragraph) -> Counter[MatchKind]:
        wanted = [
            (unit, word.exact) for word in phrase.words for unit in subwords_of(normalize_token(word.text))
        ]
        units = self.units_of(paragraph)
        found: Counter[MatchKind] = Counter()
        for reading in (wanted, *self._other_spellings(wanted)):
            if len(reading) == 1 and len(wanted) == 2:
                # Two words written as one, with or without a hyphen: any token with that stem.
                found[MatchKind.EXACT] += sum(
                    self.is_same_word(token.form, reading[0][0]) for token in paragraph
                )
            elif phrase.slop:
                found[MatchKind.EXACT] += self.near(units, reading, phrase.slop)
            else:
                found[MatchKind.EXACT] += self.adjacent(units, reading)
        if self.synonyms is not None and not phrase.slop:
            names = self.synonyms.lookup(
                [unit for unit, _ in wanted], " ".join(word.text for word in phrase.words)
            )
            found += self._other_names(names, paragraph)
        return found

    def _other_spellings(self, wanted: list[Element]) -> list[list[Element]]:
        """Return the phrase with one pair written solid, or one word with hyphens, if the archive has that form."""
        others = []
        for at in range(len(wanted) - 1):
            (one, exact), (two, exact_too) = wanted[at : at + 2]
            if not exact and not exact_too and one + two in self.vocabulary:
                others.append([*wanted[:at], (one + two, False), *wanted[at + 2 :]])
        for at, (unit, exact) in enumerate(wanted):
            hyphenated = [form for form in self.vocabulary if "-" in form and self.is_same_word(form, unit)]
            spellings = {tuple(map(self._forms_like, form.split("-"))): form for form in hyphenated}
            for form in spellings.values() if not exact else ():
                apart = [(piece, False) for piece in form.split("-")]
                others.append([*wanted[:at], *apart, *wanted[at + 1 :]])
        return others

    def _forms_like(self, unit: str) -> frozenset[str]:
        return frozenset({unit, *(form for form in self.vocabulary if self.is_same_word(form, unit))})

    # Positions

    def positions(self, term: QueryTerm, paragraph: Paragraph) -> list[int]:
        """Return the positions of a term, for proximity; a phrase of several words has none."""
        places = []
        at = 0
        for token in paragraph:
            if self._occurs_as(term.node, token.form):
                places.append(at)
            if len(token.units) > 1:
                places += [
                    at + step for step, unit in enumerate(token.units) if self._occurs_as(term.node, unit)
                ]
            at += len(token.units)
        return sorted(set(places))

    def _occurs_as(self, node: Node | None, form: str) -> bool:
        if isinstance(node, Word):
            wanted = normalize_token(node.text)
            return form == wanted or (not node.exact and self.is_same_word(form, wanted))
        if isinstance(node, Phrase):
            units = [unit for word in node.words for unit in subwords_of(normalize_token(word.text))]
            exact = any(word.exact for word in node.words)
            solid = "".join(units)
            return (
                len(units) == 2 and not exact and solid in self.vocabulary and self.is_same_word(form, solid)
            )
        return node is not None and self._match_kind(node, form) is not None

    # Counting in one paragraph

    def is_same_word(self, form: str, wanted: str) -> bool:
        """Return whether ``form`` is an inflection of ``wanted``.

        It is no stop word, and not a name in the archive where the other is a common word.
        """
        if form == wanted or stem(form) != stem(wanted):
            return form == wanted
        pairs = ((form, wanted), (wanted, form))
        return form not in STOP_WORDS and not any(
            _looks_inflected(one) and self.case.is_name(one) and self.case.is_common(other)
            for one, other in pairs
        )

    def _same_stem(self, form: str, paragraph: Paragraph) -> Counter[MatchKind]:
        """Count a form, and the other forms of its stem."""
        exact = sum(token.form == form for token in paragraph)
        alike = sum(token.form != form and self.is_same_word(token.form, form) for token in paragraph)
        return Counter({MatchKind.EXACT: exact, MatchKind.STEM: alike})

    @staticmethod
    def units_of(paragraph: Paragraph) -> list[str]:
        """Return the subwords of all tokens."""
        return [unit for token in paragraph for unit in token.units]

    def _fits(self, unit: str, wanted: Element, *, own_stem_only: bool = False) -> bool:
        form, exact = wanted
        return (unit == form and not own_stem_only) or (not exact and self.is_same_word(unit, form))

    def adjacent(self, units: list[str], wanted: list[Element], *, own_stem_only: bool = False) -> int:
        """Count the places where the subwords are adjacent and in this order."""
        return sum(
            bool(wanted)
            and all(
                self._fits(units[at + step], one, own_stem_only=own_stem_only)
                for step, one in enumerate(wanted)
            )
            for at in range(len(units) - len(wanted) + 1)
        )

    def near(self, units: list[str], wanted: list[Element], slop: int) -> int:
        """Count the positions of any element from which all elements, at different positions, are within ``slop``."""
        slop = max(slop, len(wanted) - 1)
        places = [[at for at, unit in enumerate(units) if self._fits(unit, one)] for one in wanted]
        return sum(
            any(
                len(set(chosen)) == len(chosen) and start <= min(chosen) and max(chosen) <= start + slop
                for chosen in product(*places)
            )
            for start in {place for element in places for place in element}
        )


def _is_all(node: Node) -> bool:
    return _is_all(node.child) if isinstance(node, FieldScope) else isinstance(node, And)


def _looks_inflected(form: str) -> bool:
    lemma, _, parts = analyze(form)
    return lemma != form and not parts and form != lemma + "e"
