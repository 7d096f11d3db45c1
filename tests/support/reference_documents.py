"""Releases as paragraphs of tokens by field; a reference for the search that uses no index."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from support.archive import ToyAnalyzer

from defsearch.dutch.tokenizer import normalize_token, subwords_of, token_spans
from defsearch.dutch.written_apart import split_verbs, words_written_apart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support.archive import Item

analyze = lru_cache(maxsize=None)(ToyAnalyzer().analyze)


class ReferenceToken(NamedTuple):
    """One token of a paragraph: its form, the forms of its subwords, and how it is written.

    ``is_inside``: it comes after a lower-case letter, a digit or a comma, and a space.
    """

    form: str
    units: tuple[str, ...]
    text: str
    is_inside: bool


class ReferenceParagraph(list[ReferenceToken]):
    """The tokens of a paragraph, and the stems of the words that it writes apart or splits."""

    def __init__(self, tokens: Iterable[ReferenceToken], apart: Iterable[str], split: Iterable[str]) -> None:
        super().__init__(tokens)
        self.apart = list(apart)
        self.split = list(split)


class ReferenceRelease:
    """A release as lists of paragraphs of tokens, by field."""

    def __init__(self, item: Item) -> None:
        self.id, release = item
        self.date = release.date
        body = [release.body[part.start : part.end] for part in release.paragraphs]
        headings = [release.body[part.start : part.end] for part in release.paragraphs if part.is_heading]
        self.fields = {
            "title": [_tokens("" if release.title_is_derived else release.title)],
            "heading": [_tokens(text) for text in headings],
            "body": [_tokens(text) for text in body],
        }


def _tokens(text: str) -> ReferenceParagraph:
    tokens = []
    for start, end in token_spans(text):
        form = normalize_token(text[start:end])
        before = text[max(0, start - 2) : start]
        is_inside = (
            len(before) == 2 and before[1] == " " and (before[0] in ",0123456789" or before[0].islower())
        )
        tokens.append(ReferenceToken(form, tuple(subwords_of(form)), text[start:end], is_inside))
    apart = words_written_apart(text, lambda form: analyze(form).parts)
    split = split_verbs(text)
    return ReferenceParagraph(
        tokens, (stem(word.form) for word in apart), (stem(word.form) for word in split)
    )


class ReferenceCase:
    """Which forms of an archive are names, and which are common words, by how the bodies write them."""

    def __init__(self, releases: Iterable[ReferenceRelease]) -> None:
        self._written: dict[str, list[list[ReferenceToken]]] = defaultdict(list)  # by form, then by release
        for one in releases:
            in_release = defaultdict(list)
            for token in (token for paragraph in one.fields["body"] for token in paragraph):
                in_release[token.form].append(token)
            for form, tokens in in_release.items():
                self._written[form].append(tokens)

    def _capitalized(self, form: str) -> list[list[ReferenceToken]]:
        """Return the releases that write a form with a capital only; of each, the tokens."""
        return [
            tokens
            for tokens in self._written[form]
            if any(token.text.isalpha() and token.text[0].isupper() for token in tokens)
            and form not in {token.text for token in tokens}
        ]

    def is_name(self, form: str) -> bool:
        """Return whether 95% of the releases write it with a capital only, and one inside a sentence."""
        capitalized = self._capitalized(form)
        inside = any(
            token.is_inside and token.text[0].isupper() for tokens in capitalized for token in tokens
        )
        return inside and len(capitalized) >= 0.95 * len(self._written[form])

    def is_common(self, form: str) -> bool:
        """Return whether releases contain it, and at most a quarter write it with a capital only."""
        written = self._written[form]
        return bool(written) and len(self._capitalized(form)) <= 0.25 * len(written)


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
