"""The tables of the language, and how a piece of a query is shown in a message."""

from __future__ import annotations

import pytest

from defsearch.query.ast import Field
from defsearch.query.syntax import FIELD_NAMES, FIELDS, FOREIGN_FIELDS, listed, quoted


def test_fields_are_the_text_fields_and_the_date() -> None:
    """Each name belongs to one field, and none of them to a field of another tool."""
    assert set(FIELDS) == {field.value for field in Field} | {"date"}
    assert len(FIELD_NAMES) == sum(1 + len(others) for others in FIELDS.values())
    assert not FIELD_NAMES.keys() & FOREIGN_FIELDS.keys()
    assert all(name == name.lower() for name in (*FIELD_NAMES, *FOREIGN_FIELDS))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("foo:", "“foo:”"),
        ("a\n b", "“a b”"),
        ("\x1b[0m", "“\N{REPLACEMENT CHARACTER}[0m”"),
        ("x" * 41, "“" + "x" * 39 + "…”"),
    ],
)
def test_quoted_text_is_short_and_printable(text: str, shown: str) -> None:
    """Text from a query cannot break the message that contains it."""
    assert quoted(text) == shown


@pytest.mark.parametrize(
    ("names", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (list("abc"), "a, b or c")]
)
def test_lists_read_as_a_sentence(names: list[str], text: str) -> None:
    """Commas, and a word before the last."""
    assert listed(names) == text
