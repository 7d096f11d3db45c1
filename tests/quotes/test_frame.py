"""The frame: a text without its quotations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.archive import find_paragraphs

from defsearch.quotes.frame import make_frame
from defsearch.quotes.spans import find_spans


def test_a_full_stop_inside_ends_the_sentence_around_it() -> None:
    """Only where nothing of that sentence follows."""
    text = "“Eerst dit. Dan dat.” Toen ging hij. “Klaar?” vroeg zij. “Ja”, zei hij."
    frame = make_frame(text, [(0, len(text))], find_spans(text, find_paragraphs(text)))
    assert [text[sentence.start : sentence.end] for sentence in frame.sentences] == [
        "“Eerst dit. Dan dat.”",
        "Toen ging hij.",
        "“Klaar?” vroeg zij.",
        "“Ja”, zei hij.",
    ]


@given(st.text(alphabet="ab .?\"“”„'’\n", max_size=60))
def test_offsets_are_those_of_the_text(text: str) -> None:
    """The frame has its length, and each span is in one sentence."""
    blocks = find_paragraphs(text)
    spans = find_spans(text, blocks)
    frame = make_frame(text, [(block.start, block.end) for block in blocks], spans)
    assert len(frame.words.text) == len(text)
    numbers = [number for one in frame.sentences for number in range(one.first_span, one.last_span)]
    assert numbers == list(range(len(spans)))
    for sentence in frame.sentences:
        for span in spans[sentence.first_span : sentence.last_span]:
            assert sentence.start <= span.opened
            assert span.closed <= sentence.end
