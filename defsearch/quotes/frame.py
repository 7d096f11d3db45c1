"""A text with its quotations blanked out, as words and sentences: where attribution looks for the speaker.

Every span becomes one sign per character (``“¤¤¤.”``), so offsets stay those of the text, no word inside a quotation
is taken for a name, and a full stop inside it ends a sentence only where the sentence around it ends.

Not here: what the words mean (``names``, ``subjects``, ``cues``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from defsearch.dutch.sentences import sentence_spans
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.quotes.spans import Span

BLANK = "¤"
# ’t is a word, b.d. is one, and so are F-16's and VNO-NCW; all other signs stand for themselves.
_WORD = re.compile(rf"['’][stn](?=\s)|[^\W\d_]\.(?:[^\W\d_]\.)*|\w+(?:[-'’/.&+]\w+)*|{BLANK}+|[^\w\s]")
_ENDS = ".?!…"


class Words(NamedTuple):
    """The words and signs of a text in order: ``text[starts[i]:ends[i]]`` is ``words[i]``.

    ``small[i]`` is the word in small letters with straight apostrophes. ``surnames`` are the words after a "Van" with
    a capital: Dalen, where a text has "Van Dalen".
    """

    text: str
    words: list[str]
    small: list[str]
    starts: list[int]
    ends: list[int]
    surnames: frozenset[str]

    def at(self, offset: int) -> int:
        """Return the number of the first word that starts at or after an offset."""
        return bisect_left(self.starts, offset)

    def slice(self, first: int, last: int) -> str:
        """Return the text of the words from ``first`` to ``last`` (not included)."""
        return self.text[self.starts[first] : self.ends[last - 1]]


class Sentence(NamedTuple):
    """A sentence: its offsets, the numbers of its block, and those of its spans and words, the last not included."""

    start: int
    end: int
    block: int
    first_span: int
    last_span: int
    first: int
    last: int


class Frame(NamedTuple):
    """A text without its quotations, as words and sentences."""

    words: Words
    sentences: list[Sentence]


def make_frame(text: str, blocks: Sequence[tuple[int, int]], spans: Sequence[Span]) -> Frame:
    """Return the frame of a text; ``blocks`` are its paragraphs as offsets, ``spans`` in order."""
    words = _split(_blank(text, spans))
    sentences = []
    number = 0
    for block, (block_start, block_end) in enumerate(blocks):
        for start, end in sentence_spans(words.text, block_start, block_end):
            first = number
            while number < len(spans) and spans[number].opened < end:
                number += 1
            sentences.append(Sentence(start, end, block, first, number, words.at(start), words.at(end)))
    return Frame(words, sentences)


def _blank(text: str, spans: Iterable[Span]) -> str:
    pieces = []
    done = 0
    for span in spans:
        length = span.closed - span.opened
        last = text[span.end - 1] if text[span.end - 1] in _ENDS and length > 2 else BLANK
        pieces.append(text[done : span.opened])
        pieces.append(f"“{BLANK * (length - 3)}{last}”" if length > 2 else BLANK * length)
        done = span.closed
    pieces.append(text[done:])
    return "".join(pieces)


def _split(text: str) -> Words:
    found = list(_WORD.finditer(text))
    words = [match[0] for match in found]
    small = [word.lower().replace("’", "'") for word in words]
    surnames = frozenset(_surnames(words))
    return Words(
        text, words, small, [match.start() for match in found], [match.end() for match in found], surnames
    )


def _surnames(words: list[str]) -> Iterator[str]:
    """Yield the words after "Van", "Van de", "Van der"."""
    for number, word in enumerate(words):
        if word == "Van":
            following = [
                one for one in words[number + 1 : number + 3] if one not in ("de", "den", "der", "het")
            ]
            yield from following[:1]
