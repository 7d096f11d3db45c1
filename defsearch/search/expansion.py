"""Query expansion: the AST of a query becomes a plan, each word a group of terms and phrases of the index.

A word matches itself, the forms with its stem, compounds that contain it, its open and hyphenated spellings, and its
synonyms; an exact word matches only itself. A compound never matches its own parts. Queries that would expand to too
many terms are refused at the word that was too much.

Not here: parsing (``defsearch.query``), matching (``matcher``), patterns and fuzzy words (``query_analyzer``).
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from defsearch.dutch.stopwords import STOP_WORDS
from defsearch.dutch.tokenizer import normalize_token, subwords_of, token_spans
from defsearch.errors import QueryError
from defsearch.index.segment import APART_MARK, CAPITALS_MARK, SPLIT_MARK
from defsearch.query.ast import (
    And,
    DateClause,
    DateOrWords,
    FieldScope,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
)
from defsearch.search.plan import (
    APART,
    FORMS,
    PARTS,
    SPLIT,
    AdjacentTerms,
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
)
from defsearch.search.query_analyzer import cover, fuzzy_forms, pattern_forms, pattern_spellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.dutch.synonyms import Synonyms
    from defsearch.index.vocabulary import Vocabulary
    from defsearch.query.ast import Node, Span
    from defsearch.search.query_analyzer import QueryAnalyzer
    from defsearch.search.results import SearchRequest


MAX_FORMS = 5_000  # of all patterns and fuzzy words of a query together
MAX_SYNONYMS = (
    500  # of all words of a query together; a name has at most eight of those that come with defsearch
)
_MAX_RESPELLED = 32  # words of a phrase that is also looked for in other spellings
_MAX_NAME_LENGTH = 16  # words
MIN_SYNONYM_PART = 4  # letters of a synonym that is also found inside compounds: not gen, kap or adj
_ALL_FIELDS = ("title", "body")  # the body contains the headings
# Words of the names of units: 13 Lichte Brigade is the 13e Lichte Brigade.
AFTER_ORDINAL = (
    "afdeling", "bataljon", "batterij", "brigade", "compagnie", "divisie", "eskadron", "gemechaniseerde", "legerkorps",
    "lichte", "luchtmobiele", "painfbat", "peloton", "regiment", "squadron",
)  # fmt: skip
_DESIGNATION = r"([a-z]{1,4})(\d{1,3})"  # pc7, which a release may write as PC 7
_Elements = tuple[tuple[str, ...], ...]


class ExpansionBudget:
    """Counts what the words of one query expand to."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._forms = 0
        self._synonyms = 0

    def add_forms(self, count: int, span: Span) -> None:
        """Count the forms of the pattern or fuzzy word at ``span``.

        Raises:
            QueryError: together they are too many.
        """
        self._forms += count
        if self._forms > MAX_FORMS:
            raise self._error(
                f"together the patterns and fuzzy words match more than {MAX_FORMS:,}"
                " different words in this archive",
                span,
                "Ask for fewer of them at a time, or add letters to them.",
            )

    def add_synonyms(self, count: int, span: Span) -> None:
        """Count the synonyms of the word or words at ``span``.

        Raises:
            QueryError: together they are too many.
        """
        self._synonyms += count
        if self._synonyms > MAX_SYNONYMS:
            raise self._error(
                f"together the words of this query have more than {MAX_SYNONYMS:,} synonyms",
                span,
                "Remove some from your file of synonyms.",
            )

    def _error(self, message: str, span: Span, hint: str) -> QueryError:
        return QueryError(message, query=self._query, start=span[0], end=span[1], hint=hint)


class QueryExpander:
    """Expands the AST of one request."""

    def __init__(
        self,
        request: SearchRequest,
        vocabulary: Vocabulary,
        analyzer: QueryAnalyzer,
        synonyms: Synonyms | None,
    ) -> None:
        self._query = request.query
        self._exact = request.exact
        self._compounds = request.compounds
        self._synonyms = synonyms if request.synonyms and not request.exact else None
        self._vocabulary = vocabulary
        self._analyzer = analyzer
        self._group_count = 0
        self._budget = ExpansionBudget(request.query)
        self._adjacent_terms: list[AdjacentTerms] = []
        self._joined: dict[int, TermGroup] = {}

    def plan(self, tree: Node | None) -> Plan:
        """Return the plan of the whole query; without a root for an empty one."""
        if tree is None:
            return Plan(None)
        root = self._node(tree, _ALL_FIELDS)
        groups = _positive_groups(root)
        numbers = {group.number for group in groups}
        adjacent_terms = [
            pair
            for pair in self._adjacent_terms
            if pair.first.number in numbers and pair.second.number in numbers
        ]
        return Plan(root, tuple(groups), tuple(adjacent_terms), self._joined)

    def _node(self, node: Node, fields: tuple[str, ...]) -> PlanNode:
        if isinstance(node, Word):
            return self._word(node, fields)
        if isinstance(node, Phrase):
            return self._phrase(node.words, node.slop, node.span, fields)
        if isinstance(node, Wildcard | Fuzzy):
            return self._multi_term(node, fields)
        if isinstance(node, FieldScope):
            return self._node(node.child, (node.field.value,))
        if isinstance(node, DateClause):
            return DateRange(node.period)
        if isinstance(node, DateOrWords):
            return Disjunction(
                (*map(DateRange, node.periods), self._phrase(node.words, 0, node.span, fields))
            )
        if isinstance(node, Not):
            return Exclusion(self._node(node.child, fields))
        return self._side_by_side(node, fields)

    def _group(
        self,
        text: str,
        span: Span,
        fields: tuple[str, ...],
        terms: Iterable[TermVariant],
        phrases: Iterable[PhraseVariant] = (),
    ) -> TermGroup:
        group = TermGroup(self._group_count, text, span, fields, tuple(terms), tuple(phrases))
        self._group_count += 1
        return group

    def _multi_term(self, node: Wildcard | Fuzzy, fields: tuple[str, ...]) -> TermGroup:
        known = self._analyzer.multi_terms
        key = (node.text, node.distance if isinstance(node, Fuzzy) else -1)
        if key not in known:
            known[key] = self._variants(node)
        self._budget.add_forms(len(known[key]), node.span)
        return self._group(node.text, node.span, fields, known[key])

    def _variants(self, node: Wildcard | Fuzzy) -> tuple[TermVariant, ...]:
        """Return the forms that a pattern or a fuzzy word matches: the whole vocabulary is searched."""
        if isinstance(node, Wildcard):
            forms = dict.fromkeys(
                form
                for pattern in pattern_spellings(node.text)
                for form in pattern_forms(self._vocabulary, pattern, self._query, node.span)
            )
            return tuple(TermVariant(MatchKind.PATTERN, FORMS, form) for form in forms)
        form = normalize_token(node.text)
        return tuple(
            TermVariant(MatchKind.FUZZY if edits else MatchKind.EXACT, FORMS, one)
            for one, edits in fuzzy_forms(self._vocabulary, form, node.distance)
        )

    def _word(self, node: Word, fields: tuple[str, ...]) -> TermGroup:
        form = normalize_token(node.text)
        exact = TermVariant(MatchKind.EXACT, FORMS, CAPITALS_MARK + form if node.capitals else form)
        if node.exact or self._exact:
            return self._group(node.text, node.span, fields, [exact])
        stem = self._analyzer.stem(form)
        terms = [exact]
        if not node.capitals:
            terms += self._analyzer.stem_terms(MatchKind.STEM, form)
            if self._analyzer.is_marked(APART_MARK, stem):
                terms.append(TermVariant(MatchKind.STEM, APART, stem))
            if self._analyzer.is_marked(SPLIT_MARK, stem):
                terms.append(TermVariant(MatchKind.SPLIT, SPLIT, stem))
        if not node.capitals and self._compounds:
            terms.append(TermVariant(MatchKind.PART, PARTS, stem))
        subwords = subwords_of(form)
        apart = self._open_spelling(form, subwords)
        phrases = [PhraseVariant(MatchKind.STEM, apart)] if apart and all(apart) else []
        synonyms = self._synonyms_of(subwords, node.text, node.span)
        # Where no release has the word itself, its synonyms are found inside compounds too.
        in_compounds = self._compounds and not self._vocabulary.forms_of_stem(stem)
        for synonym in synonyms:
            self._add_synonym(synonym, terms, phrases, in_compounds=in_compounds)
        phrases += self._numbered_units((form,), *synonyms)
        if self._synonyms is not None:
            for derivation in self._analyzer.derivations(form):
                terms += self._analyzer.stem_terms(MatchKind.DERIVATION, derivation)
        return self._group(node.text, node.span, fields, dict.fromkeys(terms), phrases)

    def _open_spelling(self, form: str, subwords: Sequence[str]) -> _Elements:
        """Return the elements of the phrase that a hyphenated word or compound is when it is written apart."""
        if len(subwords) > 1:
            return tuple(
                (*_solid(self._analyzer.same_stem(one)), *self._analyzer.variants(one)) for one in subwords
            )
        designation = re.fullmatch(_DESIGNATION, form) if form[-1].isdigit() else None
        if designation:
            return (designation[1],), (designation[2], *self._analyzer.variants(designation[2]))
        parts = cover(self._analyzer.analysis(form).parts)
        return tuple(
            _solid(self._analyzer.inflections(part.stem, form[part.start : part.end])) for part in parts
        )

    def _numbered_units(self, *names: tuple[str, ...]) -> Iterator[PhraseVariant]:
        """Yield the phrase in which an ordinal is a plain number, for each of ``names`` that is an ordinal.

        After the number comes a word of ``AFTER_ORDINAL``, or a compound of the index that ends in one of them.
        """
        for name in names:
            if len(name) == 1 and name[0].endswith("e") and name[0][:-1].isdecimal():
                compounds = (
                    form
                    for word in AFTER_ORDINAL
                    for form in self._vocabulary.forms_with_part(word)
                    if form.endswith(word)
                )
                elements = ((name[0][:-1],), (*AFTER_ORDINAL, *_solid(compounds)))
                yield PhraseVariant(MatchKind.SYNONYM, elements)

    def _synonyms_of(self, subwords: Sequence[str], typed: str, span: Span) -> Sequence[tuple[str, ...]]:
        synonyms = self._synonyms.lookup(subwords, typed) if self._synonyms is not None else ()
        self._budget.add_synonyms(len(synonyms), span)
        return synonyms

    def _add_synonym(
        self,
        words: tuple[str, ...],
        terms: list[TermVariant],
        phrases: list[PhraseVariant],
        *,
        in_compounds: bool = False,
    ) -> None:
        if len(words) == 1:
            terms += self._analyzer.stem_terms(MatchKind.SYNONYM, words[0])
            if in_compounds and len(words[0]) >= MIN_SYNONYM_PART:
                terms.append(TermVariant(MatchKind.SYNONYM_PART, PARTS, self._analyzer.stem(words[0])))
        else:
            # A long synonym is looked up no further than to the first word that no release contains.
            elements = tuple(takewhile(bool, (_solid(self._analyzer.same_stem(form)) for form in words)))
            if len(elements) == len(words):
                phrases.append(PhraseVariant(MatchKind.SYNONYM, elements))

    def _phrase(self, words: Sequence[Word], slop: int, span: Span, fields: tuple[str, ...]) -> TermGroup:
        subwords = [
            (subword, word.exact or self._exact)
            for word in words
            for subword in subwords_of(normalize_token(word.text))
        ]
        elements = [self._element(subword, exact) for subword, exact in subwords]
        text = self._query[span[0] : span[1]]
        terms: list[TermVariant] = []
        phrases = [PhraseVariant(MatchKind.EXACT, tuple(elements), slop or None)]
        respelled = subwords if len(subwords) <= _MAX_RESPELLED else []
        for at, ((one, exact), (other, other_exact)) in enumerate(pairwise(respelled)):
            solid = one + other
            if exact or other_exact or self._vocabulary.get(solid) is None:
                continue
            joined = (*elements[:at], self._element(solid, exact=False), *elements[at + 2 :])
            if len(joined) == 1:
                terms += self._analyzer.stem_terms(MatchKind.EXACT, solid)
            else:
                phrases.append(PhraseVariant(MatchKind.EXACT, joined, slop or None))
        for at, (subword, exact) in enumerate(respelled):
            for hyphenated in () if exact else self._hyphenated_spellings(subword):
                apart = (*elements[:at], *hyphenated, *elements[at + 1 :])
                phrases.append(PhraseVariant(MatchKind.EXACT, apart, slop or None))
        for synonym in () if slop else self._synonyms_of([one for one, _ in subwords], text.strip('"'), span):
            self._add_synonym(synonym, terms, phrases)
        return self._group(text, span, fields, terms, [one for one in phrases if all(one.elements)])

    def _element(self, subword: str, exact: bool) -> tuple[str, ...]:
        if exact:
            return (subword,)
        return tuple(dict.fromkeys((subword, *_solid(self._analyzer.same_stem(subword)))))

    def _hyphenated_spellings(self, subword: str) -> Iterable[_Elements]:
        """Return the hyphenated spellings of a solid word in the index, each as the elements of a phrase."""
        spellings = (form.split("-") for form in self._analyzer.same_stem(subword) if "-" in form)
        return dict.fromkeys(tuple(self._element(one, exact=False) for one in form) for form in spellings)

    def _side_by_side(self, node: And | Or, fields: tuple[str, ...]) -> PlanNode:
        """Expand a list of nodes; words next to each other may also be one name, or one word written apart."""
        is_and = isinstance(node, And)
        children: list[PlanNode] = []
        as_typed: list[PlanNode] = []  # the same, but the separate words instead of the name
        at = 0
        while at < len(node.children):
            run = self._run_of_words(node, at)
            length = self._name_length(run)
            solid: list[str] = []
            if length < 2 and len(run) > 1:
                solid = self._solid_spellings(run[0], run[1])
                length = 2 if solid else 0
            if length > 1:
                words = [self._word(word, fields) for word in run[:length]]
                name = self._name(run[:length], solid, fields)
                as_typed += words
                if name is None:
                    children += words
                else:
                    self._joined.update((word.number, name) for word in words)
                    one_thing = Disjunction((Conjunction(tuple(words)), name), is_one_thing=True)
                    children += [one_thing] if is_and else [*words, name]
                at += length
                continue
            children.append(self._node(node.children[at], fields))
            as_typed.append(children[-1])
            at += 1
        self._add_adjacent(as_typed)
        if len(children) == 1:
            return children[0]
        return Conjunction(tuple(children)) if is_and else Disjunction(tuple(children))

    def _add_adjacent(self, children: Sequence[PlanNode]) -> None:
        groups = [child for child in children if isinstance(child, TermGroup)]
        self._adjacent_terms += [
            AdjacentTerms(one, other, self._distance(one.span[1], other.span[0]))
            for one, other in pairwise(groups)
        ]

    def _distance(self, end: int, start: int) -> int:
        """Return how many words after a word that ends at ``end`` the word from ``start`` was typed."""
        text = self._query[end:start]
        between = [normalize_token(text[first:last]) for first, last in token_spans(text)]
        if "-" in text or any(word.isupper() for word in text.split()):
            return 1  # an operator
        if any(form not in STOP_WORDS for form in between):
            return 1  # something in parentheses, or excluded
        return 1 + sum(len(subwords_of(form)) for form in between)

    def _run_of_words(self, node: And | Or, at: int) -> list[Word]:
        """Return the words next to each other from ``at`` on, none of them exact."""
        run: list[Word] = []
        if node.implicit and not self._exact:
            for child in node.children[at : at + _MAX_NAME_LENGTH]:
                if not isinstance(child, Word) or child.exact:
                    break
                run.append(child)
        return run

    def _name_length(self, run: list[Word]) -> int:
        """Return how many words from the start of ``run`` have synonyms together; 0 for none."""
        if self._synonyms is None or len(run) < 2:
            return 0
        return self._synonyms.longest_match([normalize_token(word.text) for word in run])

    def _name(self, run: list[Word], solid: Sequence[str], fields: tuple[str, ...]) -> TermGroup | None:
        """Return what the words are together: one word in its ``solid`` spellings, or a name with synonyms.

        None where the archive has none of the synonyms.
        """
        span = (run[0].span[0], run[-1].span[1])
        text = self._query[span[0] : span[1]]
        forms = [normalize_token(word.text) for word in run]
        # The words as typed are the same thing as the one word or the synonym: they count together.
        subwords = [subword for form in forms for subword in subwords_of(form)]
        as_typed = PhraseVariant(MatchKind.STEM, tuple(self._element(one, exact=False) for one in subwords))
        terms = [term for form in solid for term in self._analyzer.stem_terms(MatchKind.PART, form)]
        phrases: list[PhraseVariant] = [as_typed]
        for synonym in () if solid else self._synonyms_of(forms, text, span):
            self._add_synonym(synonym, terms, phrases)
        return self._group(text, span, fields, terms, phrases) if terms or len(phrases) > 1 else None

    def _solid_spellings(self, one: Word, other: Word) -> list[str]:
        """Return a form in the index of each word that the two words are when they are written as one.

        Words are compared by stem, which has no hyphen: ``chroom 6`` is also chroom-6, and ``burn pit`` burnpits. The
        first word may lack the linking s of the compound (``vrijheid strijder``).
        """
        first, second = (normalize_token(word.text) for word in (one, other))
        found: dict[str, str] = {}
        if self._vocabulary.get(first + second) is not None:
            found[self._analyzer.stem(first + second)] = first + second
        stem = self._analyzer.stem(second)
        for start in dict.fromkeys((first, f"{first}s", self._analyzer.stem(first))):
            for form in self._vocabulary.forms_of_stem(start + stem)[:1]:
                found.setdefault(start + stem, form)
        return list(found.values())


def _solid(forms: Iterable[str]) -> tuple[str, ...]:
    """Return ``forms`` without the hyphenated ones, which take more than one position in a phrase."""
    return tuple(form for form in forms if "-" not in form)


def _positive_groups(node: PlanNode) -> list[TermGroup]:
    """Return the groups below ``node`` in the order they were typed, without those that are excluded."""
    if isinstance(node, TermGroup):
        return [node]
    if isinstance(node, Conjunction | Disjunction):
        return [group for child in node.children for group in _positive_groups(child)]
    return []
