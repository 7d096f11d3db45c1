"""The fields of the index by name, and the fingerprint of all that makes an index.

Per zone (title, heading, body) three fields: the stems of its words, their parts, and the folded forms as they
stand with their positions. The body's fields hold its sub-headings too.
"""

from __future__ import annotations

from defsearch.dutch.analysis import FINGERPRINT

INDEX_FORMAT = 5  # raise it when the files of an index change
TEXT_FIELDS = ("title", "heading", "body")  # of which each segment keeps columns, in this order
PARAGRAPH_GAP = 100  # positions between two paragraphs, more than any proximity search spans
UNIT_MARK = "+"  # stands before a unit of a hyphenated form, so that it is not taken for a word of its own


def stems_field(field: str) -> str:
    """The field that holds the stems of ``zone``'s words."""
    return field


def parts_field(field: str) -> str:
    """The field that holds the stems of the parts of ``zone``'s compounds."""
    return f"{field}_parts"


def forms_field(field: str) -> str:
    """The field that holds the folded forms in ``zone``, with positions."""
    return f"{field}_forms"


def fingerprint() -> str:
    """What an index must have been made with to be read: format, fields and analysis, as one word."""
    return f"{INDEX_FORMAT}.{FINGERPRINT}"
