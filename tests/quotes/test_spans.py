"""Where quotations open and close: every kind of mark, and marks that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.archive import find_paragraphs

from defsearch.quotes.spans import find_spans, make_frame


def contents(text: str) -> list[str]:
    """Return the text of each span."""
    return [text[span.start : span.end] for span in find_spans(text, find_paragraphs(text))]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        *[
            ('"', '"'),
            ("“", "”"),
            ("„", "”"),
            ("„", "“"),
            ("”", "”"),
            (",,", "''"),
            (",,", "’’"),
            (",,", "”"),
        ],
        *[
            ("“", '"'),
            ('"', "”"),
            ("«", "»"),
            ("»", "«"),
            ("''", "''"),
            ("'", "'"),
            ("‘", "’"),
            ("’", "’"),
            ("`", "'"),
        ],
    ],
)
def test_marks_of_each_kind_close_each_other(opening: str, closing: str) -> None:
    """Also closers of another kind than the opener."""
    text = f"Eerst dit. {opening}Het ijs was dik genoeg{closing}, zegt Jan Bos."
    assert contents(text) == ["Het ijs was dik genoeg"]


@pytest.mark.parametrize(
    "text",
    [
        "In 's-Hertogenbosch zagen foto's van '69 er 's avonds goed uit.",
        "De risico’s van F-16’s zijn ’s nachts en in ’t donker groter dan in ’78.",
        'Hans\' boek ligt op een tafel van 40" bij 60".',
        'De 27" schermen en de 32" schermen zijn duur.',
        "Zo'n auto's kost z'n geld.",
    ],
)
def test_apostrophes_and_inches_open_nothing(text: str) -> None:
    """Genitives, plurals, clitics, years and inches."""
    assert contents(text) == []


def test_apostrophes_inside_single_marks_do_not_close() -> None:
    """A genitive before a small letter closes only where nothing surer does."""
    assert contents("'Dit is Hans' boek over foto's', zegt zij.") == ["Dit is Hans' boek over foto's"]
    assert contents("Hij ziet 'te veel risico's' en gaat.") == ["te veel risico's"]


def test_an_inch_inside_a_quotation_does_not_close_it() -> None:
    """A mark after a digit, before a word, where another closing mark follows."""
    assert contents('"Een 27" scherm is genoeg", zegt zij.') == ['Een 27" scherm is genoeg']


@pytest.mark.parametrize(
    "content",
    [
        "Hij zei ‘kom maar’ en ging",
        'Hij zei "kom maar" en ging',
        "Hij zei “kom maar” en ging",
        "Hij zei: ‘Kom maar’",
    ],
)
def test_nested_marks_stay_inside(content: str) -> None:
    """A quotation inside another is no span of its own."""
    opening = "“" if "“" in content or "‘" in content else '"'
    closing = "”" if opening == "“" else '"'
    assert contents(f"{opening}{content}{closing}, zegt Mulder.") == [content]


def test_a_forgotten_mark_ends_before_the_cue() -> None:
    """The opening or the closing mark is missing beside a cue verb with its subject."""
    assert contents("“De brug is klaar, zei minister Jansen. Hij ging.") == ["De brug is klaar"]
    assert contents('De brug is klaar", zei minister Jansen.') == ["De brug is klaar"]


def test_an_open_quotation_ends_before_the_next_one() -> None:
    """Without a cue, up to the next mark that opens or the end of the paragraph."""
    assert contents('"De brug is klaar. "Nu de weg nog", zegt hij.') == ["De brug is klaar.", "Nu de weg nog"]
    assert contents("“De brug is klaar.") == ["De brug is klaar."]


def test_a_quotation_goes_on_in_the_next_paragraphs() -> None:
    """With a mark at the start of each, or with one at the end of the last only."""
    spans = find_spans(text := "“Een deel.\n\n“Nog een deel”, zei hij.", find_paragraphs(text))
    assert [span.goes_on for span in spans] == [False, True]
    assert contents("“Een deel.\n\nHet midden.\n\nHet eind”, zei hij.") == [
        "Een deel.",
        "Het midden.",
        "Het eind",
    ]


def test_a_sub_heading_ends_an_open_quotation() -> None:
    """What follows it is not the same quotation."""
    assert contents("“Een deel van de zin.\n\nKopje\n\nTekst.\n\nMeer” is er niet.") == [
        "Een deel van de zin."
    ]


def test_space_and_commas_at_the_ends_are_left_out() -> None:
    """And a closing mark too many."""
    assert contents('" Het ijs was dik, " zegt Bos. "Ja, echt.’"') == ["Het ijs was dik", "Ja, echt."]


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
