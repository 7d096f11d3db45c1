"""Quotation attribution: who says the words of each span of a text.

In the field's terms: the *content span* is the quotation, a *cue* joins it to its *speaker*. The rules, from the surest
to the least sure:

1. a cue after the span: ``“…”, zegt X`` · ``“…”, aldus X`` · ``“…”, liet X weten``
2. a cue before it: ``X zegt: “…”`` · ``NAME: “…”`` · ``Volgens X is het “…”`` · ``X noemt het “…”``
3. the same sentence: the next part of an interrupted quotation, the other spans of the sentence
4. the sentence after it: ``“….” Dat zegt X.``
5. the sentences before it: a quotation that goes on, ``X vindt dat …. “…”``, the subject of one without a cue
6. the paragraph before it

Not here: what is a cue (``cues``), which spans are quotations at all, titles and words that come twice (``extractor``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.quotes.cues import Cues
from defsearch.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.quotes.people import People
    from defsearch.quotes.quote import Confidence
    from defsearch.quotes.spans import Frame, Sentence, Span
    from defsearch.quotes.voices import Voice
    from defsearch.releases.release import Paragraph

_MOST_SENTENCES_BACK = 4
_MOST_SIGNS = 3  # before the first word of a stretch


class Attributed(NamedTuple):
    """The voice of a span, and whether the span is the next part of the interrupted one before it."""

    voice: Voice | None
    is_next_part: bool = False


class Attribution:
    """The rules, applied to one text."""

    def __init__(
        self, text: str, frame: Frame, spans: Sequence[Span], people: People, blocks: Sequence[Paragraph]
    ) -> None:
        self._text = text
        self._frame = frame
        self._words = frame.words
        self._spans = spans
        self._blocks = blocks
        self._cues = Cues(frame.words, people)
        self._attributed: list[Attributed] = [Attributed(None)] * len(spans)
        self._said: dict[int, Voice | None] = {}

    def attribute(self) -> list[Attributed]:
        """Return the voice of each span."""
        for number, sentence in enumerate(self._frame.sentences):
            if sentence.first_span < sentence.last_span:
                self._attribute_by_cue(sentence)
                self._attribute_by_context(number, sentence)
        return self._attributed

    def teller(self, number: int) -> Voice | None:
        """Return who says what a sentence without quotations tells: "Volgens X …", or "Dat stelt X" after it."""
        sentence = self._frame.sentences[number]
        voice = self._cues.clause(sentence.first, sentence.last, has_span=True)
        return voice if voice is not None and voice.has_cue else self._reference_after(number)

    def _attribute_by_cue(self, sentence: Sentence) -> None:
        """Give the spans of a sentence the voice of the cue after them or before them."""
        words, spans = self._words, self._spans
        is_heading = self._blocks[sentence.block].is_heading
        between: Voice | None = None  # the voice of the words between a span and the one before it
        before = sentence.first
        for at in range(sentence.first_span, sentence.last_span):
            opened, closed = words.at(spans[at].opened), words.at(spans[at].closed)
            is_last = at + 1 == sentence.last_span
            after = sentence.last if is_last else words.at(spans[at + 1].opened)
            tail = self._cues.after(closed, after)
            if tail is not None:
                is_ended = words.words[closed] in ",.-–—" or words.words[closed - 2] in "?!"
                tail = tail._replace(is_beside=is_ended or opened == sentence.first)
            elif is_last:
                tail = self._cues.at_end(closed, after)
            voice = tail or between or self._cues.before(before, opened, is_heading=is_heading)
            interrupts = before < opened and words.words[opened - 1] not in ".?!…;"
            self._attributed[at] = Attributed(voice, tail is None and between is not None and interrupts)
            between, before = tail, closed

    def _attribute_by_context(self, number: int, sentence: Sentence) -> None:
        """Give the spans without a cue the voice of another span of the sentence, or of other sentences."""
        numbers = range(sentence.first_span, sentence.last_span)
        without = [at for at in numbers if self._attributed[at].voice is None]
        if not without:
            return
        shared = next((voice for at in numbers if (voice := self._attributed[at].voice) is not None), None)
        around = None
        if shared is None and not self._blocks[sentence.block].is_heading:
            around = self._reference(number, sentence) or self._voice_before(number, sentence)
        for at in without:
            voice = shared or around
            if shared is None and voice is not None and not voice.has_cue and self._is_inside(at, sentence):
                voice = voice._replace(confidence="low")
            self._attributed[at] = Attributed(voice)

    def _is_inside(self, number: int, sentence: Sentence) -> bool:
        """Return whether words come before a span in its sentence."""
        opened = self._words.at(self._spans[number].opened)
        return self._has_word(sentence.first, opened)

    def _has_word(self, first: int, last: int) -> bool:
        """Return whether one of the first words and signs of a stretch is a word."""
        return any(word[0].isalnum() for word in self._words.words[first : min(last, first + _MOST_SIGNS)])

    def _reference(self, number: int, sentence: Sentence) -> Voice | None:
        """Return the voice of a next sentence such as "Dat zegt X"; less sure where the span does not end its own."""
        voice = self._reference_after(number)
        if voice is None or voice.confidence == "low":
            return voice
        closed = self._words.at(self._spans[sentence.last_span - 1].closed)
        return voice._replace(confidence="mid") if self._has_word(closed, sentence.last) else voice

    def _reference_after(self, number: int) -> Voice | None:
        if number + 1 >= len(self._frame.sentences):
            return None
        following = self._frame.sentences[number + 1]
        voice = self._cues.reference(following.first, following.last)
        if voice is None and following.block == self._frame.sentences[number].block:
            voice = self._cues.signature(following.first, following.last)
        return voice

    def _voice_before(self, number: int, sentence: Sentence) -> Voice | None:
        """Return the voice of the nearest sentence before this one that has a speaker who is not named in the span."""
        span = self._spans[sentence.first_span]
        said = self._text[span.start : span.end]
        for back in range(number - 1, max(-1, number - 1 - _MOST_SENTENCES_BACK), -1):
            before = self._frame.sentences[back]
            if self._blocks[before.block].is_heading:
                continue
            voice = self._voice_of(back)
            if voice is None or (voice.name and voice.name.split()[-1] in said):
                continue
            is_next = back == number - 1
            if is_next and self._words.words[before.last - 1] == ":":
                return voice._replace(has_cue=True)
            has_span = before.first_span < before.last_span
            return voice._replace(
                confidence=_less_sure(
                    voice.confidence,
                    goes_on=has_span and is_next and before.block == sentence.block,
                    is_far=before.block != sentence.block and not has_span,
                ),
                has_cue=False,
                is_beside=False,
            )
        return None

    def _voice_of(self, number: int) -> Voice | None:
        """Return who speaks in a sentence before a quotation."""
        if number not in self._said:
            sentence = self._frame.sentences[number]
            self._said[number] = (
                self._attributed[sentence.last_span - 1].voice
                if sentence.first_span < sentence.last_span
                else self._cues.clause(sentence.first, sentence.last, has_span=False)
            )
        return self._said[number]


def _less_sure(confidence: Confidence, *, goes_on: bool, is_far: bool) -> Confidence:
    """Return the confidence of a voice from another sentence: the same only for a quotation that goes on."""
    if is_far:
        return "low"
    return "mid" if confidence == "high" and not goes_on else confidence
