"""Echoes: words of the body that a title, a sub-heading or a pull quotation repeats, and who says them there.

Not here: who says the words of the body (``attribution``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.quotes.attribution import Attributed, Attribution
    from defsearch.quotes.frame import Frame
    from defsearch.quotes.quote import Confidence
    from defsearch.quotes.spans import Span
    from defsearch.quotes.voices import Voice

_LEAST_ALIKE = 0.7  # the share of the words that come back
_FEWEST_WORDS = 2
_MOST_COMPARED = 200  # quotations of a body
_MOST_TOLD = 12  # sentences of a body
_WORD = re.compile(r"\w{3,}(?:[-'’]\w+)*")


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
    return frozenset(word.lower() for word in _WORD.findall(text))
