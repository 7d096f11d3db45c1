"""Nodes of the AST, and questions about them."""

from __future__ import annotations

import datetime

import pytest

from defsearch.query.ast import (
    FIELD_NAMES,
    FIELDS,
    FOREIGN_FIELDS,
    Field,
    Node,
    Not,
    Or,
    Word,
    children,
    format_ast,
    is_filter,
    is_positive,
    listed,
    quoted,
    walk,
    words_of,
)
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)
PLACE = (0, 1)
X, Y = Word("x", PLACE), Word("y", PLACE)


def tree(query: str) -> Node:
    """Return the AST of a query that is not empty."""
    parsed = parse_query(query, today=TODAY).tree
    assert parsed is not None
    return parsed


def test_walk_gives_every_node_once_in_the_order_of_the_query() -> None:
    """Parents are before children; the words of phrases and dates are nodes too."""
    kinds = [type(node).__name__ for node in walk(tree('title:("x y" OF z*) -p mei 2025'))]
    assert kinds == [
        "And",
        "FieldScope",
        "Or",
        "Phrase",
        "Word",
        "Word",
        "Wildcard",
        "Not",
        "Word",
        "DateOrWords",
        "Word",
        "Word",
    ]
    assert [word.text for word in words_of(tree('q ("x y" OF z) mei 2025'))] == [
        *"qxyz",
        "mei",
        "2025",
    ]
    assert children(X) == ()


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (X, True),
        (Not(X, PLACE), False),
        (Not(Not(X, PLACE), PLACE), True),
        (Or((X, Not(Y, PLACE)), PLACE), True),
        (Or((Not(X, PLACE), Not(Y, PLACE)), PLACE), False),
        (Not(Or((X, Not(Y, PLACE)), PLACE), PLACE), False),
    ],
)
def test_an_ast_is_positive_unless_it_only_excludes(node: Node, expected: bool) -> None:
    """One thing that a release must contain is enough."""
    assert is_positive(node) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("date:2025", True),
        ("date:2025 -x", True),
        ("date:(2025 OF 2024)", True),
        ("date:2025 x", False),
        ("mei 2025", True),
        ("date:2025 title:(-x)", True),
    ],
)
def test_filters_are_dates_and_exclusions(query: str, expected: bool) -> None:
    """They limit what the words find, also where any word will do."""
    assert is_filter(tree(query)) is expected


def outline(query: str, *, exact: bool = False) -> tuple[str, ...]:
    """Return the lines for a query."""
    return format_ast(parse_query(query, today=TODAY, exact=exact).tree)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("", "every release"),
        ("drone", "the word drone"),
        ("=drone", "the word drone, in this form only"),
        ('"minister van defensie"', "the phrase “minister van defensie”"),
        ('="zware wapens"', "the phrase “zware wapens”, in these forms only"),
        ('"drone aanval"~5', "“drone aanval” within 5 words, in any order"),
        ("dron*", "words like dron* (* any letters, ? one letter)"),
        ("fregat~", "words at most 1 letter away from fregat"),
        ("fregat~2", "words at most 2 letters away from fregat"),
        ("date:2024-02", "dated 2024-02-01 … 2024-02-29"),
        ("date:2024-02-29", "dated 2024-02-29"),
        ("februari 2024", "dated 2024-02-01 … 2024-02-29, or the phrase “februari 2024”"),
    ],
)
def test_each_leaf_is_a_line(query: str, line: str) -> None:
    """The line says what the node matches."""
    assert outline(query) == (line,)


def test_nodes_with_children_are_an_outline() -> None:
    """One line for each node, two spaces for each level, in the order of the query."""
    assert outline("marine -(fregat OF title:raket*) kop:x tekst:y") == (
        "all of these:",
        "  the word marine",
        "  not:",
        "    any of these:",
        "      the word fregat",
        "      in the title:",
        "        words like raket* (* any letters, ? one letter)",
        "  in a sub-heading:",
        "    the word x",
        "  in the body:",
        "    the word y",
    )


def test_every_exact_word_is_marked() -> None:
    """Also where an option made the words exact."""
    assert outline("marine fregat", exact=True)[1:] == (
        "  the word marine, in this form only",
        "  the word fregat, in this form only",
    )


def test_the_deepest_ast_can_be_formatted() -> None:
    """It has as many levels as a query may have."""
    query = "NOT " * 50 + "x"
    tree = parse_query(query, today=TODAY).tree
    assert len(format_ast(tree)) == len(list(walk(tree or Word("", (0, 0))))) == 51


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
