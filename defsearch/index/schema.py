"""The index fields as a Whoosh schema.

The date is a signed number: the civil day as a proleptic ordinal. Not here: the names of the fields (``fields``).
"""

from __future__ import annotations

from defsearch.index.fields import TEXT_FIELDS, forms_field, parts_field, stems_field
from defsearch.index.whoosh_guard import fields, formats


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field whose terms are made outside Whoosh, by ``defsearch.dutch``."""

    scorable = True
    analyzer = None

    def __init__(self, format_: formats.Format) -> None:
        self.format = format_
        self.stored = False
        self.unique = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TermField) and self.format == other.format

    __hash__ = None  # type: ignore[assignment]


def make_schema() -> fields.Schema:
    """Return the schema of every index."""
    by_name: dict[str, fields.FieldType] = {
        "id": fields.STORED(),
        "path": fields.STORED(),
        "date": fields.NUMERIC(int, signed=True, stored=True),
    }
    for field in TEXT_FIELDS:
        by_name[stems_field(field)] = TermField(formats.Frequency())
        by_name[parts_field(field)] = TermField(formats.Frequency())
        by_name[forms_field(field)] = TermField(formats.Positions())
    return fields.Schema(**by_name)
