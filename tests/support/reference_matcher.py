"""A plain judge of queries: reads every release word by word and decides, without any index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.reference_documents import ReferenceRelease, vocabulary_of
from support.reference_terms import ANY_FIELD, Fields, QueryTerm, ReferenceTerms

from defsearch.query.ast import And, DateClause, DateOrWords, FieldScope, Node, Not, Or, Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.archive import Item

    from defsearch.dutch.synonyms import Synonyms


class ReferenceMatcher:
    """Decides which releases of an archive match a tree."""

    def __init__(
        self, items: Sequence[Item], *, compounds: bool = True, synonyms: Synonyms | None = None
    ) -> None:
        self.releases = [ReferenceRelease(item) for item in items]
        self.readings = ReferenceTerms(vocabulary_of(self.releases), compounds=compounds, synonyms=synonyms)

    def ids(self, tree: Node | None) -> set[str]:
        """The ids of the releases that match."""
        return {one.id for one in self.releases if tree is None or self.holds(tree, one, ANY_FIELD)}

    def holds(self, node: Node, release: ReferenceRelease, fields: Fields) -> bool:
        """Whether one release matches."""
        if isinstance(node, FieldScope):
            return self.holds(node.child, release, (node.field.value,))
        if isinstance(node, DateClause):
            return node.period.contains(release.date)
        if isinstance(node, DateOrWords):
            phrase = Phrase(node.words, 0, node.span)
            return node.period.contains(release.date) or self.holds(phrase, release, fields)
        if isinstance(node, Not):
            return not self.holds(node.child, release, fields)
        if isinstance(node, Or):
            return any(self.holds(child, release, fields) for child in node.children)
        if isinstance(node, And):
            return all(
                all(self.holds(child, release, fields) for child in group.children)
                or (group.joined is not None and self.holds_thing(group.joined, release, fields))
                for group in self.readings.groups(node)
            )
        return self.holds_thing(QueryTerm(node, fields), release, fields)

    def holds_thing(self, thing: QueryTerm, release: ReferenceRelease, fields: Fields) -> bool:
        """Whether a release holds one thing in one of ``zones``."""
        return any(
            count
            for field in fields
            for paragraph in release.fields[field]
            for count in self.readings.counts(thing, paragraph).values()
        )
