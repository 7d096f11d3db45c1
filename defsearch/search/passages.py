"""The sentences of a release that answer a query best, as offsets and never as markup. Pure.

Not here: which words match (the caller says), how a passage looks (``defsearch.render``).

A sentence is chosen for the query words that no earlier choice shows, then for how many different query words
it holds, then for how densely they stand, then for standing earlier. What is chosen comes in text order.
A sub-heading is shown with what stands below it, so it is a passage by itself only for words that no sentence
has. A second part of a long sentence is one only for words that nothing better shows.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple
from defsearch.search.excerpts import Excerpt, Match, excerpt, excerpts
from defsearch.search.request import Passage
from defsearch.search.sentences import keep_speech, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from defsearch.releases.release import Paragraph

__all__ = ["LONGEST_READ", "MAX_CHARS", "Match", "best_passages"]

MAX_CHARS = 300
"""The longest passage. Nine in ten sentences of real Dutch releases are shorter."""


LONGEST_READ = 1 << 18
"""Characters of a body that are looked through for what it says: a hundred times a press release."""


class _Candidate(NamedTuple):
    """A sentence or sub-heading with the matches in it, and the sub-heading above it.

    ``words`` are the query words that its excerpt shows, ``density`` how densely it is lit. ``rest`` is that
    excerpt when the sentence has another, which shows its best part.
    """

    span: tuple[int, int]
    matches: Sequence[Match]
    words: frozenset[int]
    density: float
    heading: str | None
    is_heading: bool
    rest: Excerpt | None

    def merit(self) -> tuple[bool, bool, int, float]:
        """What makes it better than another that shows as many new words."""
        return not self.is_heading, self.rest is None, len(self.words), self.density


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
    shown = [
        (one.rest or excerpt(body, one.span, one.matches, max_chars), one.heading)
        for one in _choose(candidates, limit)
    ]
    return tuple(_passage(body, cut, heading) for cut, heading in sorted(shown, key=lambda one: one[0].start))


def _choose(candidates: list[_Candidate], limit: int) -> list[_Candidate]:
    if any(candidate.is_heading for candidate in candidates):
        in_sentences = frozenset[int]().union(*(c.words for c in candidates if not c.is_heading))
        candidates = [c for c in candidates if not c.is_heading or c.words - in_sentences]
    left = sorted(candidates, key=_Candidate.merit, reverse=True)  # of equals the earlier one stays the first
    chosen: list[_Candidate] = []
    shown: frozenset[int] = frozenset()
    while left and len(chosen) < limit:
        new_words = [len(candidate.words - shown) for candidate in left]
        most = max(new_words)
        best = left.pop(new_words.index(most))
        if most or best.rest is None:
            chosen.append(best)
            shown |= best.words
    return chosen


def _candidates(
    body: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match], max_chars: int
) -> Iterator[_Candidate]:
    """Everything that holds a match, in text order. Only paragraphs with matches are divided further."""
    heading: str | None = None
    places = [match.start for match in matches]
    upto = 0
    for start, end, is_heading in paragraphs:
        first = bisect_left(places, start, upto)
        upto = bisect_left(places, end, first)
        if first < upto:
            above = None if is_heading else heading
            spans = [(start, end)] if is_heading else sentence_spans(body, start, end)
            for span, inside in _share_out(keep_speech(body, spans, max_chars), matches[first:upto]):
                low, high = span
                if len(inside) == 1 and high - low <= max_chars:  # as most: nothing to cut, nothing overlaps
                    words = frozenset((inside[0].word,))
                    yield _Candidate(span, inside, words, 1 / (high - low), above, is_heading, None)
                    continue
                for number, cut in enumerate(excerpts(body, span, inside, max_chars)):
                    density = len(cut.lit) / (cut.end - cut.start)
                    rest = cut if number else None
                    yield _Candidate(span, inside, cut.words, density, above, is_heading, rest)
        if is_heading:
            heading = body[start:end]


def _share_out(
    spans: list[tuple[int, int]], matches: Sequence[Match]
) -> Iterator[tuple[tuple[int, int], Sequence[Match]]]:
    """Each span that holds matches, with them. Spans that one match runs across become one span."""
    upto, count = 0, len(matches)
    begin, first, reach = -1, 0, 0
    for start, end in spans:
        if begin < 0:
            while upto < count and matches[upto].start < start:
                upto += 1
            begin, first = start, upto
        while upto < count and matches[upto].start < end:
            reach = max(reach, matches[upto].end)
            upto += 1
        if reach > end and end < spans[-1][1]:
            continue  # this span and the next are one
        if first < upto:
            yield (begin, end), matches[first:upto]
        begin = -1


def _lead(body: str, paragraphs: Sequence[Paragraph], max_chars: int) -> tuple[Passage, ...]:
    """The first sentences of the release that fit, at least one, which may be cut."""
    heading: str | None = None
    for start, end, is_heading in paragraphs:
        if is_heading:
            heading = body[start:end]
            continue
        # Twice the room: a sentence that fits is then never one that only the slice made end there.
        spans = sentence_spans(body, start, min(end, start + 2 * max_chars))
        spans = keep_speech(body, spans, max_chars)
        fitting = [stop for _, stop in spans if stop - start <= max_chars]
        span = (start, fitting[-1] if fitting else end)
        return (_passage(body, excerpt(body, span, (), max_chars), heading),)
    return ()


def _passage(body: str, cut: Excerpt, heading: str | None) -> Passage:
    matches = tuple((start - cut.start, end - cut.start) for start, end in cut.lit)
    return Passage(heading, body[cut.start : cut.end], matches, cut.cut_start, cut.cut_end)
