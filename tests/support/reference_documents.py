"""Releases as paragraphs of tokens by field; a reference for the search that uses no index."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from support.archive import ToyAnalyzer

from defsearch.dutch.tokenizer import normalize_token, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support.archive import Item

analyze = lru_cache(maxsize=None)(ToyAnalyzer().analyze)


class ReferenceToken(NamedTuple):
    """One token of a paragraph: its form and the forms of its subwords."""

    form: str
    units: tuple[str, ...]


class ReferenceRelease:
    """A release as lists of paragraphs of tokens, by field."""

    def __init__(self, item: Item) -> None:
        self.id, release = item
        self.date = release.date
        body = [release.body[part.start : part.end] for part in release.paragraphs]
        headings = [release.body[part.start : part.end] for part in release.paragraphs if part.is_heading]
        self.fields = {
            "title": [[] if release.title_is_derived else _tokens(release.title)],
            "heading": [_tokens(text) for text in headings],
            "body": [_tokens(text) for text in body],
        }


def _tokens(text: str) -> list[ReferenceToken]:
    readings = (normalize_token(token.text) for token in tokenize(text))
    return [
        ReferenceToken(reading.form, tuple(unit.form for unit in reading.subwords)) for reading in readings
    ]


def vocabulary_of(releases: Iterable[ReferenceRelease]) -> set[str]:
    """Return every form and subword of the releases."""
    tokens = [token for one in releases for field in one.fields.values() for part in field for token in part]
    return {token.form for token in tokens} | {unit for token in tokens for unit in token.units}


def stem(form: str) -> str:
    """Return the toy stem of a form."""
    return analyze(form).stem


def edit_distance(one: str, other: str) -> int:
    """Return the Levenshtein distance, by its definition."""

    @cache
    def distance(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        change = distance(i - 1, j - 1) + (one[i - 1] != other[j - 1])
        return min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, change)

    return distance(len(one), len(other))
