"""How much one query may stand for, all its words together; beyond that it is refused at the word that was too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.errors import QueryError

if TYPE_CHECKING:
    from defsearch.search.tree import Span

MOST_FORMS_TOGETHER = 5_000  # for which all patterns and fuzzy words of one query may stand
MOST_NAMES_TOGETHER = (
    500  # that its words may have besides; a name has four at most of those that come with defsearch
)


class Bounds:
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
