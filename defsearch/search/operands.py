"""Operands: nodes with all that was typed for them, and what joins them to one node."""

from __future__ import annotations

from defsearch.records import NamedTuple
from defsearch.search.nodes import is_filter
from defsearch.search.syntax import quoted
from defsearch.search.tree import And, Node, Or, Span


class Operand(NamedTuple):
    """A node with the span of all that was typed for it, brackets too.

    ``common``: holds only common words that nobody asked for. ``loose``: words side by side, no brackets.
    """

    node: Node
    span: Span
    common: bool = False
    loose: bool = False


def all_of(operands: list[Operand], *, implicit: bool) -> Operand:
    """``operands`` (one or more) under an And."""
    if len(operands) == 1:
        return operands[0]
    span = _extent(operands)
    node = And(tuple(operand.node for operand in operands), span, implicit)
    return Operand(node, span, all(operand.common for operand in operands), loose=implicit)


def any_of(operands: list[Operand]) -> Operand:
    """``operands`` (one or more) under an Or."""
    if len(operands) == 1:
        return operands[0]
    span = _extent(operands)
    node = Or(tuple(operand.node for operand in operands), span)
    return Operand(node, span, all(operand.common for operand in operands))


def any_of_words(operands: list[Operand]) -> Operand:
    """Any of ``operands``, which stand side by side; but exclusions and ``date:`` terms always hold."""
    words = [operand for operand in operands if not is_filter(operand.node)]
    filters = [operand for operand in operands if is_filter(operand.node)]
    if not words or not filters:
        return any_of(words) if words else all_of(filters, implicit=True)
    return all_of([any_of(words), *filters], implicit=True)._replace(span=_extent(operands))


def grouping(query: str, operands: list[Operand], marks: list[str]) -> str | None:
    """How alternatives were grouped, for those who come from tools that read ``a b OR c`` as ``a (b OR c)``.

    ``marks`` are the operators between ``operands``. None where no words stand side by side without brackets.
    """
    if not any(operand.loose for operand in operands):
        return None
    texts = [quoted(query[slice(*operand.span)], marks="") for operand in operands]
    shown = [f"({text})" if operand.loose else text for text, operand in zip(texts, operands, strict=True)]
    return shown[0] + "".join(f" {mark} {text}" for mark, text in zip(marks, shown[1:], strict=True))


def _extent(operands: list[Operand]) -> Span:
    return min(operand.span[0] for operand in operands), max(operand.span[1] for operand in operands)
