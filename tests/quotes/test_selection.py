"""Which spans are somebody's words."""

from __future__ import annotations

import pytest
from support.archive import find_paragraphs

from defsearch.quotes.extractor import extract_quotes


def texts(body: str, title: str = "") -> list[str]:
    """Return the quotations of a body and a title."""
    return [quote.text for quote in extract_quotes(title, body, find_paragraphs(body))]


@pytest.mark.parametrize(
    "body",
    [
        "Het rapport ‘Varen op een open zee’ verschijnt in mei.",
        "De tentoonstelling ‘De laatste post voor de grens’ is open.",
        "De zogenoemde ‘spookschepen zonder enige vlag’ liggen in de haven.",
        "Onder het motto “samen verder dan gisteren kijken” liepen zij.",
        "Het thema van dit jaar is ‘Vrijheid spreken we af’.",
        "‘Vertel eens wat je weet’. Zo heet de campagne.",
        "Jansen spreekt van een “goede stap” en gaat door.",
        "“Toeval” bestaat niet, zegt Jansen.",
    ],
)
def test_titles_labels_and_single_words_are_no_quotations(body: str) -> None:
    """What stands before a span, or after it, says what it is."""
    assert texts(body) == []


@pytest.mark.parametrize(
    ("body", "quotation"),
    [
        ("“Nee”, zegt Jansen.", "Nee"),
        ("Hij zei: “Nee.”", "Nee."),
        ("“Waarom?” vraagt kolonel Bos.", "Waarom?"),
        ("“Zwaar klote” noemde hij het.", "Zwaar klote"),
        ("Jansen noemt het “een goede stap”.", "een goede stap"),
        ("Is hij bang? Kolonel Bos lacht. “Nooit.”", "Nooit."),
        ("Het rapport “is een goed begin van iets”, zegt Jansen.", "is een goed begin van iets"),
    ],
)
def test_short_utterances_beside_a_cue_are_quotations(body: str, quotation: str) -> None:
    """Of one word, and fragments of three."""
    assert texts(body) == [quotation]


def test_a_short_title_is_one_where_the_body_repeats_it() -> None:
    """Or where all of the title is the span."""
    body = "Bos ziet het als “een goede kans voor Ede”."
    assert texts(body, "Bos ziet plan als ‘kans voor Ede’")[0] == "kans voor Ede"
    assert texts("Bos komt.", "Bos ziet plan als ‘kans voor Ede’") == []
    assert texts("Bos komt.", "‘Kans voor Ede’") == ["Kans voor Ede"]
