"""Where quotations open and close: every mark that Dutch texts use, also those that are forgotten or of another kind.

A mark opens before a word and after a space, and closes after a word: the sign alone does not tell, as ``"`` and ``'``
do both, ``“`` closes what ``„`` opened and ``’`` is an apostrophe as well. Double marks (``"``, ``“ ” „``, ``,,``,
``''``) close each other; so do single ones. A mark that opens inside a quotation is nested if two marks that close
follow it, else the quotation before it was never closed.

Attribution looks for the speaker in a frame: the text with its quotations blanked out, as words and sentences. Every
span becomes one sign per character (``“¤¤¤.”``), so offsets stay those of the text, no word inside a quotation is taken
for a name, and a full stop inside it ends a sentence only if the sentence around it ends.

Not here: whether a span is somebody's words (``extractor``), and whose (``attribution``).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from defsearch.dutch.sentences import sentence_spans
from defsearch.quotes.lexicon import lexicon
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from defsearch.releases.release import Paragraph

MARK = re.compile(r""",,|''|``|’’|‘‘|["“”„‟«»＂″'‘’‚‛`´]""")
_DOUBLE = frozenset(('"', "“", "”", "„", "‟", "«", "»", "＂", "″", ",,", "''", "``", "’’", "‘‘"))
_ALWAYS_OPENS = frozenset(("„", "‚", ",,", "``", "‘‘"))
_TURNED_TO_OPEN = frozenset(("“", "‘", "«", "‟", "‛", "`"))
_BEFORE_AN_OPENER = "([{<-–—/:;=*•>¿¡"
_AFTER_A_CLOSER = ".,;:!?)]}…-–—/<*&"
_SENTENCE_ENDS = ".?!…"
# ’s avonds, ’t, ’69, the ’60s
_APOSTROPHE = re.compile(
    r"(?:s|t|n|m|k|r|d|ie|er|ns|em|tje|nen?)(?=[\s-])|[0-9]0s?\b|[0-9]{2}(?:['’]er)?(?=[\s,.;:)–-]|$)"
)
# De brug is klaar", zei
_CUE_AFTER = re.compile(r"\s*[,.?!…]?['’`´]?\s(?:zo |aldus )?([a-zé]{3,20})\s")
# “De brug is klaar, zei minister: the mark after "klaar" is forgotten, or a single one
_FORGOTTEN = re.compile(
    r"(?<=[\w.?!…])(?:['’`´]\s*,|,\s*['’`´]?|[.?!…]['’`´])\s+(?:zo\s+)?([a-zé]{3,20})\s+(\w+)"
)
_MOST_PARAGRAPHS = 6  # that one quotation may run on through without a mark
_MOST_MARKS_INSIDE = 8  # of the other kind, or genitives, in a span between single marks
_FEWEST_WORDS_UNCLOSED = 4  # of a single mark that nothing closes: an apostrophe otherwise


class Span(NamedTuple):
    """Text between marks: ``text[start:end]`` without them, ``text[opened:closed]`` with them.

    ``block`` is the number of its paragraph; ``goes_on`` where it continues the quotation of an earlier paragraph.
    """

    opened: int
    start: int
    end: int
    closed: int
    block: int
    goes_on: bool = False


class _Mark(NamedTuple):
    start: int
    end: int
    is_double: bool
    opens: bool
    closes: bool


def find_spans(text: str, blocks: Sequence[Paragraph]) -> list[Span]:
    """Return the spans between marks in each block, in order; they never overlap."""
    spans: list[Span] = []
    is_open = False
    waiting: list[int] = []  # blocks without a mark after a quotation that was not closed
    for number, block in enumerate(blocks):
        scan = _Scan(text, block, number)
        first = scan.first_sure_mark()
        is_open = is_open and not block.is_heading and len(waiting) < _MOST_PARAGRAPHS
        if is_open and first is None:
            waiting.append(number)
            continue
        if is_open and first is not None and not first.opens:
            for inner in waiting:
                start, end = blocks[inner].start, blocks[inner].end
                spans.append(_trimmed(text, Span(start, start, end, end, inner, True)))
            scan.close_at(first)
        waiting = []
        scan.run()
        found = [span for span in scan.spans if span.start < span.end]
        if is_open and found and found[0].opened == block.start:
            found[0] = found[0]._replace(goes_on=True)
        spans.extend(found)
        is_open = scan.stays_open
    return spans


class _Scan:
    """One pass over the marks of a block, left to right."""

    def __init__(self, text: str, block: Paragraph, number: int) -> None:
        self._text = text
        self._block = block
        self._number = number
        self._marks = _marks(text, block.start, block.end)
        self._doubles = [mark for mark in self._marks if mark.is_double]
        self._double_starts = [mark.start for mark in self._doubles]
        self._openers = [mark.start for mark in self._doubles if mark.opens]
        self._closers = [mark for mark in self._marks if mark.closes and not mark.is_double]
        self._closer_starts = [mark.start for mark in self._closers]
        self._done = block.start
        self.spans: list[Span] = []
        self.stays_open = False

    def first_sure_mark(self) -> _Mark | None:
        """Return the first mark that is no apostrophe."""
        return next((mark for mark in self._marks if mark.opens or (mark.closes and mark.is_double)), None)

    def close_at(self, mark: _Mark) -> None:
        """Take the block up to a mark as the end of a quotation that an earlier block opened."""
        start = self._block.start
        self._add(start, start, mark.start, mark.end, goes_on=True)

    def run(self) -> None:
        """Find the spans of the block."""
        for mark in self._marks:
            if mark.start < self._done or self.stays_open:
                continue
            if mark.opens:
                self._open(mark)
            elif mark.is_double and not self.spans and self._is_cue_after(mark.end):
                self._add(self._block.start, self._block.start, mark.start, mark.end)  # it was never opened

    def _open(self, mark: _Mark) -> None:
        closer = self._double_closer(mark) if mark.is_double else self._single_closer(mark)
        if closer is not None:
            self._add(mark.start, mark.end, closer.start, closer.end)
            return
        opener = bisect_right(self._openers, mark.start)
        end = self._openers[opener] if opener < len(self._openers) else self._block.end
        if not mark.is_double and (end < self._block.end or not self._can_be_unclosed(mark)):
            return
        stop = self._forgotten_end(mark.end, end)
        self._add(mark.start, mark.end, stop, stop)
        self.stays_open = stop == self._block.end

    def _add(self, opened: int, start: int, end: int, closed: int, *, goes_on: bool = False) -> None:
        self.spans.append(_trimmed(self._text, Span(opened, start, end, closed, self._number, goes_on)))
        self._done = max(closed, start)

    def _double_closer(self, mark: _Mark) -> _Mark | None:
        """Return the mark that closes a double one; None where the next one that opens is not nested."""
        depth = 0
        for number in range(bisect_right(self._double_starts, mark.start), len(self._doubles)):
            other = self._doubles[number]
            after = self._doubles[number + 1 : number + 3]
            if other.opens and not other.closes:
                is_nested = len(after) == 2 and not any(one.opens for one in after)
                if not is_nested and depth == 0:
                    return None
                depth += 1
            elif depth:
                depth -= 1
            elif not self._is_inch(other, after):
                return other
        return None

    def _is_inch(self, mark: _Mark, after: list[_Mark]) -> bool:
        """Return whether a mark after a digit is a sign for inches: a word goes on, and the next mark closes too."""
        following = self._text[mark.end : mark.end + 2].strip(" ")
        return (
            self._text[mark.start - 1].isdigit()
            and following.islower()
            and bool(after)
            and not after[0].opens
        )

    def _single_closer(self, mark: _Mark) -> _Mark | None:
        """Return the mark that closes a single one.

        After an s, x or z and before a small letter it may be a genitive (``Hans' boek``): only if no surer one follows
        before another span. Double marks between the two must come in pairs.
        """
        text = self._text
        closer: _Mark | None = None
        first = bisect_right(self._closer_starts, mark.start)
        for other in self._closers[first : first + _MOST_MARKS_INSIDE]:
            if closer is not None and (
                other.opens or any(sign in '‘“„"' for sign in text[closer.end : other.start])
            ):
                break
            is_genitive = text[other.start - 1] in "sxz" and re.match(
                r"\s[a-zà-ÿ]", text[other.end : other.end + 2]
            )
            if not is_genitive:
                closer = other
                break
            closer = closer or other
        return closer and self._with_pairs_inside(mark, closer)

    def _with_pairs_inside(self, mark: _Mark, closer: _Mark) -> _Mark | None:
        """Return the mark that closes a single one, seeing to the double marks before it."""
        first = bisect_right(self._double_starts, mark.start)
        for between, other in enumerate(self._doubles[first : first + _MOST_MARKS_INSIDE]):
            if other.start >= closer.start:
                return closer if between % 2 == 0 else None
            if other.end - other.start == 2 and not other.opens:
                return other  # ‘Hij zei: ‘Kom binnen’’
        return closer if len(self._doubles) - first in range(0, _MOST_MARKS_INSIDE, 2) else None

    def _can_be_unclosed(self, mark: _Mark) -> bool:
        """Return whether a single mark that nothing closes is no apostrophe: first in its block, or after a colon."""
        before = self._text[max(self._block.start, mark.start - 3) : mark.start].rstrip()
        words = len(self._text[mark.end : min(self._block.end, mark.end + 200)].split())
        is_first = before == "" or before[-1] == ":" or self._text[mark.start] == "‘"
        return is_first and words >= _FEWEST_WORDS_UNCLOSED

    def _forgotten_end(self, start: int, end: int) -> int:
        """Return where a quotation without a closing mark ends: before a cue verb with its subject, else at ``end``."""
        for match in _FORGOTTEN.finditer(self._text, start, end):
            if _is_cue(match[1]) and _can_be_subject(match[2]):
                return match.start() + (self._text[match.start()] in _SENTENCE_ENDS)
        return end

    def _is_cue_after(self, at: int) -> bool:
        match = _CUE_AFTER.match(self._text, at, self._block.end)
        return match is not None and _is_cue(match[1])


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """Return the marks of a block that can open or close."""
    marks = []
    for match in MARK.finditer(text, start, end):
        mark = _mark(
            match[0],
            match.start(),
            before=text[match.start() - 1] if match.start() > start else " ",
            following=text[match.end()] if match.end() < end else " ",
        )
        if mark.opens and not mark.is_double and _APOSTROPHE.match(text, mark.end, end):
            mark = mark._replace(opens=False)
        if mark.opens or mark.closes:
            marks.append(mark)
    return marks


def _mark(sign: str, at: int, *, before: str, following: str) -> _Mark:
    """Return what a mark can do between two characters."""
    is_double = sign in _DOUBLE
    is_after_space, is_before_space = before.isspace(), following.isspace()
    begins = is_after_space or before in _BEFORE_AN_OPENER or MARK.match(before) is not None
    opens = begins and not is_before_space and following not in ".,;:!?)]}"
    ends = is_before_space or following in _AFTER_A_CLOSER or MARK.match(following) is not None
    closes = ends and not is_after_space
    if sign in _ALWAYS_OPENS:
        opens, closes = opens or is_after_space, False
    elif is_double and is_after_space and is_before_space:  # “ So ”: the way that it is turned tells
        opens, closes = sign not in ("”", "’’"), True
    elif is_double and not (opens or closes or is_after_space or is_before_space):  # "So,"zei hij. "So."Then
        closes = before in ".,?!…" and following.isalpha()
        opens = closes and before != "," and following.isupper() and sign != "”"
    if opens and sign in _TURNED_TO_OPEN:
        closes = False
    return _Mark(at, at + len(sign), is_double, opens, closes)


def _is_cue(word: str) -> bool:
    return word == "aldus" or lexicon().verbs.get(word) == "say"


def _can_be_subject(word: str) -> bool:
    low = word.lower()
    lists = lexicon().words
    is_word = low in lexicon().roles or any(low in lists[name] for name in ("he", "she", "article"))
    return word[0].isupper() or is_word


def _trimmed(text: str, span: Span) -> Span:
    """Return a span without the space and the commas at its ends, and without a mark too many (``“….’”``)."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    if end - start > 2 and text[end - 1] in "'’" and text[end - 2] in _SENTENCE_ENDS:
        is_closer = any(text.find(sign, start, end) >= 0 for sign in ("‘", " '", " ’", "`"))
        end -= not is_closer
    return span._replace(start=start, end=end)


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
    starts: Sequence[int]
    ends: Sequence[int]
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
    words: list[str] = []
    small: list[str] = []
    starts, ends = array("I"), array("I")
    known: dict[str, tuple[str, str]] = {}  # each word is kept once: most come back
    for match in _WORD.finditer(text):
        both = known.get(match[0])
        if both is None:
            both = known[match[0]] = (match[0], match[0].lower().replace("’", "'"))
        words.append(both[0])
        small.append(both[1])
        starts.append(match.start())
        ends.append(match.end())
    return Words(text, words, small, starts, ends, frozenset(_surnames(words)))


def _surnames(words: list[str]) -> Iterator[str]:
    """Yield the words after "Van", "Van de", "Van der"."""
    for number, word in enumerate(words):
        if word == "Van":
            following = [
                one for one in words[number + 1 : number + 3] if one not in ("de", "den", "der", "het")
            ]
            yield from following[:1]
