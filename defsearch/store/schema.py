"""The fields of the index as a Whoosh schema. The date is a signed number, the civil day as a proleptic ordinal."""

from __future__ import annotations

from defsearch.store.fields import ZONES, forms_field, parts_field, stems_field
from defsearch.store.whoosh_guard import fields, formats


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
    """The schema of every index."""
    by_name: dict[str, fields.FieldType] = {
        "id": fields.STORED(),
        "path": fields.STORED(),
        "date": fields.NUMERIC(int, signed=True, stored=True),
    }
    for zone in ZONES:
        by_name[stems_field(zone)] = TermField(formats.Frequency())
        by_name[parts_field(zone)] = TermField(formats.Frequency())
        by_name[forms_field(zone)] = TermField(formats.Positions())
    return fields.Schema(**by_name)
