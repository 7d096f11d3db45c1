"""The names of the index fields, and the fingerprint of everything that determines the content of an index.

Each text field (title, heading, body) has three index fields: the stems of its words, the stems of their compound
parts, and the normalized forms with their positions. The index fields of the body include its sub-headings.
Not here: what Whoosh sees of them (``schema``, ``whoosh_codec``).
"""

from __future__ import annotations

from defsearch.dutch.analysis import FINGERPRINT

INDEX_FORMAT = 11  # raise it if the files of an index change
TEXT_FIELDS = ("title", "heading", "body")  # each segment keeps the lengths of these, in this order
PARAGRAPH_GAP = 100  # positions between two paragraphs: more than any proximity search spans
UNIT_MARK = "+"  # prefix of a unit of a hyphenated form, which is not a word of its own
# Prefix of a term about capitals. In the forms of a field: a stop word in capitals (OM). In the stems of the body: a
# form that a release writes with a capital only; it counts one more for each time inside a sentence.
CAPITALS_MARK = "^"
APART_MARK = "~"  # prefix, among the stems of a field, of the stem of a word that the text writes apart
SPLIT_MARK = "|"  # prefix, among the stems of a field, of the stem of a verb that a main clause splits


def stems_field(field: str) -> str:
    """Return the index field of the stems of a text field's words."""
    return field


def parts_field(field: str) -> str:
    """Return the index field of the stems of a text field's compound parts."""
    return f"{field}_parts"


def forms_field(field: str) -> str:
    """Return the index field of a text field's normalized forms, with positions."""
    return f"{field}_forms"


INDEX_FIELDS = tuple(
    name for field in TEXT_FIELDS for name in (stems_field(field), parts_field(field), forms_field(field))
)


def fingerprint() -> str:
    """Return index format and analysis as one word: an index with another one cannot be read."""
    return f"{INDEX_FORMAT}.{FINGERPRINT}"
