"""Nodes of the AST, and questions about them."""

from __future__ import annotations

import datetime

import pytest

from defsearch.query.ast import Node, Not, Or, Word, children, is_filter, is_positive, walk, words_of
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
