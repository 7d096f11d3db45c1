"""The word lists of attribution, read once from the files in ``data``.

Not here: how the words are used (``names``, ``attribution``).
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_DATA = Path(__file__).with_name("data")
_MEMORY = 50_000  # words
_SHORTEST_PART = 4  # a shorter noun ends too many words that are no compounds of it


class Lexicon(NamedTuple):
    """``verbs``: form -> kind of cue verb. ``roles``: noun -> office or person. ``words``: class -> its words.

    ``genders``: first name -> m, f or x. ``aliases``: noun -> the nouns that it can refer to.
    """

    verbs: dict[str, str]
    roles: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    words: dict[str, frozenset[str]]
    genders: dict[str, str]


@cache
def lexicon() -> Lexicon:
    """Return the word lists."""
    verbs: dict[str, str] = {}
    for kind, infinitive, forms in _rows("verbs.tsv"):
        for form in (infinitive, *forms.split()):
            verbs.setdefault(form, kind)
    roles: dict[str, str] = {}
    aliases = {}
    for kind, *columns in _rows("roles.tsv"):
        if kind == "alias":
            aliases[columns[0]] = tuple(columns[1].split())
            roles.setdefault(columns[0], "office")
        elif kind != "whole":
            roles.update((noun, kind) for noun in columns[0].split() if noun not in roles)
    words = {
        name: frozenset(word.replace("_", " ") for word in row.split()) for name, row in _rows("words.tsv")
    }
    words["whole"] = frozenset(
        word for kind, *row in _rows("roles.tsv") if kind == "whole" for word in row[0].split()
    )
    genders = dict(_rows("first_names.tsv"))
    return Lexicon(verbs, roles, aliases, words, genders)


@lru_cache(_MEMORY)
def role_head(word: str) -> str | None:
    """Return the noun for a role that a word in small letters is or ends in: politiewoordvoerder, woordvoerder."""
    return _head(word, lexicon().roles, lexicon().words["whole"])


@lru_cache(_MEMORY)
def body_head(word: str) -> str | None:
    """Return the noun for a body that a word in small letters is or ends in: vakbond, bond."""
    return _head(word, lexicon().words["body"], frozenset())


@lru_cache(_MEMORY)
def is_work(word: str) -> bool:
    """Return whether a word in small letters is or ends in a noun for a thing with a title."""
    return _head(word, lexicon().words["work"], frozenset()) is not None


def _head(word: str, nouns: Container[str], whole: Container[str]) -> str | None:
    """Return the noun that a word is or ends in."""
    if word in nouns:
        return word
    if "-" in word and (part := word.rpartition("-")[2]) in nouns:
        return part  # NAVO-chef
    for start in range(1, len(word) - _SHORTEST_PART + 1):  # the longest part first
        part = word[start:]
        if part in nouns and part not in whole:
            return part
    return None


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
