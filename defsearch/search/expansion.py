"""From the tree of a query to its plan: every word becomes the terms of the archive that it reaches.

A word reaches itself, the forms with its stem, compounds that hold it, its open and hyphenated spellings, and its
synonyms; an exact word itself alone. A long word never reaches its own parts. Not here: reading the query
(``parser``), finding releases (``matching``).

How much one query may stand for, all its words together; beyond that it is refused at the word that was too much.
"""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, tokenize
from defsearch.errors import QueryError
from defsearch.query.ast import (
    And,
    DateClause,
    DateOrWords,
    FieldScope,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Span,
    Wildcard,
    Word,
)
from defsearch.records import NamedTuple
from defsearch.search.multi_term import fuzzy_forms, pattern_forms
from defsearch.search.plan import (
    FORMS,
    PARTS,
    STEMS,
    Conjunction,
    DateRange,
    Disjunction,
    Exclusion,
    MatchKind,
    PhraseVariant,
    Plan,
    PlanNode,
    TermGroup,
    TermVariant,
    TypedPair,
)
from defsearch.search.query_analyzer import cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from defsearch.dutch.synonyms import Synonyms
    from defsearch.index.vocabulary import Vocabulary
    from defsearch.query.ast import Node, Span
    from defsearch.search.query_analyzer import QueryAnalyzer


MOST_FORMS_TOGETHER = 5_000  # for which all patterns and fuzzy words of one query may stand
MOST_NAMES_TOGETHER = (
    500  # that its words may have besides; a name has four at most of those that come with defsearch
)


class ExpansionBudget:
    """What the words of one query were found to stand for so far."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._forms = 0
        self._names = 0

    def add_forms(self, count: int, span: Span) -> None:
        """Count what a pattern or fuzzy word at ``span`` stands for.

        Raises:
            QueryError: together they are too many.
        """
        self._forms += count
        if self._forms > MOST_FORMS_TOGETHER:
            raise self._error(
                f"together the patterns and fuzzy words stand for more than {MOST_FORMS_TOGETHER:,}"
                " different words in this archive",
                span,
                "Ask for fewer of them at a time, or add letters to them.",
            )

    def add_names(self, count: int, span: Span) -> None:
        """Count the other names of what stands at ``span``.

        Raises:
            QueryError: together they are too many.
        """
        self._names += count
        if self._names > MOST_NAMES_TOGETHER:
            raise self._error(
                f"together the words of this query have more than {MOST_NAMES_TOGETHER:,} synonyms",
                span,
                "Take some out of your file of synonyms, or search with --no-synonyms.",
            )

    def _error(self, message: str, span: Span, hint: str) -> QueryError:
        return QueryError(message, query=self._query, start=span[0], end=span[1], hint=hint)


_MOST_RESPELT = 32  # words of a phrase that is looked for in other spellings too
_MOST_IN_NAME = 16  # words
_ANYWHERE = ("title", "body")  # sub-headings are in the body


class ExpansionOptions(NamedTuple):
    """How far words reach in one search."""

    compounds: bool = True
    synonyms: bool = True
    exact: bool = False


class QueryExpander:
    """Turns one tree into a plan."""

    def __init__(
        self,
        query: str,
        vocabulary: Vocabulary,
        words: QueryAnalyzer,
        synonyms: Synonyms | None,
        options: ExpansionOptions,
    ) -> None:
        self._query = query
        self._vocabulary = vocabulary
        self._words = words
        self._synonyms = synonyms if options.synonyms and not options.exact else None
        self._reaching = options
        self._count = 0
        self._bounds = ExpansionBudget(query)
        self._pairs: list[TypedPair] = []

    def plan(self, tree: Node | None) -> Plan:
        """The plan of the whole query; without a root for an empty one."""
        root = None if tree is None else self._node(tree, _ANYWHERE)
        return Plan(root, tuple(self._pairs))

    def _node(self, node: Node, fields: tuple[str, ...]) -> PlanNode:
        if isinstance(node, Word):
            return self._word(node, fields)
        if isinstance(node, Phrase):
            return self._phrase(node.words, node.slop, node.span, fields)
        if isinstance(node, Wildcard):
            forms = pattern_forms(self._vocabulary, node.text, self._query, node.span)
            variants = tuple(TermVariant(MatchKind.PATTERN, FORMS, form) for form in forms)
            return self._expanded(node, fields, variants)
        if isinstance(node, Fuzzy):
            form = self._words.read(node.text).form
            near = fuzzy_forms(self._vocabulary, form, node.distance)
            variants = tuple(
                TermVariant(MatchKind.FUZZY if edits else MatchKind.EXACT, FORMS, one) for one, edits in near
            )
            return self._expanded(node, fields, variants)
        if isinstance(node, FieldScope):
            return self._node(node.child, (node.field.value,))
        if isinstance(node, DateClause):
            return DateRange(node.period)
        if isinstance(node, DateOrWords):
            return Disjunction((DateRange(node.period), self._phrase(node.words, 0, node.span, fields)))
        if isinstance(node, Not):
            return Exclusion(self._node(node.child, fields))
        if isinstance(node, Or):
            alternatives = tuple(self._node(child, fields) for child in node.children)
            self._note_pairs(alternatives)
            return Disjunction(alternatives)
        return self._all_of(node, fields)

    def _expanded(
        self, node: Wildcard | Fuzzy, fields: tuple[str, ...], variants: tuple[TermVariant, ...]
    ) -> TermGroup:
        self._bounds.add_forms(len(variants), node.span)
        return self._concept(node.text, node.span, fields, variants)

    def _concept(
        self,
        text: str,
        span: Span,
        fields: tuple[str, ...],
        terms: tuple[TermVariant, ...],
        phrases: tuple[PhraseVariant, ...] = (),
    ) -> TermGroup:
        group = TermGroup(self._count, text, span, fields, terms, phrases)
        self._count += 1
        return group

    def _word(self, node: Word, fields: tuple[str, ...]) -> TermGroup:
        word = self._words.read(node.text)
        if node.exact or self._reaching.exact:
            return self._concept(
                node.text, node.span, fields, (TermVariant(MatchKind.EXACT, FORMS, word.form),)
            )
        terms = [
            TermVariant(MatchKind.EXACT, FORMS, word.form),
            TermVariant(MatchKind.STEM, STEMS, word.analysis.stem),
        ]
        if self._reaching.compounds:
            terms.append(TermVariant(MatchKind.PART, PARTS, word.analysis.stem))
        phrases = [PhraseVariant(MatchKind.STEM, elements) for elements in self._open_spellings(node.text)]
        for other in self._other_names(word.units, node.text, node.span):
            self._add_name(other, terms, phrases)
        return self._concept(node.text, node.span, fields, tuple(dict.fromkeys(terms)), tuple(phrases))

    def _open_spellings(self, text: str) -> list[tuple[tuple[str, ...], ...]]:
        """The ways to write a hyphenated word or compound as words apart, as the elements of phrases."""
        word = self._words.read(text)
        if len(word.units) > 1:
            elements = tuple(_solid(self._words.siblings(unit)) for unit in word.units)
        else:
            elements = tuple(
                _solid(self._words.forms_of_stem(part.stem)) for part in cover(word.analysis.parts)
            )
        return [elements] if elements and all(elements) else []

    def _other_names(self, units: Sequence[str], typed: str, span: Span) -> Sequence[tuple[str, ...]]:
        names = self._synonyms.lookup(units, typed) if self._synonyms is not None else ()
        self._bounds.add_names(len(names), span)
        return names

    def _add_name(
        self, name: tuple[str, ...], terms: list[TermVariant], phrases: list[PhraseVariant]
    ) -> None:
        if len(name) == 1:
            terms.append(TermVariant(MatchKind.SYNONYM, STEMS, self._words.stem(name[0])))
        else:
            # A long name is looked up no further than to a word that no release holds.
            elements = tuple(takewhile(bool, (_solid(self._words.siblings(form)) for form in name)))
            if len(elements) == len(name):
                phrases.append(PhraseVariant(MatchKind.SYNONYM, elements))

    def _phrase(self, words: Sequence[Word], slop: int, span: Span, fields: tuple[str, ...]) -> TermGroup:
        units: list[tuple[str, bool]] = []
        for word in words:
            exact = word.exact or self._reaching.exact
            units += [(unit, exact) for unit in self._words.read(word.text).units]
        elements = [self._element(unit, exact) for unit, exact in units]
        text = self._query[span[0] : span[1]]
        terms: list[TermVariant] = []
        phrases = [PhraseVariant(MatchKind.EXACT, tuple(elements), slop or None)]
        respelt = units if len(units) <= _MOST_RESPELT else []
        for at, ((one, exact), (other, other_exact)) in enumerate(pairwise(respelt)):
            solid = one + other
            if exact or other_exact or not self._words.holds(solid):
                continue
            joined = (*elements[:at], self._element(solid, exact=False), *elements[at + 2 :])
            if len(joined) == 1:
                terms.append(TermVariant(MatchKind.EXACT, STEMS, self._words.stem(solid)))
            else:
                phrases.append(PhraseVariant(MatchKind.EXACT, joined, slop or None))
        for at, (unit, exact) in enumerate(respelt):
            for apart in () if exact else self._hyphenated(unit):
                spread = (*elements[:at], *apart, *elements[at + 1 :])
                phrases.append(PhraseVariant(MatchKind.EXACT, spread, slop or None))
        for name in () if slop else self._other_names([unit for unit, _ in units], text.strip('"'), span):
            self._add_name(name, terms, phrases)
        return self._concept(
            text, span, fields, tuple(terms), tuple(one for one in phrases if all(one.elements))
        )

    def _element(self, unit: str, exact: bool) -> tuple[str, ...]:
        if exact:
            return (unit,)
        return tuple(dict.fromkeys((unit, *_solid(self._words.siblings(unit)))))

    def _hyphenated(self, unit: str) -> Iterable[tuple[tuple[str, ...], ...]]:
        """The hyphenated spellings of a solid word in the archive, as the elements of their units."""
        spellings = (form.split("-") for form in self._words.siblings(unit) if "-" in form)
        return dict.fromkeys(tuple(self._element(one, exact=False) for one in units) for units in spellings)

    def _all_of(self, node: And, fields: tuple[str, ...]) -> PlanNode:
        """A conjunction; words side by side may also be one name together, or one word written solid."""
        children: list[PlanNode] = []
        typed: list[PlanNode] = []  # the same, but for words that may also be one: those by themselves
        at = 0
        while at < len(node.children):
            run = self._run(node, at)
            length = self._name_length(run)
            if length < 2 and len(run) > 1 and self._is_solid_pair(run[0], run[1]):
                length = 2
            if length > 1:
                words = [self._word(word, fields) for word in run[:length]]
                children.append(self._joined(run[:length], words, fields))
                typed += words
                at += length
                continue
            children.append(self._node(node.children[at], fields))
            typed.append(children[-1])
            at += 1
        self._note_pairs(typed)
        return Conjunction(tuple(children)) if len(children) > 1 else children[0]

    def _note_pairs(self, children: Sequence[PlanNode]) -> None:
        named = [child for child in children if isinstance(child, TermGroup)]
        self._pairs += [
            TypedPair(one.number, other.number, self._distance(one.span[1], other.span[0]))
            for one, other in pairwise(named)
        ]

    def _distance(self, end: int, start: int) -> int:
        """How many words on a word is that was typed from ``start``, behind one that ends at ``end``."""
        text = self._query[end:start]
        between = [normalize_token(token.text) for token in tokenize(text)]
        if "-" in text or any(word.isupper() for word in text.split()):
            return 1  # an operator
        if any(reading.form not in STOP_WORDS for reading in between):
            return 1  # something in brackets, or that must be absent
        return 1 + sum(len(reading.subwords) for reading in between)

    def _run(self, node: And, at: int) -> list[Word]:
        """The words that stand side by side from ``at``, none of them exact."""
        run: list[Word] = []
        if node.implicit and not self._reaching.exact:
            for child in node.children[at : at + _MOST_IN_NAME]:
                if not isinstance(child, Word) or child.exact:
                    break
                run.append(child)
        return run

    def _name_length(self, run: list[Word]) -> int:
        if self._synonyms is None or len(run) < 2:
            return 0
        return self._synonyms.longest_match([self._words.read(word.text).form for word in run])

    def _joined(self, run: list[Word], words: Sequence[PlanNode], fields: tuple[str, ...]) -> PlanNode:
        """Words side by side, already looked up; or what they are together: one word, or what has another name."""
        span = (run[0].span[0], run[-1].span[1])
        text = self._query[span[0] : span[1]]
        readings = [self._words.read(word.text) for word in run]
        forms = [reading.form for reading in readings]
        # Together they are the same thing whether they are written as typed, as one word, or by another name.
        units = [unit for reading in readings for unit in reading.units]
        as_typed = PhraseVariant(MatchKind.STEM, tuple(self._element(unit, exact=False) for unit in units))
        terms: list[TermVariant] = []
        phrases: list[PhraseVariant] = [as_typed]
        if self._name_length(run) == len(run):
            for other in self._other_names(forms, text, span):
                self._add_name(other, terms, phrases)
        else:
            terms = [
                TermVariant(MatchKind.PART, STEMS, self._words.stem("".join(forms)))
            ]  # burn pits, burnpits
        apart = Conjunction(tuple(words))
        if not terms and len(phrases) == 1:
            return apart
        group = self._concept(text, span, fields, tuple(terms), tuple(phrases))
        return Disjunction((apart, group), is_one_thing=True)

    def _is_solid_pair(self, one: Word, other: Word) -> bool:
        first, second = self._words.read(one.text).form, self._words.read(other.text).form
        return self._words.holds(first + second)


def _solid(forms: Iterable[str]) -> tuple[str, ...]:
    """``forms`` without those of more than one unit, which take up more than one place in a phrase."""
    return tuple(form for form in forms if "-" not in form)
