"""The guide to the language: true, complete, and fit for a terminal and for Markdown."""

from __future__ import annotations

import datetime
import re

import pytest

from defsearch.dates.parser import DATE_FORMS, parse_period
from defsearch.query.ast import (
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
from defsearch.query.syntax import FIELDS

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
    """The guide shows nothing that is refused."""
    assert parse_query(query, today=TODAY).tree is not None


def test_every_kind_of_node_has_an_example() -> None:
    """There is nothing in the language that the guide leaves out."""
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
    """By every name that it answers to."""
    assert any(f"{name}:" in query for query in QUERIES)


@pytest.mark.parametrize("operator", ["AND", "EN", "&&", "OR", "OF", "|", "||", "NOT", "NIET"])
def test_every_operator_has_an_example(operator: str) -> None:
    """In both languages."""
    assert any(operator in query.split() for query in QUERIES)


def test_every_way_to_write_a_date_is_there() -> None:
    """The same forms as the calendar reads, each of them a date."""
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
def test_what_the_guide_calls_the_same_is_the_same(first: str, second: str) -> None:
    """Two spellings, one kind of tree."""
    kinds = [
        [type(node) for node in walk(parse_query(query, today=TODAY).tree or Word("", (0, 0)))]
        for query in (first, second)
    ]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_plain_text_fits(width: int) -> None:
    """Every section and example is there, no line is wider than asked."""
    text = plain_text(width)
    assert max(map(len, text.splitlines())) <= width
    flat = " ".join(text.split())
    for section in QUERY_HELP:
        assert section.title in text.splitlines()
        assert all(" ".join(typed.split()) in flat for example in section.examples for typed in example.typed)
        assert all(remark in flat for remark in section.remarks)


def test_markdown_has_a_heading_a_section_and_a_row_an_example() -> None:
    """Bars are escaped, so every row has two cells."""
    text = markdown(4)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        f"#### {s.title}" for s in QUERY_HELP
    ]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(section.examples) for section in QUERY_HELP)
    assert all(len(re.split(r"(?<!\\)\|", row)) == 4 for row in rows)
    assert r"`drones \| raketten`" in text
