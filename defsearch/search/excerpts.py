"""A sentence cut to a length around the matches in it, at word borders. Pure; offsets into the text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Match(NamedTuple):
    """``text[start:end]`` satisfies query word number ``word`` (from 0). A phrase is one match."""

    start: int
    end: int
    word: int


class Excerpt(NamedTuple):
    """``text[start:end]``: which query words it holds, the ranges to light, and at which ends it was cut."""

    start: int
    end: int
    words: frozenset[int]
    lit: tuple[tuple[int, int], ...]
    cut_start: bool
    cut_end: bool


def excerpt(text: str, span: tuple[int, int], matches: Sequence[Match], max_chars: int) -> Excerpt:
    """The part of ``span`` of at most ``max_chars`` characters that shows the most different query words.

    ``matches`` start inside the span and are sorted by start. A match that the cut goes through is not lit:
    half a phrase is no match. The exception is a match longer than the excerpt, as there is nothing else.
    """
    start, end = span
    if end - start > max_chars:
        start, end = _cut(text, span, matches, max_chars)
    held = [match for match in matches if start <= match.start and match.end <= end]
    if not held:
        held = [match for match in matches if match.start < end and start < match.end]
    words = frozenset(match.word for match in held)
    return Excerpt(start, end, words, _union(held, start, end), start > span[0], end < span[1])


def excerpts(text: str, span: tuple[int, int], matches: Sequence[Match], max_chars: int) -> Sequence[Excerpt]:
    """The best excerpt of ``span``, and then others beside it for the words that those before do not show."""
    best = excerpt(text, span, matches, max_chars)
    found, shown = [best], best.words
    if not (best.cut_start or best.cut_end) or all(match.word in shown for match in matches):
        return found
    rooms = [*_beside(text, span, best)]  # the last is the first to be looked at
    while rooms:
        low, high = rooms.pop()
        hidden = [m for m in matches if low <= m.start and m.end <= high and m.word not in shown]
        if hidden:
            place = excerpt(text, (low, high), hidden, max_chars)
            place = excerpt(text, (place.start, place.end), matches, max_chars)
            found.append(place._replace(cut_start=place.start > span[0], cut_end=place.end < span[1]))
            shown |= place.words
            rooms += _beside(text, (low, high), place)
    return found


def _beside(text: str, span: tuple[int, int], cut: Excerpt) -> tuple[tuple[int, int], ...]:
    """What stands after an excerpt and what stands before it, without the space around it."""
    after, before = text[cut.end : span[1]].lstrip(), text[span[0] : cut.start].rstrip()
    return (span[1] - len(after), span[1]), (span[0], span[0] + len(before))


def _cut(text: str, span: tuple[int, int], matches: Sequence[Match], max_chars: int) -> tuple[int, int]:
    margin = max_chars // 6  # room on either side for the rest of the words in which the matches stand
    first, last = _densest(matches, max_chars - 2 * margin) if matches else (span[0], span[0])
    last = min(last, first + max_chars)
    start = span[0]  # a sentence reads best from its beginning
    if last - start > max_chars - margin:
        start = min(first - (max_chars - (last - first)) // 2, span[1] - max_chars)
        start = _next_word(text, start, first) if start > span[0] else span[0]
    end = min(start + max_chars, span[1])
    return start, end if end == span[1] else _word_end(text, last, end)


def _densest(matches: Sequence[Match], width: int) -> tuple[int, int]:
    """From where to where the most different words, then the most matches, stand within ``width``."""
    best, place = (0, 0), (matches[0].start, matches[0].end)
    inside: Counter[int] = Counter()
    upto = 0
    for number, match in enumerate(matches):
        while upto < len(matches) and (upto == number or matches[upto].end - match.start <= width):
            inside[matches[upto].word] += 1
            upto += 1
        if (worth := (len(inside), upto - number)) > best:
            best, place = worth, (match.start, max(held.end for held in matches[number:upto]))
        inside[match.word] -= 1
        if not inside[match.word]:
            del inside[match.word]
    return place


def _next_word(text: str, at: int, latest: int) -> int:
    """Where the first word at or after ``at`` begins; ``at`` itself in a word that runs on to ``latest``."""
    for start in range(at, latest + 1):
        if text[start - 1].isspace() and not text[start].isspace():
            return start
    return at


def _word_end(text: str, earliest: int, at: int) -> int:
    """Where the last word before ``at`` ends; ``at`` itself in a word that began before ``earliest``."""
    for end in range(at, earliest - 1, -1):
        if text[end].isspace() and not text[end - 1].isspace():
            return end
    return at


def _union(matches: Sequence[Match], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The ranges of ``matches`` within [start, end), those that overlap as one."""
    ranges: list[tuple[int, int]] = []
    for match in matches:
        low, high = max(match.start, start), min(match.end, end)
        if ranges and low < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
        elif low < high:
            ranges.append((low, high))
    return tuple(ranges)
