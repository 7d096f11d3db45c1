"""The sentences of a release that answer a query best, as offsets and never as markup. Pure.

Not here: which words match (the caller says), how a passage looks (``defsearch.render``).

A sentence is chosen for the query words that no earlier choice shows, then for how many different query words
it holds, then for how densely they stand, then for standing earlier. What is chosen comes in text order.
A sub-heading is shown with what stands below it, so it is a passage by itself only for words that no sentence
has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from defsearch.search.excerpts import Match, excerpt
from defsearch.search.request import Passage
from defsearch.search.sentences import sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.releases.release import Paragraph
    from defsearch.search.excerpts import Excerpt

__all__ = ["MAX_CHARS", "Match", "best_passages"]

MAX_CHARS = 300
"""The longest passage. Nine in ten sentences of real Dutch releases are shorter."""


class _Candidate(NamedTuple):
    """A sentence or sub-heading with matches in it, cut to size, and the sub-heading above it."""

    excerpt: Excerpt
    heading: str | None
    is_heading: bool

    def merit(self, shown: frozenset[int]) -> tuple[int, bool, int, float]:
        """What makes it better than another when the words ``shown`` are on the page already."""
        start, end, words, lit = self.excerpt[:4]
        return len(words - shown), not self.is_heading, len(words), len(lit) / (end - start)


def best_passages(
    body: str,
    paragraphs: Sequence[Paragraph],
    matches: Sequence[Match],
    *,
    limit: int,
    max_chars: int = MAX_CHARS,
) -> tuple[Passage, ...]:
    """At most ``limit`` passages of at most ``max_chars`` characters each, in text order.

    ``matches`` are offsets into ``body``, sorted by start; where they overlap they are lit as one range.
    Matches outside the paragraphs are left alone. Without matches the passage is the release's lead, unlit.
    """
    if limit < 1:
        return ()
    candidates = list(_candidates(body, paragraphs, matches, max_chars))
    if not candidates:
        return _lead(body, paragraphs, max_chars)
    chosen = _choose(candidates, limit)
    return tuple(_passage(body, candidate) for candidate in sorted(chosen, key=lambda c: c.excerpt.start))


def _choose(candidates: list[_Candidate], limit: int) -> list[_Candidate]:
    in_sentences = frozenset[int]().union(*(c.excerpt.words for c in candidates if not c.is_heading))
    left = [c for c in candidates if not c.is_heading or c.excerpt.words - in_sentences]
    chosen: list[_Candidate] = []
    shown: frozenset[int] = frozenset()
    while left and len(chosen) < limit:
        merits = [candidate.merit(shown) for candidate in left]
        best = left.pop(merits.index(max(merits)))  # the first of equals: the earlier one
        chosen.append(best)
        shown |= best.excerpt.words
    return chosen


def _candidates(
    body: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match], max_chars: int
) -> Iterator[_Candidate]:
    """Everything that holds a match, in text order. Only paragraphs with matches are divided further."""
    heading: str | None = None
    upto = 0
    for start, end, is_heading in paragraphs:
        first = _first_from(matches, upto, start)
        upto = _first_from(matches, first, end)
        if first < upto:
            spans = [(start, end)] if is_heading else sentence_spans(body, start, end)
            for span, inside in _share_out(spans, matches[first:upto]):
                cut = excerpt(body, span, inside, max_chars)
                yield _Candidate(cut, None if is_heading else heading, is_heading)
        if is_heading:
            heading = body[start:end]


def _share_out(
    spans: list[tuple[int, int]], matches: Sequence[Match]
) -> Iterator[tuple[tuple[int, int], Sequence[Match]]]:
    """Each span that holds matches, with them. Spans that one match runs across become one span."""
    whole: list[tuple[int, int]] = []
    seen = reach = 0
    for start, end in spans:
        while seen < len(matches) and matches[seen].start < start:
            reach = max(reach, matches[seen].end)
            seen += 1
        if whole and reach > start:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    upto = 0
    for start, end in whole:
        first = _first_from(matches, upto, start)
        upto = _first_from(matches, first, end)
        if first < upto:
            yield (start, end), matches[first:upto]


def _first_from(matches: Sequence[Match], at: int, offset: int) -> int:
    """The number of the first match, ``at`` or later, that starts at ``offset`` or later."""
    while at < len(matches) and matches[at].start < offset:
        at += 1
    return at


def _lead(body: str, paragraphs: Sequence[Paragraph], max_chars: int) -> tuple[Passage, ...]:
    """The first sentences of the release that fit, at least one, which may be cut."""
    heading: str | None = None
    for start, end, is_heading in paragraphs:
        if is_heading:
            heading = body[start:end]
            continue
        # Twice the room: a sentence that fits is then never one that only the slice made end there.
        spans = sentence_spans(body, start, min(end, start + 2 * max_chars))
        fitting = [stop for _, stop in spans if stop - start <= max_chars]
        span = (start, fitting[-1] if fitting else end)
        return (_passage(body, _Candidate(excerpt(body, span, (), max_chars), heading, False)),)
    return ()


def _passage(body: str, candidate: _Candidate) -> Passage:
    start, end, _, lit, cut_start, cut_end = candidate.excerpt
    matches = tuple((a - start, b - start) for a, b in lit)
    return Passage(candidate.heading, body[start:end], matches, cut_start, cut_end)
