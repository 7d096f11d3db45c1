"""The fields of an index as a Whoosh schema: ``title``, ``heading``, ``body``, ``date``, ``id`` and ``path``.

The table of contents names ``make_schema``, so whoever opens an index with Whoosh gets this schema. Not here: the index
fields in the files (``segment``), the terms that Whoosh sees of them (``whoosh_codec``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defsearch.index.doc_store import TEXT_FIELDS
from defsearch.index.dutch_analyzer import FORM_PREFIX, SUBWORD_PREFIX, DutchAnalyzer
from defsearch.index.whoosh_guard import fields, formats

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

_MARKS = (FORM_PREFIX.encode(), SUBWORD_PREFIX.encode())
_UNDATED = 2**63 - 1


class ReleaseText(fields.FieldType):  # type: ignore[misc]
    """A text field of a release, in Dutch."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), DutchAnalyzer(), scorable=True, stored=True)

    def index(self, value: str, **options: Any) -> Iterator[Any]:
        """Return only the stems, without stop words: Whoosh chooses the key terms of a release from them."""
        stems = super().index(value, **{**options, "mode": "query"})
        return (term for term in stems if not term[0].startswith(_MARKS))


class ReleaseDate(fields.DATETIME):  # type: ignore[misc]
    """The first day of a release's date, at midnight. Each date is one term; an undated release has none."""

    def __init__(self) -> None:
        super().__init__(stored=True, sortable=True)
        self.shift_step = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReleaseDate)  # columns are compared by identity

    __hash__ = None  # type: ignore[assignment]

    def to_column_value(self, value: datetime.datetime | None) -> int:
        """Return the number by which Whoosh sorts: undated last."""
        return _UNDATED if value is None else int(super().to_column_value(value))

    def from_column_value(self, number: int) -> datetime.datetime | None:
        """Return the date of that number."""
        return None if number == _UNDATED else super().from_column_value(number)


def make_schema() -> fields.Schema:
    """Return the schema of every index."""
    texts = {field: ReleaseText() for field in TEXT_FIELDS}
    return fields.Schema(id=fields.STORED(), path=fields.STORED(), date=ReleaseDate(), **texts)
