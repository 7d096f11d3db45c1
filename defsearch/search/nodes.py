"""Questions about a tree that need no archive: what it holds, and whether it looks for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.search.tree import And, DateWords, InPeriod, InZone, Node, Not, Or, Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Iterator


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below ``node``, in the order of the query; words for a phrase or date."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Phrase | DateWords):
        return node.words
    if isinstance(node, InZone | Not):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, in the order of the query."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))


def words_of(node: Node) -> list[Word]:
    """All words of ``node``, those of its phrases and dates too."""
    return [part for part in walk(node) if isinstance(part, Word)]


def looks_for(node: Node) -> bool:
    """Whether ``node`` says what a release must hold, and not only what it must not."""
    if isinstance(node, And | Or):
        return any(looks_for(child) for child in node.children)
    if isinstance(node, InZone):
        return looks_for(node.child)
    return not looks_for(node.child) if isinstance(node, Not) else True


def is_filter(node: Node) -> bool:
    """Whether ``node`` only limits what others find: a ``date:`` term or an exclusion, or several of them."""
    if isinstance(node, And | Or):
        return all(is_filter(child) for child in node.children)
    if isinstance(node, InZone):
        return is_filter(node.child)
    return isinstance(node, InPeriod | Not)
