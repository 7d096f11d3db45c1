"""The quotations of a release with their speakers: text in, values out.

Titles, sub-headings and pull quotations are treated here: a title's quotation is often no literal one, and who says it
stands in the body.

Not here: the marks (``spans``), the rules of attribution (``attribution``), files, indexes and output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from defsearch.quotes.attribution import Attributed, Attribution
from defsearch.quotes.echoes import Echoes
from defsearch.quotes.frame import make_frame
from defsearch.quotes.people import People
from defsearch.quotes.quote import Quote
from defsearch.quotes.selection import WORD, is_quotation
from defsearch.quotes.spans import MARK, find_spans
from defsearch.releases.release import Paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from defsearch.quotes.quote import Confidence, Where
    from defsearch.quotes.spans import Span
    from defsearch.quotes.voices import Voice

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
