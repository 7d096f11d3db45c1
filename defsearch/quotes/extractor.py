"""The quotations of a release with their speakers: text in, values out.

Three steps are here: which spans between marks are somebody's words, and which are titles, labels and words in an odd
sense; which words a title, a sub-heading or a pull quotation repeats, and who says them in the body; the values.

Length tells most: of spans of four or more words 3 in 100 are nobody's words, of single words half. A short span counts
only where a cue says that somebody said it.

Not here: the marks (``spans``), the rules of attribution (``attribution``), files, indexes and output.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from defsearch.quotes.attribution import Attributed, Attribution
from defsearch.quotes.lexicon import is_work, lexicon
from defsearch.quotes.people import People
from defsearch.quotes.quote import Quote
from defsearch.quotes.spans import MARK, find_spans, make_frame
from defsearch.releases.release import Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.quotes.quote import Confidence, Where
    from defsearch.quotes.spans import Frame, Span
    from defsearch.quotes.voices import Voice

WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NAMES_IT = re.compile(r"\W{0,3}(?:[Zz]o|[Dd]at)? ?(?:heet|heten|heette|hete)\b")  # ‘…’ heet het plan
_LONG = 4  # words
_SHORT = 3  # words: a fragment may be so short
_ENDS = ".?!…"
_IS = frozenset(("is", "was", "luidt", "luidde", "wordt", "werd"))
_MOST_WORDS_BEFORE = 8
_MOST_CHARS_OF_A_NAMING = 80  # that are looked at


def is_quotation(
    text: str, block: Paragraph, span: Span, voice: Voice | None, *, is_repeated: bool = False
) -> bool:
    """Return whether a span of a block is somebody's words; ``is_repeated`` where a title repeats a quotation."""
    content = text[span.start : span.end]
    words = sum(1 for _ in WORD.finditer(content))
    before = text[max(block.start, span.opened - _MOST_CHARS_OF_A_NAMING) : span.opened].rstrip()
    is_beside = voice is not None and voice.is_beside
    if words == 0 or _NAMES_IT.match(text, span.closed) or (not is_beside and _is_labelled(before, content)):
        return False
    if words >= _LONG:
        return True
    if block.is_heading:
        return words == _SHORT and (is_repeated or before == "" or before[-1] == ":")
    return _is_short_quotation(before, content, words, voice)


def _is_short_quotation(before: str, content: str, words: int, voice: Voice | None) -> bool:
    """Return whether a span of one to three words is a whole utterance, or a fragment with a cue."""
    if voice is None:
        return False
    is_utterance = content[0].isupper()
    begins = before == "" or before[-1] in '.?!…:,"”’'
    if voice.is_beside and (begins or is_utterance or words == _SHORT):
        return True
    if is_utterance and voice.has_cue and before[-1:] == ":":
        return True
    if (
        is_utterance
        and content[-1] in _ENDS
        and voice.name is not None
        and begins
        and before[-1:] not in ":,"
    ):
        return True
    return words == _SHORT and voice.has_cue


def _is_labelled(before: str, content: str) -> bool:
    """Return whether the words before a span make it a title or a label: "het rapport ‘…’", "de zogenoemde ‘…’"."""
    words = before.lower().split()
    if not words or not before[-1].isalnum():
        return False
    lists = lexicon().words
    if words[-1] in _IS and any(word in lists["saying"] for word in words[-_MOST_WORDS_BEFORE:]):
        return True  # "het motto van dit jaar is"
    labels = lists["so_called"]
    if any(word.strip(".,") in labels for word in words[-3:]) or words[-1] in lists["saying"]:
        return True
    if " ".join(words[-2:]) in labels or " ".join(words[-3:]) in labels:
        return True
    return is_work(words[-1]) and (content[0].isupper() or content[0].isdigit()) and content[-1] not in ".,"


_LEAST_ALIKE = 0.7  # the share of the words that come back
_FEWEST_WORDS = 2
_MOST_COMPARED = 200  # quotations of a body
_MOST_TOLD = 12  # sentences of a body
_LONG_WORD = re.compile(r"\w{3,}(?:[-'’]\w+)*")


class Echoes:
    """The quotations and sentences of a body, to find words again."""

    def __init__(
        self,
        body: str,
        frame: Frame,
        spans: Sequence[Span],
        attributed: Sequence[Attributed],
        attribution: Attribution,
    ) -> None:
        self._frame = frame
        self._attributed = attributed
        self._attribution = attribution
        self._starts = [sentence.start for sentence in frame.sentences]
        self._opened = [span.opened for span in spans]
        self._said = [
            (_content(body[span.start : span.end]), span, found.voice)
            for span, found in zip(spans, attributed, strict=True)
            if found.voice is not None and found.voice.name is not None
        ][:_MOST_COMPARED]

    def in_quotations(self, text: str, span: Span | None = None) -> Voice | None:
        """Return the voice of the quotation that repeats a text best; ``span`` is the text itself, in the body."""
        wanted = _content(text)
        if len(wanted) < _FEWEST_WORDS:
            return None
        best, voice = _LEAST_ALIKE, None
        for words, other, found in self._said:
            if other is span or (span is not None and not found.has_cue):
                continue
            alike = len(wanted & words) / len(wanted)
            if alike > best or (alike == best and voice is None):
                best, voice = alike, found
        if voice is None:
            return None
        confidence: Confidence = "low" if voice.confidence == "low" else "mid"
        return voice._replace(confidence=confidence, has_cue=False, is_beside=False)

    def in_sentences(self, text: str, after: int = 0) -> Voice | None:
        """Return who says what one of the next sentences after an offset tells in nearly the same words."""
        wanted = _content(text)
        sentences = self._frame.sentences
        first = bisect_left(self._starts, after)
        for number in range(first, min(first + _MOST_TOLD, len(sentences))):
            sentence = sentences[number]
            words = _content(self._frame.words.text[sentence.start : sentence.end])
            if len(wanted & words) >= max(_FEWEST_WORDS, len(wanted) * _LEAST_ALIKE):
                voice = self._attribution.teller(number)
                if voice is not None and voice.name is not None:
                    return voice._replace(
                        confidence="mid" if voice.confidence == "high" else "low", is_beside=False
                    )
        return None

    def next_voice(self, span: Span) -> Voice | None:
        """Return the voice of the first quotation after a sub-heading, as a guess."""
        following = bisect_right(self._opened, span.opened)
        voice = self._attributed[following].voice if following < len(self._attributed) else None
        return voice._replace(confidence="low", has_cue=False, is_beside=False) if voice else None


def _content(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _LONG_WORD.findall(text))


_THIRD_PERSON = frozenset(("hij", "zij", "ze", "zijn", "haar", "hem"))
_FIRST_PERSON = frozenset(("ik", "wij", "we", "ons", "onze", "mij", "me", "mijn"))
_MOST_CHARS_BEFORE = 200  # of a title, before a colon
_MOST_SIGNS = 3  # around a span that is alone in its paragraph


def extract_quotes(title: str, body: str, blocks: Sequence[Paragraph]) -> list[Quote]:
    """Return the quotations of a release: those of the title first, then those of the body, in order.

    ``blocks`` are the paragraphs of ``body``. Give "" for a title that is only the first sentence of the body.
    """
    if MARK.search(title) is None and MARK.search(body) is None:
        return []
    title_blocks = [Paragraph(0, len(title), True)] if title else []
    title_spans = find_spans(title, title_blocks)
    spans = find_spans(body, blocks)
    if not (spans or title_spans):
        return []
    frame = make_frame(body, [(block.start, block.end) for block in blocks], spans)
    title_frame = make_frame(title, [(block.start, block.end) for block in title_blocks], title_spans)
    people = People(frame, title_frame)
    attribution = Attribution(body, frame, spans, people, blocks)
    attributed = attribution.attribute()
    echoes = Echoes(body, frame, spans, attributed, attribution)
    in_title = Attribution(title, title_frame, title_spans, people, title_blocks).attribute()
    quotes = _quotes_of_title(title, title_blocks, title_spans, in_title, echoes)
    return quotes + _quotes_of_body(
        body, blocks, spans, attributed, echoes, quotes[-1].group + 1 if quotes else 0
    )


def _quotes_of_title(
    title: str,
    blocks: Sequence[Paragraph],
    spans: Sequence[Span],
    attributed: Sequence[Attributed],
    echoes: Echoes,
) -> list[Quote]:
    quotes: list[Quote] = []
    previous = -1
    for number, (span, (found, is_next_part)) in enumerate(zip(spans, attributed, strict=True)):
        words = title[span.start : span.end]
        repeated = echoes.in_quotations(words)
        if not is_quotation(title, blocks[0], span, found, is_repeated=repeated is not None):
            continue
        voice = None if _is_about(title, span) else found
        if voice is not None and voice.name is not None and voice.is_beside and voice.confidence != "low":
            is_sure = repeated is not None and repeated.name == voice.name
            voice = voice._replace(confidence="high" if is_sure else "mid")
        else:
            voice = repeated or echoes.in_sentences(words) or (voice and voice._replace(confidence="low"))
        group = 0 if not quotes else quotes[-1].group + (not (is_next_part and previous == number - 1))
        quotes.append(_quote(title, span, voice, "title", group, None))
        previous = number
    return quotes


def _is_about(title: str, span: Span) -> bool:
    """Return whether the name before the colon is whom the words are about: "Jansen naar Rome: 'Hij moet kiezen'"."""
    before = title[max(0, span.opened - _MOST_CHARS_BEFORE) : span.opened].rstrip()
    if not before.endswith(":") or len(before.split()) < 3:
        return False
    said = {word.lower() for word in WORD.findall(title[span.start : span.end])}
    return bool(said & _THIRD_PERSON) and not said & _FIRST_PERSON


def _quotes_of_body(
    body: str,
    blocks: Sequence[Paragraph],
    spans: Sequence[Span],
    attributed: Sequence[Attributed],
    echoes: Echoes,
    group: int,
) -> list[Quote]:
    quotes: list[Quote] = []
    heading: str | None = None
    block = previous = -1
    group -= 1
    for number, (span, (found, is_next_part)) in enumerate(zip(spans, attributed, strict=True)):
        while block < span.block:
            block += 1
            if blocks[block].is_heading:
                heading = body[blocks[block].start : blocks[block].end]
        if not is_quotation(body, blocks[block], span, found):
            continue
        is_heading = blocks[block].is_heading
        voice = found
        if voice is None or (not voice.has_cue and _is_alone(blocks[block], span)):
            voice = echoes.in_quotations(body[span.start : span.end], span) or voice
        if is_heading and (voice is None or voice.name is None):
            voice = (
                echoes.in_sentences(body[span.start : span.end], span.closed)
                or echoes.next_voice(span)
                or voice
            )
        if not ((is_next_part or span.goes_on) and previous == number - 1 and quotes):
            group += 1
        quotes.append(_quote(body, span, voice, "body", group, None if is_heading else heading))
        previous = number
    return quotes


def _is_alone(block: Paragraph, span: Span) -> bool:
    """Return whether a span is all there is in its paragraph, but for a sign or two."""
    return span.opened - block.start <= _MOST_SIGNS and block.end - span.closed <= _MOST_SIGNS


def _quote(
    text: str, span: Span, voice: Voice | None, where: Where, group: int, heading: str | None
) -> Quote:
    name, written, role = (None, None, None) if voice is None else voice[:3]
    confidence: Confidence = "low" if voice is None or name is None else voice.confidence
    words = text[span.start : span.end]
    return Quote(span.start, span.end, words, name, written, role, confidence, where, group, heading)
