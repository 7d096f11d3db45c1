"""The AST of a query in words, as an indented outline.

Not here: what its words match in an index (``search.explain``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.query.ast import (
    And,
    DateClause,
    DateOrWords,
    Field,
    FieldScope,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    children,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDENT = "  "
_FIELDS = {Field.TITLE: "in the title:", Field.HEADING: "in a sub-heading:", Field.BODY: "in the body:"}


def format_ast(tree: Node | None) -> tuple[str, ...]:
    """Return a line for each node, indented by its level. Texts are as typed: nothing is escaped."""
    return ("every release",) if tree is None else tuple(_outline(tree, 0))


def _outline(node: Node, depth: int) -> Iterator[str]:
    yield _INDENT * depth + _line(node)
    if isinstance(node, And | Or | Not | FieldScope):
        for child in children(node):
            yield from _outline(child, depth + 1)


def _line(node: Node) -> str:
    if isinstance(node, Word):
        return f"the word {node.text}{', in this form only' if node.exact else ''}"
    if isinstance(node, Phrase):
        return _phrase_line(node)
    if isinstance(node, Wildcard):
        return f"words like {node.text} (* any letters, ? one letter)"
    if isinstance(node, Fuzzy):
        letters = "1 letter" if node.distance == 1 else f"{node.distance} letters"
        return f"words at most {letters} away from {node.text}"
    if isinstance(node, DateClause):
        return f"dated {node.period.describe()}"
    if isinstance(node, DateOrWords):
        return f"dated {node.period.describe()}, or the phrase “{_texts(node.words)}”"
    if isinstance(node, FieldScope):
        return _FIELDS[node.field]
    if isinstance(node, Not):
        return "not:"
    return "all of these:" if isinstance(node, And) else "any of these:"


def _phrase_line(phrase: Phrase) -> str:
    only = ", in these forms only" if all(word.exact for word in phrase.words) else ""
    if phrase.slop:
        return f"“{_texts(phrase.words)}” within {phrase.slop} words, in any order{only}"
    return f"the phrase “{_texts(phrase.words)}”{only}"


def _texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)
