"""Snippets: the passages of a release that answer a query best, as offsets, without markup.

A passage is a sentence, or the part of a long sentence around the matches in it, cut at word borders. The sentences of
a quotation stay together where they fit. Passages are chosen for the query words that no earlier choice shows, then for
how many different query words they contain, then for having no half of a quotation, then for not being very short, then
for coming first: a release says first what matters most. The chosen ones are returned in text order. One that repeats
another is not chosen: a sentence of the introduction often comes back in the text.

A part of a compound counts only in a release that has the word in no other way. What no other choice shows is shown
again only if it is not much more common than the other words of the query.

A heading is shown with the text below it: it is a passage of its own only for words that no sentence contains. A
second part of a long sentence is one only for words that nothing better shows.

Not here: which words match (``highlighter``), how a passage looks (``defsearch.render``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from defsearch.dutch.sentences import has_half_quotation, join_quotations, sentence_spans
from defsearch.dutch.tokenizer import plain_letters
from defsearch.records import NamedTuple
from defsearch.search.results import Passage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from defsearch.releases.release import Paragraph


_SHORT = 45  # characters: a shorter sentence says little without its neighbours
MAX_CHARS = 300  # of a passage; nine in ten sentences of real Dutch releases are shorter
MAX_ANALYZED_CHARS = 1 << 18  # of a body: a hundred times a press release
# The space and the quotation marks that plain letters may still have.
_SIGNS = "\n\u00a0\u00ad«»´".encode("latin-1")


class Match(NamedTuple):
    """``text[start:end]`` matches the term group number ``word`` (from 0). A phrase is one match.

    ``is_whole``: it is no part of a compound, and no part of a verb in two parts.
    """

    start: int
    end: int
    word: int
    is_whole: bool = True


class Fragment(NamedTuple):
    """``text[start:end]`` with the query words in it, the ranges to highlight, and at which ends it was cut."""

    start: int
    end: int
    words: frozenset[int]
    highlighted: tuple[tuple[int, int], ...]
    cut_start: bool
    cut_end: bool


def fragment(text: str, span: tuple[int, int], matches: Sequence[Match], max_chars: int) -> Fragment:
    """Return the part of ``span`` of at most ``max_chars`` characters that shows the most different query words.

    ``matches`` start inside the span and are sorted by start. A match that is cut is not highlighted: half a phrase
    is no match. The exception is a match longer than the fragment, as there is nothing else.
    """
    start, end = span
    if end - start > max_chars:
        start, end = _cut(text, span, matches, max_chars)
    inside = [match for match in matches if start <= match.start and match.end <= end]
    if not inside:
        inside = [match for match in matches if match.start < end and start < match.end]
    words = frozenset(match.word for match in inside if match.is_whole)
    return Fragment(start, end, words, _union(inside, start, end), start > span[0], end < span[1])


def fragments(
    text: str, span: tuple[int, int], matches: Sequence[Match], max_chars: int
) -> Sequence[Fragment]:
    """Return the best fragment of ``span``, then others beside it for words that the earlier ones do not show."""
    best = fragment(text, span, matches, max_chars)
    found, shown = [best], best.words
    if not (best.cut_start or best.cut_end) or all(
        match.word in shown or not match.is_whole for match in matches
    ):
        return found
    rest = [*_beside(text, span, best)]
    while rest:
        low, high = rest.pop()
        hidden = [
            m for m in matches if low <= m.start and m.end <= high and m.is_whole and m.word not in shown
        ]
        if hidden:
            other = fragment(text, (low, high), hidden, max_chars)
            other = fragment(text, (other.start, other.end), matches, max_chars)
            found.append(other._replace(cut_start=other.start > span[0], cut_end=other.end < span[1]))
            shown |= other.words
            rest += _beside(text, (low, high), other)
    return found


def _beside(text: str, span: tuple[int, int], cut: Fragment) -> tuple[tuple[int, int], ...]:
    """Return the text after a fragment and the text before it, without the space around them."""
    after, before = text[cut.end : span[1]].lstrip(), text[span[0] : cut.start].rstrip()
    return (span[1] - len(after), span[1]), (span[0], span[0] + len(before))


def _cut(text: str, span: tuple[int, int], matches: Sequence[Match], max_chars: int) -> tuple[int, int]:
    margin = max_chars // 6  # on either side, for the rest of the words that the matches are in
    first, last = _densest(matches, max_chars - 2 * margin) if matches else (span[0], span[0])
    last = min(last, first + max_chars)
    start = span[0]  # a sentence reads best from its beginning
    if last - start > max_chars - margin:
        start = min(first - (max_chars - (last - first)) // 2, span[1] - max_chars)
        start = _next_word(text, start, first) if start > span[0] else span[0]
    end = min(start + max_chars, span[1])
    return start, end if end == span[1] else _word_end(text, last, end)


def _densest(matches: Sequence[Match], width: int) -> tuple[int, int]:
    """Return the span of at most ``width`` with the most different words, then with the most matches."""
    best, place = (0, 0), (matches[0].start, matches[0].end)
    inside: Counter[int] = Counter()
    upto = 0
    for number, match in enumerate(matches):
        while upto < len(matches) and (upto == number or matches[upto].end - match.start <= width):
            inside[matches[upto].word] += 1
            upto += 1
        if (worth := (len(inside), upto - number)) > best:
            best, place = worth, (match.start, max(one.end for one in matches[number:upto]))
        inside[match.word] -= 1
        if not inside[match.word]:
            del inside[match.word]
    return place


def _next_word(text: str, at: int, latest: int) -> int:
    """Return where the first word from ``at`` on begins; ``at`` itself inside a word that ends after ``latest``."""
    for start in range(at, latest + 1):
        if text[start - 1].isspace() and not text[start].isspace():
            return start
    return at


def _word_end(text: str, earliest: int, at: int) -> int:
    """Return where the last word before ``at`` ends; ``at`` itself in a word that begins before ``earliest``."""
    for end in range(at, earliest - 1, -1):
        if text[end].isspace() and not text[end - 1].isspace():
            return end
    return at


def _union(matches: Sequence[Match], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return the ranges of ``matches`` within [start, end), overlapping ones joined."""
    ranges: list[tuple[int, int]] = []
    for match in matches:
        low, high = max(match.start, start), min(match.end, end)
        if ranges and low < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
        elif low < high:
            ranges.append((low, high))
    return tuple(ranges)


class _Candidate(NamedTuple):
    """A sentence or heading with the matches in it, and the place of the heading above it.

    ``shown`` is the place of its fragment, ``words`` are the query words in that, ``is_half`` is whether it has half a
    quotation. ``rest`` is the fragment when it is not the best one of a long sentence.
    """

    span: tuple[int, int]
    shown: tuple[int, int]
    matches: Sequence[Match]
    words: frozenset[int]
    is_half: bool
    heading: tuple[int, int] | None
    is_heading: bool
    rest: Fragment | None

    def quality(self) -> tuple[bool, bool, int, bool, bool]:
        """Return the sort key among candidates that show as many new words; of equals the earlier is better."""
        is_long = self.span[1] - self.span[0] >= _SHORT
        return not self.is_heading, self.rest is None, len(self.words), not self.is_half, is_long


def best_passages(
    body: str,
    paragraphs: Sequence[Paragraph],
    matches: Sequence[Match],
    *,
    limit: int,
    max_chars: int = MAX_CHARS,
    common: Collection[int] = (),
) -> tuple[Passage, ...]:
    """Return at most ``limit`` passages of at most ``max_chars`` characters each, in text order.

    ``matches`` are offsets into ``body``, sorted by start; overlapping ones are highlighted as one range. Matches
    outside the paragraphs are ignored. Without matches the passage is the lead of the release.
    Words in ``common`` are no reason to show a passage that shows nothing new.
    """
    if limit < 1:
        return ()
    headings = [one for one in paragraphs if one.is_heading]
    in_sentences = {
        one.word
        for one in matches
        if one.is_whole and not any(head.start <= one.start < head.end for head in headings)
    }
    matches = [one if one.word in in_sentences else one._replace(is_whole=True) for one in matches]
    candidates = list(_candidates(body, paragraphs, matches, max_chars))
    if not candidates:
        return _lead(body, paragraphs, max_chars)
    shown = [
        (one.rest or fragment(body, one.span, one.matches, max_chars), one.heading)
        for one in _choose(body, candidates, limit, frozenset(common))
    ]
    return tuple(_passage(body, cut, heading) for cut, heading in sorted(shown, key=lambda one: one[0].start))


def _choose(body: str, candidates: list[_Candidate], limit: int, common: frozenset[int]) -> list[_Candidate]:
    if any(candidate.is_heading for candidate in candidates):
        in_sentences = frozenset[int]().union(*(c.words for c in candidates if not c.is_heading))
        candidates = [c for c in candidates if not c.is_heading or c.words - in_sentences]
    # Of equals the earlier one stays the first.
    remaining = sorted(candidates, key=_Candidate.quality, reverse=True)
    chosen: list[_Candidate] = []
    shown: frozenset[int] = frozenset()
    while remaining and len(chosen) < limit:
        new_words = [len(candidate.words - shown) for candidate in remaining]
        if not (most := max(new_words)):
            break
        chosen.append(remaining.pop(new_words.index(most)))
        shown |= chosen[-1].words
    # None of the others shows a new word.
    texts = [_letters(body, one) for one in chosen]
    for candidate in remaining:
        if len(chosen) == limit:
            break
        if candidate.rest or all(one.word in common for one in candidate.matches):
            continue
        text = _letters(body, candidate)
        if not any(text in other or other in text for other in texts):
            chosen.append(candidate)
            texts.append(text)
    return chosen


def _letters(body: str, candidate: _Candidate) -> bytes:
    """Return what the candidate shows without accents, case, white space and punctuation."""
    text = body[slice(*candidate.shown)]
    letters = plain_letters(text).translate(None, _SIGNS)
    # Of a text in another alphabet next to nothing is left.
    return letters if 2 * len(letters) > len(text) else text.encode()


def _candidates(
    body: str, paragraphs: Sequence[Paragraph], matches: Sequence[Match], max_chars: int
) -> Iterator[_Candidate]:
    """Yield every sentence and heading with a match, in text order. Only paragraphs with matches are divided."""
    heading: tuple[int, int] | None = None
    places = [match.start for match in matches]
    upto = 0
    for start, end, is_heading in paragraphs:
        first = bisect_left(places, start, upto)
        upto = bisect_left(places, end, first)
        if first < upto:
            above = None if is_heading else heading
            spans = [(start, end)] if is_heading else sentence_spans(body, start, end)
            for span, inside in _spans_with_matches(
                join_quotations(body, spans, max_chars), matches[first:upto]
            ):
                low, high = span
                if high - low <= max_chars:  # most: nothing to cut
                    words = frozenset(one.word for one in inside if one.is_whole)
                    is_half = has_half_quotation(body[low:high])
                    yield _Candidate(span, span, inside, words, is_half, above, is_heading, None)
                    continue
                for number, cut in enumerate(fragments(body, span, inside, max_chars)):
                    shown = cut.start, cut.end
                    is_half = has_half_quotation(body[slice(*shown)])
                    rest = cut if number else None
                    yield _Candidate(span, shown, inside, cut.words, is_half, above, is_heading, rest)
        if is_heading:
            heading = start, end


def _spans_with_matches(
    spans: list[tuple[int, int]], matches: Sequence[Match]
) -> Iterator[tuple[tuple[int, int], Sequence[Match]]]:
    """Yield each span that contains matches, with them. Spans that share a match are joined."""
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
    """Return the first sentences of the release that fit, at least one, which may be cut."""
    heading: tuple[int, int] | None = None
    for start, end, is_heading in paragraphs:
        if is_heading:
            heading = start, end
            continue
        # A slice of twice the length: a sentence that fits then never ends only because the slice does.
        spans = sentence_spans(body, start, min(end, start + 2 * max_chars))
        spans = join_quotations(body, spans, max_chars)
        fitting = [stop for _, stop in spans if stop - start <= max_chars]
        span = (start, fitting[-1] if fitting else end)
        return (_passage(body, fragment(body, span, (), max_chars), heading),)
    return ()


def _passage(body: str, cut: Fragment, heading: tuple[int, int] | None) -> Passage:
    above = None if heading is None else body[slice(*heading)]
    matches = tuple((start - cut.start, end - cut.start) for start, end in cut.highlighted)
    return Passage(above, body[cut.start : cut.end], matches, cut.cut_start, cut.cut_end)
