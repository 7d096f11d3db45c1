"""The Whoosh schema: which fields a release has in the index, and the fingerprint of all that makes an index.

Per zone (title, heading, body) three fields: the stems of its words, their parts, and the folded forms as they
stand with their positions. The body's fields hold its sub-headings too. The date is a signed number, the civil
day as a proleptic ordinal.
"""

from __future__ import annotations

from defsearch.dutch.version import FINGERPRINT
from defsearch.store.whoosh_guard import fields, formats

INDEX_FORMAT = 1  # raise it when the files of an index change
ZONES = ("title", "heading", "body")
PARAGRAPH_GAP = 100  # positions between two paragraphs, more than any proximity search spans
UNIT_MARK = "+"  # stands before a unit of a hyphenated form, so that it is not taken for a word of its own


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


def stems_field(zone: str) -> str:
    """The field that holds the stems of ``zone``'s words."""
    return zone


def parts_field(zone: str) -> str:
    """The field that holds the stems of the parts of ``zone``'s compounds."""
    return f"{zone}_parts"


def forms_field(zone: str) -> str:
    """The field that holds the folded forms in ``zone``, with positions."""
    return f"{zone}_forms"


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


def fingerprint() -> str:
    """What an index must have been made with to be read: format, fields and analysis, as one word."""
    return f"{INDEX_FORMAT}.{FINGERPRINT}"
