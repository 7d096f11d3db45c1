"""The AST in words: every kind of node, and the outline."""

from __future__ import annotations

import datetime

import pytest

from defsearch.query.ast import Word, walk
from defsearch.query.format_ast import format_ast
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)


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
