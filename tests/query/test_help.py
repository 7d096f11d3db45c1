"""The guide to the query language is true and complete, as plain text and as Markdown."""

from __future__ import annotations

import datetime
import re

import pytest

from defsearch.dates.parser import DATE_FORMS, parse_period
from defsearch.query.ast import (
    FIELDS,
    And,
    DateClause,
    DateOrWords,
    FieldScope,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    walk,
)
from defsearch.query.help import QUERY_HELP, markdown, plain_text
from defsearch.query.parser import parse_query

TODAY = datetime.date(2026, 3, 31)
DATES = {spelling for form in DATE_FORMS for spelling in form.spellings}
QUERIES = [
    typed
    for section in QUERY_HELP
    for example in section.examples
    for typed in example.typed
    if section.title != "How dates are written"
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_example_can_be_typed(query: str) -> None:
    """No example is refused."""
    assert parse_query(query, today=TODAY).tree is not None


def test_every_kind_of_node_has_an_example() -> None:
    """The guide is complete."""
    nodes = [
        node for query in QUERIES for node in walk(parse_query(query, today=TODAY).tree or Word("", (0, 0)))
    ]
    kinds = {And, DateOrWords, Fuzzy, DateClause, FieldScope, Not, Or, Wildcard, Phrase, Word}
    assert {type(node) for node in nodes} == kinds
    assert {node.distance for node in nodes if isinstance(node, Fuzzy)} == {1, 2}
    assert any(isinstance(node, Phrase) and node.slop for node in nodes)
    assert any(isinstance(node, Word) and node.exact for node in nodes)


@pytest.mark.parametrize("name", [name for field, others in FIELDS.items() for name in (field, *others)])
def test_every_field_has_an_example(name: str) -> None:
    """Under every name of the field."""
    assert any(f"{name}:" in query for query in QUERIES)


@pytest.mark.parametrize("operator", ["AND", "EN", "&&", "OR", "OF", "|", "||", "NOT", "NIET"])
def test_every_operator_has_an_example(operator: str) -> None:
    """In Dutch and English."""
    assert any(operator in query.split() for query in QUERIES)


def test_every_way_to_write_a_date_is_in_the_guide() -> None:
    """Each form is accepted."""
    shown = [e for section in QUERY_HELP for e in section.examples if set(e.typed) <= DATES]
    assert {typed for example in shown for typed in example.typed} == DATES
    for spelling in DATES:
        parse_period(spelling, TODAY)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("drones OF raketten", "drones | raketten"),
        ("marine AND fregat", "marine && fregat"),
        ("title:drones", "intitle:drones"),
        ("text:drones", "body:drones"),
        ("marine fregat OF drones", "(marine fregat) OF drones"),
    ],
)
def test_spellings_that_the_guide_calls_equal_are_equal(first: str, second: str) -> None:
    """They have the same nodes."""
    kinds = [
        [type(node) for node in walk(parse_query(query, today=TODAY).tree or Word("", (0, 0)))]
        for query in (first, second)
    ]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_plain_text_fits(width: int) -> None:
    """Every section and example is there, and no line is too wide."""
    text = plain_text(width)
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    for section in QUERY_HELP:
        assert section.title in text.splitlines()
        assert all(" ".join(typed.split()) in flat for example in section.examples for typed in example.typed)
        assert all(remark in flat for remark in section.remarks)


def test_markdown_has_a_heading_for_each_section_and_a_row_for_each_example() -> None:
    """Bars are escaped, so every row has two cells."""
    text = markdown(4)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        f"#### {s.title}" for s in QUERY_HELP
    ]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(section.examples) for section in QUERY_HELP)
    assert all(len(re.split(r"(?<!\\)\|", row)) == 4 for row in rows)
    assert r"`drones \| raketten`" in text
