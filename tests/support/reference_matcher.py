"""A reference matcher: decides for each release whether it matches a query, without an index."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from support.reference_documents import ReferenceRelease, analyze
from support.reference_terms import ANY_FIELD, Fields, QueryTerm, ReferenceTerms

from defsearch.dutch.tokenizer import normalize_token, subword_spans
from defsearch.query.ast import And, DateClause, DateOrWords, FieldScope, Node, Not, Or, Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.archive import Item

    from defsearch.dates.period import Period
    from defsearch.dutch.synonyms import Synonyms


class ReferenceMatcher:
    """A matcher that reads every release of an archive."""

    def __init__(
        self, items: Sequence[Item], *, compounds: bool = True, synonyms: Synonyms | None = None
    ) -> None:
        self.releases = [ReferenceRelease(item) for item in items]
        self.terms = ReferenceTerms(self.releases, compounds=compounds, synonyms=synonyms)

    def tree(self, tree: Node | None, *, exact: bool = False) -> Node | None:
        """Return ``tree`` with each compound that no release has as its words, if the archive has all of them."""
        if tree is None or exact or not self.terms.compounds:
            return tree
        if isinstance(tree, And | Or):
            return tree._replace(children=tuple(filter(None, map(self.tree, tree.children))))
        if not isinstance(tree, Word) or tree.exact or self._has(tree):
            return tree
        form = normalize_token(tree.text)
        spans = subword_spans(form)
        if len(spans) == 1:
            spans = [(one.start, one.end) for one in analyze(form).parts]
        parts = [form[start:end] for start, end in spans]
        if len(parts) < 2 or not all(len(one) > 2 and one.isalpha() and self._has_word(one) for one in parts):
            return tree
        first, ends = tree.span[0], [form.index(one) + len(one) for one in parts]
        spans = [(first + end - len(one), first + end) for one, end in zip(parts, ends, strict=True)]
        words = tuple(Word(one, span) for one, span in zip(parts, spans, strict=True))
        return And(words, tree.span)

    def _has(self, word: Word) -> bool:
        """Return whether a release matches a word."""
        return any(self.matches_term(QueryTerm(word, ANY_FIELD), one, ANY_FIELD) for one in self.releases)

    def _has_word(self, text: str) -> bool:
        """Return whether a release has a word or a synonym of it."""
        return any(
            count
            for release in self.releases
            for paragraphs in release.fields.values()
            for paragraph in paragraphs
            for count in self.terms.count_solid(text, paragraph).values()
        )

    def ids(self, tree: Node | None) -> set[str]:
        """Return the ids of the matching releases."""
        return {one.id for one in self.releases if tree is None or self.matches(tree, one, ANY_FIELD)}

    def matches(self, node: Node, release: ReferenceRelease, fields: Fields) -> bool:
        """Return whether a release matches a node in one of ``fields``."""
        if isinstance(node, FieldScope):
            return self.matches(node.child, release, (node.field.value,))
        if isinstance(node, DateClause):
            return overlaps(release.date, node.period)
        if isinstance(node, DateOrWords):
            phrase = Phrase(node.words, 0, node.span)
            return any(overlaps(release.date, period) for period in node.periods) or self.matches(
                phrase, release, fields
            )
        if isinstance(node, Not):
            return not self.matches(node.child, release, fields)
        if isinstance(node, Or):
            return any(
                any(self.matches(child, release, fields) for child in group.children)
                or (group.joined is not None and self.matches_term(group.joined, release, fields))
                for group in self.terms.groups(node)
            )
        if isinstance(node, And):
            return all(
                all(self.matches(child, release, fields) for child in group.children)
                or (group.joined is not None and self.matches_term(group.joined, release, fields))
                for group in self.terms.groups(node)
            )
        return self.matches_term(QueryTerm(node, fields), release, fields)

    def matches_term(self, term: QueryTerm, release: ReferenceRelease, fields: Fields) -> bool:
        """Return whether a release contains a term in one of ``fields``."""
        return any(
            count
            for field in fields
            for paragraph in release.fields[field]
            for count in self.terms.count(term, paragraph).values()
        )


def overlaps(date: Period | None, period: Period) -> bool:
    """Return whether a release of this date is in a period: whether they share a day, tried one by one."""
    if date is None or date.first is None or date.last is None:
        return False
    days = (date.last - date.first).days + 1
    return any(period.contains(date.first + datetime.timedelta(days=number)) for number in range(days))
